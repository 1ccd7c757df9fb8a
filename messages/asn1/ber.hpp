#pragma once

#include "messages/asn1/shape.hpp"
#include "messages/asn1/values.hpp"
#include "messages/result.hpp"

/// Basic Encoding Rules (X.690). What is written is DER, but that trailing zeros
/// of named bits are kept: MMS peers count them.
///
/// Types are those that asn1c made of a module. The functions for them are
/// compiled with the module, so nothing here is a template to its users.
namespace bus::asn1::ber {

/// What a decoder takes at most. More is an error, never a crash.
struct bounds {
  unsigned depth = 64;            ///< types within types
  std::size_t elements = 100'000; ///< of all lists together
  std::size_t integer_octets = 4096;
};

/// Octets that the encoding takes; an error where a value breaks what its module
/// states, with the path to it.
template <class T>
result<std::size_t> size(const T& x);

/// Writes into a caller's buffer, and tells how many octets; errc::truncated
/// where they do not fit.
template <class T>
result<std::size_t> encode(const T& x, std::span<std::uint8_t> into);

template <class T>
result<bytes> encode(const T& x);

/// Behind what is in `to`.
template <class T>
result<void> append(const T& x, bytes& to);

/// The whole of `in` is one value; errc::truncated where it ends early.
template <class T>
result<T> decode(byte_view in, const bounds& most = {});

} // namespace bus::asn1::ber
