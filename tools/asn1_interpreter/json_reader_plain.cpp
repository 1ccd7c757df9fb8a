#include "tools/asn1_interpreter/arcs.hpp"
#include "tools/asn1_interpreter/hex.hpp"
#include "tools/asn1_interpreter/json_reader.hpp"
#include "tools/asn1_interpreter/open_value.hpp"
#include "tools/asn1_interpreter/strings.hpp"

#include <limits>

namespace bus::asn1_interpreter {

using json = rapidjson::Value;

std::string_view json_reader::string(const json& x, std::string_view expected) const {
  if (!x.IsString())
    refuse(expected);
  return text_of(x);
}

bool json_reader::boolean(const json& x) const {
  if (!x.IsBool())
    refuse("true or false");
  return x.GetBool();
}

null_value json_reader::null(const json& x) const {
  if (!x.IsNull())
    refuse("null");
  return {};
}

integer json_reader::number(const json& x) const {
  if (x.IsInt64())
    return x.GetInt64();
  if (x.IsUint64())
    return integer::of(x.GetUint64());
  auto out = x.IsString() ? integer::parse(text_of(x)) : std::nullopt;
  if (!out)
    refuse("a whole number, beyond 64 bits as a text");
  return *out;
}

double json_reader::real(const json& x) const {
  using limit = std::numeric_limits<double>;
  if (x.IsNumber())
    return x.GetDouble();
  auto text = string(x, "a number");
  if (text == "NaN")
    return limit::quiet_NaN();
  if (text == "Infinity" || text == "-Infinity")
    return text[0] == '-' ? -limit::infinity() : limit::infinity();
  refuse("a number, \"NaN\", \"Infinity\" or \"-Infinity\"");
}

bit_string json_reader::bits(const json& x) const {
  auto digits = string(x, "a text of 0 and 1");
  if (digits.find_first_not_of("01") != digits.npos)
    refuse("a text of 0 and 1");
  auto out = bit_string{};
  for (auto digit : digits)
    out.push_back(digit == '1');
  return out;
}

/// The digits of an object's one member.
bytes json_reader::octets(const json& x, const char* key) const {
  auto digits =
    has(x, key) && x[key].IsString() ? parse_hex(text_of(x[key])) : std::nullopt;
  if (!digits)
    refuse("{\"" + std::string{key} + "\": \"0a0b\"}");
  return *digits;
}

enumerated json_reader::item(const type& of, const json& x) {
  if (!x.IsString())
    return item_of(of, number(x), at_);
  if (auto named = find_number(of, text_of(x)))
    return {integer::of(named->number), named->name};
  auto out = integer::parse(text_of(x));
  if (!out)
    refuse("the name of an item");
  return item_of(of, *out, at_);
}

asn1::object_identifier json_reader::oid(const json& x) const {
  auto out = asn1::parse(string(x, "an object identifier"));
  if (!out)
    refuse("an object identifier as numbers with dots");
  return *out;
}

relative_oid json_reader::relative(const json& x) const {
  auto out = parse_relative_oid(string(x, "a relative object identifier"));
  if (!out)
    refuse("numbers with dots");
  return *out;
}

std::string json_reader::text(type_kind of, const json& x) const {
  auto out = from_utf8(of, string(x, "a text"));
  if (!out)
    refuse("a text of characters that the type has");
  return *out;
}

entity json_reader::open(const json& x) const {
  auto is_ber = has(x, "ber");
  auto is_xml = has(x, "xer") && x["xer"].IsString();
  if (!is_ber && !is_xml)
    refuse("{\"ber\": \"hex\"} or {\"xer\": \"text\"}");
  auto out = entity{is_ber ? rules::ber : rules::xer, {}};
  if (is_ber)
    out.octets = octets(x, "ber");
  else
    writer{out.octets}.put(as_bytes(text_of(x["xer"])));
  element_of(out, at_);
  return out;
}

value json_reader::data(const json& x) const {
  if (x.IsString())
    return {bits(x)};
  return has(x, "hex") ? value{octets(x, "hex")} : value{open(x)};
}

} // namespace bus::asn1_interpreter
