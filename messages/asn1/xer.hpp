#pragma once

#include "messages/asn1/shape.hpp"
#include "messages/asn1/values.hpp"
#include "messages/result.hpp"

/// XML Encoding Rules (X.693). What is written is canonical; any basic XER is
/// read. Types are those that asn1c made of a module.
namespace bus::asn1::xer {

/// What a decoder takes at most. More is an error, never a crash.
struct bounds {
  unsigned depth = 200;           ///< elements within elements
  std::size_t elements = 100'000; ///< of all lists together
  std::size_t digits = 10'000;    ///< of an INTEGER
};

/// One element, named after the type, without a prolog.
template <class T>
result<std::string> encode(const T& x);

/// Behind what is in `to`.
template <class T>
result<void> append(const T& x, std::string& to);

/// A whole document, or the element alone.
template <class T>
result<T> decode(std::string_view in, const bounds& most = {});

} // namespace bus::asn1::xer
