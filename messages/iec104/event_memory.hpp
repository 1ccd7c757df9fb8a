#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace bus::iec104 {

/// The last events of a station as hashes, in their order. After a new start a station
/// sends again, in that order, what was not acknowledged: those are found here, until
/// the first one that is not. As cheap as a ring of numbers while nothing repeats.
class event_memory {
public:
  enum class match : std::uint8_t {
    fresh,
    of_this_run,
    of_earlier_run, ///< of the program; it is not known whether it was told
  };

  explicit event_memory(std::size_t most)
    : most_{most} {}

  /// An event of an earlier run.
  void add_earlier(std::uint64_t event);

  /// A new start: what comes now may be repeats.
  void start();

  /// Looks for an event, and remembers it when it is fresh.
  match take(std::uint64_t event);

private:
  struct entry {
    std::uint64_t event;
    bool earlier_run;
  };

  entry& at(std::size_t place) { return all_[(oldest_ + place) % all_.size()]; }
  match find(std::uint64_t event);
  void add(entry x);

  std::size_t most_;
  std::vector<entry> all_;
  std::size_t oldest_ = 0;
  bool is_matching_ = false;
  std::size_t next_ = 0; ///< from the oldest on: where the next repeat may be
};

} // namespace bus::iec104
