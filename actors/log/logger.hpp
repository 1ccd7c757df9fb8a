#pragma once

#include <spdlog/spdlog.h>

#include <memory>
#include <string>
#include <string_view>

namespace bus {

/// The logger of a name like `"connection.ied1"`, made on first use. Its level
/// is that of the longest configured name it begins with, whole words between
/// dots counted, else the default. Any thread may call it.
std::shared_ptr<spdlog::logger> logger(const std::string& name);

/// The seed's word for a level as spdlog's; NOTSET lets everything through.
spdlog::level::level_enum to_level(std::string_view word);

} // namespace bus
