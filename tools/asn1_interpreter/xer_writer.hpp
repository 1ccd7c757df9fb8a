#pragma once

#include "tools/asn1_interpreter/types.hpp"

namespace bus::asn1_interpreter {

/// Writes values of any type as canonical XER (X.693, clause 9). What does not fit
/// its type is thrown as a refusal.
class xer_writer {
public:
  explicit xer_writer(walk& at)
    : at_{at} {}

  /// One element of that name.
  std::string document(std::string_view name, const type& of, const value& x);

private:
  std::string element(std::string_view name, const type& of, const value& x);
  std::string contents(const type& of, const value& x);
  std::string plain(const type& of, const value& x);

  std::string number(const value& x) const;
  std::string item(const type& of, const value& x);
  std::string real(const value& x) const;
  std::string oid(const value& x) const;
  std::string relative(const value& x) const;
  std::string text(const type& of, const value& x) const;
  std::string open(const value& x) const;

  std::string components_of(const type& of, const value& x);
  std::string component_of(const component& of, const value* x);
  std::string list(const type& of, const value& x);
  std::string list_item(const type& list, const value& x);
  std::string alternative(const type& of, const value& x);

  walk& at_;
};

} // namespace bus::asn1_interpreter
