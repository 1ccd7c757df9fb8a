#pragma once

#include "messages/mms/device.hpp"

namespace bus::mms {

/// Files of a device as the bus tells them.
struct remote_files {
  using then = device::then<result<value>>;

  /// A list of `{path, size, modified}`; of an empty path all that there are.
  static void list(device& of, const std::string& path, device::deadline_of when,
                   then done);

  /// `{path, size, content}`; at most so many octets.
  static void get(device& of, const std::string& path, std::size_t most,
                  device::deadline_of when, then done);

  static void remove(device& of, const std::string& path, device::deadline_of when,
                     then done);
};

/// Entries of a journal, a list of `{id, time, values}`, oldest first.
struct journal_range {
  std::string journal; ///< path, `domain/name`
  std::optional<utc_time> from = {}, to = {};
  std::optional<bytes> after = {}; ///< id of an entry; `from` is its time then
  std::size_t limit = 1'000;
};
void read_journal(device& of, journal_range x, device::deadline_of when,
                  device::then<result<value>> done);

} // namespace bus::mms
