#include "services/configuration/simulator_loader.hpp"
#include "services/configuration/station_loader.hpp"

#include <cstdlib>

using namespace bus::configuration;

namespace {

environment surroundings() {
  auto variable = [](const std::string& name) -> std::optional<std::string> {
    return name.size() < 3 ? std::optional<std::string>{name} : std::nullopt;
  };
  auto file = [](const std::string& path) -> bus::result<std::string> {
    return path + "\n";
  };
  return {variable, file};
}

template <class Settings>
void check(const tl::expected<Settings, mistakes>& read) {
  if (read)
    return;
  if (read.error().empty())
    std::abort();
  for (auto& x : read.error())
    if (to_string(x).find('\n') != std::string::npos || x.at.line < 1
        || x.at.column < 1)
      std::abort();
}

} // namespace

/// Any text is either a configuration or has at least one mistake that is told
/// in one line.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  auto text = std::string{reinterpret_cast<const char*>(data), size};
  check(load_station(text, "f", surroundings()));
  check(load_simulator(text, "f", surroundings()));
  return 0;
}
