#pragma once

#include "messages/asn1/ber.hpp"
#include "messages/asn1/ber_encoder.hpp"

/// Reading BER. Included where the codecs of a module are compiled.
namespace bus::asn1::ber {

/// Where the octets of one value stand.
struct found_value {
  tag of;
  bool constructed = false;
  const std::uint8_t* from = nullptr; ///< of the contents
  const std::uint8_t* to = nullptr;
  const std::uint8_t* next = nullptr; ///< behind all of it

  byte_view contents() const { return {from, to}; }
};

class decoder {
public:
  decoder(byte_view in, const bounds& most)
    : begin_{in.data()},
      at_{in.data()},
      end_{in.data() + in.size()},
      most_{most} {}

  trouble& wrong() { return wrong_; }

  std::size_t offset() const { return static_cast<std::size_t>(at_ - begin_); }

  bool fail(errc why, std::string what) {
    return wrong_.tell(why, std::move(what), offset());
  }

  bool note(const shape& s); ///< on the way back from what is wrong

  bool at_end() const { return at_ == end_; }

  /// The tag that comes next; only where it is not at the end. False where the
  /// octets are no tag.
  bool peek(tag& out) {
    if ((*at_ & 0x1f) != 0x1f) {
      out.packed = static_cast<std::uint32_t>(*at_ & 0xc0) << 24 | (*at_ & 0x1fu);
      return true;
    }
    return peek_long(out);
  }

  /// Reads one value with its tags.
  template <class T>
  bool read(const shape& s, T& x) {
    if (s.tag_count == (s.has_own_tag() ? 1 : 0))
      return read_bare(s, x);
    auto outer = end_;
    auto next = at_;
    auto wrappers = s.has_own_tag() ? s.tag_count - 1u : s.tag_count;
    for (auto i = 0u; i < wrappers; ++i)
      if (!enter(s.tags[i], i == 0 ? &next : nullptr))
        return false;
    if (!read_bare(s, x))
      return false;
    depth_ -= wrappers;
    return leave(next, outer);
  }

  /// Passes over one value of any type.
  bool skip();

  const std::uint8_t* at() const { return at_; }

private:
  friend class component_reader;
  friend class member_reader;

  bool peek_long(tag& out);

  /// Header and extent of the value that comes next.
  bool find(found_value& out) {
    if (end_ - at_ >= 2 && (at_[0] & 0x1f) != 0x1f && at_[1] < 0x80
        && end_ - at_ - 2 >= at_[1]) {
      out.of.packed =
        static_cast<std::uint32_t>(at_[0] & 0xc0) << 24 | (at_[0] & 0x1fu);
      out.constructed = (at_[0] & 0x20) != 0;
      out.from = at_ + 2;
      out.to = out.next = out.from + at_[1];
      return true;
    }
    return find_long(out);
  }

  bool find_long(found_value& out);
  bool find_end(found_value& out);
  bool enter(tag expected, const std::uint8_t** next);
  bool leave(const std::uint8_t* next, const std::uint8_t* outer);
  [[gnu::always_inline]] bool expect_own(const shape& s, found_value& out) {
    // One octet each for tag and length is what nearly all have.
    if (end_ - at_ >= 2 && (at_[0] & ~0x20u) == s.octet && at_[1] < 0x80
        && end_ - at_ - 2 >= at_[1]) {
      out.constructed = (at_[0] & 0x20) != 0;
      out.from = at_ + 2;
      out.to = out.next = out.from + at_[1];
      return true;
    }
    return find_own(s, out);
  }

  bool find_own(const shape& s, found_value& out) {
    return find(out) && (out.of == s.tags[s.tag_count - 1u] || other_tag(s, out));
  }

  bool other_tag(const shape& s, const found_value& found);

  bool deeper() { return ++depth_ <= most_.depth || too_deep(); }

  bool too_deep();
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
  bool read_bare(const shape& s, T& x) {
    if constexpr (alternatives<T>)
      return read_choice(s, x);
    else if constexpr (std::same_as<T, open_type>)
      return read_open(x);
    else {
      auto value = found_value{};
      if (!expect_own(s, value))
        return false;
      if constexpr (described<T> || list<T>) {
        if (!value.constructed)
          return not_constructed();
        return read_parts(s, value, x);
      } else {
        if (!contents(s, value, x))
          return false;
        at_ = value.next;
        return !is_limited<T>(s) || is_allowed(s, x, wrong_, offset());
      }
    }
  }

  template <class T>
  bool read_bare(const shape& s, box<T>& x) {
    return read_bare(s, *x);
  }

  bool read_bare(const shape& s, boolean& x) { return read_bare(s, x.is); }

  // A function each for what has parts: all inside one another they would take
  // the compiler minutes.
  template <class T>
  bool read_choice(const shape& s, T& x);
  template <class T>
  [[gnu::noinline]] bool read_parts(const shape& s, const found_value& value, T& x);
  template <class T>
  bool read_elements(const shape& s, T& x);
  template <class T>
  bool read_members(const shape& s, T& x);

  bool count_elements(std::size_t& out);
  bool read_open(open_type& x);

  // Contents of what has no parts.
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

  const std::uint8_t* begin_;
  const std::uint8_t* at_;
  const std::uint8_t* end_;
  bounds most_;
  unsigned depth_ = 0;
  std::size_t elements_ = 0;
  trouble wrong_;
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

/// A visitor that reads the one member of a SET whose tag comes next.
class member_reader {
public:
  member_reader(decoder& from, const shape* target)
    : from_{from},
      target_{target} {}

  template <class T>
  bool required(const shape& s, T& x) {
    return &s != target_ || from_.read(s, x) || note(s);
  }

  template <class T>
  bool optional(const shape& s, std::optional<T>& x) {
    return &s != target_ || from_.read(s, x.emplace()) || note(s);
  }

  template <class T, class Default>
  bool defaulted(const shape& s, T& x, Default) {
    return required(s, x);
  }

private:
  bool note(const shape& s) { return from_.note(s); }

  decoder& from_;
  const shape* target_;
};

/// A visitor that reads the alternative that was found.
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
    return from_.read(sizer::unknown_shape, x.template emplace<I>());
  }

  bool none() { return false; }

private:
  decoder& from_;
  std::size_t chosen_;
};

template <class T>
bool decoder::read_choice(const shape& s, T& x) {
  auto chosen = choose(s);
  if (chosen >= s.parts.size() && wrong_)
    return false;
  auto one = alternative_reader{*this, chosen};
  return fields(one, x);
}

template <class T>
bool decoder::read_parts(const shape& s, const found_value& value, T& x) {
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
bool decoder::read_elements(const shape& s, T& x) {
  auto count = std::size_t{0};
  if (!count_elements(count))
    return false;
  x.resize(count);
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
