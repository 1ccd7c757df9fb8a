#pragma once

#include "messages/modbus/address.hpp"
#include "messages/modbus/point.hpp"
#include "services/configuration/document.hpp"
#include "services/configuration/section.hpp"

namespace bus::configuration {

/// What station and simulator files have in common: the parts of a Modbus
/// device, read from a document that its schema was checked against. What the
/// schema cannot tell is checked here, where it has not found mistakes.
class modbus_loader {
public:
  modbus_loader(const document& file, mistake_list& wrong)
    : file_{file},
      wrong_{wrong} {}

  /// Of the section `modbus`. Something harmless, if it cannot be read.
  modbus::address address(const section& modbus, const trail& path);

  modbus::point point(const section& x, const trail& path);

private:
  void check_point(const modbus::point& x, const section& from, const trail& path);

  const document& file_;
  mistake_list& wrong_;
};

/// Tells which items of a list have the name of an earlier one.
void check_names(const rapidjson::Value& list, const trail& path, const document& file,
                 mistake_list& wrong);

} // namespace bus::configuration
