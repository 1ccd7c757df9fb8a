#include "tools/simulator/device_name.hpp"

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <unistd.h>

namespace bus::simulator {

namespace {

/// Where the link leads; empty where there is none.
std::string target_of(const std::string& path) {
  auto none = std::error_code{};
  return std::filesystem::read_symlink(path, none).string();
}

/// Only pseudo terminals are worth a name here, so such a link was ours.
bool may_replace(const std::string& path) {
  auto none = std::error_code{};
  auto what = std::filesystem::symlink_status(path, none).type();
  return what == std::filesystem::file_type::not_found
         || target_of(path).starts_with("/dev/pts/");
}

} // namespace

result<device_name> device_name::make(std::string path, std::string terminal) {
  if (!may_replace(path))
    return fail(errc::invalid_value, "simulator.device", path + ": exists already");
  auto fresh = path + ".new";
  ::unlink(fresh.c_str());
  if (::symlink(terminal.c_str(), fresh.c_str()) < 0
      || ::rename(fresh.c_str(), path.c_str()) < 0)
    return fail(errc::invalid_value, "simulator.device",
                path + ": " + std::strerror(errno));
  auto out = device_name{};
  out.path_ = std::move(path);
  out.terminal_ = std::move(terminal);
  return out;
}

device_name::~device_name() {
  if (!path_.empty() && target_of(path_) == terminal_)
    ::unlink(path_.c_str());
}

} // namespace bus::simulator
