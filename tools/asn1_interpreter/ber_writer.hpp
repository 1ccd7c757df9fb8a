#pragma once

#include "tools/asn1_interpreter/types.hpp"

namespace bus::asn1_interpreter {

/// Writes values of any type as DER would have them (X.690, clauses 10 and 11),
/// but for named bits, where trailing zeros stay. What does not fit its type is
/// thrown as a refusal.
class ber_writer {
public:
  explicit ber_writer(walk& at)
    : at_{at} {}

  /// The value's one element.
  bytes write(const type& of, const value& x);

private:
  bytes contents(const type& of, const value& x);
  bytes boolean(const value& x) const;
  bytes number(const type& of, const value& x);
  bytes oid(const value& x) const;
  bytes relative(const value& x) const;
  bytes text(const type& of, const value& x) const;
  bytes open(const value& x) const;
  bytes bits(const value& x) const;

  std::vector<bytes> parts(const type& of, const value& x);
  bytes set(const type& of, const value& x);
  std::vector<bytes> elements(const type& of, const value& x);
  bytes alternative(const type& of, const value& x);
  bool is_default(const component& of, const bytes& written);

  walk& at_;
};

} // namespace bus::asn1_interpreter
