#include "messages/modbus/address.hpp"

#include <array>
#include <charconv>

namespace bus::modbus {

namespace {

constexpr int slowest = 50;
constexpr int fastest = 4'000'000;

struct scheme {
  std::string_view prefix;
  framing how;
  bool tcp;
};

constexpr auto schemes = std::array{
  scheme{"tcp://", framing::mbap, true},
  scheme{"rtu://", framing::rtu, false},
  scheme{"ascii://", framing::ascii, false},
  scheme{"rtu+tcp://", framing::rtu, true},
  scheme{"ascii+tcp://", framing::ascii, true},
};

auto bad(std::string_view what) {
  return fail(errc::invalid_value, "modbus.address", std::string{what});
}

/// A decimal number within bounds; -1 for anything else.
int number(std::string_view text, int from, int to) {
  auto out = -1;
  auto end = text.data() + text.size();
  auto [at, why] = std::from_chars(text.data(), end, out);
  return why == std::errc{} && at == end && out >= from && out <= to ? out : -1;
}

/// What stands before `mark`, which is taken off `text` too.
std::string_view take_until(std::string_view& text, char mark) {
  auto at = text.find(mark);
  auto out = text.substr(0, at);
  text = at == text.npos ? std::string_view{} : text.substr(at + 1);
  return out;
}

bool is_host(std::string_view x, bool brackets) {
  constexpr auto name =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_";
  constexpr auto ipv6 = "0123456789abcdefABCDEF:.";
  return !x.empty() && x.size() < 256
         && x.find_first_not_of(brackets ? ipv6 : name) == x.npos;
}

/// Takes the brackets off an IPv6 host.
std::string_view take_host(std::string_view& text, bool brackets) {
  if (!brackets)
    return text.substr(0, text.find(':'));
  text.remove_prefix(1);
  return text.substr(0, text.find(']'));
}

result<tcp_endpoint> parse_endpoint(std::string_view text) {
  auto rest = text;
  auto brackets = text.starts_with('[');
  auto host = take_host(rest, brackets);
  rest.remove_prefix(host.size());
  if (!is_host(host, brackets) || (brackets && !rest.starts_with(']')))
    return bad(text);
  rest.remove_prefix(brackets ? 1 : 0);
  if (rest.empty())
    return tcp_endpoint{std::string{host}};
  auto port = rest[0] == ':' ? number(rest.substr(1), 1, 65535) : -1;
  if (port < 0)
    return bad(text);
  return tcp_endpoint{std::string{host}, static_cast<std::uint16_t>(port)};
}

char parity_of(std::string_view word) {
  return word == "none" ? 'N' : word == "even" ? 'E' : word == "odd" ? 'O' : '?';
}

std::string_view parity_word(char x) {
  return x == 'N' ? "none" : x == 'E' ? "even" : "odd";
}

/// Sets one parameter; false when it is none or its value is wrong.
bool set(serial_line& x, std::string_view key, std::string_view text) {
  if (key == "baudrate")
    return (x.baudrate = number(text, slowest, fastest)) > 0;
  if (key == "parity")
    return (x.parity = parity_of(text)) != '?';
  if (key == "data_bits")
    return (x.data_bits = number(text, 7, 8)) > 0;
  if (key == "stop_bits")
    return (x.stop_bits = number(text, 1, 2)) > 0;
  x.rs485 = text == "rs485";
  return key == "mode" && (x.rs485 || text == "rs232");
}

result<serial_line> parse_line(std::string_view text, framing how) {
  auto parameters = text;
  auto out = serial_line{std::string{take_until(parameters, '?')}};
  out.data_bits = how == framing::ascii ? 7 : 8;
  out.stop_bits = 0;
  while (!parameters.empty()) {
    auto assigned = take_until(parameters, '&');
    auto key = take_until(assigned, '=');
    if (!set(out, key, assigned))
      return bad(key);
  }
  if (out.stop_bits == 0)
    out.stop_bits = out.parity == 'N' ? 2 : 1;
  auto eight = how == framing::rtu; // 2.5.1
  if (out.device.size() < 2 || out.device[0] != '/' || (eight && out.data_bits != 8))
    return bad(text);
  return out;
}

std::string text_of(const tcp_endpoint& x) {
  auto host = x.host.find(':') == x.host.npos ? x.host : '[' + x.host + ']';
  return host + ':' + std::to_string(x.port);
}

std::string text_of(const serial_line& x) {
  return x.device + "?baudrate=" + std::to_string(x.baudrate)
         + "&parity=" + std::string{parity_word(x.parity)} + "&data_bits="
         + std::to_string(x.data_bits) + "&stop_bits=" + std::to_string(x.stop_bits)
         + "&mode=" + (x.rs485 ? "rs485" : "rs232");
}

} // namespace

duration silence(const serial_line& x) {
  if (x.baudrate > 19200 || x.baudrate < 1)
    return std::chrono::microseconds{1750};
  auto character = 1 + x.data_bits + (x.parity != 'N') + x.stop_bits;
  return duration{std::chrono::seconds{1}} * 7 * character / (2 * x.baudrate);
}

result<address> parse_address(std::string_view text) {
  for (const auto& x : schemes) {
    if (!text.starts_with(x.prefix))
      continue;
    auto rest = text.substr(x.prefix.size());
    auto as_address = [&](auto where) { return address{x.how, std::move(where)}; };
    return x.tcp ? parse_endpoint(rest).map(as_address)
                 : parse_line(rest, x.how).map(as_address);
  }
  return bad(text);
}

std::string to_string(const address& x) {
  auto tcp = std::holds_alternative<tcp_endpoint>(x.where);
  auto rest = std::visit([](const auto& y) { return text_of(y); }, x.where);
  for (const auto& y : schemes)
    if (y.how == x.how && y.tcp == tcp)
      return std::string{y.prefix} + rest;
  return rest; // MBAP on a serial line: no address that was parsed
}

} // namespace bus::modbus
