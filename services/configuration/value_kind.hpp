#pragma once

#include "messages/bus/value.hpp"
#include "messages/mms/data.hpp"
#include "messages/modbus/point.hpp"

#include <string>
#include <string_view>

namespace bus::configuration {

/// What the values of a point are, as far as a configuration tells.
struct value_kind {
  /// The bus's word, `"float"`; empty where only the device knows.
  std::string word = {};
  std::string members = {}; ///< of a structure, `"posVal, transInd"`
  bool takes_whole = false; ///< as a target also whole numbers
};

value_kind kind_of(const modbus::point& x);

/// Of a value like it.
value_kind kind_of(const value& x);

/// Of a type that an MMS server has; two bits are a position where they may be one.
value_kind kind_of(const mms::type_description& x, bool may_be_position);

bool is_number(const value_kind& x);

/// Whether values of the one become values of the other; `is_scaled` by scale and
/// offset. What is not known may be anything.
bool can_become(const value_kind& from, const value_kind& to, bool is_scaled);

/// `"a float"`.
std::string shown(const value_kind& x);

/// What a target takes: `"a number or a boolean"`.
std::string taken(const value_kind& x);

} // namespace bus::configuration
