#pragma once

#include "messages/iec104/elements.hpp"
#include "messages/iec104/types.hpp"

#include <variant>
#include <vector>

namespace bus::iec104 {

using time_tag = std::variant<std::monostate, cp24time2a, cp56time2a>;

/// One thing of a station, at its address, with the time tag that the type has.
struct information_object {
  std::uint32_t address = 0; ///< 24 bits
  iec104::element element = single_point{};
  time_tag time = {};
  bool operator==(const information_object&) const = default;
};

/// What each ASDU begins with: enough to answer one whose rest is not known.
struct asdu_head {
  type_id type = type_id::m_sp_na_1;
  iec104::cause cause = iec104::cause::spontaneous;
  bool negative = false; ///< P/N
  bool test = false;     ///< T
  std::uint8_t originator = 0;
  std::uint16_t common_address = 1;
  bool operator==(const asdu_head&) const = default;
};

/// Application service data unit (7.2): objects of one type.
struct asdu {
  asdu_head head = {};
  std::vector<information_object> objects = {};
  /// SQ: only the first address is on the wire, the others follow one by one.
  bool sequence = false;
  bool operator==(const asdu&) const = default;
};

/// Encoded ASDUs, in their order.
struct asdu_list {
  std::vector<bytes> list;
};

} // namespace bus::iec104
