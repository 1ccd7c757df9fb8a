#include "services/configuration/endpoint.hpp"

#include <charconv>

namespace bus::configuration {

namespace {

constexpr std::string_view tcp = "tcp://";

/// A decimal number up to `most`, taken off the text.
bool take_number(std::string_view& text, int most) {
  auto out = -1;
  auto [end, wrong] = std::from_chars(text.data(), text.data() + text.size(), out);
  if (wrong != std::errc{} || out < 0 || out > most)
    return false;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return true;
}

bool is_port(std::string_view text) {
  return text == "*" || (take_number(text, 65535) && text.empty());
}

std::string_view host_of(std::string_view x) {
  return x.substr(tcp.size(), x.rfind(':') - tcp.size());
}

// A name such as 127.example.org is no address.
bool is_loopback_v4(std::string_view host) {
  if (!host.starts_with("127."))
    return false;
  for (auto part = 0; part < 4; ++part) {
    if (part > 0 && !host.starts_with('.'))
      return false;
    host.remove_prefix(part > 0 ? 1 : 0);
    if (!take_number(host, 255))
      return false;
  }
  return host.empty();
}

} // namespace

bool is_endpoint(std::string_view x) {
  if (!x.starts_with(tcp))
    return true;
  auto colon = x.rfind(':');
  return colon > tcp.size() && is_port(x.substr(colon + 1));
}

bool is_local(std::string_view x) {
  if (!x.starts_with(tcp))
    return true;
  auto host = host_of(x);
  return host == "localhost" || host == "[::1]" || is_loopback_v4(host);
}

} // namespace bus::configuration
