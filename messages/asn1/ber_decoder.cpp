#include "messages/asn1/ber_decoder.hpp"

#include "messages/asn1/real.hpp"
#include "messages/asn1/text.hpp"

namespace bus::asn1::ber {

namespace {

constexpr auto most_string_levels = 16u;

/// Tag and length octets; false where they are none, `to` of an indefinite
/// length is null. What is wrong is told in `what`.
struct header_reader {
  const std::uint8_t* at;
  const std::uint8_t* end;
  const char* what = nullptr;
  bool truncated = false;

  std::size_t left() const { return static_cast<std::size_t>(end - at); }

  bool refuse(const char* why, bool cut = false) {
    what = why;
    truncated = cut;
    return false;
  }

  bool read_tag(found_value& out) {
    if (left() == 0)
      return refuse("a tag was expected", true);
    auto first = *at++;
    out.constructed = (first & 0x20) != 0;
    auto number = first & 0x1fu;
    if (number == 0x1f && !read_long_number(number))
      return false;
    out.of = {static_cast<tag_class>(first >> 6), number};
    return true;
  }

  bool read_long_number(unsigned& number) {
    number = 0;
    for (auto octets = 0;; ++octets) {
      if (left() == 0)
        return refuse("the tag does not end", true);
      auto next = *at++;
      if (number > (1u << 29) >> 7)
        return refuse("the tag's number is too large");
      number = number << 7 | (next & 0x7f);
      if ((next & 0x80) == 0)
        return true;
    }
  }

  bool read_length(found_value& out) {
    if (left() == 0)
      return refuse("a length was expected", true);
    auto first = *at++;
    if (first == 0x80) {
      out.from = at;
      out.to = nullptr;
      return out.constructed || refuse("a primitive value has no length");
    }
    auto length = std::size_t{first};
    if (first > 0x80 && !read_long_length(first & 0x7fu, length))
      return false;
    if (length > left())
      return refuse("the length goes beyond the end", true);
    out.from = at;
    out.to = out.next = at + length;
    return true;
  }

