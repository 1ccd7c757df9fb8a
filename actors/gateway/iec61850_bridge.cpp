#include "actors/gateway/iec61850_bridge.hpp"

#include "actors/log/log.hpp"

#include <algorithm>

namespace bus {

namespace {

constexpr auto most_bridge_reads = std::size_t{100}; ///< attributes at once
constexpr auto bridge_read_timeout = std::chrono::seconds{10};
constexpr auto bridge_retry = std::chrono::seconds{10};
constexpr auto most_shown_out = std::size_t{64}; ///< changes on their way
constexpr auto most_client_writes = std::size_t{1'000};
constexpr auto client_write_timeout = std::chrono::seconds{5};
constexpr auto most_told_missing = std::size_t{10};

/// The first of them, and how many there are else.
std::string first_refs(const std::vector<std::string>& x) {
  auto out = std::string{};
  for (auto i = std::size_t{0}; i < std::min(x.size(), most_told_missing); ++i)
    out += (i == 0 ? "" : ", ") + x[i];
  if (x.size() > most_told_missing)
    out += " and " + std::to_string(x.size() - most_told_missing) + " more";
  return out;
}

} // namespace

bool iec61850_bridge_state::start(pointer self, data_model_actor model,
                                  iec61850_bridge_settings x) {
  self_ = self;
  model_ = std::move(model);
  settings_ = std::move(x);
  auto made = mirror::make(*settings_.objects, settings_.server, settings_.client,
                           settings_.logical_devices);
  if (!made) {
    log::error("gateway." + settings_.name, to_string(made.error()));
    self_->quit(caf::make_error(caf::sec::bad_function_call));
    return false;
  }
  mirror_ = std::move(*made);
  settings_.objects = nullptr;
  is_queued_.resize(mirror_->size());
  std::ignore = mirror_->lost(); // until it is read
  self_->send(model_, add_listener{listener_actor{self_}});
  self_->request(model_, caf::infinite, ask_status{})
    .then([this](const status_told& told) {
      for (auto& one : told.connections)
        changed(one.status);
    });
  return true;
}

void iec61850_bridge_state::warn(const std::string& about, const std::string& text) {
  if (text.empty())
    warned_.erase(about);
  else if (warned_.insert(about).second)
    log::warning("gateway." + settings_.name, about + ": " + text);
}

// ---- both sides -------------------------------------------------------------

void iec61850_bridge_state::changed(const connection_status& x) {
  auto is_there = x.state == connection_state::connected;
  if (x.connection == settings_.server) {
    is_served_ = is_there;
    if (is_there)
      send(mirror_->all());
  }
  if (x.connection != settings_.client || is_there == is_connected_)
    return;
  is_connected_ = is_there;
  if (is_there)
    served();
  else
    lost();
}

/// The device is there: everything is read.
void iec61850_bridge_state::served() {
  mirror_->connected();
  for (auto i = std::size_t{0}; i < mirror_->size(); ++i)
    queue(i);
  if (settings_.poll_interval > duration{})
    poll_at_ = now_of(self_) + settings_.poll_interval;
  read_next();
  wake();
}

void iec61850_bridge_state::lost() {
  ++epoch_;
  to_read_.clear();
  failed_.clear();
  is_queued_.assign(is_queued_.size(), false);
  is_reading_ = false;
  poll_at_ = retry_at_ = never;
  selected_.clear();
  begins_.clear();
  show(mirror_->lost());
}

// ---- from the device to the server ------------------------------------------

/// Changes go to the server one by one, so that each is an event of its own; only where
/// it does not keep up they are put together.
void iec61850_bridge_state::show(mirror::ref_values x) {
  if (x.empty() || !is_served_) // one that starts is told everything
    return;
  if (shown_out_ < most_shown_out)
    return send(std::move(x));
  for (auto& one : x) {
    auto [at, is_new] = waiting_by_ref_.emplace(one.ref, waiting_.size());
    if (is_new)
      waiting_.push_back(std::move(one));
    else
      waiting_[at->second].to = std::move(one.to);
  }
}

void iec61850_bridge_state::send(mirror::ref_values x) {
  auto to = write_refs{};
  auto refs = std::vector<std::string>{};
  for (auto& one : x) {
    refs.push_back(one.ref);
    to.writes.push_back({std::move(one.ref), std::move(one.to)});
  }
  ++shown_out_;
  auto next = [this] {
    --shown_out_;
    waiting_by_ref_.clear();
    if (!waiting_.empty())
      send(std::exchange(waiting_, {}));
  };
  self_->request(model_, caf::infinite, std::move(to))
    .then(
      [this, next, refs = std::move(refs)](const points_written& got) {
        for (auto i = std::size_t{0}; i < got.done.size(); ++i)
          if (got.done[i] || got.done[i].error().code != errc::not_connected)
            warn(refs[i], got.done[i] ? std::string{} : to_string(got.done[i].error()));
        next();
      },
      [next](const caf::error&) { next(); });
}

batch_taken iec61850_bridge_state::take(const point_batch& x) {
  if (x.table->connection != settings_.client)
    return {};
  if (table_ != x.table) {
    table_ = x.table;
    targets_.clear();
    for (auto& point : table_->points)
      targets_.push_back(mirror_->targets_of(point.ref));
  }
  auto out = mirror::ref_values{};
  for (auto& update : x.updates)
    if (auto& to = targets_[update.point]; !to.empty()) {
      auto news = mirror_->take(to, update.sample, update.why, x.report.get());
      std::ranges::move(news, std::back_inserter(out));
    }
  show(std::move(out));
  read_doubtful();
  return {};
}

void iec61850_bridge_state::read_doubtful() {
  for (auto one : mirror_->take_doubtful())
    queue(one);
  read_next();
}

void iec61850_bridge_state::queue(std::size_t object) {
  if (!is_connected_ || is_queued_[object])
    return;
  is_queued_[object] = true;
  to_read_.push_back(object);
}

/// One batch at a time, of whole objects.
void iec61850_bridge_state::read_next() {
  if (is_reading_ || !is_connected_)
    return;
  auto what = read_refs{{}, rpc::source::device, now_of(self_) + bridge_read_timeout};
  auto places = std::vector<mirror::place>{};
  while (!to_read_.empty() && places.size() < most_bridge_reads) {
    auto object = to_read_.front();
    to_read_.pop_front();
    is_queued_[object] = false;
    for (auto& one : mirror_->begin_read(object)) {
      what.refs.push_back(mirror_->reference(one));
      places.push_back(one);
    }
  }
  if (places.empty())
    return;
  is_reading_ = true;
  auto of = epoch_;
  self_->request(model_, caf::infinite, std::move(what))
    .then(
      [this, of, places](points_read& got) {
        if (of == epoch_)
          take_read(places, got);
      },
      [this, of](const caf::error&) {
        if (of == epoch_)
          is_reading_ = false; // its status is to come
      });
}

void iec61850_bridge_state::take_read(const std::vector<mirror::place>& places,
                                      points_read& got) {
  is_reading_ = false;
  auto news = mirror::ref_values{};
  auto missing = std::vector<std::string>{};
  auto failure = std::string{};
  for (auto i = std::size_t{0}; i < places.size();) {
    auto of_one = std::vector<mirror::place>{};
    auto samples = std::vector<result<sample>>{};
    auto object = places[i].object;
    for (; i < places.size() && places[i].object == object; ++i) {
      of_one.push_back(places[i]);
      samples.push_back(std::move(got.samples[i]));
    }
    auto out = mirror_->take_read(of_one, std::move(samples));
    std::ranges::move(out.writes, std::back_inserter(news));
    std::ranges::move(out.missing, std::back_inserter(missing));
    // Of a device that is lost its status is to come.
    if (out.failed && out.failed->code != errc::not_connected) {
      failure = mirror_->reference(of_one.front()) + ": " + to_string(*out.failed);
      failed_.push_back(object);
      retry_at_ = std::min(retry_at_, now_of(self_) + bridge_retry);
    }
  }
  warn("read", failure);
  if (!missing.empty())
    log::warning("gateway." + settings_.name,
                 "the device has not: " + first_refs(missing));
  show(std::move(news));
  read_doubtful();
  wake();
}

void iec61850_bridge_state::tick() {
  alarm_.fired();
  auto now = now_of(self_);
  if (now >= retry_at_) {
    retry_at_ = never;
    for (auto one : std::exchange(failed_, {}))
      queue(one);
  }
  if (now >= poll_at_) {
    poll_at_ = now + settings_.poll_interval;
    if (to_read_.empty() && !is_reading_) // one that is late is left out
      for (auto i = std::size_t{0}; i < mirror_->size(); ++i)
        if (mirror_->is_of_process(i))
          queue(i);
  }
  auto late = std::vector<std::string>{};
  for (auto& [id, x] : commands_)
    if (now >= x.decide_by && !x.how.is_answered())
      late.push_back(id);
  for (auto& id : late) {
    auto& x = commands_.at(id);
    x.how.late();
    answer(x);
  }
  read_next();
  wake();
}

void iec61850_bridge_state::wake() {
  auto next = std::min(poll_at_, retry_at_);
  for (auto& [id, x] : commands_)
    if (!x.how.is_answered())
      next = std::min(next, x.decide_by);
  if (next != never)
    alarm_.set(self_, next);
}

// ---- writes of the server's clients -----------------------------------------

void iec61850_bridge_state::write(mirror::client_write x) {
  if (to_write_.size() >= most_client_writes) {
    warn("writes", "more than the device takes: some are not done");
    mirror_->written(x.object);
    show(mirror_->restore(x.object));
    queue(x.object);
    return read_next();
  }
  to_write_.push_back(std::move(x));
  if (to_write_.size() == 1)
    write_next();
}

/// One at a time: they come to the device in the order of the clients.
void iec61850_bridge_state::write_next() {
  if (to_write_.empty())
    return warn("writes", {});
  auto& x = to_write_.front();
  auto what = write_refs{{}, now_of(self_) + client_write_timeout};
  auto refs = std::vector<std::string>{};
  for (auto& one : x.writes) {
    refs.push_back(one.ref);
    what.writes.push_back({one.ref, one.to});
  }
  auto object = x.object;
  self_->request(model_, caf::infinite, std::move(what))
    .then(
      [this, object, refs](const points_written& got) {
        auto failed = std::vector<std::string>{};
        for (auto i = std::size_t{0}; i < got.done.size(); ++i)
          if (!got.done[i])
            failed.push_back("write " + refs[i] + ": "
                             + to_string(got.done[i].error()));
        take_written(object, failed);
      },
      [this, object](const caf::error& why) {
        take_written(object, {"write: " + caf::to_string(why)});
      });
}

/// Whether it was done or not, the device says what it has now.
void iec61850_bridge_state::take_written(std::size_t object,
                                         const std::vector<std::string>& failed) {
  to_write_.pop_front();
  mirror_->written(object);
  for (auto& one : failed)
    log::warning("gateway." + settings_.name,
                 one + ": the server shows what was before");
  if (!failed.empty())
    show(mirror_->restore(object));
  queue(object);
  read_next();
  write_next();
}

bridge_actor::behavior_type
iec61850_bridge(bridge_actor::stateful_pointer<iec61850_bridge_state> self,
                data_model_actor model, iec61850_bridge_settings settings) {
  if (!self->state.start(self, std::move(model), std::move(settings)))
    return bridge_actor::behavior_type::make_empty_behavior();
  return {
    [self](const point_batch_ptr& x) { return self->state.take(*x); },
    [self](const connection_status& x) { self->state.changed(x); },
    [self](const command_ptr& x) { self->state.commanded(x); },
    [self](const command_stepped& x) { self->state.stepped(x); },
    [self](tick) { self->state.tick(); },
  };
}

} // namespace bus
