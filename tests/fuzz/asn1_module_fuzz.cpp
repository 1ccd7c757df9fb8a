#include "tools/asn1c/repository.hpp"

#include <cstdlib>

using namespace bus::asn1c;

namespace {

void require(bool x) {
  if (!x)
    std::abort();
}

/// A mistake is one line that a person can read, and has a place.
void check(const mistake& x) {
  require(!x.what.empty() && x.at.line > 0 && x.at.column > 0);
  for (auto c : x.what)
    require(c >= ' ' && c <= '~');
}

/// What is resolved has no loose ends.
void check(const type& x) {
  require(x.is < type_kind::reference);
  auto untagged = x.is == type_kind::choice || x.is == type_kind::open;
  require(untagged || !x.tags.empty());
  auto parts = x.is >= type_kind::sequence && x.is <= type_kind::choice;
  require(x.inside || !(parts || x.is == type_kind::enumerated));
}

void check(const body& x) {
  require(!x.path.empty() && x.extension <= x.components.size());
  for (auto& one : x.components)
    check(one.of);
  if (x.element)
    check(*x.element);
}

} // namespace

/// Any text is either modules that are whole, or has at least one mistake.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  auto done = compile({{"f", {reinterpret_cast<const char*>(data), size}}});
  for (auto& x : done.wrong)
    check(x);
  if (!done.wrong.empty())
    return 0;
  for (auto& module : done.modules.modules) {
    for (auto& x : module.types)
      check(x.is);
    for (auto& x : module.values)
      check(x.of);
  }
  for (auto& x : done.modules.bodies)
    check(*x);
  return 0;
}