  bool read_long_length(std::size_t octets, std::size_t& length) {
    if (octets == 0x7f)
      return refuse("a length may not begin with 255");
    if (octets > left())
      return refuse("the length does not end", true);
    length = 0;
    for (; octets > 0; --octets) {
      if (length >> 48 != 0)
        return refuse("the length goes beyond the end", true);
      length = length << 8 | *at++;
    }
    return true;
  }
};

bool ends_contents(const std::uint8_t* at, const std::uint8_t* end) {
  return end - at >= 2 && at[0] == 0 && at[1] == 0;
}

} // namespace

bool decoder::note(const shape& s) {
  wrong_.path.push_back(s.name);
  return false;
}

bool decoder::too_deep() {
  return fail(errc::malformed,
              "nested more than " + std::to_string(most_.depth) + " deep");
}

bool decoder::not_constructed() {
  return fail(errc::malformed, "a constructed value was expected");
}

bool decoder::unexpected(tag next) {
  return fail(errc::malformed, "unexpected tag " + to_string(next));
}

bool decoder::twice(const shape& s) {
  return fail(errc::malformed, std::string{s.name} + " comes twice");
}

bool decoder::is_whole(const shape& s, const std::vector<bool>& seen) {
  for (auto i = std::size_t{0}; i < seen.size(); ++i)
    if (!seen[i] && !s.parts[i].optional)
      return fail(errc::malformed, std::string{s.parts[i].name} + " is missing");
  return true;
}

std::size_t decoder::choose_slowly(const shape& s) {
  auto none = s.parts.size();
  auto next = tag{};
  if (at_end()) {
    fail(errc::truncated, "a value was expected");
    return none;
  }
  if (!peek(next))
    return none;
  auto out = asn1::find(s.parts, next);
  if (out == none && !s.extensible)
    fail(errc::malformed, "no alternative has the tag " + to_string(next));
  return out;
}

bool decoder::peek_long(tag& out) {
  auto from = header_reader{at_, end_};
  auto value = found_value{};
  if (!from.read_tag(value))
    return fail(from.truncated ? errc::truncated : errc::malformed, from.what);
  out = value.of;
  return true;
}

bool decoder::find_long(found_value& out) {
  auto from = header_reader{at_, end_};
  if (!from.read_tag(out) || !from.read_length(out))
    return fail(from.truncated ? errc::truncated : errc::malformed, from.what);
  return out.to || find_end(out);
}

/// Looks for the end-of-contents octets of an indefinite length, past those of
/// the values inside (X.690, 8.1.5).
bool decoder::find_end(found_value& out) {
  auto from = header_reader{out.from, end_};
  for (auto open = std::size_t{1};;) {
    if (ends_contents(from.at, end_)) {
      if (--open == 0)
        break;
      from.at += 2;
      continue;
    }
    auto inner = found_value{};
    if (!from.read_tag(inner) || !from.read_length(inner))
      return fail(from.truncated ? errc::truncated : errc::malformed, from.what);
    open += inner.to ? 0 : 1;
    from.at = inner.to ? inner.next : inner.from;
  }
  out.to = from.at;
  out.next = from.at + 2;
  return true;
}

bool decoder::enter(tag expected, const std::uint8_t** next) {
  auto value = found_value{};
  if (!find(value))
    return false;
  if (value.of != expected)
    return fail(errc::malformed, "expected the tag " + to_string(expected) + ", found "
                                   + to_string(value.of));
  if (!value.constructed)
    return fail(errc::malformed, "an explicit tag holds another value");
  if (next)
    *next = value.next;
  at_ = value.from;
  end_ = value.to;
  return deeper();
}

bool decoder::leave(const std::uint8_t* next, const std::uint8_t* outer) {
  if (at_ != end_)
    return fail(errc::malformed, "octets are left within a value");
  at_ = next;
  end_ = outer;
  return true;
}

bool decoder::other_tag(const shape& s, const found_value& found) {
  return fail(errc::malformed, "expected the tag " + to_string(s.tags[s.tag_count - 1u])
                                 + ", found " + to_string(found.of));
}

bool decoder::skip() {
  auto value = found_value{};
  if (!find(value))
    return false;
  at_ = value.next;
  return true;
}

bool decoder::count_elements(std::size_t& out) {
  auto start = at_;
  for (; at_ != end_; ++out) {
    auto value = found_value{};
    if (!find(value))
      return false;
    at_ = value.next;
  }
  at_ = start;
  elements_ += out;
  if (elements_ > most_.elements)
    return fail(errc::malformed,
                "more than " + std::to_string(most_.elements) + " elements");
  return true;
}

bool decoder::read_open(open_type& x) {
  auto start = at_;
  if (!skip())
    return false;
  x.of = open_type::syntax::ber;
  x.octets.assign(start, at_);
  return true;
}

bool decoder::primitive(const found_value& from) {
  return !from.constructed || fail(errc::malformed, "a primitive value was expected");
}

bool decoder::contents(const shape&, const found_value& from, bool& x) {
  if (!primitive(from))
    return false;
  if (from.contents().size() != 1)
    return fail(errc::malformed, "a BOOLEAN has one octet");
  x = *from.from != 0;
  return true;
}

bool decoder::small_number(const shape&, const found_value& from, std::int64_t& out,
                           bool& large) {
  if (!primitive(from))
    return false;
  auto octets = from.contents();
  if (octets.empty())
    return fail(errc::malformed, "an INTEGER has one octet at least");
  if (octets.size() <= 8) {
    auto sign = octets[0] >= 0x80 ? ~std::uint64_t{0} : std::uint64_t{0};
    for (auto octet : octets)
      sign = sign << 8 | octet;
    out = static_cast<std::int64_t>(sign);
    return true;
  }
  auto whole = integer::from_octets(octets);
  auto same_sign = whole.to_int64();
  auto unsigned_one = whole.to_uint64();
  if (!unsigned_one && !same_sign)
    return too_large();
  large = !same_sign;
  out = same_sign ? *same_sign : static_cast<std::int64_t>(*unsigned_one);
  return true;
}

bool decoder::contents(const shape&, const found_value& from, integer& x) {
  if (!primitive(from))
    return false;
  auto octets = from.contents();
  if (octets.empty())
    return fail(errc::malformed, "an INTEGER has one octet at least");
  if (octets.size() > most_.integer_octets)
    return fail(errc::malformed, "an INTEGER of more than "
                                   + std::to_string(most_.integer_octets) + " octets");
  x = integer::from_octets(octets);
  return true;
}

bool decoder::contents(const shape&, const found_value& from, null&) {
  if (!primitive(from))
    return false;
  return from.contents().empty() || fail(errc::malformed, "a NULL has no contents");
}

bool decoder::join_octets(const found_value& from, bytes& out, unsigned depth) {
  if (!from.constructed) {
    out.insert(out.end(), from.from, from.to);
    return true;
  }
  if (depth == 0)
    return fail(errc::malformed, "a string in too many levels of parts");
  auto outer = end_;
  end_ = from.to;
  for (at_ = from.from; at_ != end_;) {
    auto part = found_value{};
    if (!find(part) || !join_octets(part, out, depth - 1))
      return false;
    at_ = part.next;
  }
  end_ = outer;
  return true;
}

bool decoder::join(const found_value& from, octet_string& out, const shape&) {
  auto all = bytes{};
  if (!join_octets(from, all, most_string_levels))
    return false;
  out.assign(all);
  return true;
}

/// Only the last part of a constructed BIT STRING may have unused bits.
bool decoder::join_bits(const found_value& from, bytes& out, std::size_t& size,
                        unsigned depth) {
  if (!from.constructed) {
    auto octets = from.contents();
    if (octets.empty() || octets[0] > 7 || (octets[0] > 0 && octets.size() == 1))
      return fail(errc::malformed, "a BIT STRING begins with 0 to 7 unused bits");
    if (size % 8 != 0)
      return fail(errc::malformed, "unused bits before the last part of a BIT STRING");
    out.insert(out.end(), octets.begin() + 1, octets.end());
    size = out.size() * 8 - octets[0];
    return true;
  }
  if (depth == 0)
    return fail(errc::malformed, "a string in too many levels of parts");
  auto outer = end_;
  end_ = from.to;
  for (at_ = from.from; at_ != end_;) {
    auto part = found_value{};
    if (!find(part) || !join_bits(part, out, size, depth - 1))
      return false;
    at_ = part.next;
  }
  end_ = outer;
  return true;
}

bool decoder::contents(const shape&, const found_value& from, bit_string& x) {
  auto octets = from.contents();
  if (!from.constructed && !octets.empty() && octets[0] < 8
      && (octets[0] == 0 || octets.size() > 1)) {
    x = bit_string{octets.subspan(1), (octets.size() - 1) * 8 - octets[0]};
    return true;
  }
  auto all = bytes{};
  auto size = std::size_t{0};
  if (!join_bits(from, all, size, most_string_levels))
    return false;
  x = bit_string{all, size};
  return true;
}

bool decoder::text(const shape& s, byte_view from, std::string& out) {
  auto wide = s.is == kind::bmp_string         ? utf8_of_utf16(from)
              : s.is == kind::universal_string ? utf8_of_utf32(from)
                                               : std::nullopt;
  if (s.is == kind::bmp_string || s.is == kind::universal_string) {
    if (!wide)
      return fail(errc::malformed, "the string's octets are no characters");
    out = std::move(*wide);
    return true;
  }
  out.assign(reinterpret_cast<const char*>(from.data()), from.size());
  if ((s.is == kind::utc_time && !is_utc_time(out))
      || (s.is == kind::generalized_time && !is_generalized_time(out)))
    return fail(errc::malformed, "the text is no time");
  return true;
}

bool decoder::contents(const shape& s, const found_value& from, std::string& x) {
  if (!from.constructed)
    return text(s, from.contents(), x);
  auto all = bytes{};
  return join_octets(from, all, most_string_levels) && text(s, all, x);
}

bool decoder::contents(const shape&, const found_value& from, double& x) {
  if (!primitive(from))
    return false;
  auto value = real_of_octets(from.contents());
  if (!value)
    return fail(errc::malformed, "the octets are no REAL");
  x = *value;
  return true;
}

bool decoder::arcs(byte_view from, std::vector<std::uint64_t>& out) {
  auto next = std::uint64_t{0};
  auto within = false;
  for (auto octet : from) {
    if (!within && octet == 0x80)
      return fail(errc::malformed, "an arc begins with a zero too much");
    if (next >> 57 != 0)
      return fail(errc::malformed, "an arc of more than 64 bits");
    next = next << 7 | (octet & 0x7f);
    within = (octet & 0x80) != 0;
    if (within)
      continue;
    out.push_back(next);
    next = 0;
  }
  return !within || fail(errc::malformed, "the last arc does not end");
}

bool decoder::contents(const shape&, const found_value& from, object_identifier& x) {
  auto numbers = std::vector<std::uint64_t>{};
  if (!primitive(from) || !arcs(from.contents(), numbers))
    return false;
  if (numbers.empty())
    return fail(errc::malformed, "an OBJECT IDENTIFIER has one octet at least");
  auto root = std::min<std::uint64_t>(numbers.front() / 40, 2);
  x.clear();
  x.emplace_back(root);
  x.emplace_back(numbers.front() - root * 40);
  x.insert(x.end(), numbers.begin() + 1, numbers.end());
  return true;
}

bool decoder::contents(const shape&, const found_value& from, relative_oid& x) {
  x.arcs.clear();
  return primitive(from) && arcs(from.contents(), x.arcs);
}

bool component_reader::missing(const shape& s) {
  auto next = tag{};
  if (from_.at_end() || !from_.peek(next))
    return from_.fail(errc::malformed, std::string{s.name} + " is missing");
  return from_.fail(errc::malformed, "unexpected tag " + to_string(next) + " where "
                                       + std::string{s.name} + " is due");
}

bool component_reader::comes_later(const shape& s) {
  auto rest = std::span{&s, of_.parts.data() + of_.parts.size()};
  for (;;) {
    auto next = tag{};
    if (from_.at_end() || !from_.peek(next))
      return false;
    auto found = asn1::find(rest, next);
    if (found < rest.size())
      return found == 0;
    if (!from_.skip())
      return false;
  }
}

bool component_reader::finish() {
  while (!from_.at_end()) {
    auto next = tag{};
    if (!from_.peek(next))
      return false;
    if (!of_.extensible)
      return from_.unexpected(next);
    if (!from_.skip())
      return false;
  }
  return true;
}

} // namespace bus::asn1::ber
