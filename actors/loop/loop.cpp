#include "actors/loop/loop.hpp"

#include "actors/messages.hpp"

#include <caf/actor_system.hpp>
#include <caf/mailbox_element.hpp>
#include <caf/scheduler/abstract_coordinator.hpp>

#include <algorithm>
#include <csignal>
#include <pthread.h>
#include <sched.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <system_error>
#include <unistd.h>

namespace bus {

namespace {

constexpr auto max_events = 256;
constexpr auto messages_a_turn = std::size_t{256};

/// So many rounds are run before the sockets are asked again.
constexpr auto rounds_a_turn = 8;

/// A wait that was shorter than this is followed by one that looks again and again
/// for as long before it sleeps: falling asleep and being woken take as much. So
/// peers that answer at once are heard at once, and a loop that has nothing to do
/// sleeps.
constexpr auto brisk_wait = std::chrono::microseconds{50};

int checked(int fd, const char* what) {
  if (fd < 0)
    throw std::system_error{errno, std::generic_category(), what};
  return fd;
}

void tell_tick(const caf::strong_actor_ptr& who, caf::execution_unit* here) {
  who->enqueue(caf::make_mailbox_element(nullptr, caf::make_message_id(), {}, tick{}),
               here);
}

/// A peer that closed is told by write(), and is no reason to end the program.
void hold_back_broken_pipes() {
  auto which = sigset_t{};
  sigemptyset(&which);
  sigaddset(&which, SIGPIPE);
  pthread_sigmask(SIG_BLOCK, &which, nullptr);
}

} // namespace

loop::loop(caf::actor_system& sys, std::string name)
  : caf::execution_unit{&sys},
    epoll_{checked(epoll_create1(EPOLL_CLOEXEC), "epoll_create1")},
    wake_{checked(eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC), "eventfd")} {
  epoll_event event{};
  event.events = EPOLLIN;
  event.data.fd = wake_;
  epoll_ctl(epoll_, EPOLL_CTL_ADD, wake_, &event);
  thread_ = std::thread{[this, name = std::move(name)] { run(name); }};
}

loop::~loop() {
  stop();
  close(wake_);
  close(epoll_);
}

void loop::stop() {
  if (!thread_.joinable())
    return;
  stop_ = true;
  wake();
  thread_.join();
}

void loop::exec_later(caf::resumable* job) {
  switch (job->subtype()) {
  case caf::resumable::io_actor:
  case caf::resumable::function_object: break;
  default: // what our actors wake up elsewhere belongs to the scheduler
    system().scheduler().enqueue(job);
    return;
  }
  if (std::this_thread::get_id() == id_.load(std::memory_order_relaxed)) {
    local_.push_back(job);
    return;
  }
  auto first = false;
  {
    auto lock = std::lock_guard{mutex_};
    first = remote_.empty();
    remote_.push_back(job);
  }
  if (first)
    wake();
}

void loop::watch(int fd, std::uint32_t epoll_events, handler* who) {
  auto slot = static_cast<std::size_t>(fd);
  if (handlers_.size() <= slot)
    handlers_.resize(slot + 1);
  handlers_[slot] = who;
  epoll_event event{};
  event.events = epoll_events;
  event.data.fd = fd;
  epoll_ctl(epoll_, EPOLL_CTL_ADD, fd, &event);
}

void loop::watch_for(int fd, std::uint32_t epoll_events) {
  epoll_event event{};
  event.events = epoll_events;
  event.data.fd = fd;
  epoll_ctl(epoll_, EPOLL_CTL_MOD, fd, &event);
}

void loop::unwatch(int fd) {
  epoll_ctl(epoll_, EPOLL_CTL_DEL, fd, nullptr);
  handlers_[static_cast<std::size_t>(fd)] = nullptr;
}

void loop::serve(sleeper* who) {
  sleepers_.push_back(who);
}

void loop::forget(sleeper* who) {
  std::erase(sleepers_, who);
}

void loop::wake_at(time_point at, caf::strong_actor_ptr who) {
  timers_.push({at, std::move(who)});
}

void loop::run(const std::string& name) {
  pthread_setname_np(pthread_self(), name.substr(0, 15).c_str());
  hold_back_broken_pipes();
  id_ = std::this_thread::get_id();
  system().thread_started();
  auto busy = false;
  while (!stop_) {
    wait(busy);
    fire_timers();
    take_remote();
    busy = run_rounds();
    if (!sleepers_.empty()) // one may forget itself meanwhile
      for (auto* who : std::vector{sleepers_})
        busy = who->before_sleep() || busy;
    busy = busy || !local_.empty();
  }
  for (take_remote(); !local_.empty(); take_remote())
    run_jobs();
  timers_ = {};
  system().thread_terminates();
}

void loop::wait(bool busy) {
  epoll_event events[max_events];
  auto count = poll(events, busy);
  for (auto i = 0; i < count; ++i) {
    auto fd = events[i].data.fd;
    if (fd == wake_)
      drain_wake();
    else if (auto* who = handlers_[static_cast<std::size_t>(fd)]) {
      who->on_event(events[i].events);
      run_rounds();
    }
  }
}

/// What arrives goes through several actors of the loop, one after the other while
/// it is in the caches, before the next socket is read.
bool loop::run_rounds() {
  for (auto i = 0; i < rounds_a_turn && !local_.empty(); ++i)
    run_jobs();
  return !local_.empty();
}

int loop::poll(epoll_event* events, bool busy) {
  auto timeout = busy ? 0 : milliseconds_to_next_timer();
  if (timeout == 0)
    return epoll_wait(epoll_, events, max_events, 0);
  auto began = std::chrono::steady_clock::now();
  auto is_brisk = [&] { return std::chrono::steady_clock::now() - began < brisk_wait; };
  while (brisk_) {
    if (auto count = epoll_wait(epoll_, events, max_events, 0); count > 0)
      return count;
    brisk_ = is_brisk();
    sched_yield(); // whom we wait for may need this core
  }
  auto count = epoll_wait(epoll_, events, max_events, timeout);
  // Sleepers' sockets have threads of their own, which need the cores more.
  brisk_ = sleepers_.empty() && is_brisk();
  return count;
}

void loop::fire_timers() {
  if (timers_.empty())
    return;
  auto now = std::chrono::steady_clock::now();
  while (!timers_.empty() && timers_.top().at <= now) {
    tell_tick(timers_.top().who, this);
    timers_.pop();
  }
}

void loop::take_remote() {
  auto lock = std::lock_guard{mutex_};
  local_.insert(local_.end(), remote_.begin(), remote_.end());
  remote_.clear();
}

void loop::run_jobs() {
  batch_.swap(local_);
  for (auto* job : batch_)
    if (job->resume(this, messages_a_turn) == caf::resumable::resume_later)
      local_.push_back(job);
    else
      intrusive_ptr_release(job);
  batch_.clear();
}

void loop::wake() {
  auto one = std::uint64_t{1};
  [[maybe_unused]] auto written = write(wake_, &one, sizeof one);
}

void loop::drain_wake() {
  auto count = std::uint64_t{};
  [[maybe_unused]] auto got = read(wake_, &count, sizeof count);
}

int loop::milliseconds_to_next_timer() const {
  if (timers_.empty())
    return -1;
  auto left = timers_.top().at - std::chrono::steady_clock::now();
  if (left <= left.zero())
    return 0;
  auto rounded_up = std::chrono::ceil<std::chrono::milliseconds>(left).count();
  return static_cast<int>(std::min<std::int64_t>(rounded_up, 3'600'000));
}

} // namespace bus
