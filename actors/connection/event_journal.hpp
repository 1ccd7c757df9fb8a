#pragma once

#include "actors/descriptor.hpp"
#include "messages/bytes.hpp"
#include "messages/result.hpp"
#include "messages/time.hpp"

#include <filesystem>
#include <vector>

namespace bus {

/// The ASDUs of a station's events on disk, those of the last seconds. A station
/// forgets an event that was acknowledged, and the last ones may not have left for the
/// bus's subscribers when the program is killed: after a restart they are told again.
/// They are noted before they are told. Calls block for as long as the system takes
/// them into its cache.
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
  result<void> write(const bytes& x);

  std::filesystem::path folder_;
  duration overlap_ = {};
  descriptor file_;
  std::int64_t begun_ = 0; ///< when the first was noted in the file
};

} // namespace bus
