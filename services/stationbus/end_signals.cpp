#include "services/stationbus/end_signals.hpp"

#include <cerrno>
#include <ctime>
#include <pthread.h>

namespace bus {

namespace {

timespec to_timespec(duration x) {
  auto seconds = std::chrono::floor<std::chrono::seconds>(x);
  return {static_cast<time_t>(seconds.count()),
          static_cast<long>((x - seconds).count())};
}

} // namespace

end_signals::end_signals() {
  sigemptyset(&set_);
  sigaddset(&set_, SIGINT);
  sigaddset(&set_, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &set_, nullptr);
}

void end_signals::wait(std::optional<duration> longest) const {
  if (!longest) {
    auto which = 0;
    sigwait(&set_, &which);
    return;
  }
  auto end = std::chrono::steady_clock::now() + *longest;
  auto got = -1;
  do {
    auto left = to_timespec(
      std::max<duration>(duration::zero(), end - std::chrono::steady_clock::now()));
    got = sigtimedwait(&set_, nullptr, &left);
  } while (got < 0 && errno == EINTR);
}

void end_signals::let_through() const {
  pthread_sigmask(SIG_UNBLOCK, &set_, nullptr);
}

} // namespace bus
