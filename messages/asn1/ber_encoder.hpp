#pragma once

#include "messages/asn1/check.hpp"

#include <algorithm>
#include <bit>
#include <cstring>

/// Writing BER in two steps: all lengths, then all octets. Included where the
/// codecs of a module are compiled.
namespace bus::asn1::ber {

constexpr std::size_t header_size(tag x, std::size_t length) {
  auto number = x.number();
  if (number < 31 && length < 0x80)
    return 2;
  auto octets = std::size_t{1};
  if (number >= 31)
    octets += static_cast<std::size_t>((std::bit_width(number) + 6) / 7);
  if (length < 0x80)
    return octets + 1;
  return octets + 1 + static_cast<std::size_t>((std::bit_width(length) + 7) / 8);
}

std::uint8_t* put_long_header(std::uint8_t* to, tag x, bool constructed,
                              std::size_t length);

inline std::uint8_t* put_header(std::uint8_t* to, tag x, bool constructed,
                                std::size_t length) {
  if (x.number() >= 31 || length >= 0x80)
    return put_long_header(to, x, constructed, length);
  to[0] = static_cast<std::uint8_t>(static_cast<unsigned>(x.of()) << 6
                                    | (constructed ? 0x20u : 0u) | x.number());
  to[1] = static_cast<std::uint8_t>(length);
  return to + 2;
}

/// Lengths of constructed values in the order in which they are written.
class length_list {
public:
  std::size_t add() {
    if (size_ >= first_.size()) [[unlikely]]
      more_.push_back(0);
    return size_++;
  }

  std::uint32_t& operator[](std::size_t at) {
    return at < first_.size() ? first_[at] : more_[at - first_.size()];
  }

private:
  std::array<std::uint32_t, 256> first_; // written before it is read
  std::vector<std::uint32_t> more_;
  std::size_t size_ = 0;
};

constexpr std::size_t octets_of(std::int64_t x) {
  auto bits = std::bit_width(static_cast<std::uint64_t>(x < 0 ? ~x : x));
  return static_cast<std::size_t>(bits / 8 + 1);
}

// Contents octets of what has no parts: their number, and writing them. A size
// of a text may be none, where it is not what its type can hold.

inline std::size_t content_size(const shape&, bool) {
  return 1;
}

inline std::uint8_t* put_content(std::uint8_t* to, const shape&, bool x, std::size_t) {
  *to = x ? 0xff : 0;
  return to + 1;
}

template <std::integral T>
std::size_t content_size(const shape&, T x) {
  if (!std::in_range<std::int64_t>(x))
    return 9; // an unsigned number with its highest bit set
  return octets_of(static_cast<std::int64_t>(x));
}

template <std::integral T>
std::uint8_t* put_content(std::uint8_t* to, const shape&, T x, std::size_t size) {
  for (auto i = size; i-- > 0;)
    *to++ =
      i >= 8 ? 0 : static_cast<std::uint8_t>(static_cast<std::int64_t>(x) >> 8 * i);
  return to;
}

template <enumeration T>
std::size_t content_size(const shape&, T x) {
  return octets_of(static_cast<std::int64_t>(x));
}

template <enumeration T>
std::uint8_t* put_content(std::uint8_t* to, const shape& s, T x, std::size_t size) {
  return put_content(to, s, static_cast<std::int64_t>(x), size);
}

inline std::uint8_t* put_octets(std::uint8_t* to, byte_view x) {
  copy_octets(to, x.data(), x.size());
  return to + x.size();
}

inline std::size_t content_size(const shape&, const integer& x) {
  return x.is_small() ? octets_of(*x.to_int64()) : x.large_octets().size();
}

inline std::uint8_t* put_content(std::uint8_t* to, const shape& s, const integer& x,
                                 std::size_t size) {
  return x.is_small() ? put_content(to, s, *x.to_int64(), size)
                      : put_octets(to, x.large_octets());
}

inline std::size_t content_size(const shape&, const octet_string& x) {
  return x.size();
}

inline std::uint8_t* put_content(std::uint8_t* to, const shape&, const octet_string& x,
                                 std::size_t) {
  return put_octets(to, x.view());
}

inline std::size_t content_size(const shape&, const bit_string& x) {
  return 1 + x.octets().size();
}

inline std::uint8_t* put_content(std::uint8_t* to, const shape&, const bit_string& x,
                                 std::size_t) {
  *to++ = static_cast<std::uint8_t>(x.unused());
  return put_octets(to, x.octets());
}

inline std::size_t content_size(const shape&, null) {
  return 0;
}

inline std::uint8_t* put_content(std::uint8_t* to, const shape&, null, std::size_t) {
  return to;
}

std::optional<std::size_t> content_size(const shape& s, const std::string& x);
std::uint8_t* put_content(std::uint8_t* to, const shape& s, const std::string& x,
                          std::size_t size);
std::size_t content_size(const shape& s, double x);
std::uint8_t* put_content(std::uint8_t* to, const shape& s, double x, std::size_t size);
std::optional<std::size_t> content_size(const shape& s, const object_identifier& x);
std::uint8_t* put_content(std::uint8_t* to, const shape& s, const object_identifier& x,
                          std::size_t size);
std::size_t content_size(const shape& s, const relative_oid& x);
std::uint8_t* put_content(std::uint8_t* to, const shape& s, const relative_oid& x,
                          std::size_t size);

/// One whole encoding of another type; none where it follows other rules.
std::optional<std::size_t> content_size(const shape& s, const open_type& x);

inline std::uint8_t* put_content(std::uint8_t* to, const shape&, const open_type& x,
                                 std::size_t) {
  return put_octets(to, x.octets);
}

/// First step: a visitor that adds up what the parts of a value take.
class sizer {
public:
  sizer(length_list& lengths, trouble& wrong)
    : lengths_{lengths},
      wrong_{wrong} {}

