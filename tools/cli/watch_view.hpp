#pragma once

#include "tools/cli/console.hpp"
#include "tools/cli/terminal.hpp"
#include "tools/cli/watch_table.hpp"

#include <memory>

namespace bus::cli {

/// Where `watch` shows what it learns: a table that stays in place, or lines.
class watch_view {
public:
  enum class mode : std::uint8_t { screen, lines, json };

  watch_view(mode x, const console& to)
    : mode_{x},
      to_{to} {}

  /// Takes over the terminal, for a screen.
  void open();

  /// Gives it back, and leaves what was shown last.
  void close(utc_time clock);

  /// What is known of a connection from the start.
  void set_state(const std::string& connection, const std::string& text);

  // Results and bodies of the bus protocol.
  void take_list(const json_value& x);
  void take_snapshot(const json_value& x);
  void take_data(const json_value& tree, const std::string& body);
  void take_state(const json_value& x);

  /// Something about the bus; an empty text takes the last one back.
  void tell(const std::string& text);

  /// Brings the screen up to date, at most ten times a second; flushes lines.
  void refresh(time_point now, utc_time clock);

  /// When refresh has something to do again.
  time_point wake() const;

  /// Reads the keyboard; true if that was the wish to quit.
  bool is_quit();

  bool has_screen() const { return screen_ != nullptr; }
  std::uint64_t shown() const { return shown_; } ///< changes, after the first snapshot

private:
  void show_changes(const std::vector<point_change>& x);
  void show_values(const json_value& snapshot, const std::vector<point_change>& x);
  void show_line(const point_change& x);

  mode mode_;
  const console& to_;
  std::unique_ptr<terminal> screen_;
  watch_table table_;
  std::string notice_;
  std::size_t ref_width_ = 0;
  std::uint64_t shown_ = 0;
  bool has_snapshot_ = false;
  bool changed_ = true;
  time_point drawn_ = {};
};

/// A snapshot's value as a message of its own, like the body of `data/<ref>/`.
std::string snapshot_line(const json_value& snapshot, const json_value& value);

/// Of `state/<connection>/` or `status`: `"failed: connection refused"`.
std::string state_text(const json_value& x);

} // namespace bus::cli
