#pragma once

#include "messages/time.hpp"

#include <caf/actor_control_block.hpp>
#include <caf/execution_unit.hpp>
#include <caf/resumable.hpp>

#include <atomic>
#include <cstdint>
#include <mutex>
#include <queue>
#include <string>
#include <thread>
#include <vector>

struct epoll_event;

namespace bus {

/// One thread that waits for sockets and runs the actors that live on it.
///
/// It is a CAF execution unit: actors spawned with spawn_on() are resumed here
/// and nowhere else, so a link may touch its socket from its handlers, and a
/// message between two actors of one loop costs no thread hop. Stop its actors
/// before the loop ends.
class loop : public caf::execution_unit {
public:
  /// Told when a watched descriptor is ready. Spurious calls are possible.
  class handler {
  public:
    virtual void on_event(std::uint32_t epoll_events) = 0;

  protected:
    ~handler() = default;
  };

  /// Asked before each wait: sockets that cannot be watched (ZeroMQ's are
  /// edge-triggered) are served here.
  class sleeper {
  public:
    /// True when there is more to do already.
    virtual bool before_sleep() = 0;

  protected:
    ~sleeper() = default;
  };

  explicit loop(caf::actor_system& sys, std::string name = "loop");
  loop(const loop&) = delete;
  loop& operator=(const loop&) = delete;
  ~loop() override;

  /// Ends the thread after what is queued now.
  void stop();

  void exec_later(caf::resumable* job) override; ///< any thread

  // The rest is for code that runs on the loop.

  void watch(int fd, std::uint32_t epoll_events, handler* who);
  void watch_for(int fd, std::uint32_t epoll_events); ///< changes the events
  void unwatch(int fd);

  void serve(sleeper* who);
  void forget(sleeper* who);

  /// Sends `tick` to the actor once `at` has come.
  void wake_at(time_point at, caf::strong_actor_ptr who);

private:
  struct timer {
    time_point at;
    caf::strong_actor_ptr who;
    bool operator>(const timer& x) const { return at > x.at; }
  };

  void run(const std::string& name);
  void wait(bool busy);
  int poll(epoll_event* events, bool busy);
  void fire_timers();
  void take_remote();
  bool run_rounds(); ///< true while there is more to run
  void run_jobs();
  void wake();
  void drain_wake();
  int milliseconds_to_next_timer() const;

  int epoll_;
  int wake_;
  bool brisk_ = false; ///< the last wait was so short that sleeping cost more
  std::vector<handler*> handlers_; ///< by descriptor
  std::vector<sleeper*> sleepers_;
  std::priority_queue<timer, std::vector<timer>, std::greater<>> timers_;
  std::mutex mutex_;
  std::vector<caf::resumable*> remote_; ///< queued by other threads
  std::vector<caf::resumable*> local_;
  std::vector<caf::resumable*> batch_;
  std::atomic<bool> stop_{false};
  std::atomic<std::thread::id> id_{};
  std::thread thread_;
};

} // namespace bus
