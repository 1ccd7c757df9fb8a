#include "messages/bus/json.hpp"

#include <rapidjson/document.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace bus::json {

namespace {

constexpr auto exact_in_double = std::int64_t{1} << 53;

constexpr auto replacement = std::string_view{"\xef\xbf\xbd"}; // U+FFFD

constexpr auto validity_names =
  std::array<std::string_view, 4>{"good", "invalid", "reserved", "questionable"};

constexpr auto detail_names = std::array<std::string_view, 8>{
  "overflow", "out-of-range", "bad-reference", "oscillatory",
  "failure",  "old-data",     "inconsistent",  "inaccurate"};

constexpr auto reason_names = std::array<std::string_view, 7>{
  "data-change",           "quality-change", "data-update", "integrity",
  "general-interrogation", "poll",           "initial"};

bool is_plain(unsigned char x) {
  return x >= 0x20 && x < 0x80 && x != '"' && x != '\\';
}

/// What may follow a lead octet, and how many octets in all; size 0: no lead.
struct utf8_form {
  std::size_t size = 0;
  unsigned char low = 0x80; ///< bounds of the second octet
  unsigned char high = 0xbf;
};

// Unicode 15, table 3-7
utf8_form form_of(unsigned char lead) {
  if (lead < 0xc2 || lead > 0xf4)
    return {};
  if (lead < 0xe0)
    return {2};
  if (lead < 0xf0)
    return {3, static_cast<unsigned char>(lead == 0xe0 ? 0xa0 : 0x80),
            static_cast<unsigned char>(lead == 0xed ? 0x9f : 0xbf)};
  return {4, static_cast<unsigned char>(lead == 0xf0 ? 0x90 : 0x80),
          static_cast<unsigned char>(lead == 0xf4 ? 0x8f : 0xbf)};
}

/// Octets of the multi-octet character that `text` begins with; 0: none.
std::size_t utf8_size(std::string_view text) {
  auto octet = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  auto form = form_of(octet(0));
  if (form.size == 0 || text.size() < form.size || octet(1) < form.low
      || octet(1) > form.high)
    return 0;
  for (auto i = std::size_t{2}; i < form.size; ++i)
    if ((octet(i) & 0xc0) != 0x80)
      return 0;
  return form.size;
}

/// How much of `text` can be copied as it is.
std::size_t plain_size(std::string_view text) {
  auto i = std::size_t{0};
  while (i < text.size()) {
    auto octet = static_cast<unsigned char>(text[i]);
    auto step = is_plain(octet) ? 1 : octet < 0x80 ? 0 : utf8_size(text.substr(i));
    if (step == 0)
      break;
    i += step;
  }
  return i;
}

void write_escape(std::string& out, char x) {
  constexpr auto digits = std::string_view{"0123456789abcdef"};
  switch (x) {
  case '"': out += "\\\""; return;
  case '\\': out += "\\\\"; return;
  case '\b': out += "\\b"; return;
  case '\f': out += "\\f"; return;
  case '\n': out += "\\n"; return;
  case '\r': out += "\\r"; return;
  case '\t': out += "\\t"; return;
  default: break;
  }
  auto octet = static_cast<unsigned char>(x);
  if (octet >= 0x80) {
    out += replacement;
    return;
  }
  out += "\\u00";
  out += digits[octet >> 4];
  out += digits[octet & 15];
}

template <class Number>
void append_number(std::string& out, Number x) {
  char text[32];
  out.append(text, std::to_chars(text, text + sizeof text, x).ptr);
}

template <class Float>
void append_float(std::string& out, Float x) {
  if (std::isfinite(x))
    append_number(out, x);
  else if (std::isnan(x))
    out += "\"NaN\"";
  else
    out += x > 0 ? "\"Infinity\"" : "\"-Infinity\"";
}

template <class Integer>
void append_integer(std::string& out, Integer x, bool exact) {
  if (!exact)
    out += '"';
  append_number(out, x);
  if (!exact)
    out += '"';
}

std::string_view name(double_point x) {
  switch (x) {
  case double_point::intermediate: return "\"intermediate\"";
  case double_point::off: return "\"off\"";
  case double_point::on: return "\"on\"";
  case double_point::bad: break;
  }
  return "\"bad\"";
}

struct value_writer {
  std::string& out;

