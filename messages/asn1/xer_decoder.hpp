#pragma once

#include "messages/asn1/xer_encoder.hpp"

/// Reading XER. Included where the codecs of a module are compiled.
namespace bus::asn1::xer {

/// Elements and characters of a document, bounded, one behind the other.
class pull_parser {
public:
  explicit pull_parser(std::string_view in)
    : in_{in} {}

  trouble& wrong() { return wrong_; }
  std::size_t at() const { return at_; }

  bool fail(std::string what) {
    return wrong_.tell(errc::malformed, std::move(what), at_);
  }

  /// The name of the element that begins here; empty where none does.
  std::string_view peek();

  /// Whether that element has this name.
  bool comes(std::string_view name) {
    // As canonical XML has it.
    if (!inside_empty_ && at_ + name.size() + 1 < in_.size() && in_[at_] == '<'
        && in_[at_ + name.size() + 1] == '>'
        && in_.compare(at_ + 1, name.size(), name) == 0)
      return true;
    return peek() == name;
  }

  /// Enters and leaves the element of this name.
  bool open(std::string_view name) {
    if (!inside_empty_ && at_ + name.size() + 1 < in_.size() && in_[at_] == '<'
        && in_[at_ + name.size() + 1] == '>'
        && in_.compare(at_ + 1, name.size(), name) == 0) {
      at_ += name.size() + 2;
      return true;
    }
    return open_slowly(name);
  }

  bool close(std::string_view name) {
    if (!inside_empty_ && at_ + name.size() + 2 < in_.size() && in_[at_] == '<'
        && in_[at_ + 1] == '/' && in_[at_ + name.size() + 2] == '>'
        && in_.compare(at_ + 2, name.size(), name) == 0) {
      at_ += name.size() + 3;
      return true;
    }
    return close_slowly(name);
  }

  /// An element without contents, as values have it: `<true/>`.
  bool take_empty(std::string_view name) { return open(name) && close(name); }

  /// Characters up to the next element that begins or ends. With `controls`
  /// also elements that stand for control characters. Valid until the next call.
  bool characters(std::string_view& out, bool controls);

  /// The same without white space around it.
  bool token(std::string_view& out);

  /// Passes over a whole element, whatever is in it.
  bool skip_element();

  /// The elements that come next, as they stand; none where there are none.
  bool raw_elements(std::string_view& out);

  /// What was passed since `from`.
  std::string_view between(std::size_t from) const {
    return in_.substr(from, at_ - from);
  }

  /// White space, comments and processing instructions.
  bool skip_blanks();

  /// Nothing else may come.
  bool finish();

private:
  bool sees(std::string_view x) const { return in_.substr(at_).starts_with(x); }
  std::string_view name_at(std::size_t from) const;
  bool open_slowly(std::string_view name);
  bool close_slowly(std::string_view name);
  bool skip_to(std::string_view end, std::size_t from);
  bool skip_attributes(bool& closed);
  bool append_reference(std::string& to);
  bool append_special(std::string& to, bool controls, bool& done);

  std::string_view in_;
  std::size_t at_ = 0;
  bool inside_empty_ = false; ///< in `<x/>`, of which nothing is left to read
  std::string scratch_;
  trouble wrong_;
};

class decoder {
public:
  decoder(std::string_view in, const bounds& most)
    : in_{in},
      most_{most} {}

  pull_parser& in() { return in_; }

  template <class T>
  bool element(const shape& s, T& x) {
    return in_.open(s.name) && content(s, x) && in_.close(s.name);
  }

  bool note(const shape& s) {
    in_.wrong().path.push_back(s.name);
    return false;
  }

  bool take_unknown(open_type& x);

private:
  template <class T>
  bool content(const shape& s, box<T>& x) {
    return content(s, *x);
  }

  bool content(const shape& s, boolean& x) { return read(s, x.is); }

  template <class T>
  bool content(const shape& s, T& x) {
    if constexpr (alternatives<T>)
      return choice_content(s, x);
    else if constexpr (list<T>)
      return elements(s, x);
    else if constexpr (described<T>)
      return parts(s, x);
    else
      return read(s, x)
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
      return content(of, x);
    return element(of, x);
  }

  bool deeper() {
    return ++depth_ <= most_.depth
           || in_.fail("nested more than " + std::to_string(most_.depth) + " deep");
  }

  bool one_more() {
    return ++elements_ <= most_.elements
           || in_.fail("more than " + std::to_string(most_.elements) + " elements");
  }

  std::size_t choose(const shape& s);
  bool is_whole(const shape& s, const std::vector<bool>& seen);

  bool read(const shape& s, bool& x);
  bool read(const shape& s, integer& x);
  bool read(const shape& s, octet_string& x);
  bool read(const shape& s, bit_string& x);
  bool read(const shape& s, null& x);
  bool read(const shape& s, std::string& x);
  bool read(const shape& s, double& x);
  bool read(const shape& s, object_identifier& x);
  bool read(const shape& s, relative_oid& x);
  bool read(const shape& s, open_type& x);
  bool read_enumerated(const shape& s, std::int64_t& x);
  bool read_hex(bytes& x);
  bool small_number(const shape& s, std::string_view text, std::int64_t& x);

  template <std::integral T>
  bool read(const shape& s, T& x) {
    auto value = integer{};
    if (!read(s, value))
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
  bool read(const shape& s, T& x) {
    auto number = std::int64_t{};
    if (!read_enumerated(s, number))
      return false;
    x = static_cast<T>(number);
    return true;
  }

  pull_parser in_;
  bounds most_;
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
    return from_.element(s, x) || from_.note(s);
  }

  template <class T>
  bool optional(const shape& s, std::optional<T>& x) {
    if (!comes(s))
      return !from_.in().wrong();
    return from_.element(s, x.emplace()) || from_.note(s);
  }

  template <class T, class Default>
  bool defaulted(const shape& s, T& x, Default) {
    if (!comes(s))
      return !from_.in().wrong();
    return from_.element(s, x) || from_.note(s);
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

/// A visitor that reads the one member of a SET whose name comes next.
class member_reader {
public:
  member_reader(decoder& from, const shape* target)
    : from_{from},
      target_{target} {}

  template <class T>
  bool required(const shape& s, T& x) {
    return &s != target_ || from_.element(s, x) || from_.note(s);
  }

  template <class T>
  bool optional(const shape& s, std::optional<T>& x) {
    return &s != target_ || from_.element(s, x.emplace()) || from_.note(s);
  }

  template <class T, class Default>
  bool defaulted(const shape& s, T& x, Default) {
    return required(s, x);
  }

private:
  decoder& from_;
  const shape* target_;
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
    return from_.element(s, x.template emplace<I>()) || from_.note(s);
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
  while (!in_.peek().empty()) {
    if (!one_more())
      return false;
    if (!one_element(s.element(), x.emplace_back()))
      return note(s.element());
  }
  --depth_;
  return !in_.wrong() && (!s.allowed || is_allowed(s, x, in_.wrong(), in_.at()));
}

} // namespace bus::asn1::xer
