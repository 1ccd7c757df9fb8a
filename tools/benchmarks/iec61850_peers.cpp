#include "tools/benchmarks/iec61850_peers.hpp"

#include "actors/link/link.hpp"
#include "actors/link/listener.hpp"
#include "actors/link/sockets.hpp"
#include "actors/link/xmpp_stream.hpp"
#include "actors/log/logging.hpp"
#include "actors/server/iec61850_server.hpp"
#include "actors/supervisor/running_station.hpp"
#include "messages/mms/type.hpp"
#include "tools/benchmarks/actor_process.hpp"

namespace bus::benchmarks {

namespace {

using mms::type_description;

constexpr auto device = "LD0";
constexpr auto journal = std::size_t{1'000};

type_description plain(const char* text) {
  return mms::parse_type(text).value();
}

type_description structure_of(std::vector<std::pair<std::string, type_description>> x) {
  return mms::make_structure(std::move(x));
}

std::string point_name(std::size_t i) {
  return "AnIn" + std::to_string(i + 1);
}

type_description report_block() {
  return structure_of({{"RptID", plain("visible-string(-129)")},
                       {"RptEna", plain("boolean")},
                       {"Resv", plain("boolean")},
                       {"DatSet", plain("visible-string(-129)")},
                       {"ConfRev", plain("uint32")},
                       {"OptFlds", plain("bit-string(-10)")},
                       {"BufTm", plain("uint32")},
                       {"SqNum", plain("uint8")},
                       {"TrgOps", plain("bit-string(-6)")},
                       {"IntgPd", plain("uint32")},
                       {"GI", plain("boolean")}});
}

/// A breaker with SBO and enhanced security, and measurements in one data set.
std::shared_ptr<const iec61850::server_description> objects_of(const ied_settings& x) {
  auto out = std::make_shared<iec61850::server_description>();
  auto& domain = out->objects.domains.emplace_back();
  domain.name = device;
  auto value = structure_of({{"mag", structure_of({{"f", plain("float32")}})},
                             {"q", plain("bit-string(-13)")},
                             {"t", plain("utc-time")}});
  auto stamp = structure_of({{"mag", structure_of({{"i", plain("int64")}})},
                             {"q", plain("bit-string(-13)")},
                             {"t", plain("utc-time")}});
  auto points = std::vector<std::pair<std::string, type_description>>{};
  auto members = std::vector<std::string>{};
  for (auto i = std::size_t{0}; i < x.points; ++i) {
    points.emplace_back(point_name(i), x.stamped && i == 0 ? stamp : value);
    auto object = "GGIO1$MX$" + point_name(i);
    members.push_back(x.objects || x.stamped ? object : object + "$mag$f");
  }
  auto origin =
    structure_of({{"orCat", plain("int8")}, {"orIdent", plain("octet-string(-64)")}});
  auto oper = structure_of({{"ctlVal", plain("boolean")},
                            {"origin", origin},
                            {"ctlNum", plain("uint8")},
                            {"T", plain("utc-time")},
                            {"Test", plain("boolean")},
                            {"Check", plain("bit-string(-2)")}});
  auto status = structure_of({{"stVal", plain("boolean")},
                              {"q", plain("bit-string(-13)")},
                              {"t", plain("utc-time")}});
  domain.variables = {
    {"LLN0", structure_of({{"RP", structure_of({{"urcb", report_block()}})}})},
    {"GGIO1", structure_of({{"MX", structure_of(std::move(points))}})},
    {"CSWI1",
     structure_of(
       {{"ST", structure_of({{"Pos", status}})},
        {"CF", structure_of({{"Pos", structure_of({{"ctlModel", plain("int8")}})}})},
        {"CO",
         structure_of({{"Pos", structure_of({{"SBOw", oper}, {"Oper", oper}})}})}})}};
  domain.values = {{"CSWI1$CF$Pos$ctlModel", bus::value{std::int64_t{4}}},
                   {"LLN0$RP$urcb$DatSet", bus::value{std::string{"LD0/LLN0$ds"}}},
                   {"LLN0$RP$urcb$TrgOps", bus::value{bit_string{"011001"}}}};
  domain.lists = {{"LLN0$ds", members}};
  return out;
}

std::int64_t steady_ns() {
  return std::chrono::steady_clock::now().time_since_epoch().count();
}

struct mover_state {
  using actor_type = caf::typed_actor<reacts_to<tick>>;
  using pointer = actor_type::stateful_pointer<mover_state>;

  pointer self = nullptr;
  iec61850_server_actor server;
  ied_settings with;
  std::size_t next = 0;
  float value = 0;
  time_point turn = {};
  alarm wake;

  void move() {
    wake.fired();
    auto to = write_points{};
    value += 1;
    for (auto i = std::size_t{0}; i < with.changing; ++i) {
      auto point = next++ % with.points;
      auto path = std::string{device} + "/GGIO1$MX$" + point_name(point);
      if (with.stamped && point == 0)
        to.writes.push_back({path + "$mag$i", steady_ns()});
      else
        to.writes.push_back({path + "$mag$f", value});
    }
    if (with.stamped)
      next = 0;
    self->request(server, caf::infinite, std::move(to))
      .then([this](const points_written&) {
        if (with.interval == duration{})
          return self->send(self, tick{});
        turn = std::max(turn + with.interval, now_of(self));
        wake.set(self, turn);
      });
  }
};

mover_state::actor_type::behavior_type
mover(mover_state::pointer self, iec61850_server_actor server, ied_settings with) {
  self->state.self = self;
  self->state.server = std::move(server);
  self->state.with = with;
  self->state.turn = now_of(self);
  self->send(self, tick{});
  return {[self](tick) { self->state.move(); }};
}

void run_ieds(channel& to, const ied_settings& x) {
  (void)set_up_logging({.default_level = "ERROR"});
  auto config = loops_config{};
  auto system = caf::actor_system{config};
  auto home = loop{system};
  auto objects = objects_of(x);
  auto association = std::make_shared<mms::association_settings>();
  if (x.xmpp)
    association->xmpp().encoding = x.encoding;
  auto kept = std::vector<caf::actor>{};
  auto keep = [&](const auto& one) {
    kept.push_back(caf::actor_cast<caf::actor>(one));
  };
  for (auto i = std::size_t{0}; i < x.servers; ++i) {
    auto settings = iec61850_server_settings{};
    settings.name = "ied" + std::to_string(i);
    settings.objects = objects;
    settings.association = association;
    settings.how.commands = iec61850::command_policy::follow;
    auto server = spawn_on(home, iec61850_server, data_model_actor{}, settings);
    auto accept = [server](link_actor link, bytes address) {
      caf::anon_send(server, link_accepted{std::move(link), std::move(address)});
    };
    if (x.xmpp) {
      auto tcp =
        spawn_on(home, dialing_link,
                 link_target{tcp_target{x.xmpp->host, x.xmpp->port, {}, true}});
      keep(spawn_on(home, xmpp_stream, tcp, xmpp_stream_settings{*x.xmpp},
                    xmpp_stream_state::callback{accept}));
      to.say("0");
    } else {
      auto open = listen_on("127.0.0.1", 0);
      if (!open)
        throw std::runtime_error{to_string(open.error())};
      auto port = bound_port(*open).value();
      keep(spawn_on(home, listener, std::make_shared<descriptor>(std::move(*open)),
                    listener_state::callback{accept}));
      to.say(std::to_string(port));
    }
    if (x.changing > 0)
      keep(spawn_on(home, mover, server, x));
  }
  sleep_for_ever();
}

void run_ied_station(channel& to, const std::vector<carrier_settings>& ways,
                     const std::shared_ptr<mms::association_settings>& association,
                     bool reports) {
  (void)set_up_logging({.default_level = "ERROR"});
  auto x = station_settings{};
  x.zmq.publish = x.zmq.request = "tcp://127.0.0.1:*";
  x.zmq.journal = journal;
  x.loops = 1;
  for (auto& way : ways) {
    auto called = iec61850_settings{};
    called.carrier = way;
    called.association = association;
    called.client.name = "d" + std::to_string(x.connections.size());
    auto report = iec61850::subscription_settings{};
    report.block = "LD0/LLN0$RP$urcb";
    if (reports)
      called.client.reports.push_back(std::move(report));
    x.connections.push_back({.name = called.client.name, .protocol = called});
  }
  auto station = running_station::start(std::move(x), "bench");
  if (!station)
    throw std::runtime_error{to_string(station.error())};
  to.say((*station)->publish_endpoint());
  to.say((*station)->request_endpoint());
  sleep_for_ever();
}

void run_tcp_station(channel& to, const std::vector<std::uint16_t>& ports) {
  auto ways = std::vector<carrier_settings>{};
  for (auto port : ports)
    ways.push_back(tcp_settings{"127.0.0.1", port});
  run_ied_station(to, ways, std::make_shared<mms::association_settings>(), true);
}

void run_xmpp_station(channel& to, const std::vector<xmpp_settings>& ways,
                      xmppsp::encoding encoding, bool reports) {
  auto association = std::make_shared<mms::association_settings>();
  association->xmpp().encoding = encoding;
  run_ied_station(to, {ways.begin(), ways.end()}, association, reports);
}

} // namespace

ied_process::ied_process(const ied_settings& x)
  : process_{[x](channel& to) { run_ieds(to, x); }} {
  for (auto i = std::size_t{0}; i < x.servers; ++i)
    ports_.push_back(static_cast<std::uint16_t>(std::stoul(process_.line().hear())));
}

ied_station::ied_station(const std::vector<std::uint16_t>& ports)
  : process_{[&](channel& to) { run_tcp_station(to, ports); }},
    publish_{process_.line().hear()},
    request_{process_.line().hear()} {}

ied_station::ied_station(const std::vector<xmpp_settings>& ways,
                         xmppsp::encoding encoding, bool reports)
  : process_{[&](channel& to) { run_xmpp_station(to, ways, encoding, reports); }},
    publish_{process_.line().hear()},
    request_{process_.line().hear()} {}

} // namespace bus::benchmarks
