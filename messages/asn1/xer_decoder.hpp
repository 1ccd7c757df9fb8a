#pragma once

#include "messages/asn1/member_reader.hpp"
#include "messages/asn1/xer_encoder.hpp"
#include "messages/asn1/xer_parser.hpp"

#include <array>

/// Reading XER. Included where the codecs of a module are compiled.
namespace bus::asn1::xer {

class decoder {
public:
  decoder(std::string_view in, const bounds& most)
    : in_{in},
      most_{most} {}

  pull_parser& in() { return in_; }

  template <class T>
  bool read(const shape& s, T& x) {
    return in_.open(s.name) && read_bare(s, x) && in_.close(s.name);
  }

  bool note(const shape& s) {
    in_.wrong().path.push_back(s.name);
    return false;
  }

  bool take_unknown(open_type& x);

private:
  template <class T>
  bool read_bare(const shape& s, box<T>& x) {
    return read_bare(s, *x);
  }

  bool read_bare(const shape& s, boolean& x) { return contents(s, x.is); }

  template <class T>
  bool read_bare(const shape& s, T& x) {
    if constexpr (alternatives<T>)
      return choice_content(s, x);
    else if constexpr (list<T>)
      return elements(s, x);
    else if constexpr (described<T>)
      return parts(s, x);
    else
      return contents(s, x)
             && (!is_limited<T>(s) || is_allowed(s, x, in_.wrong(), in_.at()));
  }

  template <class T>
  bool choice_content(const shape& s, T& x);
  template <class T>
  [[gnu::noinline]] bool parts(const shape& s, T& x);
  template <class T>
  [[gnu::noinline]] bool elements(const shape& s, T& x);
  template <class T>
  bool one_element(const shape& of, T& x) {
    if (of.bare)
      return read_bare(of, x);
    return read(of, x);
  }

  static constexpr std::size_t first_room = 160; ///< octets, of a list

  bool deeper() {
    return ++depth_ <= most_.depth
           || in_.fail("nested more than " + std::to_string(most_.depth) + " deep");
  }

  bool one_more() {
    return ++elements_ <= most_.elements
           || in_.fail("more than " + std::to_string(most_.elements) + " elements");
  }

  std::size_t choose(const shape& s);
  std::size_t choose_slowly(const shape& s);
  bool is_whole(const shape& s, const std::vector<bool>& seen);

  bool contents(const shape& s, bool& x);
  bool contents(const shape& s, integer& x);
  bool contents(const shape& s, octet_string& x);
  bool contents(const shape& s, bit_string& x);
  bool contents(const shape& s, null& x);
  bool contents(const shape& s, std::string& x);
  bool contents(const shape& s, double& x);
  bool contents(const shape& s, object_identifier& x);
  bool contents(const shape& s, relative_oid& x);
  bool contents(const shape& s, open_type& x);
  bool read_enumerated(const shape& s, std::int64_t& x);
  bool read_hex(bytes& x);
  bool read_bit_names(const shape& s, bit_string& x);
  bool small_number(const shape& s, std::string_view text, std::int64_t& x);

  template <std::integral T>
  bool contents(const shape& s, T& x) {
    auto value = integer{};
    if (!contents(s, value))
      return false;
    auto fits = [&](auto number) {
      if (!number || !std::in_range<T>(*number))
        return in_.fail("the number is outside what its type allows");
      x = static_cast<T>(*number);
      return true;
    };
    if constexpr (std::same_as<T, std::uint64_t>)
      return fits(value.to_uint64());
    else
      return fits(value.to_int64());
  }

  template <enumeration T>
  bool contents(const shape& s, T& x) {
    auto number = std::int64_t{};
    if (!read_enumerated(s, number))
      return false;
    x = static_cast<T>(number);
    return true;
  }

  /// What began with the same characters before: a guess, made true by comparing.
  struct guess {
    const shape* of = nullptr;
    std::size_t chosen = 0;
  };

  pull_parser in_;
  bounds most_;
  std::array<guess, 16> guesses_ = {};
  unsigned depth_ = 0;
  std::size_t elements_ = 0;
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
      return missing(s);
    return from_.read(s, x) || from_.note(s);
  }

  template <class T>
  bool optional(const shape& s, std::optional<T>& x) {
    if (!comes(s))
      return !from_.in().wrong();
    return from_.read(s, x.emplace()) || from_.note(s);
  }

  template <class T, class Default>
  bool defaulted(const shape& s, T& x, Default) {
    if (!comes(s))
      return !from_.in().wrong();
    return from_.read(s, x) || from_.note(s);
  }

  bool finish();

private:
  bool comes(const shape& s) {
    return from_.in().comes(s.name) || (of_.extensible && comes_later(s));
  }

  bool comes_later(const shape& s);
  bool missing(const shape& s);

  decoder& from_;
  const shape& of_;
};

class alternative_reader {
public:
  alternative_reader(decoder& from, std::size_t chosen)
    : from_{from},
      chosen_{chosen} {}

  template <class T>
  std::size_t chosen(const T&) const {
    return chosen_;
  }

  template <std::size_t I, class T>
  bool alternative(const shape& s, T& x) {
    return from_.read(s, x.template emplace<I>()) || from_.note(s);
  }

  template <std::size_t I, class T>
  bool unknown(T& x) {
    return from_.take_unknown(x.template emplace<I>());
  }

  bool none() { return false; }

private:
  decoder& from_;
  std::size_t chosen_;
};

template <class T>
bool decoder::choice_content(const shape& s, T& x) {
  auto chosen = choose(s);
  if (in_.wrong() || !deeper())
    return false;
  auto one = alternative_reader{*this, chosen};
  if (!fields(one, x))
    return false;
  --depth_;
  return true;
}

template <class T>
bool decoder::parts(const shape& s, T& x) {
  if (!deeper())
    return false;
  if constexpr (requires { T::is_set; }) {
    auto seen = std::vector<bool>(s.parts.size());
    for (auto name = in_.peek(); !name.empty(); name = in_.peek()) {
      auto found = asn1::find(s.parts, name);
      if (found == s.parts.size()) {
        if (!s.extensible)
          return in_.fail("unexpected element <" + std::string{name} + '>');
        if (!in_.skip_element())
          return false;
        continue;
      }
      if (seen[found])
        return in_.fail('<' + std::string{name} + "> comes twice");
      seen[found] = true;
      auto one = member_reader{*this, &s.parts[found]};
      if (!fields(one, x))
        return false;
    }
    if (!is_whole(s, seen))
      return false;
  } else {
    auto all = component_reader{*this, s};
    if (!fields(all, x) || !all.finish())
      return false;
  }
  --depth_;
  return true;
}

template <class T>
bool decoder::elements(const shape& s, T& x) {
  if (!deeper())
    return false;
  while (in_.begins_element()) {
    if (!one_more())
      return false;
    if (x.capacity() == 0)
      x.reserve(first_room / sizeof(x.front()) + 1);
    if (!one_element(s.element(), x.emplace_back()))
      return note(s.element());
  }
  --depth_;
  return !in_.wrong() && (!s.allowed || is_allowed(s, x, in_.wrong(), in_.at()));
}

} // namespace bus::asn1::xer
