#pragma once

#include "messages/bus/point.hpp"
#include "messages/modbus/point.hpp"

#include <optional>

namespace bus {

/// Types of the seed's translations.
enum class translated_type : std::uint8_t { boolean, int8, int32, float32 };

/// One translation between a register or bit of a Modbus device and an attribute of
/// an IEC 61850 server (the seed's hat://modbus61850.yaml#).
struct translation {
  bool to_server = true;    ///< modbus_to_iec61850
  std::string attribute;    ///< reference without the server, `LD/LN.DO.DA[FC]`
  std::string quality = {}; ///< `q` beside it; empty where there is none
  std::string time = {};    ///< `t` beside it
  std::string object = {};  ///< of a command, `LD/LN.DO`; else empty
  translated_type type = translated_type::float32;
  modbus::point point;
};

/// The register's format for a type and a quantity. Fails with invalid_value where
/// they do not go together; the cause says what was expected.
result<modbus::point> point_of(modbus::table table, std::uint16_t address,
                               std::uint16_t quantity, translated_type type);

/// A value for the attribute, and its quality: what does not fit the type is told as
/// out of range, without a value.
struct translated {
  std::optional<value> what = {};
  bus::quality quality = {};
};
translated to_attribute(const translation& x, const sample& from);

/// A value for the device.
result<value> to_device(const translation& x, const value& from);

/// The name of a translation's point in its connection.
std::string translated_point_name(const std::string& gateway, std::size_t number);

/// Quality as 13 bits, as they are written.
value quality_value(const quality& x);

} // namespace bus
