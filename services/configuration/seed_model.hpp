#pragma once

#include "messages/iec61850/server.hpp"
#include "services/configuration/mistake.hpp"
#include "services/configuration/section.hpp"

#include <functional>

namespace bus::configuration {

using mistake_teller =
  std::function<void(const rapidjson::Value& at, const trail& path, std::string text)>;

/// The objects of an IEC 61850 server as the seed has them, the section `iec61850` of
/// hat://drivers/iec61850/server.yaml#: logical devices, elements of types that stand
/// in place or by name in `references`, values, data sets.
iec61850::server_description read_seed_model(const section& x, const trail& path,
                                             const mistake_teller& tell);

} // namespace bus::configuration
