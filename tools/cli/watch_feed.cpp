#include "tools/cli/watch_feed.hpp"

#include "tools/cli/text.hpp"

namespace bus::cli {

namespace {

using state = bus_socket::state;

/// A subscription is in force a moment after it was made. What changed in that
/// moment is in a second snapshot.
constexpr auto settling = std::chrono::milliseconds{500};

/// What is not answered by then is asked again.
constexpr auto grace = std::chrono::seconds{2};

constexpr auto messages_a_turn = 10'000;

} // namespace

std::string state_topic(const std::string& prefix) {
  auto colon = prefix.find(':');
  return "state/" + prefix.substr(0, colon) + (colon == prefix.npos ? "" : "/");
}

// ---- connecting ------------------------------------------------------------------

outcome<std::unique_ptr<watch_feed>> watch_feed::open(zmq::context_t& in,
                                                      const client_options& x,
                                                      std::string prefix,
                                                      watch_view& to) {
  auto out =
    std::unique_ptr<watch_feed>{new watch_feed{std::move(prefix), x.patience(), to}};
  return out->connect(in, x).and_then([&] { return out->take_present(); }).map([&] {
    return std::move(out);
  });
}

outcome<void> watch_feed::connect(zmq::context_t& in, const client_options& x) {
  auto client = bus_client::connect(in, x);
  if (!client)
    return tl::make_unexpected(client.error());
  client_ = std::move(*client);
  auto changes = bus_socket::open(in, zmq::socket_type::sub, "--publish", x.publish, x);
  if (!changes)
    return tl::make_unexpected(changes.error());
  changes_ = std::move(*changes);
  subscribe();
  return changes_->wait_connected(patience_);
}

void watch_feed::subscribe() {
  for (auto& topic : {"data/" + prefix_, state_topic(prefix_), std::string{"gap/"}})
    changes_->socket().set(zmq::sockopt::subscribe, topic);
}

std::string watch_feed::prefix_params() const {
  return "{\"prefix\":" + json_string(prefix_) + '}';
}

outcome<void> watch_feed::take_present() {
  auto status = client_->call("status");
  if (!status)
    return tl::make_unexpected(status.error());
  auto list = client_->call("list", prefix_params());
  if (!list)
    return tl::make_unexpected(list.error());
  auto snapshot = client_->call("snapshot", prefix_params());
  if (!snapshot)
    return tl::make_unexpected(snapshot.error());
  epoch_ = text_in(*snapshot, "epoch");
  take_status(*status);
  to_.take_list(*list);
  to_.take_snapshot(*snapshot);
  synchronize_at_ = std::chrono::steady_clock::now() + settling;
  return {};
}

// ---- at work -----------------------------------------------------------------------

void watch_feed::turn(time_point now) {
  note_connection(now);
  take_responses();
  for (auto i = 0; i < messages_a_turn; ++i) {
    auto frames = changes_->receive();
    if (!frames)
      break;
    if (frames->size() == 2)
      take_message(frames->front(), frames->back(), now);
  }
  if (now >= synchronize_at_)
    synchronize(now);
}

void watch_feed::add_to(std::vector<zmq::pollitem_t>& items) {
  changes_->add_to(items);
  client_->socket().add_to(items);
}

void watch_feed::note_connection(time_point now) {
  client_->socket().now();
  auto after = changes_->now();
  if (after == std::exchange(before_, after))
    return;
  if (after == state::connected) {
    to_.tell("");
    synchronize_at_ = now;
  } else {
    to_.tell("no connection to the bus, trying again");
  }
}

void watch_feed::synchronize(time_point now) {
  status_id_ = client_->ask("status");
  list_id_ = client_->ask("list", prefix_params());
  snapshot_id_ = client_->ask("snapshot", prefix_params());
  synchronize_at_ = now + patience_ + grace;
}

void watch_feed::take_responses() {
  while (auto x = client_->next_response()) {
    if (!x->result)
      continue;
    if (x->id == status_id_)
      take_status(*x->result);
    else if (x->id == list_id_)
      to_.take_list(*x->result);
    else if (x->id == snapshot_id_) {
      epoch_ = text_in(*x->result, "epoch");
      synchronize_at_ = never;
      to_.take_snapshot(*x->result);
    }
  }
}

void watch_feed::take_status(const json_value& x) {
  for (const auto& connection : list_in(x, "connections")) {
    auto name = printable(text_in(connection, "name"));
    if (("state/" + name + '/').starts_with(state_topic(prefix_)))
      to_.set_state(name, state_text(connection));
  }
}

void watch_feed::take_message(const std::string& topic, const std::string& body,
                              time_point now) {
  auto tree = parse_json(body);
  if (!tree)
    return;
  note_epoch(*tree, now);
  if (topic.starts_with("data/"))
    to_.take_data(*tree, body);
  else if (topic.starts_with("state/"))
    to_.take_state(*tree);
  else if (topic.starts_with("gap/"))
    synchronize_at_ = now;
}

void watch_feed::note_epoch(const json_value& body, time_point now) {
  auto epoch = text_in(body, "epoch");
  if (epoch == epoch_)
    return;
  epoch_ = epoch;
  synchronize_at_ = now;
}

} // namespace bus::cli
