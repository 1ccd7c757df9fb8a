#pragma once

#include "messages/asn1/shape.hpp"
#include "messages/asn1/trouble.hpp"
#include "messages/asn1/values.hpp"

#include <concepts>

/// What a module allows of a value, checked by every codec in both directions.
namespace bus::asn1 {

template <class T>
concept enumeration = std::is_enum_v<T>;

template <class T>
concept alternatives = requires {
  typename T::alternatives;
};

template <class T>
concept described = std::is_class_v<T> && requires {
  T::is_described;
};

template <class T>
constexpr bool is_list = false;
template <class T>
constexpr bool is_list<list_of<T>> = true;

template <class T>
concept list = is_list<T> || requires {
  T::is_list;
};

/// What is wrong with it, or nothing.
std::string wrong_number(const shape& x, const integer& value);
std::string wrong_number(const shape& x, std::int64_t value);
std::string wrong_size(const shape& x, std::size_t size);
std::string wrong_text(const shape& x, std::string_view text);
std::string wrong_name(const shape& x, std::int64_t number);

template <std::integral T>
std::string wrong_number(const shape& x, T value) {
  if (!std::in_range<std::int64_t>(value))
    return {}; // beyond what an interval holds
  return wrong_number(x, static_cast<std::int64_t>(value));
}

/// Tells what `value` breaks of the limits in `x`; parts are checked by themselves.
template <class T>
[[gnu::noinline]] bool tell_wrong(const shape& x, const T& value, trouble& wrong,
                                  std::size_t at) {
  auto why = std::string{};
  if constexpr (enumeration<T>)
    why = wrong_name(x, static_cast<std::int64_t>(value));
  else if constexpr (std::integral<T> || std::same_as<T, integer>)
    why = wrong_number(x, value);
  else if constexpr (std::same_as<T, std::string>)
    why = wrong_text(x, value);
  else
    why = wrong_size(x, value.size());
  return why.empty() || wrong.tell(errc::invalid_value, std::move(why), at);
}

/// Whether `value` is allowed, where that is quickly seen.
template <class T>
[[gnu::always_inline]] inline bool is_quickly_allowed(const shape& x, const T& value) {
  if (!x.allowed)
    return true;
  if constexpr (requires { value.size(); }) {
    auto& all = x.allowed->sizes;
    auto size = static_cast<std::int64_t>(value.size());
    return !all.empty() && all[0].low <= size && size <= all[0].high;
  }
  return std::same_as<T, bool>;
}

template <class T>
bool is_allowed(const shape& x, const T& value, trouble& wrong, std::size_t at = 0) {
  if constexpr (std::same_as<T, bool> || std::same_as<T, double>)
    return true;
  else if constexpr (enumeration<T>) {
    return x.extensible || tell_wrong(x, value, wrong, at);
  } else if constexpr (std::integral<
                         T> || std::same_as<T, integer> || std::same_as<T, std::string>)
    return tell_wrong(x, value, wrong, at);
  else if constexpr (requires { value.size(); }) {
    return is_quickly_allowed(x, value) || tell_wrong(x, value, wrong, at);
  } else
    return true;
}

/// Whether there is anything to check.
template <class T>
bool is_limited(const shape& x) {
  return enumeration<T> || x.allowed;
}

} // namespace bus::asn1
