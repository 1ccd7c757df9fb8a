#include "messages/asn1/ber_contents.hpp"

#include "messages/asn1/real.hpp"
#include "messages/asn1/text.hpp"

namespace bus::asn1::ber {

namespace {

constexpr auto most_string_levels = 16u;

} // namespace

bool contents_reader::primitive(const found_value& from) {
  return !from.constructed || fail(errc::malformed, "a primitive value was expected");
}

bool contents_reader::contents(const shape&, const found_value& from, bool& x) {
  if (!primitive(from))
    return false;
  if (from.contents().size() != 1)
    return fail(errc::malformed, "a BOOLEAN has one octet");
  x = *from.from != 0;
  return true;
}

bool contents_reader::small_number(const shape&, const found_value& from,
                                   std::int64_t& out, bool& large) {
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

bool contents_reader::contents(const shape&, const found_value& from, integer& x) {
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

bool contents_reader::contents(const shape&, const found_value& from, null&) {
  if (!primitive(from))
    return false;
  return from.contents().empty() || fail(errc::malformed, "a NULL has no contents");
}

bool contents_reader::join_octets(const found_value& from, bytes& out, unsigned depth) {
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

bool contents_reader::join(const found_value& from, octet_string& out, const shape&) {
  auto all = bytes{};
  if (!join_octets(from, all, most_string_levels))
    return false;
  out.assign(all);
  return true;
}

/// Only the last part of a constructed BIT STRING may have unused bits.
bool contents_reader::join_bits(const found_value& from, bytes& out, std::size_t& size,
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

bool contents_reader::contents(const shape&, const found_value& from, bit_string& x) {
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

bool contents_reader::text(const shape& s, byte_view from, std::string& out) {
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

bool contents_reader::contents(const shape& s, const found_value& from,
                               std::string& x) {
  if (!from.constructed)
    return text(s, from.contents(), x);
  auto all = bytes{};
  return join_octets(from, all, most_string_levels) && text(s, all, x);
}

bool contents_reader::contents(const shape&, const found_value& from, double& x) {
  if (!primitive(from))
    return false;
  auto value = real_of_octets(from.contents());
  if (!value)
    return fail(errc::malformed, "the octets are no REAL");
  x = *value;
  return true;
}

bool contents_reader::arcs(byte_view from, std::vector<std::uint64_t>& out) {
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

bool contents_reader::contents(const shape&, const found_value& from,
                               object_identifier& x) {
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

bool contents_reader::contents(const shape&, const found_value& from, relative_oid& x) {
  x.arcs.clear();
  return primitive(from) && arcs(from.contents(), x.arcs);
}

} // namespace bus::asn1::ber
