#pragma once

#include "tools/asn1_interpreter/ber_element.hpp"
#include "tools/asn1_interpreter/types.hpp"

namespace bus::asn1_interpreter {

/// Reads values of any type from BER (X.690, clause 8). What is wrong is thrown
/// as a refusal, with the octet where it stands.
class ber_reader {
public:
  explicit ber_reader(walk& at)
    : at_{at} {}

  /// The one value that the octets are.
  value document(const type& of, byte_view octets);

private:
  value read(const type& of, ber_element x);
  value untagged(const type& of, const ber_element& x);
  value primitive(const type& of, const ber_element& x);

  value boolean(const ber_element& x) const;
  value null(const ber_element& x) const;
  value number(const type& of, const ber_element& x);
  value text(const type& of, const ber_element& x);
  value bits(const ber_element& x);
  void add_octets(bytes& to, const ber_element& x);
  void add_bits(bit_string& to, const ber_element& x, bool is_last);
  void add_primitive_bits(bit_string& to, const ber_element& x, bool is_last) const;

  value sequence(const type& of, const ber_element& x);
  value set(const type& of, const ber_element& x);
  value list(const type& of, const ber_element& x);
  value alternative(const type& of, const ber_element& x);
  value part(const component& of, const ber_element& x);
  value whole(const type& of, const ber_element& x, parts got,
              const std::string& passed);
  std::string pass_unknown(const type& of, const ber_element& x) const;

  [[noreturn]] void refuse(const ber_element& x, std::string_view cause) const {
    refuse_octet(at_, x.at, cause);
  }

  walk& at_;
};

} // namespace bus::asn1_interpreter
