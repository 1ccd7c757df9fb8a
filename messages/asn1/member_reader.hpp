#pragma once

#include "messages/asn1/shape.hpp"

#include <optional>

namespace bus::asn1 {

/// A visitor that reads the one member of a SET that comes next, whatever the
/// encoding rules.
template <class Decoder>
class member_reader {
public:
  member_reader(Decoder& from, const shape* target)
    : from_{from},
      target_{target} {}

  template <class T>
  bool required(const shape& s, T& x) {
    return &s != target_ || from_.read(s, x) || from_.note(s);
  }

  template <class T>
  bool optional(const shape& s, std::optional<T>& x) {
    return &s != target_ || from_.read(s, x.emplace()) || from_.note(s);
  }

  template <class T, class Default>
  bool defaulted(const shape& s, T& x, Default) {
    return required(s, x);
  }

private:
  Decoder& from_;
  const shape* target_;
};

} // namespace bus::asn1
