#include "services/configuration/scl.hpp"

#include <cstdlib>

using namespace bus;
using namespace bus::configuration;

/// Any text is either a model that a server can be made of, or has a problem that is
/// told.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  auto text = std::string{reinterpret_cast<const char*>(data), size};
  auto read = scl::parse(text, "f", "", "");
  if (!read && read.error().empty())
    std::abort();
  if (read)
    std::ignore = iec61850::server::make(read->objects, {}, {});
  return 0;
}
