#pragma once

#include <unistd.h>
#include <utility>

namespace bus {

/// Owns a file descriptor.
class descriptor {
public:
  descriptor() = default;
  explicit descriptor(int fd)
    : fd_{fd} {}
  descriptor(descriptor&& x) noexcept
    : fd_{std::exchange(x.fd_, -1)} {}
  descriptor& operator=(descriptor&& x) noexcept {
    std::swap(fd_, x.fd_);
    return *this;
  }
  ~descriptor() {
    if (fd_ >= 0)
      ::close(fd_);
  }

  int get() const { return fd_; }
  explicit operator bool() const { return fd_ >= 0; }

private:
  int fd_ = -1;
};

} // namespace bus
