#include "messages/modbus/server.hpp"

#include "messages/modbus/packing.hpp"

#include <algorithm>
#include <limits>

namespace bus::modbus {

namespace {

constexpr std::size_t max_object = max_pdu - identification_header - 2;

template <class T>
bool present(const std::map<std::uint16_t, T>& in, std::size_t address,
             std::size_t quantity) {
  if (quantity == 0 || address + quantity > 0x10000)
    return false;
  auto first = in.find(static_cast<std::uint16_t>(address));
  auto at = first;
  for (auto i = std::size_t{0}; i < quantity; ++i, ++at)
    if (at == in.end() || at->first != address + i)
      return false;
  return true;
}

template <class T>
std::vector<T> copy(const std::map<std::uint16_t, T>& from, std::uint16_t address,
                    std::size_t quantity) {
  auto out = std::vector<T>{};
  out.reserve(quantity);
  for (auto at = from.find(address); out.size() < quantity; ++at)
    out.push_back(at->second);
  return out;
}

template <class T>
void store(std::map<std::uint16_t, T>& to, std::uint16_t address,
           const std::vector<T>& content) {
  auto at = to.find(address);
  for (T one : content)
    (at++)->second = one;
}

template <class T>
void set(std::map<std::uint16_t, T>& to, std::uint16_t address, T content) {
  if (auto at = to.find(address); at != to.end())
    at->second = content;
}

template <class T>
std::optional<T> get(const std::map<std::uint16_t, T>& from, std::uint16_t address) {
  auto at = from.find(address);
  return at == from.end() ? std::nullopt : std::optional<T>{at->second};
}

} // namespace

/// Answers one request each; the quantities are checked already.
struct register_image::servant {
  register_image& data;
  std::uint8_t code;

  response refuse(exception_code why) const { return exception{code, why}; }
  response unmapped() const { return refuse(exception_code::illegal_data_address); }

  template <class T>
  response read(const std::map<std::uint16_t, T>& from, std::uint16_t address,
                std::size_t quantity) const {
    return present(from, address, quantity) ? response{copy(from, address, quantity)}
                                            : unmapped();
  }

  template <class T>
  response write(std::map<std::uint16_t, T>& to, std::uint16_t address,
                 const std::vector<T>& content) const {
    if (!present(to, address, content.size()))
      return unmapped();
    store(to, address, content);
    return written{};
  }

  response queue(std::uint16_t address) const {
    auto at = data.queues_.find(address);
    if (at == data.queues_.end())
      return unmapped();
    if (at->second.size() > max_queue)
      return refuse(exception_code::illegal_data_value);
    return at->second;
  }

  response operator()(const read_data& x) const {
    switch (x.from) {
    case table::coil: return read(data.coils_, x.address, x.quantity);
    case table::discrete_input:
      return read(data.discrete_inputs_, x.address, x.quantity);
    case table::holding_register: return read(data.holding_, x.address, x.quantity);
    case table::input_register: return read(data.inputs_, x.address, x.quantity);
    case table::queue: break;
    }
    return queue(x.address);
  }

  response operator()(const write_coil& x) const {
    return write(data.coils_, x.address, bits{x.on});
  }
  response operator()(const write_register& x) const {
    return write(data.holding_, x.address, registers{x.content});
  }
  response operator()(const write_coils& x) const {
    return write(data.coils_, x.address, x.content);
  }
  response operator()(const write_registers& x) const {
    return write(data.holding_, x.address, x.content);
  }

  response operator()(const mask_register& x) const {
    auto at = data.holding_.find(x.address);
    if (at == data.holding_.end())
      return unmapped();
    at->second =
      static_cast<std::uint16_t>((at->second & x.and_mask) | (x.or_mask & ~x.and_mask));
    return written{};
  }

  response operator()(const exchange_registers& x) const {
    if (!present(data.holding_, x.read_address, x.read_quantity)
        || !present(data.holding_, x.write_address, x.content.size()))
      return unmapped();
    store(data.holding_, x.write_address, x.content);
    return copy(data.holding_, x.read_address, x.read_quantity);
  }

