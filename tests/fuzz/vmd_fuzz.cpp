#include "messages/asn1/ber.hpp"
#include "messages/mms/type.hpp"
#include "messages/mms/vmd.hpp"

#include <cstdlib>

using namespace bus;
using namespace bus::mms;

namespace {

vmd_description some_objects() {
  auto leaf = [](const char* text) { return *parse_type(text); };
  auto point = make_structure({{"f", leaf("float32")},
                               {"q", leaf("bit-string(-13)")},
                               {"t", leaf("utc-time")},
                               {"s", leaf("visible-string(-65)")}});
  auto domain = vmd_description::domain{"D"};
  domain.variables.push_back({"A", make_array(5, point)});
  domain.variables.push_back({"I", leaf("int32")});
  domain.variables.push_back({"S", make_structure({{"x", point}, {"y", point}})});
  domain.writable = {"*"};
  domain.lists.emplace_back("L", std::vector<std::string>{"I", "S$x", "A"});
  domain.journals.emplace_back("J", std::vector<std::string>{"I"});
  auto out = vmd_description{"v", "m", "r", {"one", "two"}};
  out.domains.push_back(std::move(domain));
  return out;
}

/// A folder of one file, in memory.
file_store some_files() {
  auto out = file_store{};
  out.list = [](const std::string&) -> result<std::vector<file_store::entry>> {
    return std::vector{file_store::entry{"f", 3}};
  };
  out.find = [](const std::string& path) -> result<file_store::entry> {
    if (path == "f")
      return file_store::entry{"f", 3};
    return fail(errc::not_found, path);
  };
  out.read = [](const std::string&, std::uint64_t from,
                std::size_t most) -> result<bytes> {
    return bytes(std::min<std::size_t>(from < 3 ? 3 - from : 0, most));
  };
  out.write = [](const std::string&, byte_view) -> result<void> { return {}; };
  out.remove = [](const std::string&) -> result<void> { return {}; };
  out.rename = [](const std::string&, const std::string&) -> result<void> {
    return {};
  };
  return out;
}

} // namespace

/// Requests of one peer, one behind the other, each an octet of length in front.
/// The first octet: how large its PDUs are.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const auto objects = some_objects();
  if (size == 0)
    return 0;
  auto uut = *vmd::make(objects);
  uut.serve_files(some_files());
  auto agreed = parameters{};
  agreed.max_pdu_size = 64u << (data[0] % 11);
  uut.joined(1, agreed);
  auto in = reader{{data + 1, size - 1}};
  while (in.left() > 0) {
    auto octets = in.view(std::min<std::size_t>(in.u8(), in.left()));
    auto came = asn1::ber::decode<pdu>(octets);
    auto* asked = came ? came->get_if<pdu::confirmed_request_pdu>() : nullptr;
    if (!asked)
      continue;
    auto answer = uut.serve(1, asked->service, {});
    if (!answer)
      continue;
    auto said = asn1::mms::confirmed_response_pdu{1, std::move(*answer)};
    if (!asn1::ber::encode(pdu::make<pdu::confirmed_response_pdu>(std::move(said))))
      std::abort(); // what we say has to be sayable
  }
  uut.left(1);
  return 0;
}
