#pragma once

#include "messages/bytes.hpp"

#include <sstream>
#include <string>

namespace bus::test {

/// Turns "03 00 FF" into bytes.
inline bytes hex(const std::string& text) {
  auto in = std::istringstream{text};
  auto out = bytes{};
  for (unsigned octet; in >> std::hex >> octet;)
    out.push_back(static_cast<std::uint8_t>(octet));
  return out;
}

} // namespace bus::test
