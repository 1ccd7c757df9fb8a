#include "tools/asn1_interpreter/ber_element.hpp"

#include <limits>

namespace bus::asn1_interpreter {

using asn1c::tag;
using asn1c::tag_class;

namespace {

constexpr auto long_form = std::uint8_t{0x1f};
constexpr auto end_of_contents = tag{tag_class::universal, 0};

/// Indefinite lengths within each other.
constexpr auto deepest = 64u;

void put_tag(bytes& to, tag x, bool constructed) {
  auto first = static_cast<unsigned>(x.of) << 6 | (constructed ? 0x20u : 0u);
  if (x.number < long_form) {
    to.push_back(static_cast<std::uint8_t>(first | x.number));
    return;
  }
  to.push_back(static_cast<std::uint8_t>(first | long_form));
  for (auto shift = 28; shift >= 0; shift -= 7)
    if (shift == 0 || x.number >> shift != 0)
      to.push_back(
        static_cast<std::uint8_t>((x.number >> shift & 0x7f) | (shift ? 0x80 : 0)));
}

void put_length(bytes& to, std::size_t x) {
  auto octets = uint_to_bebytes(x);
  if (x >= 0x80)
    to.push_back(static_cast<std::uint8_t>(0x80 | octets.size()));
  to.insert(to.end(), octets.begin(), octets.end());
}

} // namespace

void refuse_octet(const walk& on, std::size_t at, std::string_view cause) {
  on.refuse("at octet " + std::to_string(at) + ": " + std::string{cause});
}

void put_element(bytes& to, tag is, bool constructed, byte_view contents) {
  put_tag(to, is, constructed);
  put_length(to, contents.size());
  to.insert(to.end(), contents.begin(), contents.end());
}

ber_elements ber_elements::in(const ber_element& x, const walk& on) {
  if (!x.constructed)
    refuse_octet(on, x.at, to_string(x.is) + " is to be constructed, and is primitive");
  auto before = static_cast<std::size_t>(x.contents.data() - x.whole.data());
  auto out = ber_elements{x.contents, on, x.at + before};
  out.cut_ = errc::malformed;
  return out;
}

void ber_elements::refuse(std::string_view cause) const {
  refuse_octet(on_, at_, cause);
}

void ber_elements::refuse_cut(std::size_t at, std::string_view cause) const {
  on_.refuse(cut_, "at octet " + std::to_string(at) + ": " + std::string{cause});
}

void ber_elements::check(const reader& x) const {
  if (!x)
    refuse_cut(at_ + rest_.size(),
               "the element from octet " + std::to_string(at_) + " is cut off");
}

std::uint32_t ber_elements::long_tag_number(reader& from) const {
  auto out = std::uint32_t{0};
  auto next = std::uint8_t{0};
  do {
    next = from.u8();
    check(from);
    if (out == 0 && next == 0x80)
      refuse("a tag number with leading zeros");
    if (out > std::numeric_limits<std::uint32_t>::max() >> 7)
      refuse("a tag number beyond 32 bits");
    out = out << 7 | (next & 0x7fu);
  } while (next & 0x80);
  if (out < long_form)
    refuse("a tag number in the long form that fits the short one");
  return out;
}

std::optional<std::size_t> ber_elements::length(reader& from) const {
  auto first = from.u8();
  if (first == 0x80)
    return std::nullopt;
  if (first == 0xff)
    refuse("the length octet ff, which has no meaning");
  if (first < 0x80)
    return first;
  auto octets = from.view(first & 0x7fu);
  check(from);
  if (!bebytes_fit(octets))
    refuse("a length beyond 64 bits");
  return bebytes_to_uint(octets);
}

ber_elements::header ber_elements::next_header() const {
  auto from = reader{rest_};
  auto out = header{};
  auto first = from.u8();
  out.is = {static_cast<tag_class>(first >> 6), first & 0x1fu};
  out.constructed = first & 0x20;
  if (out.is.number == long_form)
    out.is.number = long_tag_number(from);
  out.contents = length(from);
  check(from);
  if (!out.contents && !out.constructed)
    refuse("a primitive element without a length");
  out.size = rest_.size() - from.left();
  if (out.contents && *out.contents > from.left())
    refuse_cut(at_, to_string(out.is) + " is to have " + std::to_string(*out.contents)
                      + " octets of contents, and " + std::to_string(from.left())
                      + " are there");
  return out;
}

/// How many octets the contents take, without those that end them.
std::size_t ber_elements::to_end_of_contents(const header& first) const {
  auto inside = *this;
  inside.skip(first.size);
  for (auto open = 1u; open > 0;) {
    if (inside.ended())
      refuse_cut(inside.at_, "the contents of " + to_string(first.is) + " from octet "
                               + std::to_string(at_) + " do not end");
    auto next = inside.next_header();
    auto ends = next.is == end_of_contents;
    if (ends && (next.constructed || next.contents != 0u))
      inside.refuse("end-of-contents octets that are not 00 00");
    open = ends ? open - 1 : next.contents ? open : open + 1;
    if (open > deepest)
      inside.refuse("nested more than " + std::to_string(deepest) + " deep");
    inside.skip(next.size + next.contents.value_or(0));
  }
  return inside.at_ - at_ - first.size - 2;
}

ber_element ber_elements::next() {
  auto head = next_header();
  if (head.is == end_of_contents)
    refuse("end-of-contents octets out of place");
  auto size = head.contents ? *head.contents : to_end_of_contents(head);
  auto whole = head.size + size + (head.contents ? 0 : 2);
  auto out = ber_element{head.is, head.constructed, rest_.subspan(head.size, size),
                         rest_.first(whole), at_};
  skip(whole);
  return out;
}

void ber_elements::skip(std::size_t octets) {
  rest_ = rest_.subspan(octets);
  at_ += octets;
}

ber_element ber_elements::only() {
  if (ended())
    refuse("there is nothing where an element is to be");
  auto out = next();
  if (!ended())
    refuse(std::to_string(rest_.size()) + " octets are left over");
  return out;
}

} // namespace bus::asn1_interpreter
