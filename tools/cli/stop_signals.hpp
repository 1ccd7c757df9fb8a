#pragma once

namespace bus::cli {

/// SIGINT and SIGTERM as something to poll instead of the end of the process.
/// Made before other threads start.
class stop_signals {
public:
  stop_signals();
  ~stop_signals();
  stop_signals(const stop_signals&) = delete;
  stop_signals& operator=(const stop_signals&) = delete;

  int descriptor() const { return fd_; } ///< readable once one came

private:
  int fd_;
};

} // namespace bus::cli