  void operator()(std::monostate) const { out += "null"; }
  void operator()(bool x) const { out += x ? "true" : "false"; }
  void operator()(std::int64_t x) const {
    append_integer(out, x, x >= -exact_in_double && x <= exact_in_double);
  }
  void operator()(std::uint64_t x) const {
    append_integer(out, x, x <= std::uint64_t{exact_in_double});
  }
  void operator()(float x) const { append_float(out, x); }
  void operator()(double x) const { append_float(out, x); }
  void operator()(const std::string& x) const { write_string(out, x); }
  void operator()(const bit_string& x) const { write_string(out, x.bits); }
  void operator()(const octet_string& x) const {
    out += "{\"hex\":\"";
    out += to_hex(x.octets);
    out += "\"}";
  }
  void operator()(double_point x) const { out += name(x); }
  void operator()(const utc_time& x) const { write(out, x); }

  void operator()(const std::shared_ptr<const array>& x) const {
    auto separator = "[";
    for (const auto& element : x ? *x : array{}) {
      out += std::exchange(separator, ",");
      write(out, element);
    }
    out += *separator == '[' ? "[]" : "]";
  }

  void operator()(const std::shared_ptr<const structure>& x) const {
    auto separator = "{";
    for (const auto& [member, content] : x ? *x : structure{}) {
      out += std::exchange(separator, ",");
      write_string(out, member);
      out += ':';
      write(out, content);
    }
    out += *separator == '{' ? "{}" : "}";
  }
};

/// The names of the bits set, as a list of JSON strings.
template <class Names>
void write_names(std::string& out, const Names& names, unsigned bits) {
  auto separator = "[\"";
  for (auto i = std::size_t{0}; i < names.size(); ++i)
    if (bits >> i & 1) {
      out += std::exchange(separator, "\",\"");
      out += names[i];
    }
  out += *separator == '[' ? "[]" : "\"]";
}

void write_validity(std::string& out, validity x) {
  out += "{\"validity\":\"";
  out += validity_names[static_cast<std::size_t>(x)];
  out += '"';
}

void write_flag(std::string& out, std::string_view member, bool x) {
  out += member;
  out += x ? "true" : "false";
}

void write_time_quality(std::string& out, const time_quality& x) {
  write_flag(out, "{\"clock_failure\":", x.clock_failure());
  write_flag(out, ",\"not_synchronized\":", x.not_synchronized());
  write_flag(out, ",\"leap_second_known\":", x.leap_second_known());
  out += ",\"accuracy\":";
  append_number(out, x.accuracy());
  out += '}';
}

int hex_digit(char x) {
  if (x >= '0' && x <= '9')
    return x - '0';
  auto letter = x | 0x20;
  return letter >= 'a' && letter <= 'f' ? letter - 'a' + 10 : -1;
}

result<value> to_octets(std::string_view hex) {
  auto out = octet_string{};
  auto good = hex.size() % 2 == 0;
  for (auto i = std::size_t{0}; good && i < hex.size(); i += 2) {
    auto high = hex_digit(hex[i]);
    auto low = hex_digit(hex[i + 1]);
    good = high >= 0 && low >= 0;
    out.octets.push_back(static_cast<std::uint8_t>(high * 16 + low));
  }
  if (!good)
    return fail(errc::invalid_value, "value", "expected pairs of hexadecimal digits");
  return value{std::move(out)};
}

std::string_view text_of(const rapidjson::Value& x) {
  return {x.GetString(), x.GetStringLength()};
}

bool is_octets(const rapidjson::Value& x) {
  return x.MemberCount() == 1 && text_of(x.MemberBegin()->name) == "hex"
         && x.MemberBegin()->value.IsString();
}

result<value> to_structure(const rapidjson::Value& x) {
  auto out = structure{};
  out.reserve(x.MemberCount());
  for (auto at = x.MemberBegin(); at != x.MemberEnd(); ++at) {
    auto member = to_value(at->value);
    if (!member)
      return member;
    out.emplace_back(text_of(at->name), std::move(*member));
  }
  return value{std::make_shared<const structure>(std::move(out))};
}

result<value> to_array(const rapidjson::Value& x) {
  auto out = array{};
  out.reserve(x.Size());
  for (auto at = x.Begin(); at != x.End(); ++at) {
    auto element = to_value(*at);
    if (!element)
      return element;
    out.push_back(std::move(*element));
  }
  return value{std::make_shared<const array>(std::move(out))};
}

value to_number(const rapidjson::Value& x) {
  if (x.IsInt64())
    return x.GetInt64();
  if (x.IsUint64())
    return x.GetUint64();
  return x.GetDouble();
}

} // namespace

