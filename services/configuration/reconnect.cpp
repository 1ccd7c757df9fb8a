#include "services/configuration/reconnect.hpp"

namespace bus::configuration {

reconnect_settings read_reconnect(const section& x, const trail& path,
                                  const document& file, mistake_list& wrong) {
  auto out = reconnect_settings{};
  out.first = x.seconds("first", out.first);
  out.longest = x.seconds("longest", out.longest);
  auto at = x.find("longest") ? x.find("longest") : x.find("first");
  if (at && out.first > out.longest && !wrong.touches(path))
    wrong.add(file.at(*at), path.to_string(),
              "first is longer than longest, expected first up to longest");
  return out;
}

} // namespace bus::configuration
