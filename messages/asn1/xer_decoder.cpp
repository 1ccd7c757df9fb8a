#include "messages/asn1/xer_decoder.hpp"

#include "messages/asn1/real.hpp"
#include "messages/asn1/text.hpp"

#include <array>
#include <charconv>
#include <limits>

namespace bus::asn1::xer {

namespace {

/// What a hexadecimal digit stands for, by its code; 255 of others.
constexpr auto hex_digits = [] {
  auto out = std::array<std::uint8_t, 256>{};
  out.fill(255);
  for (auto i = 0u; i < 10; ++i)
    out['0' + i] = static_cast<std::uint8_t>(i);
  for (auto i = 0u; i < 6; ++i)
    out['a' + i] = out['A' + i] = static_cast<std::uint8_t>(10 + i);
  return out;
}();

unsigned hex_digit(char c) {
  return hex_digits[static_cast<unsigned char>(c)];
}

} // namespace

bool decoder::take_unknown(open_type& x) {
  auto start = in_.at();
  if (!in_.skip_element())
    return false;
  auto text = in_.between(start);
  x.of = open_type::syntax::xer;
  x.octets.assign(text.begin(), text.end());
  return true;
}

std::size_t decoder::choose(const shape& s) {
  auto& before = guesses_[in_.hint() % guesses_.size()];
  if (before.of == &s && in_.comes_plainly(s.parts[before.chosen].name))
    return before.chosen;
  auto out = choose_slowly(s);
  if (out < s.parts.size())
    before = {&s, out};
  return out;
}

std::size_t decoder::choose_slowly(const shape& s) {
  auto name = in_.peek();
  auto out = asn1::find(s.parts, name);
  if (name.empty())
    in_.fail("an element was expected");
  else if (out == s.parts.size() && !s.extensible)
    in_.fail("no alternative is called " + std::string{name});
  return out;
}

bool decoder::is_whole(const shape& s, const std::vector<bool>& seen) {
  for (auto i = std::size_t{0}; i < seen.size(); ++i)
    if (!seen[i] && !s.parts[i].optional)
      return in_.fail('<' + std::string{s.parts[i].name} + "> is missing");
  return true;
}

bool decoder::contents(const shape&, bool& x) {
  auto text = in_.peek();
  auto is_element = !text.empty();
  if (in_.wrong() || (!is_element && !in_.token(text)))
    return false;
  if (text != "true" && text != "false")
    return in_.fail("expected true or false");
  x = text == "true";
  return !is_element || in_.take_empty(x ? "true" : "false");
}

bool decoder::small_number(const shape& s, std::string_view text, std::int64_t& x) {
  if (auto named = find_name(s, text)) {
    x = named->number;
    return true;
  }
  auto end = text.data() + text.size();
  auto [at, why] = std::from_chars(text.data(), end, x);
  return why == std::errc{} && at == end && !text.empty();
}

bool decoder::contents(const shape& s, integer& x) {
  auto text = in_.peek();
  auto is_element = !text.empty();
  if (in_.wrong() || (!is_element && !in_.token(text)))
    return false;
  if (text.starts_with('+'))
    text.remove_prefix(1);
  auto small = std::int64_t{};
  if (small_number(s, text, small)) {
    x = small;
    return !is_element || in_.take_empty(std::string{text});
  }
  auto large = text.size() <= most_.digits && !is_element ? integer::from_text(text)
                                                          : std::nullopt;
  if (!large)
    return in_.fail("expected a whole number");
  x = std::move(*large);
  return true;
}

bool decoder::read_enumerated(const shape& s, std::int64_t& x) {
  auto text = in_.peek();
  auto is_element = !text.empty();
  if (in_.wrong() || (!is_element && !in_.token(text)))
    return false;
  if (!small_number(s, text, x))
    return in_.fail('\'' + std::string{text} + "' is none of the names");
  return !is_element || in_.take_empty(std::string{text});
}

bool decoder::read_hex(bytes& x) {
  auto text = std::string_view{};
  if (!in_.token(text))
    return false;
  auto half = 255u;
  for (auto c : text) {
    if (is_space(c))
      continue;
    auto digit = hex_digit(c);
    if (digit > 15)
      return in_.fail("expected hexadecimal digits");
    if (half > 15)
      half = digit;
    else {
      x.push_back(static_cast<std::uint8_t>(half << 4 | digit));
      half = 255;
    }
  }
  return half > 15 || in_.fail("a hexadecimal digit is missing");
}

bool decoder::contents(const shape&, octet_string& x) {
  // As canonical XER has it: pairs of digits up to the end tag.
  auto text = in_.rest();
  auto size = std::size_t{0};
  while (size < text.size() && hex_digit(text[size]) < 16)
    ++size;
  if (size % 2 == 0 && size + 1 < text.size() && text[size] == '<'
      && text[size + 1] == '/') {
    x.resize_for_overwrite(size / 2);
    for (auto i = std::size_t{0}; auto& octet : std::span{x.data(), x.size()}) {
      octet =
        static_cast<std::uint8_t>(hex_digit(text[i]) << 4 | hex_digit(text[i + 1]));
      i += 2;
    }
    in_.pass(size);
    return true;
  }
  auto octets = bytes{};
  if (!read_hex(octets))
    return false;
  x.assign(octets);
  return true;
}

bool decoder::read_bit_names(const shape& s, bit_string& x) {
  auto all = std::vector<std::int64_t>{};
  for (auto name = in_.peek(); !name.empty(); name = in_.peek()) {
    auto bit = find_name(s, name);
    if (!bit || bit->number < 0)
      return in_.fail("no bit is called " + std::string{name});
    all.push_back(bit->number);
    if (!in_.take_empty(bit->name))
      return false;
  }
  x =
    bit_string{static_cast<std::size_t>(*std::max_element(all.begin(), all.end())) + 1};
  for (auto bit : all)
    x.set(static_cast<std::size_t>(bit));
  return !in_.wrong();
}

bool decoder::contents(const shape& s, bit_string& x) {
  if (in_.begins_element())
    return read_bit_names(s, x);
  auto text = std::string_view{};
  if (!in_.token(text))
    return false;
  auto is_digit = [](char c) { return c == '0' || c == '1'; };
  if (std::all_of(text.begin(), text.end(), is_digit)) {
    x = bit_string{text};
    return true;
  }
  auto digits = std::string{};
  for (auto c : text)
    if (is_digit(c))
      digits += c;
    else if (!is_space(c))
      return in_.fail("expected the digits 0 and 1");
  x = bit_string{digits};
  return true;
}

bool decoder::contents(const shape&, null&) {
  auto text = std::string_view{};
  if (!in_.token(text))
    return false;
  return text.empty() || in_.fail("a NULL has no contents");
}

bool decoder::contents(const shape& s, std::string& x) {
  auto text = std::string_view{};
  if (!in_.characters(text, true))
    return false;
  if (s.is != kind::octet_text) {
    x = text;
    auto timed = s.is == kind::utc_time || s.is == kind::generalized_time;
    auto is_time = s.is == kind::utc_time ? is_utc_time(x) : is_generalized_time(x);
    if (timed && !is_time)
      return in_.fail("the text is no time");
    return is_utf8(x) || in_.fail("the text is no UTF-8");
  }
  auto is_ascii = [](char c) { return static_cast<unsigned char>(c) < 0x80; };
  if (std::all_of(text.begin(), text.end(), is_ascii)) {
    x = text;
    return true;
  }
  auto octets = latin1_of_utf8(text);
  if (!octets)
    return in_.fail("a character is not one of the string's type");
  x = std::move(*octets);
  return true;
}

bool decoder::contents(const shape&, double& x) {
  using numbers = std::numeric_limits<double>;
  struct special {
    std::string_view element, text;
    double is;
  };
  constexpr special all[] = {{"PLUS-INFINITY", "INF", numbers::infinity()},
                             {"MINUS-INFINITY", "-INF", -numbers::infinity()},
                             {"NOT-A-NUMBER", "NaN", numbers::quiet_NaN()}};
  auto text = in_.peek();
  auto is_element = !text.empty();
  if (in_.wrong() || (!is_element && !in_.token(text)))
    return false;
  for (auto& one : all)
    if (text == (is_element ? one.element : one.text)) {
      x = one.is;
      return !is_element || in_.take_empty(one.element);
    }
  auto value = is_element ? std::nullopt : real_of_text(text);
  if (!value)
    return in_.fail("expected a number");
  x = *value;
  return true;
}

bool decoder::contents(const shape&, object_identifier& x) {
  auto text = std::string_view{};
  if (!in_.token(text))
    return false;
  auto value = asn1::parse(text);
  if (!value)
    return in_.fail("expected an object identifier, numbers with dots");
  x = std::move(*value);
  return true;
}

bool decoder::contents(const shape&, relative_oid& x) {
  auto text = std::string_view{};
  if (!in_.token(text))
    return false;
  x.arcs.clear();
  while (!text.empty()) {
    auto dot = std::min(text.find('.'), text.size());
    auto arc = std::uint64_t{};
    auto [at, why] = std::from_chars(text.data(), text.data() + dot, arc);
    if (why != std::errc{} || at != text.data() + dot || dot + 1 == text.size())
      return in_.fail("expected numbers with dots");
    x.arcs.push_back(arc);
    text.remove_prefix(std::min(dot + 1, text.size()));
  }
  return true;
}

bool decoder::contents(const shape&, open_type& x) {
  auto text = std::string_view{};
  if (!in_.raw_elements(text))
    return false;
  x.of = text.empty() ? open_type::syntax::ber : open_type::syntax::xer;
  x.octets.assign(text.begin(), text.end());
  return !text.empty() || read_hex(x.octets);
}

bool component_reader::comes_later(const shape& s) {
  auto rest = std::span{&s, of_.parts.data() + of_.parts.size()};
  for (;;) {
    auto name = from_.in().peek();
    if (name.empty())
      return false;
    auto found = asn1::find(rest, name);
    if (found < rest.size())
      return found == 0;
    if (!from_.in().skip_element())
      return false;
  }
}

bool component_reader::missing(const shape& s) {
  auto found = from_.in().peek();
  return from_.in().fail(
           '<' + std::string{s.name} + "> is missing"
           + (found.empty() ? "" : ", found <" + std::string{found} + '>'))
         || from_.note(s);
}

bool component_reader::finish() {
  for (auto name = from_.in().peek(); !name.empty(); name = from_.in().peek()) {
    if (!of_.extensible)
      return from_.in().fail("unexpected element <" + std::string{name} + '>');
    if (!from_.in().skip_element())
      return false;
  }
  return !from_.in().wrong();
}

} // namespace bus::asn1::xer
