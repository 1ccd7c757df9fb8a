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

// ---- commands of the server's clients ---------------------------------------

void iec61850_bridge_state::commanded(const command_ptr& x) {
  if (x->action == "write") {
    if (auto what = mirror_->begin_write(x->ref, x->value))
      write(std::move(*what));
    return;
  }
  auto to = mirror_->command_of(x->ref);
  if (!to)
    return; // another process decides it
  log::info("gateway." + settings_.name,
            x->action + ' ' + x->ref + " of " + x->origin_identity);
  if (!is_connected_)
    return reply(*x, {false, "blocked-by-health"});
  // Before the server refuses by itself.
  auto decide_by = now_of(self_) + settings_.decision_timeout * 9 / 10;
  auto is_operate = x->action == "operate";
  auto [at, is_new] = commands_.try_emplace(
    x->id, running{x, std::move(*to), relayed_command{is_operate}, decide_by});
  if (!is_new)
    return;
  if (is_operate)
    operate(at->second);
  else if (x->action == "select")
    select(at->second);
  else
    cancel(at->second);
  wake();
}

/// Selected at the device where that is its model; a device that has none is there.
void iec61850_bridge_state::select(running& x) {
  auto model = x.to.object + ".ctlModel[CF]";
  auto what = read_refs{{model}, rpc::source::device, x.decide_by};
  auto id = x.what->id;
  auto by_model = [this, id](const result<std::int64_t>& model_of_it) {
    auto found = commands_.find(id);
    if (found == commands_.end())
      return;
    auto& now = found->second;
    auto kind = model_of_it ? static_cast<iec61850::ctl_model>(*model_of_it)
                            : iec61850::ctl_model::status_only;
    if (!model_of_it || kind == iec61850::ctl_model::status_only) {
      auto why = model_of_it ? error{errc::unsupported, now.to.object, "status-only"}
                             : model_of_it.error();
      now.how.answered(tl::make_unexpected(refusal{std::move(why)}));
    } else if (!iec61850::selects(kind)) {
      now.how.answered(value{});
    } else {
      using what_kind = action::control::kind;
      auto then_select = [this](running& y, const action_result&) {
        if (y.how.is_answered())
          return; // too late
        control(y, what_kind::select, y.decide_by,
                [this](running& z, const action_result& how) {
                  if (how)
                    selected_.insert(z.to.object);
                  z.how.answered(how);
                });
      };
      // A selection that no client has any more stands in its way.
      if (selected_.erase(now.to.object) > 0)
        return control(now, what_kind::cancel, now.decide_by, then_select);
      return then_select(now, value{});
    }
    answer(now);
    ended(id);
  };
  self_->request(model_, caf::infinite, std::move(what))
    .then(
      [by_model](const points_read& got) {
        auto& first = got.samples.front();
        if (!first)
          return by_model(tl::make_unexpected(first.error()));
        auto number = to_number(first->value);
        if (!number)
          return by_model(tl::make_unexpected(number.error()));
        by_model(static_cast<std::int64_t>(*number));
      },
      [by_model](const caf::error&) {
        by_model(fail(errc::not_connected, "gateway"));
      });
}

/// The device's own control model is done, in whole where nothing was selected before.
void iec61850_bridge_state::operate(running& x) {
  auto& of = *x.what;
  auto longest = std::max(settings_.oper_timeout, x.to.oper_timeout);
  auto deadline = x.decide_by + longest;
  auto begins = of.time.value_or(utc_time{});
  if (auto now = utc_time::now(); begins.ns > now.ns) {
    deadline += duration{begins.ns - now.ns};
    begins_[x.to.object] = begins;
  }
  control(x, action::control::kind::operate, deadline,
          [this](running& y, const action_result& how) {
            y.how.answered(how);
            if (!how)
              begins_.erase(y.to.object);
            // What became of it, also where no report tells.
            for (auto one : y.to.status)
              queue(one);
            read_next();
          });
}

/// What the device knows nothing of, the server cancels alone.
void iec61850_bridge_state::cancel(running& x) {
  auto begins = begins_.extract(x.to.object);
  auto waits = begins && begins.mapped().ns > utc_time::now().ns;
  if (selected_.erase(x.to.object) == 0 && !waits) {
    x.how.answered(value{});
    answer(x);
    return ended(std::string{x.what->id});
  }
  control(x, action::control::kind::cancel, x.decide_by,
          [](running& y, const action_result& how) { y.how.answered(how); });
}

/// Asks the device once; `done` is not called where the command is no longer known.
void iec61850_bridge_state::control(
  running& x, action::control::kind what, time_point deadline,
  std::function<void(running&, const action_result&)> done) {
  auto& of = *x.what;
  auto to = action::control{};
  to.what = what;
  to.value = of.value;
  to.origin_category = of.origin_category;
  to.origin_identity = std::string(of.origin_octets.begin(), of.origin_octets.end());
  to.test = of.test;
  to.synchro_check = of.synchro_check;
  to.interlock_check = of.interlock_check;
  to.time = of.time;
  to.issued = of.issued;
  if (what == action::control::kind::operate) {
    to.is_selected = selected_.erase(x.to.object) > 0;
    to.stepped = [self = bridge_actor{self_}, id = of.id](const std::string& step) {
      caf::anon_send(self, command_stepped{id, step});
    };
  }
  auto take = [this, id = of.id, done](const action_result& how) {
    auto found = commands_.find(id);
    if (found == commands_.end())
      return;
    auto& now = found->second;
    done(now, how);
    answer(now);
    if (now.how.is_answered())
      ended(id);
  };
  self_
    ->request(model_, caf::infinite, act_on_ref{x.to.object, std::move(to), deadline})
    .then([take](const acted& got) { take(got.how); },
          [take](const caf::error&) {
            take(tl::make_unexpected(refusal{{errc::not_connected, "gateway"}}));
          });
}

void iec61850_bridge_state::stepped(const command_stepped& x) {
  auto found = commands_.find(x.id);
  if (found == commands_.end())
    return;
  found->second.how.stepped(x.step);
  answer(found->second);
}

/// Tells the server what there is to tell.
void iec61850_bridge_state::answer(running& x) {
  auto& of = *x.what;
  if (auto verdict = x.how.take_reply())
    reply(of, *verdict);
  if (auto verdict = x.how.take_end())
    act(act_on_ref{of.ref, action::end{verdict->ok, verdict->add_cause}});
}

void iec61850_bridge_state::ended(const std::string& id) {
  auto found = commands_.find(id);
  if (found == commands_.end())
    return;
  if (found->second.how.is_contrary())
    log::error("gateway." + settings_.name,
               found->second.what->ref
                 + ": the device did a command that was refused for want of an answer");
  commands_.erase(found);
}

void iec61850_bridge_state::reply(const command& to,
                                  const relayed_command::verdict& how) {
  log::info("gateway." + settings_.name,
            to.action + ' ' + to.ref + (how.ok ? ": accepted" : ": " + how.add_cause));
  auto colon = to.id.find(':');
  act(act_on_ref{to.id, action::reply{to.id.substr(colon + 1), how.ok, how.add_cause,
                                      how.tells_end}});
}

void iec61850_bridge_state::act(act_on_ref x) {
  self_->request(model_, caf::infinite, std::move(x))
    .then([](const acted&) {}, [](const caf::error&) {});
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
