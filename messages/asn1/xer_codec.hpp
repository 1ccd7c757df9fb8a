#pragma once

#include "messages/asn1/xer_decoder.hpp"

/// The functions of xer.hpp. Included where the codecs of a module are compiled;
/// there also for types that have no C++ type of their own, by their shape.
namespace bus::asn1::xer {

template <class T>
result<void> append_as(const shape& s, const T& x, std::string& to) {
  auto wrong = trouble{};
  auto before = to.size();
  auto done = [&] {
    auto sink = text_sink{to};
    auto all = encoder{sink, wrong};
    return all.required(s, x);
  }();
  if (done)
    return {};
  to.resize(before);
  return tl::make_unexpected(to_error(wrong));
}

template <class T>
result<std::string> encode_as(const shape& s, const T& x) {
  auto out = std::string{};
  auto done = append_as(s, x, out);
  return done ? result<std::string>{std::move(out)}
              : tl::make_unexpected(std::move(done.error()));
}

template <class T>
result<T> decode_as(const shape& s, std::string_view in, const bounds& most = {}) {
  auto from = decoder{in, most};
  auto out = result<T>{};
  auto done = from.in().skip_blanks() && from.read(s, *out) && from.in().finish();
  if (done)
    return out;
  from.in().wrong().path.push_back(s.name);
  return tl::make_unexpected(to_error(from.in().wrong(), "character"));
}

template <class T>
result<std::string> encode(const T& x) {
  return encode_as(shape_of(&x), x);
}

template <class T>
result<void> append(const T& x, std::string& to) {
  return append_as(shape_of(&x), x, to);
}

template <class T>
result<T> decode(std::string_view in, const bounds& most) {
  return decode_as<T>(shape_of(static_cast<const T*>(nullptr)), in, most);
}

} // namespace bus::asn1::xer
