#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace bus::iec61850 {

/// Why a command was not done (IEC 61850-8-1, AddCause).
enum class add_cause : std::uint8_t {
  unknown,
  not_supported,
  blocked_by_switching_hierarchy,
  select_failed,
  invalid_position,
  position_reached,
  parameter_change_in_execution,
  step_limit,
  blocked_by_mode,
  blocked_by_process,
  blocked_by_interlocking,
  blocked_by_synchrocheck,
  command_already_in_execution,
  blocked_by_health,
  one_of_n_control,
  abortion_by_cancel,
  time_limit_over,
  abortion_by_trip,
  object_not_selected,
  object_already_selected,
  no_access_authority,
  ended_with_overshoot,
  abortion_due_to_deviation,
  abortion_by_communication_loss,
  blocked_by_command,
  none,
  inconsistent_parameters,
  locked_by_other_client,
};

/// The bus's word: `"blocked-by-interlocking"`.
std::string_view name(add_cause x);

/// Also of the standard's own spelling, `Blocked-by-interlocking`; nothing where it
/// is no such word.
std::optional<add_cause> to_add_cause(std::string_view word);

} // namespace bus::iec61850