  response operator()(const read_identification& x) const;
  response stream(const read_identification& x) const;
};

namespace {

// Objects of the basic, regular and extended categories (6.21).
std::uint8_t last_object(std::uint8_t code) {
  constexpr std::uint8_t last[] = {2, 0x7f, 0xff};
  return last[code - 1];
}

std::uint8_t conformity(std::uint8_t last) {
  return last <= 2 ? 0x81 : last <= 0x7f ? 0x82 : 0x83;
}

} // namespace

response register_image::servant::stream(const read_identification& x) const {
  const auto& all = data.identification_;
  auto out = identification{x.code, conformity(all.rbegin()->first), false, 0, {}};
  auto end = all.upper_bound(last_object(x.code));
  auto at = all.find(x.object);
  if (at == all.end() || x.object > last_object(x.code))
    at = all.begin();
  auto room = max_pdu - identification_header;
  for (; at != end && at->second.size() + 2 <= room; ++at) {
    room -= at->second.size() + 2;
    out.objects.push_back(*at);
  }
  out.more_follows = at != end;
  out.next_object = at != end ? at->first : std::uint8_t{0};
  return out;
}

response register_image::servant::operator()(const read_identification& x) const {
  const auto& all = data.identification_;
  if (all.empty())
    return refuse(exception_code::illegal_function);
  if (x.code < 4)
    return stream(x);
  auto at = all.find(x.object);
  if (at == all.end())
    return unmapped();
  return identification{4, conformity(all.rbegin()->first), false, 0, {*at}};
}

result<void> register_image::map(table where, std::uint16_t address,
                                 std::uint16_t quantity) {
  if (address + std::size_t{quantity} > 0x10000)
    return fail(errc::invalid_value, "modbus.server.map");
  for (auto i = std::uint16_t{0}; i < quantity; ++i) {
    auto at = static_cast<std::uint16_t>(address + i);
    switch (where) {
    case table::coil: coils_.try_emplace(at); break;
    case table::discrete_input: discrete_inputs_.try_emplace(at); break;
    case table::holding_register: holding_.try_emplace(at); break;
    case table::input_register: inputs_.try_emplace(at); break;
    case table::queue: queues_.try_emplace(at); break;
    }
  }
  return {};
}

void register_image::set_bit(table where, std::uint16_t address, bool on) {
  if (is_bits(where))
    set(where == table::coil ? coils_ : discrete_inputs_, address, on);
}

void register_image::set_register(table where, std::uint16_t address,
                                  std::uint16_t content) {
  if (where == table::holding_register || where == table::input_register)
    set(where == table::holding_register ? holding_ : inputs_, address, content);
}

std::optional<bool> register_image::bit(table where, std::uint16_t address) const {
  if (!is_bits(where))
    return {};
  return get(where == table::coil ? coils_ : discrete_inputs_, address);
}

std::optional<std::uint16_t> register_image::register_at(table where,
                                                         std::uint16_t address) const {
  if (where != table::holding_register && where != table::input_register)
    return {};
  return get(where == table::holding_register ? holding_ : inputs_, address);
}

void register_image::set_queue(std::uint16_t address, registers content) {
  queues_[address] = std::move(content);
}

void register_image::set_identification(std::map<std::uint8_t, std::string> objects) {
  identification_ = std::move(objects);
  for (auto& [id, text] : identification_)
    text.resize(std::min(text.size(), max_object));
}

response register_image::serve(const request& x) {
  auto code = static_cast<std::uint8_t>(function_of(x));
  if (!quantity_fits(x))
    return exception{code, exception_code::illegal_data_value};
  return std::visit(servant{*this, code}, x);
}

bytes register_image::serve(byte_view pdu) {
  auto asked = decode_request(pdu);
  if (!asked)
    return encode_response({}, to_exception(pdu, asked.error()));
  return encode_response(*asked, serve(*asked));
}

} // namespace bus::modbus
