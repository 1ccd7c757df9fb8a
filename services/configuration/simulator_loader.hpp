#pragma once

#include "services/configuration/environment.hpp"
#include "services/configuration/mistake.hpp"
#include "tools/simulator/settings.hpp"

namespace bus::configuration {

/// Reads a simulator's configuration, or tells everything that is wrong with it.
tl::expected<simulator::simulator_settings, mistakes>
load_simulator(const std::string& text, const std::string& file,
               const environment& from);

tl::expected<simulator::simulator_settings, mistakes>
load_simulator_file(const std::string& path);

} // namespace bus::configuration
