#pragma once

#include "messages/asn1/ber_contents.hpp"
#include "messages/asn1/ber_encoder.hpp"
#include "messages/asn1/member_reader.hpp"

/// Reading BER. Included where the codecs of a module are compiled.
namespace bus::asn1::ber {

/// How many of a shape's tags are its value's own, and not explicit ones.
template <class T>
constexpr auto own_tags = alternatives<T> || std::same_as<T, open_type> ? 0u : 1u;
template <class T>
constexpr auto own_tags<box<T>> = own_tags<T>;

class decoder : public contents_reader {
public:
  using contents_reader::contents_reader;

  /// Reads one value with its tags.
  template <class T>
  [[gnu::always_inline]] bool read(const shape& s, T& x) {
    return s.tag_count == own_tags<T> ? read_bare(s, x) : read_wrapped(s, x);
  }

private:
  friend class component_reader;
  friend class alternative_reader;

  /// Reads a value within explicit tags.
  template <class T>
  [[gnu::noinline]] bool read_wrapped(const shape& s, T& x) {
    auto outer = end_;
    auto next = at_;
    auto wrappers = s.tag_count - own_tags<T>;
    for (auto i = 0u; i < wrappers; ++i)
      if (!enter(s.tags[i], i == 0 ? &next : nullptr))
        return false;
    if (!read_bare(s, x))
      return false;
    depth_ -= wrappers;
    return leave(next, outer);
  }

  bool not_constructed();
  bool unexpected(tag next);
  bool twice(const shape& s);
  bool is_whole(const shape& s, const std::vector<bool>& seen);

  /// The alternative whose tag comes next; the one behind all where it is unknown.
  [[gnu::always_inline]] std::size_t choose(const shape& s) {
    if (at_ != end_ && s.by_context && (*at_ & 0xc0) == 0x80 && (*at_ & 0x1f) != 0x1f)
      if (auto out = s.by_context[*at_ & 0x1f]; out < s.parts.size())
        return out;
    return choose_slowly(s);
  }

  std::size_t choose_slowly(const shape& s);

  template <class T>
  [[gnu::always_inline]] bool read_bare(const shape& s, T& x) {
    if constexpr (alternatives<T>)
      return read_choice(s, x);
    else if constexpr (std::same_as<T, open_type>)
      return read_open(x);
    else if constexpr (described<T> || list<T>)
      return read_parts(s, x);
    else
      return read_quickly(s, x) || read_contents(s, x);
  }

  /// What nearly all values are: one octet each for tag and length, in one piece,
  /// within the limits. False, and nothing told, where it is anything else.
  template <class T>
  [[gnu::always_inline]] bool read_quickly(const shape& s, T& x) {
    if constexpr (is_quick<T>) {
      auto at = at_;
      if (end_ - at < 2 || at[0] != s.octet)
        return false;
      auto size = std::size_t{at[1]};
      if (size > 0x7f || size > static_cast<std::size_t>(end_ - at - 2))
        return false;
      at_ = at + 2 + size;
      if (quick_contents({at + 2, at_}, x) && is_quickly_allowed(s, x))
        return true;
      at_ = at;
    }
    return false;
  }

  template <class T>
  [[gnu::noinline]] bool read_contents(const shape& s, T& x) {
    found_value value;
    if (!expect_own(s, value) || !contents(s, value, x))
      return false;
    at_ = value.next;
    return !is_limited<T>(s) || is_allowed(s, x, wrong_, offset());
  }

  template <class T>
  [[gnu::always_inline]] bool read_bare(const shape& s, box<T>& x) {
    return read_bare(s, *x);
  }

  bool read_bare(const shape& s, boolean& x) { return read_bare(s, x.is); }

  // A function each for what has parts: all inside one another they would take
  // the compiler minutes.
  template <class T>
  [[gnu::noinline]] bool read_choice(const shape& s, T& x);
  template <class T>
  [[gnu::noinline]] bool read_parts(const shape& s, T& x);
  template <class T>
  [[gnu::always_inline]] bool read_elements(const shape& s, T& x);
  template <class T>
  bool read_members(const shape& s, T& x);

  bool read_open(open_type& x);

  std::size_t chosen_ = 0; ///< of the CHOICE that is to be read
};

/// A visitor that reads the components of a SEQUENCE, one behind the other.
class component_reader {
public:
  component_reader(decoder& from, const shape& of)
    : from_{from},
      of_{of} {}

