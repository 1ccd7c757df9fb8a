#include "tools/simulator/open_address.hpp"

#include "actors/link/sockets.hpp"

namespace bus::simulator {

namespace {

result<open_address> open_tcp(modbus::framing how, modbus::tcp_endpoint at) {
  auto host =
    is_numeric_host(at.host) ? result<std::string>{at.host} : look_up(at.host);
  if (!host)
    return tl::make_unexpected(host.error());
  auto socket = listen_on(*host, at.port);
  if (!socket)
    return tl::make_unexpected(
      error{socket.error().code, socket.error().where,
            to_string(modbus::address{how, at}) + ": " + socket.error().cause});
  auto port = bound_port(*socket);
  if (!port)
    return tl::make_unexpected(port.error());
  at.port = *port;
  auto out = open_address{};
  out.endpoint = to_string(modbus::address{how, at});
  out.listens = true;
  out.carrier = std::move(*socket);
  return out;
}

result<open_address> open_serial_line(const modbus::serial_line& at) {
  auto terminal = open_pseudo_terminal();
  if (!terminal)
    return tl::make_unexpected(terminal.error());
  auto name = device_name::make(at.device, terminal->path);
  if (!name)
    return tl::make_unexpected(name.error());
  auto out = open_address{};
  out.endpoint = std::move(terminal->path);
  out.carrier = std::move(terminal->master);
  out.slave = std::move(terminal->slave);
  out.name = std::move(*name);
  return out;
}

} // namespace

result<open_address> open(const modbus::address& x) {
  if (auto* tcp = std::get_if<modbus::tcp_endpoint>(&x.where))
    return open_tcp(x.how, *tcp);
  return open_serial_line(std::get<modbus::serial_line>(x.where));
}

} // namespace bus::simulator
