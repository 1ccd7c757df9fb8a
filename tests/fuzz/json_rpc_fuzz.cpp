#include "messages/bus/rpc.hpp"

#include <rapidjson/document.h>

#include <cstdlib>

using namespace bus;

namespace {

/// Small, so that a short input reaches each of them.
rpc::limits small() {
  auto out = rpc::limits{};
  out.size = 4096;
  out.depth = 8;
  out.calls = 4;
  out.items = 4;
  return out;
}

std::string answer(const rpc::call& x) {
  if (auto why = std::get_if<rpc::failure>(&x.what))
    return rpc::write_response(x.id, *why);
  auto write = std::get_if<rpc::write_request>(&std::get<rpc::method>(x.what));
  if (!write)
    return rpc::write_response(x.id, "null");
  auto refs = std::vector<std::string>{};
  auto samples = std::vector<result<sample>>{};
  for (const auto& item : write->writes) {
    refs.push_back(item.ref);
    samples.push_back(sample{item.value});
  }
  return rpc::write_response(x.id, rpc::write_samples(refs, samples));
}

bool is_json(const std::string& text) {
  auto tree = rapidjson::Document{};
  tree.Parse<rapidjson::kParseValidateEncodingFlag>(text.data(), text.size());
  return !tree.HasParseError();
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  auto text = std::string_view{reinterpret_cast<const char*>(data), size};
  auto parsed = rpc::parse(text, small());
  auto responses = std::vector<std::string>{};
  for (const auto& call : parsed.calls)
    if (!call.id.empty())
      responses.push_back(answer(call));
  if (parsed.calls.empty() || !is_json(rpc::write_batch(responses)))
    std::abort();
  return 0;
}
