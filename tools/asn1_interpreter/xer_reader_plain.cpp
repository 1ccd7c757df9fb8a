#include "tools/asn1_interpreter/arcs.hpp"
#include "tools/asn1_interpreter/hex.hpp"
#include "tools/asn1_interpreter/open_value.hpp"
#include "tools/asn1_interpreter/real.hpp"
#include "tools/asn1_interpreter/strings.hpp"
#include "tools/asn1_interpreter/utf8.hpp"
#include "tools/asn1_interpreter/xer_reader.hpp"
#include "tools/asn1_interpreter/xml_names.hpp"

#include <limits>

namespace bus::asn1_interpreter {

using kind = xml_event::kind;

namespace {

constexpr auto last_named_bit = 65'535;

bool is_digits(std::string_view x) {
  return x.find_first_not_of("01 \t\r\n") == x.npos;
}

} // namespace

value xer_reader::boolean() {
  auto found = next_word();
  if (found.text != "true" && found.text != "false")
    refuse(found, "<true/> or <false/>");
  return {found.text == "true"};
}

value xer_reader::number(const type& of) {
  auto found = next_word();
  if (auto named = find_number(of, found.text))
    return {integer::of(named->number)};
  auto out = found.is_element ? std::nullopt : integer::parse(found.text);
  if (!out)
    refuse(found, "a whole number");
  return {std::move(*out)};
}

/// By name; items of a later version may stand as numbers.
value xer_reader::item(const type& of) {
  auto found = next_word();
  if (auto named = find_number(of, found.text))
    return {enumerated{integer::of(named->number), named->name}};
  auto out = found.is_element ? std::nullopt : integer::parse(found.text);
  if (!out || !of.inside->extensible)
    refuse(found, "the name of an item");
  return {item_of(of, std::move(*out), at_)};
}

value xer_reader::real() {
  using limit = std::numeric_limits<double>;
  auto found = next_word();
  auto is = [&](std::string_view element, std::string_view text) {
    return found.text == (found.is_element ? element : text);
  };
  if (is(plus_infinity_name, "INF"))
    return {limit::infinity()};
  if (is(minus_infinity_name, "-INF"))
    return {-limit::infinity()};
  if (is(not_a_number_name, "NaN"))
    return {limit::quiet_NaN()};
  auto out = found.is_element ? std::nullopt : parse_decimal(found.text);
  if (!out)
    refuse(found, "a number that a double holds");
  return {*out};
}

value xer_reader::oid() {
  auto from = from_.peek().at;
  auto out = asn1::parse(trimmed(characters("an object identifier")));
  if (!out)
    from_.refuse(from, "expected an object identifier as numbers with dots");
  return {std::move(*out)};
}

value xer_reader::relative() {
  auto from = from_.peek().at;
  auto out = parse_relative_oid(trimmed(characters("a relative object identifier")));
  if (!out)
    from_.refuse(from, "expected numbers with dots");
  return {std::move(*out)};
}

value xer_reader::bits(const type& of) {
  auto found = from_.peek();
  if (found.is == kind::text && trimmed(found.text).empty())
    from_.skip_space();
  if (from_.sees(kind::open))
    return named_bits(of);
  auto digits = characters("the digits of a BIT STRING");
  if (!is_digits(digits))
    from_.refuse(found.at, "expected the digits 0 and 1");
  auto out = bit_string{};
  for (auto digit : digits)
    if (!is_xml_space(digit))
      out.push_back(digit == '1');
  return {std::move(out)};
}

/// The names of those that are set.
value xer_reader::named_bits(const type& of) {
  auto out = bit_string{};
  while (opens_part()) {
    auto found = next_word();
    auto named = find_number(of, found.text);
    if (!named || named->number < 0 || named->number > last_named_bit)
      refuse(found, "the name of a bit");
    auto bit = static_cast<std::size_t>(named->number);
    out.resize(std::max(out.size(), bit + 1));
    out[bit] = true;
  }
  return {std::move(out)};
}

value xer_reader::octets() {
  auto from = from_.peek().at;
  auto out = parse_hex(characters("the digits of an OCTET STRING"));
  if (!out)
    from_.refuse(from, "expected hexadecimal digits, two for an octet");
  return {std::move(*out)};
}

value xer_reader::text(const type& of) {
  auto from = from_.peek().at;
  auto found = std::string{};
  while (!from_.sees(kind::close))
    if (from_.sees(kind::text))
      found += from_.take().text;
    else
      append_code_point(found, control_element());
  auto out = from_utf8(of.is, found);
  if (!out)
    from_.refuse(from, "a " + std::string{xml_name(of.is)}
                         + " with characters that it has not");
  return {std::move(*out)};
}

char32_t xer_reader::control_element() {
  auto found = from_.take();
  auto out = control_character(found.text);
  if (!out)
    from_.refuse(found.at, "unexpected element <" + found.text + '>');
  close();
  return static_cast<char32_t>(*out);
}

/// XML as it stands, or BER in digits.
value xer_reader::open_value() {
  auto found = from_.peek();
  if (found.is == kind::text && trimmed(found.text).empty())
    from_.skip_space();
  if (from_.sees(kind::open)) {
    auto element = from_.raw_element();
    return {entity{rules::xer, bytes(element.begin(), element.end())}};
  }
  auto out = parse_hex(characters("an element or hexadecimal digits"));
  if (!out || out->empty())
    from_.refuse(found.at, "expected an element or hexadecimal digits");
  auto made = entity{rules::ber, std::move(*out)};
  element_of(made, at_);
  return {std::move(made)};
}

} // namespace bus::asn1_interpreter
