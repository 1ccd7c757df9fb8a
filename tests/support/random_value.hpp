#pragma once

#include "messages/asn1/check.hpp"
#include "messages/asn1/text.hpp"

#include <cmath>
#include <random>
#include <set>

namespace bus::test {

/// A visitor that makes up a value of any generated type, within what its module
/// allows. The same seed makes the same values.
class random_value {
public:
  /// Optional components called as one of `absent` are never there.
  explicit random_value(std::uint64_t seed, std::set<std::string_view> absent = {})
    : source_{seed},
      absent_{std::move(absent)} {}

  template <class T>
  T of(const asn1::shape& s) {
    auto out = T{};
    fill(s, out);
    return out;
  }

  template <class T>
  bool required(const asn1::shape& s, T& x) {
    fill(s, x);
    return true;
  }

  template <class T>
  bool optional(const asn1::shape& s, std::optional<T>& x) {
    if (depth_ < deepest && one_in(2) && !absent_.contains(s.name))
      fill(s, x.emplace());
    return true;
  }

  template <class T, class Default>
  bool defaulted(const asn1::shape& s, T& x, Default) {
    if (one_in(2))
      fill(s, x);
    return true;
  }

  template <class T>
  std::size_t chosen(const T&) const {
    return chosen_;
  }

  template <std::size_t I, class T>
  bool alternative(const asn1::shape& s, T& x) {
    fill(s, x.template emplace<I>());
    return true;
  }

  template <std::size_t I, class T>
  bool unknown(T&) {
    return true;
  }

  bool none() { return true; }

private:
  static constexpr auto deepest = 6;

  std::uint64_t number(std::uint64_t low, std::uint64_t high) {
    return std::uniform_int_distribution<std::uint64_t>{low, high}(source_);
  }

  bool one_in(unsigned x) { return number(1, x) == 1; }

  std::uint8_t octet() { return static_cast<std::uint8_t>(number(0, 255)); }

  /// One of the intervals' numbers, often at an end; any small one without them.
  std::int64_t number_of(std::span<const asn1::interval> all, std::int64_t low,
                         std::int64_t high) {
    if (!all.empty()) {
      auto& one = all[number(0, all.size() - 1)];
      low = std::max(low, one.low);
      high = std::min(high, one.high);
    }
    switch (number(0, 3)) {
    case 0: return low;
    case 1: return high;
    default: break;
    }
    // Lengths of all kinds are as likely as each other.
    auto span = static_cast<std::uint64_t>(high) - static_cast<std::uint64_t>(low);
    auto width = number(0, 63);
    auto offset = number(0, std::min(span, ~std::uint64_t{0} >> (63 - width)));
    return static_cast<std::int64_t>(static_cast<std::uint64_t>(low) + offset);
  }

  std::size_t size_of(const asn1::shape& s, std::size_t usual) {
    if (!s.allowed || s.allowed->sizes.empty())
      return static_cast<std::size_t>(number(0, usual));
    auto& all = s.allowed->sizes;
    auto& one = all[number(0, all.size() - 1)];
    auto most = std::min(one.high, std::max(one.low, static_cast<std::int64_t>(usual)));
    return static_cast<std::size_t>(
      number(static_cast<std::uint64_t>(one.low), static_cast<std::uint64_t>(most)));
  }

  template <class T>
  void fill(const asn1::shape& s, asn1::box<T>& x) {
    fill(s, *x);
  }

  template <class T>
  void fill(const asn1::shape& s, T& x) {
    ++depth_;
    if constexpr (asn1::alternatives<T>) {
      chosen_ = choose(s);
      fields(*this, x);
    } else if constexpr (asn1::list<T>) {
      auto size = depth_ > deepest ? size_of(s, 0) : size_of(s, 3);
      x.resize(size);
      for (auto& one : x)
        fill(s.element(), one);
    } else if constexpr (asn1::described<T>)
      fields(*this, x);
    else
      plain(s, x);
    --depth_;
  }

  /// Deep down one that holds nothing else, where there is one.
  std::size_t choose(const asn1::shape& s) {
    auto out = static_cast<std::size_t>(number(0, s.parts.size() - 1));
    if (s.parts.empty())
      return 0;
    for (auto tries = std::size_t{0}; depth_ > deepest && tries < s.parts.size();
         ++tries) {
      if (s.parts[out].parts.empty())
        break;
      out = (out + 1) % s.parts.size();
    }
    return out;
  }

