#pragma once

#include "messages/modbus/point.hpp"
#include "messages/modbus/server.hpp"

namespace bus::simulator {

/// One point as the registers or bits of a device's image.
class imaged_point {
public:
  explicit imaged_point(const modbus::point& x);

  modbus::table table() const { return table_; }
  std::uint16_t address() const { return raw_.address; }
  std::uint16_t width() const { return width_; }

  /// Whether one of `quantity` addresses from `address` on is the point's.
  bool touches(std::uint32_t address, std::uint32_t quantity) const {
    return raw_.address < address + quantity && address < raw_.address + width_;
  }

  /// The level in the point's format, its scale and orders undone. What the
  /// format cannot say becomes the nearest that it can.
  modbus::registers words(double level) const;

  /// Writes the level where the point stands; booleans are on from 0.5.
  void put(double level, modbus::register_image& to) const;

private:
  double unscaled(double level) const;
  value as_value(double level) const;
  void put_bits(bool on, modbus::register_image& to) const;
  void put_bit(bool on, modbus::register_image& to) const;

  modbus::table table_;
  std::uint16_t width_;
  modbus::point raw_; ///< as a holding register without a scale
  double scale_;
  double offset_;
};

} // namespace bus::simulator
