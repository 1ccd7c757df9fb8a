#include "messages/modbus/packing.hpp"

namespace bus::modbus {

namespace {

bool within(std::size_t quantity, std::size_t limit) {
  return quantity >= 1 && quantity <= limit;
}

bool below_end(std::size_t address, std::size_t quantity) {
  return address + quantity <= 0x10000;
}

struct quantity_check {
  bool operator()(const read_data& x) const {
    auto limit = is_bits(x.from) ? max_read_bits : max_read_registers;
    return x.from == table::queue || within(x.quantity, limit);
  }
  bool operator()(const write_coil&) const { return true; }
  bool operator()(const write_register&) const { return true; }
  bool operator()(const write_coils& x) const {
    return within(x.content.size(), max_write_bits);
  }
  bool operator()(const write_registers& x) const {
    return within(x.content.size(), max_write_registers);
  }
  bool operator()(const mask_register&) const { return true; }
  bool operator()(const exchange_registers& x) const {
    return within(x.read_quantity, max_read_registers)
           && within(x.content.size(), max_exchange_registers);
  }
  bool operator()(const read_identification& x) const { return within(x.code, 4); }
};

struct address_check {
  bool operator()(const read_data& x) const {
    return x.from == table::queue || below_end(x.address, x.quantity);
  }
  bool operator()(const write_coils& x) const {
    return below_end(x.address, x.content.size());
  }
  bool operator()(const write_registers& x) const {
    return below_end(x.address, x.content.size());
  }
  bool operator()(const exchange_registers& x) const {
    return below_end(x.read_address, x.read_quantity)
           && below_end(x.write_address, x.content.size());
  }
  template <class Other>
  bool operator()(const Other&) const {
    return true;
  }
};

} // namespace

void put_bits(writer& to, const bits& x) {
  for (std::size_t at = 0; at < x.size(); at += 8) {
    auto octet = 0u;
    for (std::size_t i = 0; i < 8 && at + i < x.size(); ++i)
      octet |= unsigned{x[at + i]} << i;
    to.u8(static_cast<std::uint8_t>(octet));
  }
}

bits take_bits(reader& from, std::size_t quantity) {
  auto octets = from.view(octets_of(quantity));
  auto out = bits(octets.empty() ? 0 : quantity);
  for (std::size_t i = 0; i < out.size(); ++i)
    out[i] = octets[i / 8] >> i % 8 & 1;
  return out;
}

void put_registers(writer& to, const registers& x) {
  for (auto content : x)
    to.u16(content);
}

registers take_registers(reader& from, std::size_t quantity) {
  auto octets = from.view(2 * quantity);
  auto out = registers(octets.size() / 2);
  for (std::size_t i = 0; i < out.size(); ++i)
    out[i] = static_cast<std::uint16_t>(octets[2 * i] << 8 | octets[2 * i + 1]);
  return out;
}

bool quantity_fits(const request& x) {
  return std::visit(quantity_check{}, x);
}

bool addresses_fit(const request& x) {
  return std::visit(address_check{}, x);
}

} // namespace bus::modbus
