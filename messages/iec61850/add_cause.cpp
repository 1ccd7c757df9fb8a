#include "messages/iec61850/add_cause.hpp"

#include <algorithm>
#include <array>
#include <cctype>

namespace bus::iec61850 {

namespace {

constexpr auto cause_names = std::array<std::string_view, 28>{
  "unknown",
  "not-supported",
  "blocked-by-switching-hierarchy",
  "select-failed",
  "invalid-position",
  "position-reached",
  "parameter-change-in-execution",
  "step-limit",
  "blocked-by-mode",
  "blocked-by-process",
  "blocked-by-interlocking",
  "blocked-by-synchrocheck",
  "command-already-in-execution",
  "blocked-by-health",
  "1-of-n-control",
  "abortion-by-cancel",
  "time-limit-over",
  "abortion-by-trip",
  "object-not-selected",
  "object-already-selected",
  "no-access-authority",
  "ended-with-overshoot",
  "abortion-due-to-deviation",
  "abortion-by-communication-loss",
  "blocked-by-command",
  "none",
  "inconsistent-parameters",
  "locked-by-other-client",
};

} // namespace

std::string_view name(add_cause x) {
  auto at = static_cast<std::size_t>(x);
  return at < cause_names.size() ? cause_names[at] : "unknown";
}

std::optional<add_cause> to_add_cause(std::string_view word) {
  auto same = [&](std::string_view known) {
    return std::ranges::equal(known, word, [](char x, char y) {
      return x == std::tolower(static_cast<unsigned char>(y));
    });
  };
  auto found = std::ranges::find_if(cause_names, same);
  if (found == cause_names.end())
    return std::nullopt;
  return static_cast<add_cause>(found - cause_names.begin());
}

} // namespace bus::iec61850