  std::size_t total() const { return total_; }

  template <class T>
  bool required(const shape& s, const T& x) {
    return add(s, x) || note(s);
  }

  template <class T>
  bool optional(const shape& s, const std::optional<T>& x) {
    return !x || required(s, *x);
  }

  template <class T, class Default>
  bool defaulted(const shape& s, const T& x, Default standard) {
    return x == standard() || required(s, x);
  }

  template <std::size_t I, class T>
  [[gnu::always_inline]] bool alternative(const shape& s, const T& x) {
    auto& it = x.template get<I>();
    return add_quickly(s, it) || required(s, it);
  }

  template <class T>
  std::size_t chosen(const T& x) const {
    return x.index();
  }

  template <std::size_t I, class T>
  bool unknown(const T& x) {
    return required(unknown_shape, x.template get<I>());
  }

  bool none();

  /// Adds header and contents of one value.
  template <class T>
  bool add(const shape& s, const T& x) {
    if constexpr (alternatives<T>)
      if (s.tag_count == 0)
        return fields(*this, x);
    if constexpr (std::same_as<T, boolean>)
      return add(s, x.is);
    auto inner = std::size_t{0};
    if (!measure(s, x, inner))
      return false;
    for (auto i = s.tag_count; i-- > 0;)
      inner += header_size(s.tags[i], inner);
    total_ += inner;
    return true;
  }

  static const shape unknown_shape;

private:
  /// What nearly all values of a report are; false, and nothing added, for others.
  template <class T>
  [[gnu::always_inline]] bool add_quickly(const shape& s, const T& x) {
    if constexpr (std::same_as<T, octet_string> || std::same_as<T, bit_string>) {
      auto length = x.octet_count() + std::same_as<T, bit_string>;
      if (s.tag_count != 1 || s.octet == 0xff || length >= 0x80
          || !is_quickly_allowed(s, x))
        return false;
      total_ += 2 + length;
      return true;
    }
    return false;
  }

  bool note(const shape& s); ///< on the way back from what is wrong
  bool unwritable();

  template <class T>
  bool measure(const shape& s, const box<T>& x, std::size_t& out) {
    return measure(s, *x, out);
  }

  template <class T>
  bool measure(const shape& s, const T& x, std::size_t& out) {
    if (is_limited<T>(s) && !is_allowed(s, x, wrong_))
      return false;
    if constexpr (described<T> || list<T>)
      return measure_parts(s, x, out);
    else {
      auto size = std::optional<std::size_t>{content_size(s, x)};
      if (!size)
        return unwritable();
      out = *size;
      return true;
    }
  }

  // A function each for what has parts: all inside one another they would take
  // the compiler minutes.
  template <class T>
  [[gnu::noinline]] bool measure_parts(const shape& s, const T& x, std::size_t& out) {
    auto slot = lengths_.add();
    auto inner = sizer{lengths_, wrong_};
    if constexpr (list<T>) {
      for (auto& one : x)
        if (!inner.required(s.element(), one))
          return false;
    } else if (!fields(inner, x))
      return false;
    out = inner.total_;
    lengths_[slot] = static_cast<std::uint32_t>(out);
    return true;
  }

