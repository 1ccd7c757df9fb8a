#include "messages/iec104/station.hpp"

#include "messages/iec104/codec.hpp"
#include "messages/iec104/point.hpp"

#include <algorithm>
#include <cmath>
#include <tuple>

namespace bus::iec104 {

namespace {

/// The name of a group that came by itself: its client's address.
std::string to_text(const bytes& x) {
  auto out = std::string{};
  auto first =
    x.size() == 16
        && std::all_of(x.begin(), x.begin() + 10, [](auto y) { return y == 0; })
        && x[10] == 0xff && x[11] == 0xff
      ? std::size_t{12} // an IPv4 address in an IPv6 one
      : std::size_t{0};
  if (x.size() - first == 4) {
    for (auto i = first; i < x.size(); ++i)
      out += (i > first ? "." : "") + std::to_string(x[i]);
    return out;
  }
  for (auto i = std::size_t{0}; i < x.size(); ++i)
    out += (i > 0 && i % 2 == 0 ? ":" : "") + to_hex(byte_view{x}.subspan(i, 1));
  return out;
}

auto unfit(const address& at, std::string what) {
  return fail(errc::invalid_value, to_string(at), std::move(what));
}

bool is_whole(type_id x) {
  auto type = without_time(x);
  return type == type_id::m_me_nb_1 || type == type_id::m_it_na_1
         || type == type_id::m_st_na_1;
}

result<time_tag> tag_of(type_id type, const utc_time& at, const zone& of) {
  auto none = make_object(type);
  if (none && std::holds_alternative<cp24time2a>(none->time))
    return time_tag{to_cp24(at, of.ahead)};
  if (none && std::holds_alternative<cp56time2a>(none->time))
    return to_cp56(at, of).map([](auto x) { return time_tag{x}; });
  return time_tag{};
}

} // namespace

// ---- what is there ----------------------------------------------------------

result<station> station::make(station_description of, station_settings how) {
  auto out = station{};
  out.description_ = std::move(of);
  out.settings_ = how;
  if (auto fits = out.check(); !fits)
    return tl::make_unexpected(std::move(fits.error()));
  out.make_order();
  for (auto& one : out.description_.groups)
    out.make_group(one.name, one.clients, true);
  return out;
}

result<void> station::check() {
  auto& points = description_.points;
  for (auto i = std::size_t{0}; i < points.size(); ++i) {
    auto& x = points[i];
    if (!by_address_.emplace(x.at, i).second)
      return unfit(x.at, "it is there twice");
    if (x.at.object == 0 || x.at.object > largest_object_address)
      return unfit(x.at, "no object address");
    if ((x.type && !is_monitored(*x.type))
        || (x.command && !is_point_command(*x.command)) || (!x.type && !x.command))
      return unfit(x.at, "its type");
    if (x.scale == 0)
      return unfit(x.at, "its scale");
    if (std::ranges::find(common_addresses_, x.at.common) == common_addresses_.end())
      common_addresses_.push_back(x.at.common);
  }
  for (auto& x : points)
    if (x.feedback) {
      auto shows = find(*x.feedback);
      if (!shows || !points[*shows].type)
        return unfit(x.at, "no feedback at " + to_string(*x.feedback));
    }
  std::ranges::sort(common_addresses_);
  return {};
}

void station::make_order() {
  auto& points = description_.points;
  values_.resize(points.size());
  told_.resize(points.size());
  is_changed_.resize(points.size());
  for (auto i = std::size_t{0}; i < points.size(); ++i) {
    if (!points[i].type)
      continue;
    order_.push_back(i);
    if (is_total(*points[i].type))
      totals_.emplace(i, total_state{});
    if (points[i].cycle > duration{})
      cycles_.emplace_back(i, time_point{});
  }
  auto key = [&](std::size_t i) {
    auto& x = points[i];
    return std::tuple{x.at.common, without_time(*x.type), x.at.object};
  };
  std::ranges::sort(order_, {}, key);
  place_.resize(points.size());
  for (auto i = std::size_t{0}; i < order_.size(); ++i)
    place_[order_[i]] = i;
}

std::optional<std::size_t> station::find(const address& at) const {
  auto found = by_address_.find(at);
  return found == by_address_.end() ? std::nullopt : std::optional{found->second};
}

std::vector<std::size_t> station::take_changes() {
  for (auto point : changes_)
    is_changed_[point] = false;
  return std::exchange(changes_, {});
}

std::optional<station_event> station::next_event() {
  if (events_.empty())
    return std::nullopt;
  auto out = std::move(events_.front());
  events_.pop_front();
  return out;
}

// ---- the process ------------------------------------------------------------

/// A value as the point's type has it.
result<element> station::element_of(std::size_t point, const sample& x) const {
  auto& of = description_.points[point];
  auto raw = x.value;
  if (auto total = totals_.find(point);
      total != totals_.end() && total->second.base != 0 && is_number(raw))
    raw = *to_number(raw) - static_cast<double>(total->second.base);
  if ((of.scale != 1 || of.offset != 0) && is_number(raw)) {
    auto number = (*to_number(raw) - of.offset) / of.scale;
    raw = is_whole(*of.type) ? std::round(number) : number;
  }
  auto out = to_element(*of.type, raw, x.quality);
  if (auto* counter = out ? std::get_if<integrated_total>(&*out) : nullptr)
    counter->sequence = totals_.at(point).sequence & 0x1f;
  return out;
}

/// As it is told when it is asked for; what never was set is neither valid nor topical.
element station::shown(std::size_t point) const {
  auto& last = values_[point];
  auto total = totals_.find(point);
  auto& from =
    total != totals_.end() && total->second.frozen ? *total->second.frozen : last;
  auto out = std::holds_alternative<std::monostate>(last.value)
               ? result<element>{fail(errc::not_found, "")}
               : element_of(point, from);
  if (out)
    return *out;
  auto none = make_object(*description_.points[point].type)->element;
  set_quality(none, quality::make(validity::invalid, quality::old_data));
  return none;
}

bool station::is_news(std::size_t point, const sample& x, const sample& before) {
  if (x.quality != before.quality)
    return true;
  auto band = description_.points[point].deadband;
  if (band <= 0 || !is_number(x.value) || !is_number(told_[point]))
    return !same(x.value, before.value);
  auto moved = std::abs(*to_number(x.value) - *to_number(told_[point]));
  return !(moved <= band);
}

result<void> station::set(const written& x, const moment& now) {
  return set(x, now, cause::spontaneous);
}

result<void> station::set(const written& x, const moment& now, cause why) {
  if (x.point >= values_.size() || !description_.points[x.point].type)
    return fail(errc::rejected, "iec104.point", "it is commanded only");
  auto& of = description_.points[x.point];
  auto to = sample{x.to, x.quality.value_or(quality::good()), x.time.value_or(now.utc)};
  auto what = element_of(x.point, to);
  if (!what)
    return tl::make_unexpected(std::move(what.error()));
  // As clients see it, so that a position is one whatever it was written as.
  if (of.scale == 1 && of.offset == 0 && !totals_.contains(x.point))
    to.value = to_value(*what).value_or(std::move(to.value));
  if (auto tag = tag_of(*of.type, to.time, settings_.zone); !tag)
    return tl::make_unexpected(std::move(tag.error()));
  auto before = std::exchange(values_[x.point], std::move(to));
  auto& after = values_[x.point];
  auto is_told = is_news(x.point, after, before);
  if ((is_told || !same(after.value, before.value) || x.time)
      && !is_changed_[x.point]) {
    is_changed_[x.point] = true;
    changes_.push_back(x.point);
  }
  if (of.spontaneous && (is_told || x.time)) {
    if (of.deadband > 0)
      told_[x.point] = after.value;
    tell_event(x.point, *what, after, why);
  }
  end_shown(x.point);
  return {};
}

void station::tell_event(std::size_t point, const element& x, const sample& from,
                         cause why) {
  auto& of = description_.points[point];
  for (auto& [id, one] : commands_) {
    if (one.is_accepted && one.point != no_point
        && description_.points[one.point].feedback == of.at)
      why = cause::return_remote;
  }
  auto what =
    buffered_event{*of.type,
                   of.at.common,
                   why,
                   from.quality.has(quality::test),
                   {of.at.object, x, *tag_of(*of.type, from.time, settings_.zone)}};
  for (auto& group : groups_) {
    if (!group->buffer.add(what))
      continue;
    if (group->lost++ == 0) // the rest is told once it was emptied
      events_.push_back(events_lost{group->name, 1});
  }
}

// ---- connections ------------------------------------------------------------

void station::make_group(std::string name, std::vector<bytes> clients,
                         bool is_configured) {
  auto made = std::make_unique<group_state>();
  made->name = std::move(name);
  made->clients = std::move(clients);
  made->buffer = event_buffer{settings_.buffer};
  made->is_configured = is_configured;
  groups_.push_back(std::move(made));
}

bool station::restore_group(const std::string& name) {
  auto is_it = [&](auto& x) { return x->name == name; };
  if (std::ranges::any_of(groups_, is_it))
    return true;
  if (groups_.size() >= settings_.most_groups)
    return false;
  make_group(name, {}, false);
  return true;
}

std::vector<std::pair<std::string, event_buffer*>> station::buffers() {
  auto out = std::vector<std::pair<std::string, event_buffer*>>{};
  for (auto& x : groups_)
    out.emplace_back(x->name, &x->buffer);
  return out;
}

std::vector<std::pair<std::string, std::size_t>> station::waiting_events() const {
  auto out = std::vector<std::pair<std::string, std::size_t>>{};
  for (auto& x : groups_)
    out.emplace_back(x->name, x->buffer.size());
  return out;
}

/// The configured group of an address, else the one that is only for it.
std::optional<std::size_t> station::group_for(const bytes& address) {
  auto name = to_text(address);
  auto number_of = [&](auto predicate) -> std::optional<std::size_t> {
    auto found = std::ranges::find_if(groups_, predicate);
    if (found == groups_.end())
      return std::nullopt;
    return static_cast<std::size_t>(found - groups_.begin());
  };
  auto is_named = [&](auto& x) {
    return std::ranges::any_of(x->clients,
                               [&](auto& client) { return to_text(client) == name; });
  };
  if (auto configured = number_of(is_named))
    return configured;
  if (auto any =
        number_of([](auto& x) { return x->is_configured && x->clients.empty(); }))
    return any;
  if (auto known = number_of([&](auto& x) { return x->name == name; }))
    return known;
  if (!restore_group(name))
    return std::nullopt;
  return groups_.size() - 1;
}

bool station::opened(std::uint64_t number, const bytes& address) {
  auto of = group_for(address);
  if (!of) {
    events_.push_back(
      remark{"a connection of " + to_text(address) + " is not taken: there are "
             + std::to_string(groups_.size()) + " groups of clients already"});
    return false;
  }
  peers_[number].group = *of;
  ++groups_[*of]->peers;
  return true;
}

void station::closed(std::uint64_t number) {
  auto found = peers_.find(number);
  if (found == peers_.end())
    return;
  stopped(number);
  --groups_[found->second.group]->peers;
  peers_.erase(found);
}

void station::started(std::uint64_t number) {
  auto found = peers_.find(number);
  if (found == peers_.end())
    return;
  auto& group = *groups_[found->second.group];
  if (group.active && *group.active != number) {
    auto other = *group.active;
    stopped(other);
    events_.push_back(deactivated{other});
  }
  group.active = number;
  found->second.is_started = true;
  if (std::exchange(group.is_initialized, true))
    return;
  for (auto common : common_addresses_) {
    auto told = asdu{{.type = type_id::m_ei_na_1,
                      .cause = cause::initialized,
                      .common_address = common},
                     {{0, end_of_initialization{}}}};
    answer(number, told);
  }
}

void station::stopped(std::uint64_t number) {
  auto found = peers_.find(number);
  if (found == peers_.end() || !found->second.is_started)
    return;
  auto& x = found->second;
  auto& group = *groups_[x.group];
  group.buffer.rewind();
  group.active.reset();
  x = peer{.group = x.group};
  std::erase_if(selections_, [&](auto& one) { return one.second.peer == number; });
}

void station::acknowledged(std::uint64_t number, std::size_t count) {
  auto found = peers_.find(number);
  if (found == peers_.end())
    return;
  auto& x = found->second;
  auto& group = *groups_[x.group];
  for (; count > 0 && !x.under_way.empty(); --count) {
    if (x.under_way.front())
      group.buffer.acknowledge();
    x.under_way.pop_front();
  }
  if (group.lost == 0 || group.buffer.to_send() > 0)
    return;
  if (group.lost > 1)
    events_.push_back(events_lost{group.name, group.lost - 1});
  group.lost = 0;
}

} // namespace bus::iec104
