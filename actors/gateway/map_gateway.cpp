#include "actors/gateway/map_gateway.hpp"

#include "actors/log/log.hpp"

namespace bus {

namespace {

constexpr auto most_events_kept = std::size_t{100'000}; ///< of each server
constexpr auto most_mapped_writes = std::size_t{1'000}; ///< at once
constexpr auto map_retry = std::chrono::seconds{1};

std::string connection_in(const std::string& ref) {
  return ref.substr(0, ref.find(':'));
}

template <class Rule>
conversion conversion_of(const Rule& x) {
  return {x.scale, x.offset, x.type, x.least, x.most};
}

std::vector<value_queue::rule> queue_rules(const map_settings& x) {
  auto out = std::vector<value_queue::rule>{};
  for (auto& one : x.values) {
    auto has_attributes = !one.quality.empty() || !one.time.empty();
    auto kind = has_attributes ? map_target::iec61850 : one.kind;
    out.push_back({one.to, kind, one.quality, one.time, conversion_of(one)});
  }
  return out;
}

} // namespace

void map_gateway_state::start(pointer self, data_model_actor model, map_settings x) {
  self_ = self;
  model_ = std::move(model);
  settings_ = std::move(x);
  queue_.emplace(queue_rules(settings_), most_events_kept);
  for (auto i = std::size_t{0}; i < settings_.values.size(); ++i) {
    auto& rule = settings_.values[i];
    auto from = connection_in(rule.from), to = connection_in(rule.to);
    for (auto& point : points_telling(rule.from))
      by_ref_.emplace(point.ref, told_rule{i, point.part});
    sources_[from].shown.insert(to);
    sides_[from], sides_[to];
  }
  for (auto& rule : settings_.commands)
    sides_[connection_in(rule.from)], sides_[connection_in(rule.to)];
  self_->send(model_, add_listener{listener_actor{self_}});
  ask_states();
}

/// What is known is copied also where its connection is lost: the servers show it so.
void map_gateway_state::ask_states() {
  self_->request(model_, caf::infinite, ask_status{})
    .then([this](const status_told& told) {
      for (auto& one : told.connections)
        if (auto found = sides_.find(one.status.connection); found != sides_.end()) {
          found->second.state = one.status.state;
          found->second.since = one.status.since;
          queue_->server(found->first, one.status.state);
        }
      for (auto& [connection, from] : sources_)
        copy(connection);
    });
}

void map_gateway_state::warn(const std::string& about, const std::string& text) {
  if (text.empty())
    warned_.erase(about);
  else if (warned_.insert(about).second)
    log::warning("gateway." + settings_.name, about + ": " + text);
}

// ---- what is told -----------------------------------------------------------

void map_gateway_state::changed(const connection_status& x) {
  auto found = sides_.find(x.connection);
  if (found == sides_.end())
    return;
  auto& one = found->second;
  auto is_new = x.state == connection_state::connected
                && (one.state != x.state || one.since != x.since);
  one.state = x.state;
  one.since = x.since;
  queue_->server(x.connection, x.state);
  if (is_new) {
    tell_lost(x.connection, one);
    queue_->forget(x.connection);
    forget_commands(x.connection);
    copy_all_of(x.connection);
  }
  send();
}

void map_gateway_state::copy_all_of(const std::string& one) {
  for (auto& [connection, from] : sources_)
    if (connection == one || from.shown.contains(one))
      copy(connection);
}

void map_gateway_state::copy(const std::string& connection) {
  self_->request(model_, caf::infinite, take_snapshot{connection + ':'})
    .then([this](const snapshot_taken& got) {
      for (auto i = std::size_t{0}; i < got.refs.size(); ++i) {
        auto [rule, end] = by_ref_.equal_range(got.refs[i]);
        for (; rule != end; ++rule)
          offer(rule->second, got.samples[i], 0);
      }
      send();
    });
}

void map_gateway_state::learn(source& from, const point_table_ptr& table) {
  from.table = table;
  from.rules.clear();
  for (auto point = std::uint32_t{0}; point < table->points.size(); ++point) {
    auto [rule, end] = by_ref_.equal_range(table->points[point].ref);
    for (; rule != end; ++rule)
      from.rules.emplace(point, rule->second);
  }
}

batch_taken map_gateway_state::take(const point_batch& x) {
  auto found = sources_.find(x.table->connection);
  if (found == sources_.end())
    return {};
  auto& from = found->second;
  if (from.table != x.table)
    learn(from, x.table);
  for (auto& update : x.updates) {
    auto [rule, end] = from.rules.equal_range(update.point);
    for (; rule != end; ++rule)
      offer(rule->second, update.sample, update.why);
  }
  count_lost();
  send();
  return {};
}

void map_gateway_state::offer(const told_rule& which, const sample& x, reasons why) {
  auto told = part(x, which.part);
  if (!told) // it has no value yet
    return;
  auto& rule = settings_.values[which.rule];
  queue_->take(which.rule, *told, why);
  warn(rule.from, queue_->fits(which.rule) ? "" : "no value for " + rule.to);
}

// ---- to the servers ---------------------------------------------------------

void map_gateway_state::send() {
  if (is_writing_)
    return;
  auto what = write_refs{queue_->next(most_mapped_writes)};
  if (what.writes.empty())
    return;
  is_writing_ = true;
  auto refs = std::vector<std::string>{};
  for (auto& one : what.writes)
    refs.push_back(one.ref);
  self_->request(model_, caf::infinite, std::move(what))
    .then([this, refs](const points_written& got) { take_written(refs, got.done); },
          [this, refs](const caf::error&) {
            take_written(refs, {refs.size(), fail(errc::not_connected, "gateway")});
          });
}

void map_gateway_state::take_written(const std::vector<std::string>& refs,
                                     const std::vector<result<void>>& done) {
  is_writing_ = false;
  for (auto i = std::size_t{0}; i < done.size(); ++i)
    if (done[i] || done[i].error().code != errc::not_connected)
      warn(refs[i], done[i] ? std::string{} : to_string(done[i].error()));
  queue_->written(done);
  if (queue_->is_holding())
    retry_at_ = std::min(retry_at_, now_of(self_) + map_retry);
  send();
  wake();
}

/// Told when it begins; how many there were, when the server is there again.
void map_gateway_state::count_lost() {
  for (auto& [server, count] : queue_->take_dropped()) {
    auto& of = sides_[server];
    if (of.lost == 0)
      log::error("gateway." + settings_.name,
                 server + " does not take its events: of more than "
                   + std::to_string(most_events_kept) + " the oldest are dropped");
    of.lost += count;
  }
}

void map_gateway_state::tell_lost(const std::string& server, side& of) {
  if (of.lost > 0)
    log::error("gateway." + settings_.name,
               std::to_string(of.lost) + " events for " + server + " were dropped");
  of.lost = 0;
}

void map_gateway_state::tick() {
  alarm_.fired();
  auto now = now_of(self_);
  if (now >= retry_at_) {
    retry_at_ = never;
    queue_->retry();
    send();
  }
  for (auto& [number, x] : commands_)
    if (now >= x.decide_by && !x.how.is_answered()) {
      x.how.late();
      answer(x);
    }
  wake();
}

void map_gateway_state::wake() {
  auto next = retry_at_;
  for (auto& [number, x] : commands_)
    if (!x.how.is_answered())
      next = std::min(next, x.decide_by);
  if (next != never)
    alarm_.set(self_, next);
}

map_gateway_actor::behavior_type
map_gateway(map_gateway_actor::stateful_pointer<map_gateway_state> self,
            data_model_actor model, map_settings settings) {
  self->state.start(self, std::move(model), std::move(settings));
  return {
    [self](const point_batch_ptr& x) { return self->state.take(*x); },
    [self](const connection_status& x) { self->state.changed(x); },
    [self](const command_ptr& x) { self->state.commanded(x); },
    [self](const command_stepped& x) { self->state.stepped(x); },
    [self](tick) { self->state.tick(); },
  };
}

} // namespace bus