  length_list& lengths_;
  trouble& wrong_;
  std::size_t total_ = 0;
};

/// Second step: a visitor that writes; nothing can fail any more.
class octet_writer {
public:
  /// Writes to `to` as many octets as were measured.
  octet_writer(std::span<std::uint8_t> to, length_list& lengths)
    : at_{to.data()},
      end_{to.data() + to.size()},
      lengths_{lengths} {}

  std::uint8_t* at() const { return at_; }

  template <class T>
  bool required(const shape& s, const T& x) {
    put(s, x);
    if (ends_)
      ends_->push_back(at_);
    return true;
  }

  template <class T>
  bool optional(const shape& s, const std::optional<T>& x) {
    return !x || required(s, *x);
  }

  template <class T, class Default>
  bool defaulted(const shape& s, const T& x, Default standard) {
    return x == standard() || required(s, x);
  }

  template <std::size_t I, class T>
  [[gnu::always_inline]] bool alternative(const shape& s, const T& x) {
    if (!put_quickly(s, x.template get<I>()))
      put(s, x.template get<I>());
    return true;
  }

  template <class T>
  std::size_t chosen(const T& x) const {
    return x.index();
  }

  template <std::size_t I, class T>
  bool unknown(const T& x) {
    put(sizer::unknown_shape, x.template get<I>());
    return true;
  }

  bool none() { return false; }

  template <class T>
  void put(const shape& s, const box<T>& x) {
    put(s, *x);
  }

  template <class T>
  void put(const shape& s, const T& x) {
    if constexpr (alternatives<T>)
      if (s.tag_count == 0) {
        fields(*this, x);
        return;
      }
    if constexpr (std::same_as<T, boolean>)
      put(s, x.is);
    else if constexpr (described<T> || list<T>) {
      put_headers(s, true, lengths_[next_length_++]);
      put_parts(s, x);
    } else {
      auto size = *std::optional<std::size_t>{content_size(s, x)};
      put_headers(s, false, size);
      at_ = put_content(at_, s, x, size);
    }
  }

private:
  /// What nearly all values of a report are: short, with one tag of one octet, and
  /// not at the very end. False, and nothing written, for others.
  template <class T>
  [[gnu::always_inline]] bool put_quickly(const shape& s, const T& x) {
    if constexpr (std::same_as<T, octet_string> || std::same_as<T, bit_string>) {
      auto at = at_;
      if (s.tag_count != 1 || s.octet == 0xff || end_ - at < 3)
        return false;
      auto contents = at + 2;
      if constexpr (std::same_as<T, bit_string>)
        *contents++ = static_cast<std::uint8_t>(x.unused());
      if (!x.copy_inside(contents, static_cast<std::size_t>(end_ - contents)))
        return false;
      contents += x.octet_count();
      at[0] = s.octet;
      at[1] = static_cast<std::uint8_t>(contents - at - 2);
      at_ = contents;
      return true;
    }
    return false;
  }

  /// Explicit tags from outside to inside, then the own one.
  void put_headers(const shape& s, bool constructed, std::size_t length) {
    if (s.tag_count == 1 && s.has_own_tag()) {
      at_ = put_header(at_, s.tags[0], constructed, length);
      return;
    }
    put_nested_headers(s, constructed, length);
  }

  void put_nested_headers(const shape& s, bool constructed, std::size_t length);

  template <class T>
  [[gnu::noinline]] void put_parts(const shape& s, const T& x) {
    auto outer = std::exchange(ends_, nullptr);
    if (s.is == kind::set || s.is == kind::set_of) {
      auto start = at_;
      auto ends = std::vector<std::uint8_t*>{};
      ends_ = &ends;
      put_all(s, x);
      sort_parts(start, ends, s.is == kind::set);
    } else
      put_all(s, x);
    ends_ = outer;
  }

  template <class T>
  void put_all(const shape& s, const T& x) {
    if constexpr (list<T>) {
      for (auto& one : x)
        required(s.element(), one);
    } else
      fields(*this, x);
  }

  /// DER puts the members of a SET in the order of their tags, the elements of a
  /// SET OF in that of their octets (X.690, 10.3 and 11.6).
  static void sort_parts(std::uint8_t* start, const std::vector<std::uint8_t*>& ends,
                         bool by_tag);

  std::uint8_t* at_;
  std::uint8_t* const end_;
  length_list& lengths_;
  std::size_t next_length_ = 0;
  std::vector<std::uint8_t*>* ends_ = nullptr; ///< of the parts of a SET or SET OF
};

} // namespace bus::asn1::ber
