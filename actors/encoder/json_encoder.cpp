#include "actors/encoder/json_encoder.hpp"

#include "messages/bus/json.hpp"

#include <algorithm>

namespace bus {

namespace {

/// How often calls are looked through for time-outs.
constexpr auto sweep_interval = std::chrono::milliseconds{20};

constexpr auto max_replay_messages = std::size_t{10'000};
constexpr auto max_replay_size = std::size_t{16} << 20;

/// A buffer that grew over this is given back after use.
constexpr auto keep_capacity = std::size_t{1} << 20;

std::string topic_of(const journal_entry& x) {
  auto out = std::string{};
  if (auto* data = std::get_if<data_message>(&x.what))
    write_data_topic(out, data->table->points[data->update.point]);
  else if (auto* told = std::get_if<report_message>(&x.what))
    write_report_topic(out, *told->what);
  else if (auto* asked = std::get_if<command_ptr>(&x.what))
    write_command_topic(out, **asked);
  else
    write_state_topic(out, std::get<connection_status>(x.what));
  return out;
}

} // namespace

// ---- what is published --------------------------------------------------------

void json_encoder_state::start(pointer self, data_model_actor model,
                               frontend_actor frontend, json_encoder_settings x) {
  self_ = self;
  model_ = std::move(model);
  frontend_ = std::move(frontend);
  settings_ = std::move(x);
  journal_ = journal{settings_.journal};
  started_ = now_of(self);
  self_->send(model_, add_listener{listener_actor{self_}});
  self_->send(frontend_, attach_encoder{json_encoder_actor{self_}});
}

envelope json_encoder_state::next_envelope(utc_time sent) {
  return {journal_.next(), settings_.epoch, sent};
}

subscriptions::part json_encoder_state::interest_in(const point_table& x) {
  auto& known = interests_[&x];
  if (known.version != subscriptions_.version())
    known = {subscriptions_.version(),
             subscriptions_.wants_of("data/" + x.connection + ":")};
  return known.part;
}

void json_encoder_state::publish(const point_batch_ptr& x) {
  using part = subscriptions::part;
  auto wanted = interest_in(*x->table);
  auto sent = utc_time::now();
  for (auto& update : x->updates) {
    auto& point = x->table->points[update.point];
    auto envelope = next_envelope(sent);
    journal_.keep({envelope.seq, sent, data_message{x->table, update}});
    if (wanted == part::none)
      continue;
    topic_.clear();
    write_data_topic(topic_, point);
    if (wanted == part::some && !subscriptions_.wants(topic_))
      continue;
    frames_.text += topic_;
    write_data_body(frames_.text, envelope, point, update);
    append(envelope.seq);
  }
  if (x->report)
    publish_report(x, sent);
  send_frames();
}

/// After the changes that it brought.
void json_encoder_state::publish_report(const point_batch_ptr& x, utc_time sent) {
  auto envelope = next_envelope(sent);
  journal_.keep({envelope.seq, sent, report_message{x}});
  topic_.clear();
  write_report_topic(topic_, *x);
  if (!subscriptions_.wants(topic_))
    return;
  frames_.text += topic_;
  write_report_body(frames_.text, envelope, *x);
  append(envelope.seq);
}

void json_encoder_state::publish(const command_ptr& x) {
  auto envelope = next_envelope(utc_time::now());
  journal_.keep({envelope.seq, envelope.sent, x});
  topic_.clear();
  write_command_topic(topic_, *x);
  if (!subscriptions_.wants(topic_))
    return;
  frames_.text += topic_;
  write_command_body(frames_.text, envelope, *x);
  append(envelope.seq);
  send_frames();
}

void json_encoder_state::publish(const connection_status& x) {
  auto envelope = next_envelope(utc_time::now());
  journal_.keep({envelope.seq, envelope.sent, x});
  topic_.clear();
  write_state_topic(topic_, x);
  if (!subscriptions_.wants(topic_))
    return;
  frames_.text += topic_;
  write_state_body(frames_.text, envelope, x);
  append(envelope.seq);
  send_frames();
}

void json_encoder_state::tell_gap(const frames_dropped& x) {
  topic_ = gap_topic;
  if (!subscriptions_.wants(topic_))
    return;
  // A gap carries the number of the last message before it: it is told to
  // those who missed some, and is itself no message that replay could bring.
  auto envelope = next_envelope(utc_time::now());
  --envelope.seq;
  frames_.text += topic_;
  write_gap_body(frames_.text, envelope, x.from_seq, x.to_seq);
  append(envelope.seq);
  send_frames();
}

/// The text behind the last frame is the next one: topic, then body.
void json_encoder_state::append(std::uint64_t seq) {
  auto before = frames_.list.empty() ? std::size_t{0} : frames_end_;
  auto size = frames_.text.size() - before - topic_.size();
  frames_.list.push_back(
    {seq, static_cast<std::uint32_t>(topic_.size()), static_cast<std::uint32_t>(size)});
  frames_end_ = frames_.text.size();
}

void json_encoder_state::send_frames() {
  if (frames_.list.empty())
    return;
  auto size = frames_.text.size();
  auto count = frames_.list.size();
  self_->send(frontend_, std::exchange(frames_, {}));
  frames_.text.reserve(std::min(size + size / 4, keep_capacity));
  frames_.list.reserve(count);
}

void json_encoder_state::subscribe(const subscription& x) {
  if (x.on)
    subscriptions_.add(x.prefix);
  else
    subscriptions_.remove(x.prefix);
}

// ---- what is asked --------------------------------------------------------------

void json_encoder_state::serve(client_request& x) {
  auto asked = rpc::parse(x.text, settings_.limits);
  auto of = std::make_shared<exchange>();
  of->route = std::move(x.route);
  of->batch = asked.batch;
  of->left += asked.calls.size();
  for (auto& call : asked.calls)
    begin(of, call);
  done(*of);
  if (!flights_.empty())
    alarm_.set(self_, now_of(self_) + sweep_interval);
}

void json_encoder_state::begin(exchange_ptr of, rpc::call& x) {
  auto deadline = now_of(self_) + x.timeout;
  auto call = ++next_call_;
  flights_.emplace(call, flight{std::move(of), std::move(x.id), deadline});
  if (auto* why = std::get_if<rpc::failure>(&x.what))
    return refuse(call, *why);
  if (flights_.size() > settings_.max_pending)
    return refuse(call, rpc::to_failure(
                          {errc::busy, "request", "too many requests are under way"}));
  std::visit([&](auto& method) { serve(call, deadline, method); },
             std::get<rpc::method>(x.what));
}

void json_encoder_state::answer(std::uint64_t call, std::string_view result) {
  auto found = flights_.extract(call);
  if (!found) // timed out before
    return;
  auto& x = found.mapped();
  if (!x.id.empty())
    x.of->responses.push_back(rpc::write_response(x.id, result));
  done(*x.of);
}

void json_encoder_state::refuse(std::uint64_t call, const rpc::failure& why) {
  auto found = flights_.extract(call);
  if (!found)
    return;
  auto& x = found.mapped();
  if (!x.id.empty())
    x.of->responses.push_back(rpc::write_response(x.id, why));
  done(*x.of);
}

void json_encoder_state::done(exchange& x) {
  if (--x.left > 0 || x.responses.empty())
    return;
  auto text = x.batch ? rpc::write_batch(x.responses) : std::move(x.responses.front());
  self_->send(frontend_, client_reply{std::move(x.route), std::move(text)});
}

void json_encoder_state::refuse_all(const error& why) {
  auto open = std::vector<std::uint64_t>{};
  for (auto& [call, x] : flights_)
    open.push_back(call);
  for (auto call : open)
    refuse(call, rpc::to_failure(why));
}

void json_encoder_state::tick() {
  alarm_.fired();
  auto now = now_of(self_);
  auto late = std::vector<std::uint64_t>{};
  for (auto& [call, x] : flights_)
    if (x.deadline <= now)
      late.push_back(call);
  for (auto call : late)
    refuse(call, rpc::to_failure({errc::timeout, "request", "no answer in time"}));
  if (!flights_.empty())
    alarm_.set(self_, now + sweep_interval);
}

/// The answer to a call whose connection ended on the way.
void json_encoder_state::lose(std::uint64_t call) {
  refuse(call, rpc::to_failure(
                 {errc::not_connected, "connection", "it is being started again"}));
}

template <class Message, class Use>
void json_encoder_state::ask_model(std::uint64_t call, Message what, Use use) {
  self_->request(model_, caf::infinite, std::move(what))
    .then(std::move(use), [this, call](const caf::error&) { lose(call); });
}

void json_encoder_state::serve(std::uint64_t call, time_point, rpc::status_request&) {
  ask_model(call, ask_status{}, [this, call](const status_told& got) {
    auto uptime = std::chrono::duration<double>(now_of(self_) - started_).count();
    answer(call, rpc::write_status({settings_.name, settings_.version, settings_.epoch,
                                    uptime, journal_.next() - 1, subscriptions_.size()},
                                   got.connections));
  });
}

void json_encoder_state::serve(std::uint64_t call, time_point, rpc::list_request& x) {
  ask_model(call, list_points{std::move(x.prefix)},
            [this, call](const points_listed& got) {
              answer(call, rpc::write_list(got.points));
            });
}

void json_encoder_state::serve(std::uint64_t call, time_point deadline,
                               rpc::browse_request& x) {
  ask_model(call, browse_ref{std::move(x.ref), deadline},
            [this, call](const browsed& got) {
              if (got.items)
                answer(call, rpc::write_browsed(*got.items));
              else
                refuse(call, rpc::to_failure(got.items.error()));
            });
}

void json_encoder_state::serve(std::uint64_t call, time_point deadline,
                               rpc::describe_request& x) {
  ask_model(call, describe_ref{std::move(x.ref), deadline},
            [this, call](const described& got) {
              if (!got.what)
                return refuse(call, rpc::to_failure(got.what.error()));
              auto out = std::string{};
              json::write(out, *got.what);
              answer(call, out);
            });
}

void json_encoder_state::serve(std::uint64_t call, time_point deadline,
                               rpc::read_request& x) {
  auto what = read_refs{x.refs, x.source, deadline};
  ask_model(call, std::move(what),
            [this, call, refs = std::move(x.refs)](const points_read& got) {
              answer(call, rpc::write_samples(refs, got.samples));
            });
}

void json_encoder_state::serve(std::uint64_t call, time_point deadline,
                               rpc::write_request& x) {
  auto refs = std::vector<std::string>{};
  for (auto& item : x.writes)
    refs.push_back(item.ref);
  ask_model(call, write_refs{std::move(x.writes), deadline},
            [this, call, refs = std::move(refs)](const points_written& got) {
              answer(call, rpc::write_written(refs, got.done));
            });
}

void json_encoder_state::serve(std::uint64_t call, time_point,
                               rpc::snapshot_request& x) {
  // Changes and this answer come from the model in order: what was published so
  // far is what the snapshot shows.
  ask_model(call, take_snapshot{std::move(x.prefix)},
            [this, call](const snapshot_taken& got) {
              answer(call, rpc::write_snapshot(journal_.next() - 1, settings_.epoch,
                                               got.refs, got.samples));
            });
}

void json_encoder_state::serve(std::uint64_t call, time_point deadline,
                               rpc::action_request& x) {
  ask_model(call, act_on_ref{std::move(x.ref), std::move(x.what), deadline},
            [this, call](const acted& got) {
              if (!got.how)
                return refuse(call, rpc::refused(got.how.error()));
              auto out = std::string{};
              json::write(out, *got.how);
              answer(call, out);
            });
}

void json_encoder_state::serve(std::uint64_t call, time_point, rpc::replay_request& x) {
  auto gone = rpc::gone(journal_.oldest(), settings_.epoch);
  if (x.epoch != settings_.epoch) {
    gone.message =
      "no longer kept: the bus was started again, its epoch is " + settings_.epoch;
    return refuse(call, gone);
  }
  auto next = x.from_seq;
  auto size = std::size_t{0};
  auto messages = std::vector<frame_pair>{};
  auto take = [&](const journal_entry& entry) {
    if (messages.size() == max_replay_messages || size > max_replay_size)
      return false;
    next = entry.seq + 1;
    if (x.prefix.empty() || topic_of(entry).starts_with(x.prefix)) {
      messages.push_back(encode(entry, settings_.epoch));
      size += messages.back().body.size();
    }
    return true;
  };
  if (!journal_.replay(x.from_seq, take))
    return refuse(call, gone);
  answer(call, rpc::write_replay(settings_.epoch, messages, next));
}

json_encoder_actor::behavior_type
json_encoder(json_encoder_actor::stateful_pointer<json_encoder_state> self,
             data_model_actor model, frontend_actor frontend,
             json_encoder_settings settings) {
  self->state.start(self, std::move(model), std::move(frontend), std::move(settings));
  self->set_exit_handler([self](const caf::exit_msg& x) {
    self->state.refuse_all({errc::not_connected, "bus", "the bus is stopping"});
    self->quit(x.reason);
  });
  return {
    [self](const point_batch_ptr& x) {
      self->state.publish(x);
      return batch_taken{};
    },
    [self](const connection_status& x) { self->state.publish(x); },
    [self](const command_ptr& x) { self->state.publish(x); },
    [self](client_request& x) { self->state.serve(x); },
    [self](const subscription& x) { self->state.subscribe(x); },
    [self](const frames_dropped& x) { self->state.tell_gap(x); },
    [self](tick) { self->state.tick(); },
  };
}

} // namespace bus
