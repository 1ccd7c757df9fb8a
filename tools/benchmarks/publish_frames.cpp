#include "actors/frontend/frontend.hpp"
#include "tools/benchmarks/actor_process.hpp"
#include "tools/benchmarks/publishers.hpp"

namespace bus::benchmarks {

namespace {

/// Half of the high-water mark is safe: libzmq tells of room in such steps.
constexpr auto most_under_way = std::uint64_t{4000};
constexpr auto messages_a_turn = 8;
constexpr auto pause = std::chrono::milliseconds{1};
constexpr auto topic = std::string_view{"data/pv1:active_power/"};

struct producer_settings {
  const scoreboard* board;
  std::size_t body_size;
  std::size_t frames_a_message;
};

struct producer_state {
  using pointer = json_encoder_actor::stateful_pointer<producer_state>;

  pointer self;
  frontend_actor frontend;
  const scoreboard* board = nullptr;
  frames message = {};
  std::uint64_t sent = 0;
  alarm wake = {};

  void prepare(const producer_settings& x) {
    board = x.board;
    auto size = static_cast<std::uint32_t>(x.body_size);
    for (auto i = std::size_t{0}; i < x.frames_a_message; ++i) {
      message.text.append(topic).append(x.body_size, 'p');
      message.list.push_back({i + 1, static_cast<std::uint32_t>(topic.size()), size});
    }
  }

  void turn() {
    wake.fired();
    for (auto i = 0; i < messages_a_turn; ++i) {
      if (sent - board->done.get() > most_under_way)
        return wake.set(self, now_of(self) + pause);
      self->send(frontend, frames{message});
      sent += message.list.size();
    }
    self->send(self, tick{});
  }
};

/// Stands where the encoder does: on the frontend's loop.
json_encoder_actor::behavior_type producer(producer_state::pointer self,
                                           frontend_actor frontend,
                                           producer_settings with) {
  self->state.self = self;
  self->state.frontend = std::move(frontend);
  self->state.prepare(with);
  self->send(self->state.frontend, attach_encoder{json_encoder_actor{self}});
  return {
    [](const point_batch_ptr&) { return batch_taken{}; },
    [](const connection_status&) {},
    [](const command_ptr&) {},
    [](const client_request&) {},
    [self](const subscription&) { self->state.turn(); },
    [](const frames_dropped&) {},
    [self](tick) { self->state.turn(); },
  };
}

} // namespace

void publish_frames(channel& to, const scoreboard& board, std::size_t body_size,
                    std::size_t frames_a_message) {
  auto sockets = bind_any();
  auto config = loops_config{};
  auto system = caf::actor_system{config};
  auto home = loop{system};
  auto endpoint = sockets->publish_endpoint();
  auto bound = std::make_shared<std::unique_ptr<endpoints>>(std::move(sockets));
  auto with = producer_settings{&board, body_size, frames_a_message};
  auto sink = spawn_on(home, frontend, bound);
  spawn_on(home, producer, sink, with);
  to.say(endpoint);
  sleep_for_ever();
}

} // namespace bus::benchmarks
