#pragma once

#include "actors/descriptor.hpp"
#include "messages/time.hpp"

#include <functional>
#include <string>

namespace bus::benchmarks {

/// Lines of text between a bench and one of its children.
class channel {
public:
  explicit channel(descriptor open)
    : open_{std::move(open)} {}

  void say(const std::string& line);

  /// The next line; throws where the other end is gone or too late.
  std::string hear(duration patience = std::chrono::seconds{60});

private:
  descriptor open_;
  std::string buffer_;
};

/// A function in a process of its own. Benches do nothing else: the process
/// that starts them never has a thread, so that it may fork at any time, and
/// each begins with memory that nobody used.
class child {
public:
  explicit child(const std::function<void(channel&)>& work);
  child(const child&) = delete;
  child& operator=(const child&) = delete;
  ~child(); ///< ends it

  channel& line() { return line_; }

  duration cpu_time() const;    ///< used so far, all threads
  std::size_t resident() const; ///< octets

private:
  std::string proc_file(const char* name) const;

  pid_t id_ = -1;
  channel line_{descriptor{}};
};

} // namespace bus::benchmarks
