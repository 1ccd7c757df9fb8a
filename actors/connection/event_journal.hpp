#pragma once

#include "actors/kept_file.hpp"
#include "messages/time.hpp"

#include <vector>

namespace bus {

/// The ASDUs of a station's events on disk, those of the last seconds. A station
/// forgets an event that was acknowledged, and the last ones may not have left for the
/// bus's subscribers when the program is killed: after a restart they are told again.
/// They are noted before they are told.
class event_journal {
public:
  event_journal() = default;

  /// `last` gets the events that were noted within `overlap` before the last one.
  static result<event_journal> open(const std::filesystem::path& folder,
                                    duration overlap, std::vector<bytes>& last);

  result<void> note(const std::vector<bytes>& asdus, const utc_time& now);

  /// All was told: the program ends in order.
  void forget();

private:
  result<void> begin_segment(std::int64_t now, const bytes& first);

  std::filesystem::path folder_;
  duration overlap_ = {};
  kept_file file_;
  std::int64_t begun_ = 0; ///< when the first was noted in the file
};

} // namespace bus
