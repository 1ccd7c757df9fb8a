#include "actors/iec104_points.hpp"

#include <algorithm>

namespace bus {

result<std::vector<browse_item>> browse_station(const point_table& x,
                                                const iec104::address& at) {
  auto out = std::vector<browse_item>{};
  auto known = std::vector<std::uint16_t>{};
  auto is_there = at.common == 0;
  for (auto& point : x.points) {
    auto here =
      iec104::to_address(std::string_view{point.ref}.substr(x.connection.size() + 1));
    if (!here)
      continue;
    is_there = is_there || *here == at || (at.object == 0 && here->common == at.common);
    if (at.common == 0 && std::ranges::find(known, here->common) == known.end()) {
      known.push_back(here->common);
      out.push_back(
        {x.connection + ':' + std::to_string(here->common), "common-address"});
    } else if (at.object == 0 && here->common == at.common) {
      out.push_back({point.ref, "point", point.type.str()});
    }
  }
  if (!is_there)
    return fail(errc::not_found, x.connection + ':' + to_string(at));
  return out;
}

} // namespace bus