void write_string(std::string& out, std::string_view text) {
  out += '"';
  for (;;) {
    auto size = plain_size(text);
    out.append(text.data(), size);
    text.remove_prefix(size);
    if (text.empty())
      break;
    write_escape(out, text.front());
    text.remove_prefix(1);
  }
  out += '"';
}

void write_number(std::string& out, std::int64_t x) {
  append_number(out, x);
}

void write_number(std::string& out, std::uint64_t x) {
  append_number(out, x);
}

void write(std::string& out, const value& x) {
  std::visit(value_writer{out}, x);
}

void write(std::string& out, const quality& x) {
  if (x == quality::good()) {
    out += "{\"validity\":\"good\"}";
    return;
  }
  write_validity(out, x.validity());
  if (auto details = x.bits >> 2 & 0xff) {
    out += ",\"detail\":";
    write_names(out, detail_names, static_cast<unsigned>(details));
  }
  if (x.has(quality::substituted))
    out += ",\"source\":\"substituted\"";
  if (x.has(quality::test))
    out += ",\"test\":true";
  if (x.has(quality::operator_blocked))
    out += ",\"operator_blocked\":true";
  out += '}';
}

std::optional<validity> to_validity(std::string_view word) {
  auto found = std::ranges::find(validity_names, word);
  return found == validity_names.end()
           ? std::nullopt
           : std::optional{static_cast<validity>(found - validity_names.begin())};
}

std::optional<std::uint16_t> to_detail(std::string_view word) {
  auto found = std::ranges::find(detail_names, word);
  return found == detail_names.end()
           ? std::nullopt
           : std::optional{static_cast<std::uint16_t>(
             quality::overflow << (found - detail_names.begin()))};
}

void write(std::string& out, const utc_time& x) {
  char text[32];
  text[0] = '"';
  auto end = write_rfc3339(text + 1, x);
  *end++ = '"';
  out.append(text, end);
}

void write_reasons(std::string& out, reasons x) {
  switch (x) {
  case static_cast<reasons>(reason::data_change): out += "[\"data-change\"]"; return;
  case static_cast<reasons>(reason::poll): out += "[\"poll\"]"; return;
  default: write_names(out, reason_names, x);
  }
}

void write_sample(std::string& out, const sample& x) {
  out += "\"value\":";
  write(out, x.value);
  auto stamp = std::get_if<utc_time>(&x.value);
  if (stamp && stamp->quality.bits != 0) {
    out += ",\"value_quality\":";
    write_time_quality(out, stamp->quality);
  }
  out += ",\"quality\":";
  write(out, x.quality);
  out += ",\"time\":";
  write(out, x.time);
  if (x.time.quality.bits != 0) {
    out += ",\"time_quality\":";
    write_time_quality(out, x.time.quality);
  }
}

result<value> to_value(const rapidjson::Value& x) {
  if (x.IsBool())
    return value{x.GetBool()};
  if (x.IsNumber())
    return to_number(x);
  if (x.IsString())
    return value{std::string{text_of(x)}};
  if (x.IsArray())
    return to_array(x);
  if (x.IsObject())
    return is_octets(x) ? to_octets(text_of(x.MemberBegin()->value)) : to_structure(x);
  return fail(errc::invalid_value, "value", "expected a value, not null");
}

result<value> parse(std::string_view text) {
  constexpr auto how =
    unsigned{rapidjson::kParseIterativeFlag} | rapidjson::kParseValidateEncodingFlag;
  auto document = rapidjson::Document{};
  document.Parse<how>(text.data(), text.size());
  if (document.HasParseError())
    return fail(errc::malformed, "json");
  return to_value(document);
}

} // namespace bus::json
