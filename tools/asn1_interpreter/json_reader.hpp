#pragma once

#include "tools/asn1_interpreter/types.hpp"

#include <rapidjson/document.h>

namespace bus::asn1_interpreter {

/// Reads values of any type from JSON. What does not fit is thrown as a refusal.
class json_reader {
public:
  explicit json_reader(walk& at)
    : at_{at} {}

  value read(const type& of, const rapidjson::Value& x);

private:
  value plain(const type& of, const rapidjson::Value& x);
  bool boolean(const rapidjson::Value& x) const;
  null_value null(const rapidjson::Value& x) const;
  integer number(const rapidjson::Value& x) const;
  double real(const rapidjson::Value& x) const;
  bit_string bits(const rapidjson::Value& x) const;
  bytes octets(const rapidjson::Value& x, const char* key) const;
  enumerated item(const type& of, const rapidjson::Value& x);
  asn1::object_identifier oid(const rapidjson::Value& x) const;
  relative_oid relative(const rapidjson::Value& x) const;
  std::string text(type_kind of, const rapidjson::Value& x) const;
  named_values components_of(const type& of, const rapidjson::Value& x);
  value_list list(const type& of, const rapidjson::Value& x);
  choice alternative(const type& of, const rapidjson::Value& x);
  entity open(const rapidjson::Value& x) const;
  named_values external(const rapidjson::Value& x);
  value external_part(std::string_view name, const rapidjson::Value& x) const;
  value data(const rapidjson::Value& x) const;

  bool has(const rapidjson::Value& x, const char* key) const {
    return x.IsObject() && x.MemberCount() == 1 && x.HasMember(key);
  }

  std::string_view string(const rapidjson::Value& x, std::string_view expected) const;

  [[noreturn]] void refuse(std::string_view expected) const {
    at_.refuse("expected " + std::string{expected});
  }

  walk& at_;
};

inline std::string_view text_of(const rapidjson::Value& x) {
  return {x.GetString(), x.GetStringLength()};
}

} // namespace bus::asn1_interpreter
