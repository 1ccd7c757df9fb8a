#pragma once

#include "messages/asn1/bit_string.hpp"
#include "messages/asn1/choice.hpp"
#include "messages/asn1/integer.hpp"
#include "messages/asn1/list_of.hpp"
#include "messages/asn1/object_identifier.hpp"
#include "messages/asn1/octet_string.hpp"

#include <memory>
#include <optional>

namespace bus::asn1 {

/// A T, or a const one: what visits a generated type takes both.
template <class X, class T>
concept value_of = std::same_as<std::remove_const_t<X>, T>;

/// A bool that a vector holds as itself: std::vector<bool> has none to refer to.
struct boolean {
  bool is = false;

  boolean() = default;
  boolean(bool x)
    : is{x} {}
  operator bool() const { return is; }
};

struct null {
  bool operator==(const null&) const = default;
};

/// Arcs below a place that both sides know.
struct relative_oid {
  std::vector<std::uint64_t> arcs;
  bool operator==(const relative_oid&) const = default;
};

/// A value of a type that only its surroundings tell: `ANY`, `CLASS.&Type`. It
/// keeps the rules that its octets follow.
struct open_type {
  enum class syntax : std::uint8_t {
    ber, ///< one whole encoding, tag and all
    xer, ///< one element or several
  };

  bytes octets;
  syntax of = syntax::ber;

  bool operator==(const open_type&) const = default;
};

/// A part of a type that holds itself. Copies are deep; a default one holds a
/// default value, made when it is first asked for.
template <class T>
class box {
public:
  box() = default;
  box(T x)
    : value_{std::make_unique<T>(std::move(x))} {}
  box(const box& x)
    : value_{x.value_ ? std::make_unique<T>(*x.value_) : nullptr} {}
  box(box&&) noexcept = default;
  box& operator=(const box& x) { return *this = box{x}; }
  box& operator=(box&&) noexcept = default;

  T& operator*() {
    if (!value_)
      value_ = std::make_unique<T>();
    return *value_;
  }

  const T& operator*() const {
    static const auto none = T{};
    return value_ ? *value_ : none;
  }

  T* operator->() { return &**this; }
  const T* operator->() const { return &**this; }

  friend bool operator==(const box& x, const box& y) { return *x == *y; }

private:
  std::unique_ptr<T> value_;
};

} // namespace bus::asn1
