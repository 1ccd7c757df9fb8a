#pragma once

#include "messages/time.hpp"
#include "tools/cli/point_change.hpp"

#include <map>

namespace bus::cli {

/// What `watch` shows on a terminal: the last value of each point.
class watch_table {
public:
  static constexpr auto chrome = std::size_t{2}; ///< the header and the last line

  /// Takes what is newer than what the table has; a new epoch begins a new
  /// table. Returns the points that were not known or have changed.
  std::vector<point_change> take(const point_snapshot& x);

  /// False for a change that is older than what the table has.
  bool take(const point_change& x);

  void set_unit(const std::string& ref, std::string unit);
  const std::string& unit(const std::string& ref) const;

  /// A connection's state, for the last line.
  void set_state(const std::string& connection, std::string state);

  /// Moves the rows shown; never beyond the first or the last.
  void scroll(std::ptrdiff_t rows);

  struct view {
    std::size_t width = 80;
    std::size_t height = 24;
    bool coloured = false;
    utc_time now = {};
    std::string notice = {}; ///< instead of the connections' states
  };

  /// Exactly `height` lines of at most `width` columns: a header, the rows, and
  /// a line about the whole.
  std::vector<std::string> render(const view& x) const;

  std::size_t size() const { return rows_.size(); }
  std::uint64_t updates() const { return updates_; }

private:
  struct row {
    point_change last;
    std::uint64_t updates = 0;
  };

  struct layout; // the columns' widths

  void begin_epoch(const std::string& x);
  void keep(row& to, const point_change& x);
  std::size_t first_row(std::size_t shown) const;
  layout layout_for(std::size_t width) const;
  std::string line(const row& x, const layout& widths, const view& for_view) const;
  std::string status(const view& x, std::size_t shown) const;

  std::map<std::string, row> rows_;
  std::map<std::string, std::string> units_;
  std::map<std::string, std::string> states_;
  std::string epoch_;
  std::uint64_t seq_ = 0;
  std::uint64_t updates_ = 0;
  std::size_t top_ = 0;
  // Only ever grow, so that columns do not dance.
  std::size_t ref_width_ = 12;
  std::size_t value_width_ = 10;
  std::size_t unit_width_ = 4;
  std::size_t quality_width_ = 7;
};

} // namespace bus::cli
