#include "actors/gateway/modbus61850.hpp"

#include "actors/log/log.hpp"

namespace bus {

void modbus61850_state::start(pointer self, data_model_actor model,
                              gateway_settings x) {
  self_ = self;
  model_ = std::move(model);
  settings_ = std::move(x);
  self_->send(model_, add_listener{listener_actor{self_}});
  copy_all();
}

void modbus61850_state::warn(const std::string& about, const std::string& text) {
  if (text.empty())
    warned_.erase(about);
  else if (warned_.insert(about).second)
    log::warning("gateway." + settings_.name, about + ": " + text);
}

// ---- from the device to the server ------------------------------------------

/// What the bus knows of the device: at the start, and when either side is there
/// again.
void modbus61850_state::copy_all() {
  self_->request(model_, caf::infinite, take_snapshot{settings_.client + ':'})
    .then([this](const snapshot_taken& got) {
      auto by_ref = std::unordered_map<std::string_view, std::size_t>{};
      auto refs = std::vector<std::string>{};
      for (auto i = std::size_t{0}; i < settings_.translations.size(); ++i)
        refs.push_back(settings_.client + ':' + settings_.translations[i].point.name);
      for (auto i = std::size_t{0}; i < refs.size(); ++i)
        by_ref.emplace(refs[i], i);
      auto what = std::vector<std::pair<std::size_t, sample>>{};
      for (auto i = std::size_t{0}; i < got.refs.size(); ++i)
        if (auto found = by_ref.find(got.refs[i]); found != by_ref.end())
          if (settings_.translations[found->second].to_server)
            what.emplace_back(found->second, got.samples[i]);
      copy(std::move(what));
    });
}

void modbus61850_state::copy(std::vector<std::pair<std::size_t, sample>> what) {
  auto to = write_refs{};
  auto add = [&](const std::string& path, value x) {
    if (!path.empty())
      to.writes.push_back({settings_.server + ':' + path, std::move(x)});
  };
  for (auto& [which, from] : what) {
    auto& x = settings_.translations[which];
    auto out = to_attribute(x, from);
    if (out.what)
      add(x.attribute, std::move(*out.what));
    add(x.quality, quality_value(out.quality));
    add(x.time, from.time.ns == 0 ? utc_time::now() : from.time);
  }
  if (to.writes.empty())
    return;
  auto refs = std::vector<std::string>{};
  for (auto& one : to.writes)
    refs.push_back(one.ref);
  self_->request(model_, caf::infinite, std::move(to))
    .then([this, refs = std::move(refs)](const points_written& got) {
      for (auto i = std::size_t{0}; i < got.done.size(); ++i)
        warn(refs[i], got.done[i] ? std::string{} : to_string(got.done[i].error()));
    });
}

batch_taken modbus61850_state::take(const point_batch& x) {
  if (x.table->connection == settings_.server)
    to_device_when_changed(x);
  if (x.table->connection != settings_.client)
    return {};
  if (client_table_ != x.table.get()) {
    client_table_ = x.table.get();
    of_client_.clear();
    for (auto i = std::size_t{0}; i < settings_.translations.size(); ++i) {
      auto ref = settings_.client + ':' + settings_.translations[i].point.name;
      for (auto point = std::uint32_t{0}; point < x.table->points.size(); ++point)
        if (x.table->points[point].ref == ref)
          of_client_.emplace(point, i);
    }
  }
  auto what = std::vector<std::pair<std::size_t, sample>>{};
  for (auto& update : x.updates)
    if (auto found = of_client_.find(update.point); found != of_client_.end())
      if (settings_.translations[found->second].to_server)
        what.emplace_back(found->second, update.sample);
  copy(std::move(what));
  return {};
}

void modbus61850_state::changed(const connection_status& x) {
  if (x.state == connection_state::connected
      && (x.connection == settings_.server || x.connection == settings_.client))
    copy_all();
}

// ---- from the server to the device ------------------------------------------

void modbus61850_state::write_device(std::size_t which, const value& to,
                                     std::function<void(result<void>)> done) {
  auto& x = settings_.translations[which];
  auto converted = to_device(x, to);
  if (!converted)
    return done(tl::make_unexpected(std::move(converted.error())));
  auto what = write_refs{};
  what.writes.push_back({settings_.client + ':' + x.point.name, std::move(*converted)});
  what.deadline = now_of(self_) + std::chrono::seconds{5};
  self_->request(model_, caf::infinite, std::move(what))
    .then([done](points_written& got) { done(std::move(got.done.front())); },
          [done](const caf::error&) { done(fail(errc::not_connected, "gateway")); });
}

/// Attributes that clients or the bus set; what a server begins with is no change.
void modbus61850_state::to_device_when_changed(const point_batch& x) {
  if (server_table_ != x.table.get()) {
    server_table_ = x.table.get();
    of_server_.clear();
    for (auto i = std::size_t{0}; i < settings_.translations.size(); ++i) {
      auto& one = settings_.translations[i];
      if (one.to_server || !one.object.empty())
        continue;
      auto ref = settings_.server + ':' + one.attribute;
      for (auto point = std::uint32_t{0}; point < x.table->points.size(); ++point)
        if (x.table->points[point].ref == ref)
          of_server_.emplace(point, i);
    }
  }
  for (auto& update : x.updates) {
    auto found = of_server_.find(update.point);
    if (found == of_server_.end() || update.why & static_cast<reasons>(reason::initial))
      continue;
    auto about = settings_.translations[found->second].attribute;
    write_device(found->second, update.sample.value, [this, about](result<void> how) {
      warn(about, how ? std::string{} : to_string(how.error()));
    });
  }
}

void modbus61850_state::reply(const command& to, bool accept, const char* add_cause) {
  auto colon = to.id.find(':');
  act(act_on_ref{to.id, action::reply{to.id.substr(colon + 1), accept, add_cause}});
}

/// Where the server told the end itself, by the status, there is nothing to end.
void modbus61850_state::end(const command& of) {
  act(act_on_ref{of.ref, action::end{true, {}}});
}

void modbus61850_state::act(act_on_ref x) {
  self_->request(model_, caf::infinite, std::move(x))
    .then([](const acted&) {}, [](const caf::error&) {});
}

void modbus61850_state::commanded(const command& x) {
  if (x.action == "write" || !x.ref.starts_with(settings_.server + ':'))
    return;
  auto object = std::string_view{x.ref}.substr(settings_.server.size() + 1);
  auto which = std::size_t{0};
  while (which < settings_.translations.size()
         && (settings_.translations[which].object != object
             || settings_.translations[which].to_server))
    ++which;
  if (which == settings_.translations.size())
    return;   // another process decides it
  if (x.test) // nothing of a test reaches the device
    return reply(x, false, "blocked-by-mode");
  if (x.action != "operate")
    return reply(x, true, "");
  write_device(which, x.value, [this, x](result<void> how) {
    if (!how) {
      log::warning("gateway." + settings_.name, x.ref + ": " + to_string(how.error()));
      return reply(x, false,
                   how.error().code == errc::timeout ? "time-limit-over"
                                                     : "blocked-by-process");
    }
    reply(x, true, "");
    end(x); // the device has done it
  });
}

gateway_actor::behavior_type
modbus61850(gateway_actor::stateful_pointer<modbus61850_state> self,
            data_model_actor model, gateway_settings settings) {
  self->state.start(self, std::move(model), std::move(settings));
  return {
    [self](const point_batch_ptr& x) { return self->state.take(*x); },
    [self](const connection_status& x) { self->state.changed(x); },
    [self](const command_ptr& x) { self->state.commanded(*x); },
  };
}

} // namespace bus
