#include "actors/encoder/modbus_line.hpp"
#include "actors/link/link.hpp"
#include "actors/log/logging.hpp"
#include "tools/benchmarks/actor_process.hpp"
#include "tools/benchmarks/bare_modbus.hpp"
#include "tools/benchmarks/compare.hpp"
#include "tools/benchmarks/plant.hpp"

namespace bus::benchmarks {

namespace {

struct asker_state {
  using pointer = modbus_user_actor::stateful_pointer<asker_state>;

  pointer self;
  modbus_line_actor line;
  std::uint16_t quantity = 1;
  counter* polls = nullptr;

  void ask() {
    auto what = modbus::transaction{};
    what.ask = modbus::read_data{.quantity = quantity};
    self->request(line, caf::infinite, modbus_ask{std::move(what)})
      .then([this](const modbus_answer& x) {
        polls->add(x.what.answer.has_value());
        ask();
      });
  }
};

/// In a connection's place, but asks the next at once.
modbus_user_actor::behavior_type asker(asker_state::pointer self,
                                       modbus_line_actor line, std::uint16_t quantity,
                                       counter* polls) {
  auto& x = self->state;
  x.self = self;
  x.line = std::move(line);
  x.quantity = quantity;
  x.polls = polls;
  self->send(x.line, modbus_attach{modbus_user_actor{self}});
  return {[self](const line_changed& now) {
    if (now.state == connection_state::connected)
      self->state.ask();
  }};
}

void poll(std::uint16_t port, std::uint16_t quantity, counter& polls) {
  (void)set_up_logging({.default_level = "ERROR"});
  auto config = loops_config{};
  auto system = caf::actor_system{config};
  auto home = loop{system};
  auto link =
    spawn_on(home, dialing_link, link_target{tcp_target{"127.0.0.1", port, {}}});
  auto line = spawn_on(home, modbus_line, link, modbus_line_settings{.name = "bench"});
  auto user = spawn_on(home, asker, line, quantity, &polls);
  sleep_for_ever();
}

double polls_a_second(const settings& with, const plant& devices,
                      void (*work)(std::uint16_t, std::uint16_t, counter&)) {
  auto board = shared_scoreboard{};
  auto client = child{[&](channel&) {
    work(devices.ports().front(), devices.settings().points, board->done);
  }};
  return rate_of(board->done, with);
}

std::vector<row> modbus_poll(const settings& with, const std::string& name,
                             std::uint16_t quantity) {
  auto devices = plant{{.devices = 1, .points = quantity}};
  return compare(
    with, row{name, 0, "polls/s", 0, "bare libmodbus loop"},
    [&] { return polls_a_second(with, devices, poll_bare); },
    [&] { return polls_a_second(with, devices, poll); });
}

} // namespace

std::vector<row> modbus_poll_1(const settings& x) {
  return modbus_poll(x, "modbus_poll_1", 1);
}

std::vector<row> modbus_poll_125(const settings& x) {
  return modbus_poll(x, "modbus_poll_125", modbus::max_read_registers);
}

} // namespace bus::benchmarks
