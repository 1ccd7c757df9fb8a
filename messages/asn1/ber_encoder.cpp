#include "messages/asn1/ber_encoder.hpp"

#include "messages/asn1/real.hpp"
#include "messages/asn1/text.hpp"

namespace bus::asn1::ber {

namespace {

std::size_t base128_size(std::uint64_t x) {
  return std::max<std::size_t>((static_cast<std::size_t>(std::bit_width(x)) + 6) / 7,
                               1);
}

/// Seven bits an octet, all but the last with the highest bit set.
std::uint8_t* put_base128(std::uint8_t* to, std::uint64_t x) {
  for (auto i = base128_size(x); i-- > 0;) {
    auto more = i > 0 ? 0x80 : 0;
    *to++ = static_cast<std::uint8_t>((x >> 7 * i & 0x7f) | more);
  }
  return to;
}

/// The first two arcs share a number (X.690, 8.19.4); none where they cannot.
std::optional<std::uint64_t> first_number(const object_identifier& x) {
  if (x.size() < 2 || number(x[0]) > 2 || (number(x[0]) < 2 && number(x[1]) > 39))
    return std::nullopt;
  auto highest = ~std::uint64_t{0} - number(x[0]) * 40;
  if (number(x[1]) > highest)
    return std::nullopt;
  return number(x[0]) * 40 + number(x[1]);
}

std::optional<bytes> wide_text(const shape& s, const std::string& x) {
  return s.is == kind::bmp_string ? utf16_of_utf8(x) : utf32_of_utf8(x);
}

bool is_wide(const shape& s) {
  return s.is == kind::bmp_string || s.is == kind::universal_string;
}

bool is_time(const shape& s, std::string_view x) {
  return s.is == kind::utc_time ? is_utc_time(x) : is_generalized_time(x);
}

} // namespace

const shape sizer::unknown_shape = {.is = kind::open};

bool sizer::none() {
  return wrong_.tell(errc::invalid_value, "no alternative is chosen");
}

bool sizer::note(const shape& s) {
  wrong_.path.push_back(s.name);
  return false;
}

bool sizer::unwritable() {
  return wrong_.tell(errc::invalid_value, "the value cannot be written in BER");
}

std::uint8_t* put_long_header(std::uint8_t* to, tag x, bool constructed,
                              std::size_t length) {
  auto first = static_cast<unsigned>(x.of()) << 6 | (constructed ? 0x20u : 0u);
  if (x.number() < 31)
    *to++ = static_cast<std::uint8_t>(first | x.number());
  else {
    *to++ = static_cast<std::uint8_t>(first | 31);
    to = put_base128(to, x.number());
  }
  if (length < 0x80) {
    *to++ = static_cast<std::uint8_t>(length);
    return to;
  }
  auto octets = (std::bit_width(length) + 7) / 8;
  *to++ = static_cast<std::uint8_t>(0x80 | octets);
  while (octets-- > 0)
    *to++ = static_cast<std::uint8_t>(length >> 8 * octets);
  return to;
}

std::optional<std::size_t> content_size(const shape& s, const std::string& x) {
  if (is_wide(s)) {
    auto octets = wide_text(s, x);
    return octets ? std::optional{octets->size()} : std::nullopt;
  }
  auto timed = s.is == kind::utc_time || s.is == kind::generalized_time;
  return timed && !is_time(s, x) ? std::nullopt : std::optional{x.size()};
}

std::uint8_t* put_content(std::uint8_t* to, const shape& s, const std::string& x,
                          std::size_t) {
  return is_wide(s) ? put_octets(to, *wide_text(s, x)) : put_octets(to, as_bytes(x));
}

std::size_t content_size(const shape&, double x) {
  return real_octets(x).size();
}

std::uint8_t* put_content(std::uint8_t* to, const shape&, double x, std::size_t) {
  return put_octets(to, real_octets(x));
}

std::optional<std::size_t> content_size(const shape&, const object_identifier& x) {
  auto first = first_number(x);
  if (!first)
    return std::nullopt;
  auto out = base128_size(*first);
  for (auto i = std::size_t{2}; i < x.size(); ++i)
    out += base128_size(number(x[i]));
  return out;
}

std::uint8_t* put_content(std::uint8_t* to, const shape&, const object_identifier& x,
                          std::size_t) {
  to = put_base128(to, *first_number(x));
  for (auto i = std::size_t{2}; i < x.size(); ++i)
    to = put_base128(to, number(x[i]));
  return to;
}

std::size_t content_size(const shape&, const relative_oid& x) {
  auto out = std::size_t{0};
  for (auto arc : x.arcs)
    out += base128_size(arc);
  return out;
}

std::uint8_t* put_content(std::uint8_t* to, const shape&, const relative_oid& x,
                          std::size_t) {
  for (auto arc : x.arcs)
    to = put_base128(to, arc);
  return to;
}

std::optional<std::size_t> content_size(const shape&, const open_type& x) {
  auto usable = x.of == open_type::syntax::ber && x.octets.size() >= 2;
  return usable ? std::optional{x.octets.size()} : std::nullopt;
}

void octet_writer::put_nested_headers(const shape& s, bool constructed,
                                      std::size_t length) {
  auto lengths = std::array<std::size_t, std::tuple_size_v<decltype(s.tags)>>{};
  for (auto i = s.tag_count; i-- > 0;) {
    lengths[i] = length;
    length += header_size(s.tags[i], length);
  }
  for (auto i = 0u; i < s.tag_count; ++i) {
    auto own = i + 1u == s.tag_count && s.has_own_tag();
    at_ = put_header(at_, s.tags[i], !own || constructed, lengths[i]);
  }
}

void octet_writer::sort_parts(std::uint8_t* start,
                              const std::vector<std::uint8_t*>& ends, bool by_tag) {
  auto all = std::vector<bytes>{};
  auto from = start;
  for (auto end : ends) {
    all.emplace_back(from, end);
    from = end;
  }
  // Without the bit that tells constructed values, tags sort as their octets do.
  auto tag_before = [](const bytes& x, const bytes& y) {
    auto first = [](const bytes& one) { return one.empty() ? 0 : one[0] & ~0x20; };
    if (first(x) != first(y))
      return first(x) < first(y);
    auto more = [](const bytes& one) {
      return std::span{one}.subspan(one.empty() ? 0 : 1);
    };
    return std::ranges::lexicographical_compare(more(x), more(y));
  };
  if (by_tag)
    std::stable_sort(all.begin(), all.end(), tag_before);
  else
    std::sort(all.begin(), all.end());
  for (auto& x : all)
    start = put_octets(start, x);
}

} // namespace bus::asn1::ber
