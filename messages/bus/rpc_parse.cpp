#include "messages/bus/json.hpp"
#include "messages/bus/rpc_actions.hpp"
#include "messages/bus/rpc_params.hpp"

#include <rapidjson/encodedstream.h>
#include <rapidjson/error/en.h>
#include <rapidjson/memorystream.h>
#include <rapidjson/reader.h>

#include <algorithm>
#include <charconv>

namespace bus::rpc {

namespace {

using json_value = rapidjson::Value;
// JSON-RPC 2.0, 5.1
constexpr auto parse_error = -32700;
constexpr auto invalid_request = -32600;
constexpr auto method_not_found = -32601;
constexpr auto invalid_params = -32602;

constexpr auto no_id = std::string_view{"null"};

/// Octets that the tree of most requests fits: those take none from the heap.
constexpr auto usual_tree = std::size_t{4096};

constexpr auto parse_flags = unsigned{rapidjson::kParseIterativeFlag}
                             | rapidjson::kParseValidateEncodingFlag
                             | rapidjson::kParseNumbersAsStringsFlag;

template <class Number>
bool reads_as(std::string_view text, Number& out) {
  auto [end, wrong] = std::from_chars(text.data(), text.data() + text.size(), out);
  return wrong == std::errc{} && end == text.data() + text.size();
}

/// RapidJSON's tree with its numbers read by the standard library: RapidJSON's
/// own ways are inexact or, for a zero of many digits, not defined.
class tree : public rapidjson::Document {
public:
  /// What its memory does not hold is taken from the heap.
  explicit tree(AllocatorType& memory)
    : rapidjson::Document{&memory} {}

  /// Reads `text` into the tree.
  rapidjson::ParseResult read(std::string_view text) {
    auto out = rapidjson::ParseResult{};
    auto octets = rapidjson::MemoryStream{text.data(), text.size()};
    auto in =
      rapidjson::EncodedInputStream<rapidjson::UTF8<>, rapidjson::MemoryStream>{octets};
    auto generate = [&](rapidjson::Document&) {
      out = rapidjson::Reader{}.Parse<parse_flags>(in, *this);
      return !out.IsError();
    };
    Populate(generate);
    return out;
  }

