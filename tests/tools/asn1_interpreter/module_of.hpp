#pragma once

#include "messages/bytes.hpp"
#include "tests/support/hex.hpp"
#include "tools/asn1_interpreter/encoder.hpp"
#include "tools/asn1_interpreter/json.hpp"

#include <stdexcept>

namespace bus::asn1_interpreter::test {

using bus::test::hex;

inline std::string shown(const error& x) {
  return x.where + ": " + x.cause;
}

/// Types to code values of. Values are given and told as JSON, BER as hex, and
/// what fails as the path and the cause.
struct module_of {
  explicit module_of(const std::string& types, const std::string& tags = "IMPLICIT") {
    auto text = "M DEFINITIONS " + tags + " TAGS ::= BEGIN\n" + types + "\nEND";
    auto made = asn1c::compile({{"m.asn", text}});
    for (auto& x : made.wrong)
      throw std::invalid_argument{to_string(x)};
    modules = std::make_shared<const asn1c::repository>(std::move(made.modules));
  }

  result<value> decoded(rules of, const char* type, const bytes& octets) const {
    return encoder{modules, of, most}.decode("M", type, {of, octets});
  }

  result<entity> encoded(rules of, const char* type, const value& x) const {
    return encoder{modules, of, most}.encode("M", type, x);
  }

  std::string read(rules of, const char* type, const bytes& octets) const {
    auto got = decoded(of, type, octets);
    if (!got)
      return shown(got.error());
    return to_json(*modules, "M", type, *got).value();
  }

  bytes written(rules of, const char* type, const std::string& json) const {
    auto got = from_json(*modules, "M", type, json).and_then([&](const value& x) {
      return encoded(of, type, x);
    });
    auto told = got ? std::string{} : shown(got.error());
    return got ? got->octets : bytes(told.begin(), told.end());
  }

  /// From BER: `"02 01 05"`.
  std::string from_ber(const char* type, const std::string& octets) const {
    return read(rules::ber, type, hex(octets));
  }

  /// `"020105"`
  std::string to_ber(const char* type, const std::string& json) const {
    return to_hex(written(rules::ber, type, json));
  }

  /// Why there is none.
  std::string no_ber(const char* type, const std::string& json) const {
    auto told = written(rules::ber, type, json);
    return {told.begin(), told.end()};
  }

  std::string from_xml(const char* type, const std::string& xml) const {
    return read(rules::xer, type, bytes(xml.begin(), xml.end()));
  }

  std::string to_xml(const char* type, const std::string& json) const {
    auto out = written(rules::xer, type, json);
    return {out.begin(), out.end()};
  }

  std::shared_ptr<const asn1c::repository> modules;
  limits most = {};
};

} // namespace bus::asn1_interpreter::test
