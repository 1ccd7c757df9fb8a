#include "messages/iec104/address.hpp"

#include "messages/iec104/types.hpp"

#include <charconv>

namespace bus::iec104 {

namespace {

bool read(std::string_view text, std::uint32_t most, std::uint32_t& to) {
  auto [end, wrong] = std::from_chars(text.data(), text.data() + text.size(), to);
  return wrong == std::errc{} && end == text.data() + text.size() && to <= most;
}

} // namespace

std::string to_string(const address& x) {
  auto out = std::to_string(x.common);
  if (x.object > 0)
    out += '/' + std::to_string(x.object);
  return out;
}

result<address> to_address(std::string_view text) {
  auto slash = text.find('/');
  auto common = std::uint32_t{0};
  auto object = std::uint32_t{0};
  auto is_read = read(text.substr(0, slash), broadcast_address, common) && common > 0;
  if (slash != text.npos)
    is_read = is_read && read(text.substr(slash + 1), largest_object_address, object)
              && object > 0;
  if (!is_read)
    return fail(errc::invalid_value, std::string{text},
                "expected a common address and an object address, such as 1/100");
  return address{static_cast<std::uint16_t>(common), object};
}

} // namespace bus::iec104
