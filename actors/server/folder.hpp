#pragma once

#include "messages/mms/files.hpp"

#include <filesystem>

namespace bus {

/// A folder of this machine as a store of files. What lies outside, also behind
/// a symbolic link, is not there. Calls block: files are small and the system
/// keeps them at hand, so they are made on the server's loop.
mms::file_store folder(std::filesystem::path root);

} // namespace bus
