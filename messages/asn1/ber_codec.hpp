#pragma once

#include "messages/asn1/ber_decoder.hpp"

/// The functions of ber.hpp. Included where the codecs of a module are compiled;
/// there also for types that have no C++ type of their own, by their shape.
namespace bus::asn1::ber {

template <class T>
result<std::size_t> size_as(const shape& s, const T& x, length_list& lengths) {
  auto wrong = trouble{};
  auto all = sizer{lengths, wrong};
  if (all.required(s, x))
    return all.total();
  return tl::make_unexpected(to_error(wrong));
}

template <class T>
result<void> append_as(const shape& s, const T& x, bytes& to) {
  auto lengths = length_list{};
  auto size = size_as(s, x, lengths);
  if (!size)
    return tl::make_unexpected(std::move(size.error()));
  auto before = to.size();
  to.resize(before + *size);
  octet_writer{std::span{to}.subspan(before), lengths}.put(s, x);
  return {};
}

template <class T>
result<bytes> encode_as(const shape& s, const T& x) {
  auto out = bytes{};
  auto done = append_as(s, x, out);
  return done ? result<bytes>{std::move(out)}
              : tl::make_unexpected(std::move(done.error()));
}

template <class T>
result<T> decode_as(const shape& s, byte_view in, const bounds& most = {}) {
  auto from = decoder{in, most};
  auto out = result<T>{};
  if (!from.read(s, *out))
    from.wrong().path.push_back(s.name);
  else if (!from.at_end())
    from.fail(errc::malformed, "octets are left behind the value");
  if (from.wrong())
    return tl::make_unexpected(to_error(from.wrong(), "octet"));
  return out;
}

template <class T>
result<std::size_t> size(const T& x) {
  auto lengths = length_list{};
  return size_as(shape_of(&x), x, lengths);
}

template <class T>
result<std::size_t> encode(const T& x, std::span<std::uint8_t> into) {
  auto lengths = length_list{};
  auto size = size_as(shape_of(&x), x, lengths);
  if (!size)
    return size;
  if (*size > into.size())
    return fail(errc::truncated, std::string{shape_of(&x).name},
                std::to_string(*size) + " octets do not fit");
  octet_writer{into.first(*size), lengths}.put(shape_of(&x), x);
  return size;
}

template <class T>
result<bytes> encode(const T& x) {
  return encode_as(shape_of(&x), x);
}

template <class T>
result<void> append(const T& x, bytes& to) {
  return append_as(shape_of(&x), x, to);
}

template <class T>
result<T> decode(byte_view in, const bounds& most) {
  return decode_as<T>(shape_of(static_cast<const T*>(nullptr)), in, most);
}

} // namespace bus::asn1::ber
