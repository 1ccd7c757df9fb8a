#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace bus::iec104 {

/// Which of several connections to one station transfers data (IEC 60870-5-104, 10):
/// one is started, the others stay open and idle, their sessions test them. Lines are
/// told by their place in the configuration, which is their order.
class line_switch {
public:
  explicit line_switch(std::size_t count);

  void opened(std::size_t line);

  /// Also of one that was asked to start and did not.
  void closed(std::size_t line);

  void started(std::size_t line);

  /// Data transfer was stopped, the line stands. The lines behind it are tried first.
  void stopped(std::size_t line);

  /// The line to be started now, told once; nothing while one is started or asked to,
  /// or none is open.
  std::optional<std::size_t> next_to_start();

  /// The line that transfers data.
  std::optional<std::size_t> active() const;

  bool is_any_open() const;

private:
  enum class state : std::uint8_t { closed, open, asked, started };

  bool is_taken() const;

  std::vector<state> lines_;
  std::size_t first_ = 0; ///< where to look for the next one
};

} // namespace bus::iec104
