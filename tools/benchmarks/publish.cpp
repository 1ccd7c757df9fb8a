#include "tools/benchmarks/bare_zmq.hpp"
#include "tools/benchmarks/compare.hpp"
#include "tools/benchmarks/publishers.hpp"
#include "tools/benchmarks/subscriber.hpp"
#include "tools/benchmarks/table.hpp"

namespace bus::benchmarks {

namespace {

/// A poll in which ten points changed.
constexpr auto batch = std::size_t{10};

using publisher = std::function<void(channel&, const scoreboard&)>;

/// What arrives at one subscriber in another process.
double arrivals_a_second(const settings& with, const publisher& work) {
  auto board = shared_scoreboard{};
  auto sender = child{[&](channel& to) { work(to, *board); }};
  auto receiver = subscriber(sender.line().hear(), *board);
  return rate_of(board->done, with);
}

double frames_a_second(const settings& with, std::size_t body, std::size_t frames) {
  return arrivals_a_second(with, [=](channel& to, const scoreboard& board) {
    publish_frames(to, board, body, frames);
  });
}

std::vector<row> publish(const settings& with, const std::string& name,
                         std::size_t body) {
  auto out = compare(
    with, row{name, 0, "messages/s", 0, "bare ZeroMQ XPUB"},
    [&] {
      return arrivals_a_second(
        with, [=](channel& to, const scoreboard&) { publish_bare(to, body); });
    },
    [&] { return frames_a_second(with, body, batch); });
  remark(name + " with one message to the frontend for each frame: "
         + number(frames_a_second(with, body, 1)) + " messages/s");
  return out;
}

} // namespace

std::vector<row> publish_100(const settings& x) {
  auto out = publish(x, "publish_100", 100);
  remark("points in tens from data model to subscriber: "
         + number(arrivals_a_second(x, publish_points)) + " messages/s");
  return out;
}

std::vector<row> publish_1k(const settings& x) {
  return publish(x, "publish_1k", 1000);
}

} // namespace bus::benchmarks
