#pragma once

#include "messages/bus/command.hpp"
#include "messages/bus/point.hpp"

#include <functional>
#include <optional>
#include <variant>
#include <vector>

namespace bus {

/// Something published: a point's change, a connection's state, a report, a command.
struct data_message {
  point_table_ptr table;
  point_update update;
};

/// A report, with what it brought.
struct report_message {
  point_batch_ptr what;
};

using published =
  std::variant<data_message, connection_status, report_message, command_ptr>;

struct journal_entry {
  std::uint64_t seq = 0;
  utc_time sent = {};
  published what = {};
};

/// The last published messages, not encoded, for `replay`. Bounded: the oldest
/// leave first.
class journal {
public:
  explicit journal(std::size_t limit);

  /// `x.seq` is above that of the entry before.
  void keep(journal_entry x);

  /// Sequence number of the oldest kept entry; next() where there is none.
  std::uint64_t oldest() const;

  /// One past the newest.
  std::uint64_t next() const { return next_; }

  /// Entries from `from_seq` on, oldest first, until `take` returns false.
  /// Fails with gone when entries from there on were dropped already.
  result<void> replay(std::uint64_t from_seq,
                      const std::function<bool(const journal_entry&)>& take) const;

private:
  const journal_entry& at(std::size_t age) const; ///< 0: the oldest
  std::size_t position_of(std::uint64_t seq) const;

  std::size_t limit_;
  std::uint64_t next_ = 1;
  std::optional<std::uint64_t> dropped_ = {}; ///< the last one that left
  std::size_t first_ = 0;                     ///< the oldest, once the ring is full
  std::vector<journal_entry> entries_ = {};
};

} // namespace bus
