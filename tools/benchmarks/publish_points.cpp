#include "actors/data_model/data_model.hpp"
#include "actors/encoder/json_encoder.hpp"
#include "actors/frontend/frontend.hpp"
#include "tools/benchmarks/actor_process.hpp"
#include "tools/benchmarks/publishers.hpp"

namespace bus::benchmarks {

namespace {

constexpr auto points = std::uint32_t{10};
constexpr auto most_under_way = std::uint64_t{4000}; ///< see publish_frames.cpp
constexpr auto batches_out = 4u;                     ///< as a connection has them
constexpr auto pause = std::chrono::milliseconds{1};

using source_actor = caf::typed_actor<caf::reacts_to<tick>>;

point_table_ptr make_table() {
  auto out = std::make_shared<point_table>();
  out->connection = "pv1";
  for (auto i = 0u; i < points; ++i)
    out->points.push_back({"pv1:active_power_" + std::to_string(i), "float"});
  return out;
}

struct source_state {
  using pointer = source_actor::stateful_pointer<source_state>;

  pointer self;
  data_model_actor model;
  const scoreboard* board = nullptr;
  point_table_ptr table = make_table();
  std::uint64_t sent = 0;
  unsigned out = 0;
  float level = 0;
  alarm wake = {};

  /// Until the subscriber is there it is only called.
  void turn() {
    auto arrived = board->done.get();
    if (arrived == 0)
      sent = 0;
    auto most = arrived == 0 ? points : most_under_way;
    while (out < batches_out && sent - std::min(sent, arrived) < most)
      send_batch();
    if (out < batches_out)
      wake.set(self, now_of(self) + pause);
  }

  void send_batch() {
    auto batch = std::make_shared<point_batch>();
    batch->table = table;
    for (auto i = 0u; i < points; ++i)
      batch->updates.push_back({i,
                                static_cast<reasons>(reason::data_change),
                                {level += 0.1f, quality::good(), utc_time::now()}});
    sent += points;
    ++out;
    self->request(model, caf::infinite, point_batch_ptr{std::move(batch)})
      .then([this](batch_taken) {
        --out;
        turn();
      });
  }
};

/// Stands where connections do: on another loop than the model.
source_actor::behavior_type source(source_state::pointer self, data_model_actor model,
                                   const scoreboard* board) {
  auto& x = self->state;
  x.self = self;
  x.model = std::move(model);
  x.board = board;
  self->send(x.model, add_connection{{}, x.table, {"pv1", "modbus"}});
  self->send(self, tick{});
  return {[self](tick) {
    self->state.wake.fired();
    self->state.turn();
  }};
}

} // namespace

void publish_points(channel& to, const scoreboard& board) {
  auto sockets = bind_any();
  auto config = loops_config{};
  auto system = caf::actor_system{config};
  auto front = loop{system};
  auto devices = loop{system};
  auto endpoint = sockets->publish_endpoint();
  auto bound = std::make_shared<std::unique_ptr<endpoints>>(std::move(sockets));
  auto model = spawn_on(front, data_model);
  auto sink = spawn_on(front, frontend, bound);
  auto with = json_encoder_settings{};
  with.epoch = "0123456789abcdef";
  auto encoder = spawn_on(front, json_encoder, model, sink, with);
  auto origin = spawn_on(devices, source, model, &board);
  to.say(endpoint);
  sleep_for_ever();
}

} // namespace bus::benchmarks
