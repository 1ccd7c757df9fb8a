#include "services/stationbus/mistakes.hpp"

#include <iostream>

namespace bus {

tl::unexpected<cli::trouble> refused(const configuration::mistakes& x) {
  for (auto& mistake : x)
    std::cerr << to_string(mistake) << '\n';
  auto count = std::to_string(x.size()) + (x.size() == 1 ? " mistake" : " mistakes");
  return cli::give_up(cli::misused, count + " in the configuration");
}

} // namespace bus
