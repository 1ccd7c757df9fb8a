#pragma once

#include "actors/supervisor/station.hpp"
#include "services/configuration/document.hpp"
#include "services/configuration/section.hpp"

namespace bus::configuration {

/// How a broken connection is opened again: of the section `reconnect`.
reconnect_settings read_reconnect(const section& x, const trail& path,
                                  const document& file, mistake_list& wrong);

} // namespace bus::configuration
