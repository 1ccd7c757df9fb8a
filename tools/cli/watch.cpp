#include "tools/cli/watch.hpp"

#include "tools/cli/stop_signals.hpp"
#include "tools/cli/watch_feed.hpp"

#include <unistd.h>

#include <algorithm>
#include <ostream>

namespace bus::cli {

namespace {

using clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr auto longest_wait = std::chrono::hours{1};

watch_view::mode mode_for(const client_options& x, const console& to) {
  if (x.format == format::json)
    return watch_view::mode::json;
  return to.terminal ? watch_view::mode::screen : watch_view::mode::lines;
}

time_point end_of(const watch_options& x, time_point now) {
  if (!x.seconds)
    return never;
  return now
         + std::chrono::duration_cast<duration>(
           std::chrono::duration<double>{*x.seconds});
}

bool has_enough(const watch_options& x, const watch_view& view) {
  return x.updates && view.shown() >= *x.updates;
}

/// Waits for something to do; true when a signal asked to stop.
bool wait(const stop_signals& signals, watch_feed& feed, const watch_view& view,
          time_point end) {
  auto items =
    std::vector<zmq::pollitem_t>{{nullptr, signals.descriptor(), ZMQ_POLLIN, 0}};
  if (view.has_screen())
    items.push_back({nullptr, STDIN_FILENO, ZMQ_POLLIN, 0});
  feed.add_to(items);
  auto left = std::min({end, feed.wake(), view.wake()}) - clock::now();
  zmq::poll(items, std::chrono::ceil<milliseconds>(
                     std::clamp<duration>(left, duration::zero(), longest_wait)));
  return items.front().revents != 0;
}

exit_code show_until_over(const watch_options& what, const console& to,
                          const stop_signals& signals, watch_feed& feed,
                          watch_view& view) {
  auto end = end_of(what, clock::now());
  auto stopped = false;
  while (!stopped && clock::now() < end && !has_enough(what, view) && to.out.good()) {
    view.refresh(clock::now(), utc_time::now());
    stopped = wait(signals, feed, view, end);
    feed.turn(clock::now());
    stopped = view.is_quit() || stopped;
  }
  view.close(utc_time::now());
  if (stopped || !what.updates || has_enough(what, view))
    return done;
  to.complain("only " + std::to_string(view.shown()) + " of "
              + std::to_string(*what.updates) + " updates in time");
  return failed;
}

} // namespace

outcome<exit_code> watch(const client_options& x, const watch_options& what,
                         const console& to) {
  auto signals = stop_signals{};
  auto context = zmq::context_t{};
  auto view = watch_view{mode_for(x, to), to};
  return watch_feed::open(context, x, what.prefix, view).map([&](const auto& feed) {
    view.open();
    return show_until_over(what, to, signals, *feed, view);
  });
}

} // namespace bus::cli
