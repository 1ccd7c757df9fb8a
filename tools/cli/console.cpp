#include "tools/cli/console.hpp"

#include <unistd.h>

#include <cstdlib>
#include <iostream>

namespace bus::cli {

namespace {

std::string_view variable(const char* name) {
  auto found = std::getenv(name);
  return found ? found : std::string_view{};
}

} // namespace

console console::standard() {
  auto terminal = ::isatty(STDOUT_FILENO) == 1 && variable("TERM") != "dumb";
  return {std::cout, std::cerr, terminal, terminal && variable("NO_COLOR").empty()};
}

void console::complain(std::string_view text) const {
  out.flush();
  err << "stationbus: " << text << std::endl;
}

} // namespace bus::cli
