#include "tools/simulator/simulated_device.hpp"

#include "tools/simulator/spoiled_frame.hpp"
#include "tools/simulator/waves.hpp"

#include <algorithm>
#include <functional>

namespace bus::simulator {

namespace {

constexpr std::uint8_t exception_bit = 0x80;

bytes exception_pdu(byte_view asked, std::uint8_t code) {
  return {static_cast<std::uint8_t>(asked[0] | exception_bit), code};
}

} // namespace

result<simulated_device> simulated_device::make(const device_settings& x,
                                                time_point start,
                                                const std::string& revision) {
  auto out = simulated_device{};
  out.unit_ = x.device_id;
  out.start_ = start;
  out.faults_ = x.faults;
  auto seed = std::uint64_t{std::hash<std::string>{}(x.name)};
  for (auto& one : x.points) {
    if (auto good = modbus::check(one.point); !good)
      return tl::make_unexpected(good.error());
    out.add(one, seed++);
  }
  std::sort(out.moving_.begin(), out.moving_.end(), [](auto& a, auto& b) {
    return std::pair{a.point.table(), a.point.address()}
           < std::pair{b.point.table(), b.point.address()};
  });
  out.image_.set_identification({{0, "stationbus"}, {1, "simulator"}, {2, revision}});
  return out;
}

void simulated_device::add(const simulated_point& x, std::uint64_t seed) {
  auto moves = moving_point{imaged_point{x.point}, x.wave, seed};
  if (x.point.from == modbus::table::queue) {
    image_.set_queue(x.point.address, {});
    queues_.push_back({std::move(moves)});
    return;
  }
  image_.map(x.point.from, x.point.address, moves.point.width());
  moves.point.put(level(x.wave, {}, seed, 0), image_);
  if (x.wave.what == wave::kind::constant)
    return;
  widest_ = std::max(widest_, moves.point.width());
  moving_.push_back(std::move(moves));
}

std::optional<action> simulated_device::serve(const modbus::adu& x, modbus::framing how,
                                              time_point now, std::minstd_rand& dice) {
  auto* wrong = met_fault(now, dice);
  auto reply = [&](bytes pdu) {
    return modbus::adu{x.transaction, x.unit, std::move(pdu)};
  };
  if (!wrong)
    return action{modbus::encode(how, reply(answer(x.pdu, now)))};
  switch (wrong->what) {
  case fault::kind::silence: return std::nullopt;
  case fault::kind::disconnect: return action{.close = true};
  case fault::kind::exception:
    return action{modbus::encode(how, reply(exception_pdu(x.pdu, wrong->code)))};
  case fault::kind::delay:
    return action{modbus::encode(how, reply(answer(x.pdu, now))), wrong->delay};
  default:
    return action{spoiled_frame(wrong->what, how, reply(answer(x.pdu, now)), dice)};
  }
}

const fault* simulated_device::met_fault(time_point now, std::minstd_rand& dice) const {
  auto at = now - start_;
  auto met = std::find_if(faults_.begin(), faults_.end(), [&](const fault& x) {
    return at >= x.from && at < x.to
           && std::uniform_real_distribution<>{}(dice) < x.probability;
  });
  return met == faults_.end() ? nullptr : &*met;
}

bytes simulated_device::answer(byte_view pdu, time_point now) {
  ++requests_;
  auto asked = modbus::decode_request(pdu);
  if (!asked)
    return modbus::encode_response({}, modbus::to_exception(pdu, asked.error()));
  refresh(*asked, std::max(duration{}, duration{now - start_}));
  return modbus::encode_response(*asked, image_.serve(*asked));
}

void simulated_device::refresh(const modbus::request& asked, duration since_start) {
  if (auto* x = std::get_if<modbus::read_data>(&asked))
    return x->from == modbus::table::queue
             ? grow(x->address, since_start)
             : refresh(x->from, x->address, x->quantity, since_start);
  if (auto* x = std::get_if<modbus::exchange_registers>(&asked))
    refresh(modbus::table::holding_register, x->read_address, x->read_quantity,
            since_start);
}

void simulated_device::refresh(modbus::table from, std::uint32_t address,
                               std::uint32_t quantity, duration since_start) {
  auto first = std::pair{from, address > widest_ ? address - widest_ : 0u};
  auto end = std::pair{from, address + quantity};
  auto place = [](const moving_point& x) {
    return std::pair{x.point.table(), std::uint32_t{x.point.address()}};
  };
  auto at = std::lower_bound(moving_.begin(), moving_.end(), first,
                             [&](auto& x, auto& wanted) { return place(x) < wanted; });
  for (; at != moving_.end() && place(*at) < end; ++at)
    if (at->point.touches(address, quantity))
      at->point.put(level_of(*at, since_start), image_);
}

void simulated_device::grow(std::uint16_t queue, duration since_start) {
  for (auto& x : queues_) {
    if (x.from.point.address() != queue)
      continue;
    if (x.content.size() == modbus::max_queue)
      x.content.erase(x.content.begin());
    x.content.push_back(x.from.point.words(level_of(x.from, since_start)).front());
    image_.set_queue(queue, x.content);
  }
}

double simulated_device::level_of(const moving_point& x, duration since_start) const {
  return level(x.wave, since_start, x.seed, requests_);
}

} // namespace bus::simulator