  template <class T>
  bool required(const shape& s, T& x) {
    if (!comes(s))
      return from_.wrong() ? note(s) : missing(s);
    return from_.read(s, x) || note(s);
  }

  template <class T>
  bool optional(const shape& s, std::optional<T>& x) {
    if (!comes(s))
      return from_.wrong() ? note(s) : true;
    return from_.read(s, x.emplace()) || note(s);
  }

  template <class T, class Default>
  bool defaulted(const shape& s, T& x, Default) {
    if (!comes(s))
      return from_.wrong() ? note(s) : true;
    return from_.read(s, x) || note(s);
  }

  /// Whether nothing is left but what a later version may have added.
  bool finish();

private:
  bool note(const shape& s) { return from_.note(s); }

  bool missing(const shape& s);

  bool comes(const shape& s) {
    auto next = tag{};
    if (from_.at_end() || !from_.peek(next))
      return false;
    if (s.tag_count > 0 ? s.tags[0] == next : accepts(s, next))
      return true;
    return of_.extensible && comes_later(s);
  }

  /// Passes over what is unknown before `s`.
  bool comes_later(const shape& s);

  decoder& from_;
  const shape& of_;
};

/// A visitor that reads the alternative that was found.
class alternative_reader {
public:
  explicit alternative_reader(decoder& from)
    : from_{from} {}

  template <class T>
  std::size_t chosen(const T&) const {
    return from_.chosen_;
  }

  // Without a call in the quick case, so without a frame: every value of a report
  // passes here.
  template <std::size_t I, class T>
  [[gnu::always_inline]] bool alternative(const shape& s, T& x) {
    if constexpr (decoder::is_quick<typename T::template type_of<I>>)
      if (x.holds_nothing() && s.tag_count == 1
          && from_.read_quickly(s, x.template emplace_over<I>()))
        return true;
    return other_alternative<I>(s, x);
  }

  template <std::size_t I, class T>
  bool unknown(T& x) {
    return from_.read(sizer::unknown_shape, x.template emplace<I>());
  }

  bool none() { return false; }

private:
  template <std::size_t I, class T>
  [[gnu::noinline]] bool other_alternative(const shape& s, T& x) {
    return from_.read(s, x.template emplace<I>()) || from_.note(s);
  }

  decoder& from_;
};

template <class T>
bool decoder::read_choice(const shape& s, T& x) {
  chosen_ = choose(s);
  if (chosen_ >= s.parts.size() && wrong_)
    return false;
  auto one = alternative_reader{*this};
  return fields(one, x);
}

template <class T>
bool decoder::read_parts(const shape& s, T& x) {
  found_value value;
  if (!expect_own(s, value))
    return false;
  if (!value.constructed)
    return not_constructed();
  if (!deeper())
    return false;
  auto outer = end_;
  at_ = value.from;
  end_ = value.to;
  if constexpr (list<T>) {
    if (!read_elements(s, x))
      return false;
  } else if constexpr (requires { T::is_set; }) {
    if (!read_members(s, x))
      return false;
  } else {
    auto all = component_reader{*this, s};
    if (!fields(all, x) || !all.finish())
      return false;
  }
  at_ = value.next;
  end_ = outer;
  --depth_;
  return true;
}

template <class T>
inline bool decoder::read_elements(const shape& s, T& x) {
  auto count = std::size_t{0};
  if (!count_elements(count))
    return false;
  x = T(count); // a whole new one: less to do than for resize()
  for (auto& one : x)
    if (!read(s.element(), one))
      return note(s.element());
  return !s.allowed || is_allowed(s, x, wrong_, offset());
}

/// The members of a SET come in any order (X.690, 8.11).
template <class T>
bool decoder::read_members(const shape& s, T& x) {
  auto seen = std::vector<bool>(s.parts.size());
  while (!at_end()) {
    auto next = tag{};
    if (!peek(next))
      return false;
    auto found = asn1::find(s.parts, next);
    if (found == s.parts.size()) {
      if (!s.extensible)
        return unexpected(next);
      if (!skip())
        return false;
      continue;
    }
    if (seen[found])
      return twice(s.parts[found]);
    seen[found] = true;
    auto one = member_reader{*this, &s.parts[found]};
    if (!fields(one, x))
      return false;
  }
  return is_whole(s, seen);
}

} // namespace bus::asn1::ber
