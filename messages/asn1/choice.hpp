#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <new>
#include <tuple>
#include <utility>

namespace bus::asn1 {

/// One of several alternatives, told apart by their place and not their type; at
/// first the first one. A generated CHOICE derives from it and names the places:
/// `data::make<data::boolean>(true)`, `x.is<data::boolean>()`.
///
/// Not std::variant: that one takes the compiler three times as long for the 80
/// services of MMS, and a jump through a table for each value it forgets.
template <class... Ts>
class choice {
public:
  using alternatives = std::tuple<Ts...>;

  template <std::size_t I>
  using type_of = std::tuple_element_t<I, alternatives>;

  choice() { new (storage_) type_of<0>{}; }

  choice(const choice& x);
  choice(choice&& x) noexcept;

  choice& operator=(const choice& x) { return *this = choice{x}; }

  choice& operator=(choice&& x) noexcept {
    if (this != &x) {
      destroy();
      new (this) choice{std::move(x)};
    }
    return *this;
  }

  ~choice();

  std::size_t index() const { return index_; }

  template <std::size_t I>
  bool is() const {
    return index_ == I;
  }

  /// The alternative that is there; another one is the caller's mistake.
  template <std::size_t I>
  auto& get() {
    return *std::launder(reinterpret_cast<type_of<I>*>(storage_));
  }

  template <std::size_t I>
  const auto& get() const {
    return *std::launder(reinterpret_cast<const type_of<I>*>(storage_));
  }

  /// Null where it is another one.
  template <std::size_t I>
  auto* get_if() {
    return is<I>() ? &get<I>() : nullptr;
  }

  template <std::size_t I>
  const auto* get_if() const {
    return is<I>() ? &get<I>() : nullptr;
  }

  /// Another alternative, made of `args`.
  template <std::size_t I, class... Args>
  auto& emplace(Args&&... args) {
    using T = type_of<I>;
    if constexpr (std::is_nothrow_constructible_v<T, Args...>) {
      destroy();
      new (storage_) T(std::forward<Args>(args)...);
    } else { // what throws leaves the old one
      auto made = T(std::forward<Args>(args)...);
      destroy();
      new (storage_) T(std::move(made));
    }
    index_ = I;
    return get<I>();
  }

  /// Whether nothing is to be freed before another alternative takes the place; not
  /// told where it is not plain to see.
  bool holds_nothing() const {
    if (index_ != 0)
      return false;
    if constexpr (std::is_trivially_destructible_v<type_of<0>>)
      return true;
    else if constexpr (requires { get<0>().capacity(); })
      return get<0>().capacity() == 0;
    return false;
  }

  /// Another alternative in the place of one that holds nothing.
  template <std::size_t I>
  auto& emplace_over() {
    index_ = I;
    return *new (storage_) type_of<I>();
  }

  /// Calls `f` with the alternative that is there.
  template <class F>
  void visit(F f) const {
    at_index([&]<std::size_t I>(place<I>) { f(get<I>()); });
  }

  friend bool operator==(const choice& x, const choice& y) {
    auto same = x.index_ == y.index_;
    if (same)
      x.at_index(
        [&]<std::size_t I>(place<I>) { same = x.get<I>() == y.template get<I>(); });
    return same;
  }

private:
  template <std::size_t I>
  using place = std::integral_constant<std::size_t, I>;

  /// Calls `f` with the place of what is there; compilers make a switch of it.
  template <class F>
  void at_index(F f) const {
    [&]<std::size_t... Is>(std::index_sequence<Is...>) {
      (void)((index_ == Is && (f(place<Is>{}), true)) || ...);
    }
    (std::index_sequence_for<Ts...>{});
  }

  void destroy();

  alignas(Ts...) std::byte storage_[std::max({sizeof(Ts)...})];
  std::uint32_t index_ = 0;
};

template <class... Ts>
choice<Ts...>::choice(const choice& x)
  : index_{x.index_} {
  at_index([&]<std::size_t I>(place<I>) { new (storage_) type_of<I>(x.get<I>()); });
}

template <class... Ts>
choice<Ts...>::choice(choice&& x) noexcept
  : index_{x.index_} {
  at_index(
    [&]<std::size_t I>(place<I>) { new (storage_) type_of<I>(std::move(x.get<I>())); });
}

template <class... Ts>
choice<Ts...>::~choice() {
  destroy();
}

template <class... Ts>
void choice<Ts...>::destroy() {
  [this]<std::size_t... Is>(std::index_sequence<Is...>) __attribute__((always_inline)) {
    (void)((index_ == Is && (std::destroy_at(&get<Is>()), true)) || ...);
  }
  (std::index_sequence_for<Ts...>{});
}

} // namespace bus::asn1
