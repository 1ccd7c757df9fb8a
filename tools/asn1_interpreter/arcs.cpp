#include "tools/asn1_interpreter/arcs.hpp"

#include <algorithm>
#include <charconv>
#include <limits>

namespace bus::asn1_interpreter {

namespace {

/// The first two arcs share a number, which may be larger than each.
__extension__ typedef unsigned __int128 subidentifier;

constexpr auto largest_arc = subidentifier{std::numeric_limits<std::uint64_t>::max()};

auto wrong(const char* what) {
  return tl::make_unexpected(std::string{what});
}

void put(bytes& to, subidentifier x) {
  auto from = to.size();
  auto more = std::uint8_t{0};
  do {
    to.push_back(static_cast<std::uint8_t>((x & 0x7f) | more));
    more = 0x80;
    x >>= 7;
  } while (x != 0);
  std::reverse(to.begin() + static_cast<std::ptrdiff_t>(from), to.end());
}

tl::expected<std::vector<subidentifier>, std::string> subidentifiers(byte_view x) {
  auto out = std::vector<subidentifier>{};
  auto begins = true;
  for (auto octet : x) {
    if (begins)
      out.push_back(0);
    if (begins && octet == 0x80)
      return wrong("an arc with leading zeros");
    out.back() = out.back() << 7 | (octet & 0x7fu);
    if (out.back() > largest_arc + 80)
      return wrong("an arc beyond 64 bits");
    begins = !(octet & 0x80);
  }
  if (!begins || out.empty())
    return wrong(out.empty() ? "no arcs" : "an arc that is cut off");
  return out;
}

/// Of the two arcs the first number stands for.
std::uint64_t root_of(subidentifier first) {
  return static_cast<std::uint64_t>(std::min<subidentifier>(first / 40, 2));
}

} // namespace

std::optional<bytes> oid_contents(const asn1::object_identifier& x) {
  if (x.size() < 2 || number(x[0]) > 2 || (number(x[0]) < 2 && number(x[1]) >= 40))
    return std::nullopt;
  auto out = bytes{};
  put(out, subidentifier{number(x[0])} * 40 + number(x[1]));
  for (auto i = std::size_t{2}; i < x.size(); ++i)
    put(out, number(x[i]));
  return out;
}

tl::expected<asn1::object_identifier, std::string> parse_oid_contents(byte_view x) {
  auto all = subidentifiers(x);
  if (!all)
    return tl::make_unexpected(all.error());
  auto root = root_of(all->front());
  all->front() -= subidentifier{root} * 40;
  auto out = asn1::object_identifier{root};
  for (auto one : *all) {
    if (one > largest_arc)
      return wrong("an arc beyond 64 bits");
    out.push_back(static_cast<std::uint64_t>(one));
  }
  return out;
}

std::optional<bytes> relative_oid_contents(const relative_oid& x) {
  auto out = bytes{};
  for (auto one : x)
    put(out, one);
  return x.empty() ? std::nullopt : std::optional{out};
}

tl::expected<relative_oid, std::string> parse_relative_oid_contents(byte_view x) {
  auto all = subidentifiers(x);
  if (!all)
    return tl::make_unexpected(all.error());
  auto out = relative_oid{};
  for (auto one : *all) {
    if (one > largest_arc)
      return wrong("an arc beyond 64 bits");
    out.push_back(static_cast<std::uint64_t>(one));
  }
  return out;
}

std::optional<relative_oid> parse_relative_oid(std::string_view text) {
  // Behind the root that may have any arcs there is what an OBJECT IDENTIFIER has.
  auto all = asn1::parse("2." + std::string{text});
  if (!all)
    return std::nullopt;
  auto out = relative_oid{};
  for (auto i = std::size_t{1}; i < all->size(); ++i)
    out.push_back(number((*all)[i]));
  return out;
}

std::string to_string(const relative_oid& x) {
  return asn1::to_string(asn1::object_identifier(x.begin(), x.end()));
}

} // namespace bus::asn1_interpreter
