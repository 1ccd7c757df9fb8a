#pragma once

#include "messages/asn1/ber_encoder.hpp"
#include "messages/asn1/xer.hpp"

/// Writing XER. Included where the codecs of a module are compiled.
namespace bus::asn1::xer {

inline char* copy_text(char* to, std::string_view x) {
  copy_octets(reinterpret_cast<std::uint8_t*>(to), as_bytes(x).data(), x.size());
  return to + x.size();
}

/// Characters behind a string, which grows in large steps.
class text_sink {
public:
  explicit text_sink(std::string& to)
    : to_{to},
      size_{to.size()} {}

  ~text_sink() { to_.resize(size_); }

  text_sink(const text_sink&) = delete;

  std::size_t size() const { return size_; }
  std::string& text() { return to_; }

  void put(std::string_view x) {
    auto at = room(x.size());
    copy_text(at, x);
    size_ += x.size();
  }

  void put_open(std::string_view name) {
    auto at = room(name.size() + 2);
    *at++ = '<';
    at = copy_text(at, name);
    *at = '>';
    size_ += name.size() + 2;
  }

  void put_close(std::string_view name) {
    auto at = room(name.size() + 3);
    *at++ = '<';
    *at++ = '/';
    at = copy_text(at, name);
    *at = '>';
    size_ += name.size() + 3;
  }

  void put_empty(std::string_view name) {
    put("<");
    put(name);
    put("/>");
  }

  void put_hex(byte_view x) {
    constexpr auto digits = std::string_view{"0123456789ABCDEF"};
    auto at = room(x.size() * 2);
    for (auto octet : x) {
      *at++ = digits[octet >> 4];
      *at++ = digits[octet & 15];
    }
    size_ += x.size() * 2;
  }

private:
  char* room(std::size_t more) {
    if (size_ + more > to_.size())
      to_.resize(std::max(2 * to_.size(), size_ + more + 256));
    return to_.data() + size_;
  }

  std::string& to_;
  std::size_t size_;
};

/// A visitor that writes the parts of a value as elements.
class encoder {
public:
  encoder(text_sink& to, trouble& wrong)
    : to_{to},
      wrong_{wrong} {}

  template <class T>
  bool required(const shape& s, const T& x) {
    auto start = to_.size();
    if (!element(s, x))
      return note(s);
    if (members_)
      members_->push_back({&s, start, to_.size()});
    return true;
  }

  template <class T>
  bool optional(const shape& s, const std::optional<T>& x) {
    return !x || required(s, *x);
  }

  /// Canonical XML holds what has its default value too (X.693, 9.5).
  template <class T, class Default>
  bool defaulted(const shape& s, const T& x, Default) {
    return required(s, x);
  }

  template <std::size_t I, class T>
  bool alternative(const shape& s, const T& x) {
    return element(s, x.template get<I>()) || note(s);
  }

  template <std::size_t I, class T>
  bool unknown(const T& x) {
    return put_unknown(x.template get<I>());
  }

  template <class T>
  std::size_t chosen(const T& x) const {
    return x.index();
  }

  bool none() { return wrong_.tell(errc::invalid_value, "no alternative is chosen"); }

  template <class T>
  bool element(const shape& s, const T& x) {
    to_.put_open(s.name);
    if (!content(s, x))
      return false;
    to_.put_close(s.name);
    return true;
  }

private:
  /// A part of the text that may change its place.
  struct member {
    const shape* is;
    std::size_t from;
    std::size_t to;
  };

  bool note(const shape& s) {
    wrong_.path.push_back(s.name);
    return false;
  }

  template <class T>
  bool content(const shape& s, const box<T>& x) {
    return content(s, *x);
  }

  bool content(const shape& s, const boolean& x) { return put(s, x.is); }

  template <class T>
  bool content(const shape& s, const T& x) {
    if (is_limited<T>(s) && !is_allowed(s, x, wrong_))
      return false;
    if constexpr (alternatives<T>)
      return fields(*this, x);
    else if constexpr (list<T>)
      return elements(s, x);
    else if constexpr (described<T>)
      return parts(x);
    else
      return put(s, x);
  }

  template <class T>
  [[gnu::noinline]] bool parts(const T& x) {
    auto inner = encoder{to_, wrong_};
    if constexpr (requires { T::is_set; }) {
      auto all = std::vector<member>{};
      inner.members_ = &all;
      if (!fields(inner, x))
        return false;
      sort_by_tag(all);
      return true;
    } else
      return fields(inner, x);
  }

  template <class T>
  [[gnu::noinline]] bool elements(const shape& s, const T& x) {
    auto inner = encoder{to_, wrong_};
    auto all = std::vector<member>{};
    auto& of = s.element();
    for (auto& one : x) {
      auto start = to_.size();
      if (of.is == kind::null)
        to_.put_empty(of.name);
      else if (of.bare ? !inner.content(of, one) : !inner.element(of, one))
        return note(of);
      if (s.is == kind::set_of)
        all.push_back({&of, start, to_.size()});
    }
    sort_by_text(all);
    return true;
  }

  bool put(const shape& s, bool x);
  bool put(const shape& s, const integer& x);
  bool put(const shape& s, const octet_string& x);
  bool put(const shape& s, const bit_string& x);
  bool put(const shape& s, null x);
  bool put(const shape& s, const std::string& x);
  bool put(const shape& s, double x);
  bool put(const shape& s, const object_identifier& x);
  bool put(const shape& s, const relative_oid& x);
  bool put(const shape& s, const open_type& x);
  bool put_number(std::int64_t x);
  bool put_name(const shape& s, std::int64_t x);
  bool put_unknown(const open_type& x);
  void put_text(std::string_view x);

  template <std::integral T>
  bool put(const shape& s, T x) {
    return std::in_range<std::int64_t>(x) ? put_number(static_cast<std::int64_t>(x))
                                          : put(s, integer{x});
  }

  template <enumeration T>
  bool put(const shape& s, T x) {
    return put_name(s, static_cast<std::int64_t>(x));
  }

  void sort_by_tag(std::vector<member>& all);
  void sort_by_text(std::vector<member>& all);
  void rearrange(const std::vector<member>& all, std::size_t from);

  text_sink& to_;
  trouble& wrong_;
  std::vector<member>* members_ = nullptr; ///< of a SET
};

} // namespace bus::asn1::xer
