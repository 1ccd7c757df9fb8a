#pragma once

#include "messages/asn1/ber_cursor.hpp"
#include "messages/asn1/check.hpp"

namespace bus::asn1::ber {

/// Reads the contents octets of values that have no parts (X.690, 8.2 to 8.23).
class contents_reader : public cursor {
public:
  using cursor::cursor;

protected:
  bool contents(const shape& s, const found_value& from, bool& x);
  bool contents(const shape& s, const found_value& from, integer& x);
  bool contents(const shape& s, const found_value& from, octet_string& x) {
    if (from.constructed)
      return join(from, x, s);
    x.assign(from.contents());
    return true;
  }
  bool contents(const shape& s, const found_value& from, bit_string& x);
  bool contents(const shape& s, const found_value& from, null& x);
  bool contents(const shape& s, const found_value& from, std::string& x);
  bool contents(const shape& s, const found_value& from, double& x);
  bool contents(const shape& s, const found_value& from, object_identifier& x);
  bool contents(const shape& s, const found_value& from, relative_oid& x);

  template <std::integral T>
  bool contents(const shape& s, const found_value& from, T& x) {
    auto number = std::int64_t{};
    auto large = false;
    if (!small_number(s, from, number, large))
      return false;
    if constexpr (std::same_as<T, std::uint64_t>) {
      x = static_cast<std::uint64_t>(number);
      return (large || number >= 0) || too_large();
    } else {
      x = static_cast<T>(number);
      return (!large && std::in_range<T>(number)) || too_large();
    }
  }

  template <enumeration T>
  bool contents(const shape& s, const found_value& from, T& x) {
    auto number = std::underlying_type_t<T>{};
    if (!contents(s, from, number))
      return false;
    x = static_cast<T>(number);
    return true;
  }

  /// Types of which nearly all values are short and in one piece.
  template <class T>
  static constexpr bool is_quick =
    std::integral<T> || std::same_as<T, octet_string> || std::same_as<T, bit_string>;

  // These, without a call; false, and nothing told, where it takes more.

  [[gnu::always_inline]] bool quick_contents(byte_view from, bool& x) {
    if (from.size() != 1)
      return false;
    x = from[0] != 0;
    return true;
  }

  template <std::integral T>
  [[gnu::always_inline]] bool quick_contents(byte_view from, T& x) {
    if (from.empty() || from.size() > sizeof x
        || (std::unsigned_integral<T> && from[0] >= 0x80))
      return false;
    auto bits = from[0] >= 0x80 ? ~std::uint64_t{0} : std::uint64_t{0};
    for (auto octet : from)
      bits = bits << 8 | octet;
    x = static_cast<T>(bits);
    return true;
  }

  [[gnu::always_inline]] bool quick_contents(byte_view from, octet_string& x) {
    return x.assign_inside(from, readable(from));
  }

  [[gnu::always_inline]] bool quick_contents(byte_view from, bit_string& x) {
    return !from.empty()
           && x.assign_inside(from.subspan(1), from[0], readable(from) - 1);
  }

private:
  bool too_large() {
    return fail(errc::invalid_value, "the number is outside what its type allows");
  }

  /// An INTEGER of up to 8 octets, or an unsigned one of 9: then it is `large`.
  bool small_number(const shape& s, const found_value& from, std::int64_t& out,
                    bool& large);
  bool primitive(const found_value& from);
  bool join(const found_value& from, octet_string& out, const shape& s);
  bool join_bits(const found_value& from, bytes& out, std::size_t& size,
                 unsigned depth);
  bool join_octets(const found_value& from, bytes& out, unsigned depth);
  bool arcs(byte_view from, std::vector<std::uint64_t>& out);
  bool text(const shape& s, byte_view from, std::string& out);
};

} // namespace bus::asn1::ber
