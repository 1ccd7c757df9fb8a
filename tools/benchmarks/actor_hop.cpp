#include "tools/benchmarks/actor_process.hpp"
#include "tools/benchmarks/child.hpp"
#include "tools/benchmarks/compare.hpp"
#include "tools/benchmarks/scoreboard.hpp"

#include <deque>

namespace bus::benchmarks {

struct ball {};

} // namespace bus::benchmarks

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(bus::benchmarks::ball)

namespace bus::benchmarks {

namespace {

using player_actor = caf::typed_actor<caf::reacts_to<ball>>;

/// Plays each ball back to where it came from.
player_actor::behavior_type player(player_actor::pointer self, counter* hops) {
  return {[=](ball) {
    hops->add(1);
    self->send(caf::actor_cast<player_actor>(self->current_sender()), ball{});
  }};
}

void play(counter& hops) {
  auto config = loops_config{};
  auto system = caf::actor_system{config};
  auto home = loop{system};
  auto one = spawn_on(home, player, &hops);
  auto other = spawn_on(home, player, &hops);
  caf::send_as(one, other, ball{});
  sleep_for_ever();
}

/// The least that a message is: a call that waits in a queue.
void queue_calls(counter& hops) {
  auto queue = std::deque<std::function<void()>>{};
  auto hop = [&] { hops.add(1); };
  for (;;) {
    queue.emplace_back(hop);
    auto next = std::move(queue.front());
    queue.pop_front();
    next();
  }
}

double hops_a_second(const settings& with, void (*work)(counter&)) {
  auto board = shared_scoreboard{};
  auto player = child{[&](channel&) { work(board->done); }};
  return rate_of(board->done, with);
}

} // namespace

std::vector<row> actor_hop(const settings& x) {
  return compare(
    x, row{"actor_hop", 0, "messages/s", 0, "std::function through a std::deque"},
    [&] { return hops_a_second(x, queue_calls); },
    [&] { return hops_a_second(x, play); });
}

} // namespace bus::benchmarks
