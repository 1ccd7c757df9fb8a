#include "messages/iec104/file.hpp"

#include <charconv>
#include <numeric>

namespace bus::iec104 {

std::string to_string(const file_name& x) {
  return to_string(x.at) + '/' + std::to_string(x.name);
}

result<file_name> to_file_name(std::string_view text) {
  auto wrong = [&] {
    return fail(errc::invalid_value, std::string{text},
                "expected a common address, an address and a name, as 1/30000/2");
  };
  auto slash = text.rfind('/');
  if (slash == text.npos)
    return wrong();
  auto at = to_address(text.substr(0, slash));
  auto last = text.substr(slash + 1);
  auto out = file_name{};
  auto [end, why] = std::from_chars(last.data(), last.data() + last.size(), out.name);
  if (!at || at->object == 0 || why != std::errc{} || end != last.data() + last.size())
    return wrong();
  out.at = *at;
  return out;
}

std::uint8_t checksum(byte_view x) {
  return std::accumulate(
    x.begin(), x.end(), std::uint8_t{},
    [](std::uint8_t a, std::uint8_t b) { return static_cast<std::uint8_t>(a + b); });
}

} // namespace bus::iec104
