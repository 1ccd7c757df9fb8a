#include "services/configuration/iec104_loader.hpp"

#include "services/configuration/iec104_points.hpp"
#include "services/configuration/modbus_loader.hpp"
#include "services/configuration/reconnect.hpp"
#include "services/configuration/wording.hpp"

#include <arpa/inet.h>

#include <charconv>

namespace bus::configuration {

namespace {

using rapidjson::Value;

constexpr auto iec104_port = std::uint16_t{2404};

tcp_settings tcp_of(const section& x) {
  return {x.text("host"), x.integer("port", iec104_port)};
}

iec104::freeze to_freeze(std::string_view word) {
  return word == "freeze"             ? iec104::freeze::freeze
         : word == "freeze_and_reset" ? iec104::freeze::freeze_and_reset
         : word == "reset"            ? iec104::freeze::reset
                                      : iec104::freeze::read;
}

/// `"UTC"`, `"+01:00"`; the schema tells what is neither.
iec104::utc_offset to_offset(std::string_view text) {
  auto hours = 0, minutes = 0;
  if (text.size() != 6)
    return {};
  std::from_chars(text.data() + 1, text.data() + 3, hours);
  std::from_chars(text.data() + 4, text.data() + 6, minutes);
  return iec104::utc_offset{(hours * 60 + minutes) * (text[0] == '-' ? -1 : 1)};
}

/// 4 octets, or 16; IPv4 within IPv6 is IPv4.
std::optional<bytes> to_octets(const std::string& address) {
  auto v4 = bytes(4);
  if (inet_pton(AF_INET, address.c_str(), v4.data()) == 1)
    return v4;
  auto v6 = bytes(16);
  if (inet_pton(AF_INET6, address.c_str(), v6.data()) != 1)
    return std::nullopt;
  constexpr auto mapped =
    std::array<std::uint8_t, 12>{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
  if (std::ranges::equal(mapped, std::span{v6}.first(mapped.size())))
    return bytes(v6.begin() + mapped.size(), v6.end());
  return v6;
}

std::vector<std::string> units_of(const Value& points) {
  auto out = std::vector<std::string>{};
  for (auto& one : points.GetArray())
    out.push_back(section{&one}.text("unit"));
  return out;
}

template <class Settings>
void read_zone(const section& x, Settings& to) {
  to.zone.ahead = to_offset(x.text("time_zone"));
  to.zone.summer_time = x.text("summer_time") == "europe";
}

} // namespace

void iec104_loader::tell(const Value& at, const trail& path, std::string text) {
  wrong_.add(file_.at(at), path.to_string(), std::move(text));
}

// ---- what both have ---------------------------------------------------------

iec104::session_settings iec104_loader::session(const section& x, const trail& path) {
  auto out = iec104::session_settings{};
  out.k = x.integer("k", out.k);
  out.w = x.integer("w", out.w);
  out.t0 = x.seconds("t0", out.t0);
  out.t1 = x.seconds("t1", out.t1);
  out.t2 = x.seconds("t2", out.t2);
  out.t3 = x.seconds("t3", out.t3);
  auto in_seconds = [](duration y) { return std::chrono::duration<double>{y}.count(); };
  check_order(x, path, "t2", "t1", {in_seconds(out.t2), in_seconds(out.t1)}, false);
  check_order(x, path, "w", "k", {out.w, out.k}, true);
  return out;
}

/// Told at the one that is there; both are defaults where none is.
void iec104_loader::check_order(const section& x, const trail& path, const char* less,
                                const char* more, std::pair<double, double> values,
                                bool may_equal) {
  auto [small, large] = values;
  if (small < large || (may_equal && small == large) || wrong_.touches(path))
    return;
  if (auto at = x.find(less))
    return tell(*at, trail{path, less},
                shown(small) + (may_equal ? " is more than " : " is not less than ")
                  + more + ", expected " + (may_equal ? "at most " : "less than ")
                  + shown(large));
  tell(*x.find(more), trail{path, more},
       shown(large) + (may_equal ? " is less than " : " is not more than ") + less
         + ", expected " + (may_equal ? "at least " : "more than ") + shown(small));
}

// ---- connections ------------------------------------------------------------

iec104_settings iec104_loader::connection(const section& x, const trail& path,
                                          const std::string& state) {
  auto out = iec104_settings{hosts(x, path)};
  auto of = x["iec104"];
  auto here = trail{path, "iec104"};
  auto& to = out.client;
  to.name = x.text("name");
  to.state = state;
  to.session = session(of, here);
  to.session.acknowledges_taken = true;
  to.client = client(of, here);
  auto points = iec104_points{file_, wrong_};
  to.client.points = points.of_client(x.list("points"), trail{path, "points"},
                                      to.client.common_addresses);
  to.units = units_of(x.list("points"));
  auto wait = read_reconnect(x["reconnect"], trail{path, "reconnect"}, file_, wrong_);
  to.first_retry = wait.first;
  to.longest_retry = wait.longest;
  return out;
}

std::vector<tcp_settings> iec104_loader::hosts(const section& x, const trail& path) {
  auto out = std::vector{tcp_of(x["tcp"])};
  auto all = trail{path, "redundant_tcp"};
  for (auto& one : x.list("redundant_tcp").GetArray()) {
    auto here = trail{all, out.size() - 1};
    auto next = tcp_of(section{&one});
    auto is_next = [&](auto& y) { return y.host == next.host && y.port == next.port; };
    if (!next.host.empty() && std::ranges::any_of(out, is_next))
      tell(one, here,
           in_quotes(next.host + ':' + std::to_string(next.port))
             + " stands twice, expected different addresses of the station");
    out.push_back(std::move(next));
  }
  return out;
}

iec104::client_settings iec104_loader::client(const section& x, const trail& path) {
  auto out = iec104::client_settings{};
  out.common_addresses = common_addresses(x, path);
  out.originator = x.integer("originator", out.originator);
  out.interrogates = x.flag("general_interrogation", out.interrogates);
  out.interrogation_interval = x.seconds("interrogation_interval", {});
  out.interrogates_counters = x.flag("counter_interrogation", false);
  out.counter_interval = x.seconds("counter_interval", {});
  out.freeze = to_freeze(x.text("freeze"));
  out.synchronizes = x.flag("clock_synchronization", false);
  out.clock_interval = x.seconds("clock_interval", {});
  out.confirmation_timeout =
    x.seconds("confirmation_timeout", out.confirmation_timeout);
  out.termination_timeout = x.seconds("termination_timeout", out.termination_timeout);
  out.interrogation_timeout =
    x.seconds("interrogation_timeout", out.interrogation_timeout);
  read_zone(x, out);
  check_intervals(x, path, out);
  return out;
}

std::vector<std::uint16_t> iec104_loader::common_addresses(const section& x,
                                                           const trail& path) {
  auto all = trail{path, "common_addresses"};
  if (!x.has("common_addresses") || wrong_.touches(all))
    return iec104::client_settings{}.common_addresses;
  auto out = std::vector<std::uint16_t>{};
  for (auto& one : x.list("common_addresses").GetArray()) {
    auto here = trail{all, out.size()};
    auto next = static_cast<std::uint16_t>(one.GetUint());
    if (std::ranges::find(out, next) != out.end())
      tell(one, here, shown(one) + " stands twice, expected it once");
    out.push_back(next);
  }
  return out;
}

/// An interval is of what is done at each start.
void iec104_loader::check_intervals(const section& x, const trail& path,
                                    const iec104::client_settings& of) {
  auto check = [&](const char* key, duration interval, const char* what, bool is_done) {
    if (interval > duration{} && !is_done && !wrong_.touches(trail{path, key}))
      tell(*x.find(key), trail{path, key},
           std::string{what} + " is off, expected " + what + ": true");
  };
  check("interrogation_interval", of.interrogation_interval, "general_interrogation",
        of.interrogates);
  check("counter_interval", of.counter_interval, "counter_interrogation",
        of.interrogates_counters);
  check("clock_interval", of.clock_interval, "clock_synchronization", of.synchronizes);
}

// ---- servers ----------------------------------------------------------------

server_settings iec104_loader::server(const section& x, const trail& path,
                                      const std::string& state) {
  auto out = server_settings{};
  out.enabled = x.flag("enabled", out.enabled);
  out.carrier = tcp_of(x["tcp"]);
  auto of = x["iec104"];
  auto here = trail{path, "iec104"};
  auto& to = out.objects.emplace<iec104_server_settings>();
  to.name = x.text("name");
  to.state = state;
  to.session = session(of, here);
  to.how = station(of);
  to.max_peers = of.integer("max_peers", to.max_peers);
  auto made = std::make_shared<iec104::station_description>();
  auto points = iec104_points{file_, wrong_};
  made->points = points.of_server(x.list("points"), trail{path, "points"});
  made->groups = groups(x.list("redundancy_groups"), trail{path, "redundancy_groups"},
                        to.how.most_groups);
  to.files = points.files(x.list("files"), trail{path, "files"}, made->points);
  to.station = std::move(made);
  to.units = units_of(x.list("points"));
  return out;
}

iec104::station_settings iec104_loader::station(const section& x) {
  auto out = iec104::station_settings{};
  auto commands = x["commands"];
  if (commands.text("decide") == "follow")
    out.commands = iec104::command_policy::follow;
  out.decision_timeout = commands.seconds("timeout", out.decision_timeout);
  out.travel = commands.seconds("travel", out.travel);
  out.oper_timeout = commands.seconds("end_timeout", out.oper_timeout);
  out.select_timeout = commands.seconds("select_timeout", out.select_timeout);
  out.command_age = commands.seconds("age", out.command_age);
  out.buffer = x.integer("event_buffer", out.buffer);
  out.most_groups = x.integer("max_groups", out.most_groups);
  out.background = x.seconds("background_interval", out.background);
  out.sets_clock = x.text("clock") != "refuse";
  read_zone(x, out);
  return out;
}

std::vector<iec104::redundancy_group>
iec104_loader::groups(const Value& list, const trail& path, std::size_t most) {
  check_names(list, path, file_, wrong_);
  auto out = std::vector<iec104::redundancy_group>{};
  auto known = known_clients{};
  for (auto& one : list.GetArray()) {
    auto here = trail{path, out.size()};
    auto x = section{&one};
    auto& to = out.emplace_back(iec104::redundancy_group{x.text("name")});
    if (!wrong_.touches(here))
      to.clients = group_clients(x.list("clients"), trail{here, "clients"}, known);
  }
  if (out.size() > most && !wrong_.touches(path))
    tell(list, path,
         "has " + std::to_string(out.size()) + " items, expected at most "
           + std::to_string(most) + ", or a larger iec104.max_groups");
  return out;
}

std::vector<bytes> iec104_loader::group_clients(const Value& list, const trail& path,
                                                known_clients& known) {
  auto out = std::vector<bytes>{};
  auto number = std::size_t{0};
  for (auto& one : list.GetArray()) {
    auto here = trail{path, number++};
    auto text = std::string{one.GetString(), one.GetStringLength()};
    auto octets = to_octets(text);
    if (!octets) {
      tell(one, here,
           in_quotes(text) + " is no address, expected an IPv4 or IPv6 address");
      continue;
    }
    auto [at, fresh] = known.emplace(*octets, file_.at(one).line);
    if (!fresh)
      tell(one, here,
           in_quotes(text) + " is a group's client already, in line "
             + std::to_string(at->second) + ", expected it once");
    out.push_back(std::move(*octets));
  }
  return out;
}

} // namespace bus::configuration