  /// The reader's call for each number.
  bool RawNumber(const char* text, rapidjson::SizeType size, bool) {
    auto digits = std::string_view{text, size};
    auto integer = std::int64_t{0};
    auto natural = std::uint64_t{0};
    auto real = 0.0;
    if (reads_as(digits, integer))
      return Int64(integer);
    if (reads_as(digits, natural))
      return Uint64(natural);
    return reads_as(digits, real) && Double(real);
  }
};

method read_status(object_reader&, const limits&) {
  return status_request{};
}

method read_list(object_reader& in, const limits&) {
  return list_request{in.text_or("prefix", "")};
}

method read_browse(object_reader& in, const limits&) {
  return browse_request{in.text("ref")};
}

method read_describe(object_reader& in, const limits&) {
  return describe_request{in.text("ref")};
}

method read_read(object_reader& in, const limits& x) {
  auto out = read_request{in.texts("refs", x.items)};
  auto from = in.text_or("source", "device");
  if (from == "model")
    out.source = source::model;
  else if (from != "device")
    in.complain("source", "expected \"device\" or \"model\"");
  return out;
}

method read_write(object_reader& in, const limits& x) {
  return write_request{in.writes("writes", x.items)};
}

method read_snapshot(object_reader& in, const limits&) {
  return snapshot_request{in.text_or("prefix", "")};
}

method read_replay(object_reader& in, const limits&) {
  auto epoch = in.text("epoch");
  auto from_seq = in.number("from_seq");
  return replay_request{std::move(epoch), from_seq, in.text_or("prefix", "")};
}

struct known_method {
  std::string_view name;
  read_method read;
};

constexpr auto known_methods = std::array<known_method, 8>{{
  {"status", read_status},
  {"list", read_list},
  {"browse", read_browse},
  {"describe", read_describe},
  {"read", read_read},
  {"write", read_write},
  {"snapshot", read_snapshot},
  {"replay", read_replay},
}};

/// Whether `text` begins with a `\u` escape of a surrogate with its third digit
/// in `digits`.
bool is_surrogate(std::string_view text, std::string_view digits) {
  return text.size() >= 4 && text[1] == 'u' && (text[2] == 'd' || text[2] == 'D')
         && digits.find(text[3]) != std::string_view::npos;
}

/// Where the string ends that `at` is inside of; npos where it has the second
/// half of a surrogate pair alone, which RapidJSON 1.1.0 lets pass.
std::size_t end_of_string(std::string_view text, std::size_t at) {
  while (at < text.size() && text[at] != '"') {
    auto rest = text.substr(at);
    if (rest[0] != '\\')
      ++at;
    else if (is_surrogate(rest, "cdefCDEF"))
      return std::string_view::npos;
    else
      at += is_surrogate(rest, "89abAB") ? 12 : 2;
  }
  return at;
}

failure too_deep(std::size_t limit) {
  return {invalid_request,
          "request nested deeper than the limit of " + std::to_string(limit)};
}

/// What must not reach the parser: deep nesting would cost memory, the rest it
/// would take without a word.
std::optional<failure> check_text(std::string_view text, std::size_t limit) {
  auto depth = std::size_t{0};
  for (auto at = std::size_t{0}; at < text.size(); ++at) {
    auto x = text[at];
    if (x == '"')
      at = end_of_string(text, at + 1);
    else if ((x == '[' || x == '{') && ++depth > limit)
      return too_deep(limit);
    else if ((x == ']' || x == '}') && depth > 0)
      --depth;
    else if (x == '\0')
      return failure{parse_error, "parse error: a zero octet at " + std::to_string(at)};
    if (at == std::string_view::npos)
      return failure{parse_error, "parse error: half a surrogate pair in a string"};
  }
  return {};
}

const json_value* find(const json_value& x, const char* name) {
  auto at = x.FindMember(name);
  return at == x.MemberEnd() ? nullptr : &at->value;
}

bool is_id(const json_value& x) {
  return x.IsString() || x.IsNumber() || x.IsNull();
}

std::string id_text(const json_value& x) {
  auto out = std::string{};
  if (x.IsNull())
    out = no_id;
  else if (x.IsString())
    json::write_string(out, {x.GetString(), x.GetStringLength()});
  else if (x.IsUint64())
    json::write_number(out, x.GetUint64());
  else if (x.IsInt64())
    json::write_number(out, x.GetInt64());
  else
    json::write(out, value{x.GetDouble()});
  return out;
}

/// Why `x` is no request object (JSON-RPC 2.0, 4); empty where it is one.
std::string request_problem(const json_value& x) {
  auto version = find(x, "jsonrpc");
  auto name = find(x, "method");
  auto params = find(x, "params");
  auto id = find(x, "id");
  if (!version || !version->IsString() || *version != "2.0")
    return "jsonrpc: expected \"2.0\"";
  if (!name || !name->IsString())
    return "method: expected a string";
  if (params && !params->IsObject() && !params->IsArray())
    return "params: expected an object";
  if (id && !is_id(*id))
    return "id: expected a string, a number or null";
  return {};
}

/// The time-out in `x`; nothing where it is not a good one.
std::optional<duration> to_timeout(const json_value& x, duration longest) {
  using seconds = std::chrono::duration<double>;
  if (!x.IsNumber() || !(x.GetDouble() > 0) || x.GetDouble() > seconds{longest}.count())
    return {};
  return std::chrono::ceil<duration>(seconds{x.GetDouble()});
}

std::string expected_timeout(duration longest) {
  auto seconds = std::chrono::duration_cast<std::chrono::seconds>(longest);
  return "expected a number of seconds above 0, at most "
         + std::to_string(seconds.count());
}

/// The time-out of a call stands beside `method` or in params.
std::string read_timeout(const json_value& beside, object_reader& in, const limits& x,
                         duration& out) {
  auto outer = find(beside, "timeout");
  auto inner = in.take("timeout");
  if (outer && inner)
    return "timeout: there twice, beside method and in params";
  if (!outer && !inner)
    return {};
  auto found = to_timeout(outer ? *outer : *inner, x.longest);
  out = found.value_or(out);
  auto place = outer ? "timeout: " : "params.timeout: ";
  return found ? std::string{} : place + expected_timeout(x.longest);
}

/// Named params; null where there are none.
const json_value* params_of(const json_value& x) {
  auto out = find(x, "params");
  return out && out->IsArray() && out->Empty() ? nullptr : out;
}

std::variant<method, failure> read_params(const json_value& x, read_method read,
                                          const limits& bounds, duration& timeout) {
  auto in = object_reader{"params", params_of(x)};
  auto out = read(in, bounds);
  auto bad_timeout = read_timeout(x, in, bounds, timeout);
  auto problem = in.problem();
  if (problem.empty())
    problem = std::move(bad_timeout);
  if (!problem.empty())
    return failure{invalid_params, std::move(problem)};
  return out;
}

std::variant<method, failure> read_call(const json_value& x, const limits& bounds,
                                        duration& timeout) {
  const auto& text = x["method"];
  auto name = std::string_view{text.GetString(), text.GetStringLength()};
  auto known = std::find_if(known_methods.begin(), known_methods.end(),
                            [&](const auto& method) { return method.name == name; });
  if (known != known_methods.end())
    return read_params(x, known->read, bounds, timeout);
  if (auto read = find_action(name))
    return read_params(x, read, bounds, timeout);
  return failure{method_not_found, "method not found: " + excerpt(name)};
}

call refused(int code, std::string message) {
  return {std::string{no_id}, call{}.timeout, failure{code, std::move(message)}};
}

call parse_call(const json_value& x, const limits& bounds) {
  if (!x.IsObject())
    return refused(invalid_request, "invalid request: expected an object");
  auto id = find(x, "id");
  auto out = call{};
  if (auto problem = request_problem(x); !problem.empty())
    out = refused(invalid_request, "invalid request: " + problem);
  else
    out.what = read_call(x, bounds, out.timeout);
  if (id && is_id(*id))
    out.id = id_text(*id);
  return out;
}

request only(call x) {
  auto out = request{};
  out.calls.push_back(std::move(x));
  return out;
}

call too_big(std::size_t size, std::size_t limit) {
  return refused(invalid_request, "request of " + std::to_string(size)
                                    + " octets is over the limit of "
                                    + std::to_string(limit));
}

std::string syntax_message(const rapidjson::ParseResult& x) {
  auto why = x.Code() == rapidjson::kParseErrorTermination
               ? "number out of range"
               : rapidjson::GetParseError_En(x.Code());
  return "parse error at octet " + std::to_string(x.Offset()) + ": " + why;
}

request parse_batch(const json_value& x, const limits& bounds) {
  if (x.Empty())
    return only(refused(invalid_request, "empty batch: expected a request or more"));
  if (x.Size() > bounds.calls)
    return only(refused(invalid_request, "batch of " + std::to_string(x.Size())
                                           + " requests is over the limit of "
                                           + std::to_string(bounds.calls)));
  auto out = request{true, {}};
  out.calls.reserve(x.Size());
  for (const auto& item : x.GetArray())
    out.calls.push_back(parse_call(item, bounds));
  return out;
}

} // namespace

request parse(std::string_view text, const limits& x) {
  if (text.size() > x.size)
    return only(too_big(text.size(), x.size));
  if (auto bad = check_text(text, x.depth))
    return only(refused(bad->code, bad->message));
  alignas(std::max_align_t) char room[usual_tree];
  auto memory = rapidjson::MemoryPoolAllocator<>{room, sizeof room};
  auto root = tree{memory};
  if (auto done = root.read(text); done.IsError())
    return only(refused(parse_error, syntax_message(done)));
  return root.IsArray() ? parse_batch(root, x) : only(parse_call(root, x));
}

} // namespace bus::rpc