  template <std::integral T>
  void plain(const asn1::shape& s, T& x) {
    using ends = std::numeric_limits<T>;
    auto all = s.allowed ? s.allowed->numbers : std::span<const asn1::interval>{};
    constexpr auto high = std::in_range<std::int64_t>(ends::max())
                            ? static_cast<std::int64_t>(ends::max())
                            : std::numeric_limits<std::int64_t>::max();
    x = static_cast<T>(number_of(all, static_cast<std::int64_t>(ends::min()), high));
    if (!std::in_range<std::int64_t>(ends::max()) && one_in(2))
      x = static_cast<T>(source_());
  }

  void plain(const asn1::shape&, bool& x) { x = one_in(2); }
  void plain(const asn1::shape&, asn1::boolean& x) { x = one_in(2); }
  void plain(const asn1::shape&, asn1::null&) {}

  void plain(const asn1::shape& s, asn1::integer& x) {
    using ends = std::numeric_limits<std::int64_t>;
    auto limited = s.allowed && !s.allowed->numbers.empty();
    if (limited || one_in(2)) {
      auto all = limited ? s.allowed->numbers : std::span<const asn1::interval>{};
      x = number_of(all, ends::min(), ends::max());
    } else
      x = asn1::integer::from_octets(octets(number(1, 20)));
  }

  bytes octets(std::size_t size) {
    auto out = bytes(size);
    for (auto& one : out)
      one = octet();
    return out;
  }

  void plain(const asn1::shape& s, asn1::octet_string& x) {
    x = octets(size_of(s, 30));
  }

  void plain(const asn1::shape& s, asn1::bit_string& x) {
    auto size = size_of(s, 100);
    x = asn1::bit_string{octets((size + 7) / 8), size};
  }

  void plain(const asn1::shape&, asn1::object_identifier& x) {
    auto root = number(0, 2);
    x = {root, number(0, 39)};
    for (auto more = number(0, 5); more > 0; --more)
      x.emplace_back(source_() >> number(0, 63));
  }

  void plain(const asn1::shape&, asn1::relative_oid& x) {
    x.arcs.resize(number(1, 5));
    for (auto& arc : x.arcs)
      arc = source_() >> number(0, 63);
  }

  void plain(const asn1::shape&, double& x) {
    if (one_in(8))
      x = one_in(2) ? 0 : -std::numeric_limits<double>::infinity();
    else
      x = std::ldexp(static_cast<double>(static_cast<std::int64_t>(source_())),
                     static_cast<int>(number(0, 2000)) - 1000);
  }

  template <asn1::enumeration T>
  void plain(const asn1::shape& s, T& x) {
    x = static_cast<T>(s.names[number(0, s.names.size() - 1)].number);
  }

  void plain(const asn1::shape&, asn1::open_type& x) {
    auto value = asn1::octet_string{octets(number(0, 40))};
    x.octets = {0x04, static_cast<std::uint8_t>(value.size())};
    x.octets.insert(x.octets.end(), value.data(), value.data() + value.size());
  }

  void plain(const asn1::shape& s, std::string& x) {
    if (s.is == asn1::kind::utc_time)
      x = "260228235959+0130";
    else if (s.is == asn1::kind::generalized_time)
      x = "20260228235959.25Z";
    else
      for (auto size = size_of(s, 20); size > 0; --size)
        add_character(s, x);
  }

  void add_character(const asn1::shape& s, std::string& x) {
    if (s.allowed && !s.allowed->alphabet.empty())
      return asn1::append_utf8(
        x, static_cast<char32_t>(number_of(s.allowed->alphabet, 0, 0x10ffff)));
    auto wide = s.is != asn1::kind::octet_text && one_in(4);
    if (wide)
      return asn1::append_utf8(x, one_in(2) ? U'\u20ac' : U'\U0001F600');
    auto narrow =
      static_cast<char>(number(0, s.is == asn1::kind::octet_text ? 255 : 127));
    x += narrow;
  }

  std::mt19937_64 source_;
  std::set<std::string_view> absent_;
  std::size_t chosen_ = 0;
  int depth_ = 0;
};

} // namespace bus::test
