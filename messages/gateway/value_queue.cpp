#include "messages/gateway/value_queue.hpp"

#include "messages/gateway/translation.hpp"

namespace bus {

namespace {

bool has(reasons why, reason x) {
  return (why & static_cast<reasons>(x)) != 0;
}

std::string server_in(const std::string& ref) {
  return ref.substr(0, ref.find(':'));
}

} // namespace

value_queue::value_queue(std::vector<rule> rules, std::size_t most_events)
  : rules_{std::move(rules)},
    states_(rules_.size()),
    most_events_{most_events} {
  for (auto& one : rules_)
    server_of_.push_back(&servers_[server_in(one.to)]);
}

/// What was told again is none, nor what the target does not show. One that is there
/// twice without a difference (a fleeting indication) says so by its reason and time.
bool value_queue::is_event(const rule_state& x, const sample& told, const converted& to,
                           reasons why) const {
  if (!x.quality || to.quality != *x.quality)
    return true;
  auto is_same = same(told.value, x.told.value);
  if (is_same && told.time == x.told.time)
    return false;
  if (to.what && !(x.shown && same(*to.what, *x.shown)))
    return true;
  return has(why, reason::data_update) || (is_same && has(why, reason::data_change));
}

void value_queue::take(std::size_t which, const sample& x, reasons why) {
  auto to = convert(rules_[which].how, x);
  auto& now = states_[which];
  now.fits = to.fits;
  if (rules_[which].kind == map_target::iec104) {
    if (is_event(now, x, to, why))
      push(which, std::move(to), x.time);
  } else {
    now.quality = to.quality;
    if (to.what)
      now.shown = std::move(to.what);
    if (!std::exchange(now.is_waiting, true))
      waiting_.push_back(which);
  }
  now.told = x;
}

/// An event has a value: where none is known for the target, its last one.
void value_queue::push(std::size_t which, converted to, const utc_time& time) {
  auto& now = states_[which];
  if (to.what)
    now.shown = std::move(to.what);
  if (!now.shown)
    return;
  now.quality = to.quality;
  auto at = time.ns == 0 ? std::nullopt : std::optional{time};
  keep(*server_of_[which], {which, {rules_[which].to, *now.shown, to.quality, at}});
}

void value_queue::keep(target_server& of, event x) {
  if (of.state == connection_state::disabled)
    return;
  if (of.events.size() >= most_events_) {
    of.events.pop_front();
    ++of.dropped;
  }
  of.events.push_back(std::move(x));
}

void value_queue::server(const std::string& name, connection_state x) {
  auto found = servers_.find(name);
  if (found == servers_.end())
    return;
  found->second.state = x;
  found->second.is_held = false;
  if (x == connection_state::disabled)
    found->second.events.clear();
}

void value_queue::forget(const std::string& server) {
  auto found = servers_.find(server);
  if (found == servers_.end())
    return;
  for (auto i = std::size_t{0}; i < rules_.size(); ++i)
    if (server_of_[i] == &found->second)
      states_[i].quality = std::nullopt;
  // What waits will be told to it.
  for (auto& one : found->second.events)
    states_[one.rule].quality = one.what.quality;
}

std::vector<rpc::write_request::item> value_queue::next(std::size_t most) {
  auto out = std::vector<item>{};
  if (!given_.empty())
    return out;
  for (auto& [name, to] : servers_)
    while (to.takes() && !to.events.empty() && out.size() < most) {
      out.push_back(to.events.front().what);
      given_.push_back(std::move(to.events.front()));
      to.events.pop_front();
    }
  for (auto count = std::size_t{0}; count < most && !waiting_.empty(); ++count) {
    auto which = waiting_.front();
    waiting_.pop_front();
    states_[which].is_waiting = false;
    if (server_of_[which]->takes())
      add_values(which, out);
  }
  given_.resize(out.size());
  return out;
}

void value_queue::add_values(std::size_t which, std::vector<item>& to) {
  auto& of = rules_[which];
  auto& now = states_[which];
  auto add = [&](const std::string& ref, value x) {
    if (!ref.empty())
      to.push_back({ref, std::move(x)});
  };
  if (now.shown)
    add(of.to, *now.shown);
  if (of.kind == map_target::mms)
    return;
  add(of.quality, quality_value(now.quality.value_or(quality{})));
  add(of.time, now.told.time.ns == 0 ? utc_time::now() : now.told.time);
}

void value_queue::written(const std::vector<result<void>>& done) {
  auto given = std::exchange(given_, {});
  for (auto i = given.size(); i-- > 0;) {
    auto is_lost =
      i < done.size() && !done[i] && done[i].error().code == errc::not_connected;
    if (!given[i] || !is_lost)
      continue;
    auto& to = *server_of_[given[i]->rule];
    to.is_held = true;
    if (to.state != connection_state::disabled)
      to.events.push_front(std::move(*given[i]));
  }
}

void value_queue::retry() {
  for (auto& [name, one] : servers_)
    one.is_held = false;
}

bool value_queue::is_holding() const {
  for (auto& [name, one] : servers_)
    if (one.is_held && !one.events.empty())
      return true;
  return false;
}

std::map<std::string, std::uint64_t> value_queue::take_dropped() {
  auto out = std::map<std::string, std::uint64_t>{};
  for (auto& [name, one] : servers_)
    if (one.dropped != 0)
      out[name] = std::exchange(one.dropped, 0);
  return out;
}

} // namespace bus
