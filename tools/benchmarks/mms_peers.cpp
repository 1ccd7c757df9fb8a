#include "tools/benchmarks/mms_peers.hpp"

#include "actors/encoder/mms_encoder.hpp"
#include "actors/link/link.hpp"
#include "actors/link/listener.hpp"
#include "actors/link/sockets.hpp"
#include "actors/link/xmpp_stream.hpp"
#include "actors/log/logging.hpp"
#include "actors/supervisor/running_station.hpp"
#include "messages/mms/client.hpp"
#include "messages/mms/server.hpp"
#include "messages/mms/type.hpp"
#include "tools/benchmarks/actor_process.hpp"

namespace bus::benchmarks {

namespace {

using mms::pdu;
using mms::pdu_list;

constexpr auto domain = "LD0";
constexpr auto single = "GGIO1$MX$AnIn1$mag$f";
constexpr auto list_name = "LLN0$ds100";

// ---- the objects ------------------------------------------------------------

mms::type_description measurement() {
  return mms::make_structure({{"mag", *mms::parse_type("float32")},
                              {"q", *mms::parse_type("bit-string(-13)")},
                              {"t", *mms::parse_type("utc-time")}});
}

mms::vmd_description objects() {
  auto in = mms::vmd_description::domain{domain};
  auto parts = std::vector<std::pair<std::string, mms::type_description>>{};
  auto members = std::vector<std::string>{};
  for (auto i = std::size_t{1}; i <= list_members; ++i) {
    parts.emplace_back("M" + std::to_string(i), measurement());
    members.push_back("MMXU1$" + parts.back().first);
    in.values.emplace_back(members.back() + "$mag", 0.5 + static_cast<double>(i));
  }
  in.variables.push_back({"MMXU1", mms::make_structure(std::move(parts))});
  in.variables.push_back({single, *mms::parse_type("float32")});
  in.lists.emplace_back(list_name, std::move(members));
  auto out = mms::vmd_description{"stationbus", "bench", "1"};
  out.domains.push_back(std::move(in));
  return out;
}

mms::request request_for(mms_work x) {
  using names = asn1::mms::variable_access_specification;
  if (x == mms_work::reports)
    return mms::request::make<mms::request::status>(false);
  auto what = asn1::mms::read_request{};
  auto& names_read = what.variable_access_specification;
  if (x == mms_work::list) {
    names_read.emplace<names::variable_list_name>(mms::domain_name(domain, list_name));
  } else {
    using by = asn1::mms::variable_specification;
    auto& one = names_read.emplace<names::list_of_variable>().emplace_back();
    one.variable_specification.emplace<by::name>(mms::domain_name(domain, single));
  }
  return mms::request::make<mms::request::read>(std::move(what));
}

using maybe_xmpp = std::optional<xmpp_way>;

association_settings_ptr settings_with(std::size_t window, const maybe_xmpp& by = {}) {
  auto out = std::make_shared<mms::association_settings>();
  out->local.max_outstanding_calling = static_cast<std::uint16_t>(window);
  if (by)
    out->xmpp().encoding = by->encoding;
  return out;
}

xmpp_stream_actor stream_of(loop& home, const xmpp_account& x,
                            xmpp_stream_state::callback called) {
  auto tcp =
    spawn_on(home, dialing_link, link_target{tcp_target{x.host, x.port, {}, true}});
  return spawn_on(home, xmpp_stream, tcp, xmpp_stream_settings{x}, std::move(called));
}

// ---- clients ----------------------------------------------------------------

struct asker_state {
  using pointer = mms_user_actor::stateful_pointer<asker_state>;

  pointer self;
  mms_encoder_actor encoder;
  mms::client client;
  std::shared_ptr<const mms::request> what;
  mms_load load;
  scoreboard* board = nullptr;

  void associated(const mms_associated& x) {
    board->missed.add(1);
    client.established(*x.agreed);
    if (load.work == mms_work::idle)
      return;
    for (auto i = std::size_t{0}; i < load.window; ++i)
      client.submit({0, *what, never}, {});
    flush();
  }

  void received(pdu_list& x) {
    for (auto& one : x.list)
      client.receive(one);
    while (auto event = client.next_event())
      take(*event);
    flush();
  }

  void take(mms::client_event& x) {
    if (auto* told = std::get_if<mms::indication>(&x)) {
      auto& report = told->what.get<mms::unconfirmed::information_report>();
      board->done.add(report.list_of_access_result.size());
      return;
    }
    auto& answer = std::get<mms::completion>(x).answer;
    if (load.work != mms_work::reports)
      board->done.add(answer.has_value());
    client.submit({0, *what, never}, {});
  }

  void flush() {
    auto out = client.take_output();
    if (!out.empty())
      self->send(encoder,
                 mms_pdus{std::make_shared<pdu_list>(pdu_list{std::move(out)})});
  }
};

/// In a connection's place, but asks the next at once.
mms_user_actor::behavior_type asker(asker_state::pointer self,
                                    mms_encoder_actor encoder, mms_load load,
                                    std::shared_ptr<const mms::request> what,
                                    scoreboard* board) {
  auto& x = self->state;
  x.self = self;
  x.encoder = std::move(encoder);
  x.load = load;
  x.what = std::move(what);
  x.board = board;
  self->send(x.encoder, mms_attach{mms_user_actor{self}});
  self->send(x.encoder, mms_dial{});
  return {
    [self](const mms_pdus& y) { self->state.received(*y.what); },
    [self](const mms_associated& y) { self->state.associated(y); },
    [self](const mms_ended& y) {
      if (!y.orderly)
        throw std::runtime_error{to_string(y.why)};
    },
    [](const mms_unsent&) {},
  };
}

void run_clients(std::uint16_t port, const maybe_xmpp& by, mms_load load,
                 scoreboard& board) {
  (void)set_up_logging({.default_level = "ERROR"});
  auto config = loops_config{};
  auto system = caf::actor_system{config};
  auto home = loop{system};
  auto settings = settings_with(std::max<std::size_t>(load.window, 1), by);
  auto what = std::make_shared<const mms::request>(request_for(load.work));
  auto kept = std::vector<mms_user_actor>{};
  auto stream = by ? stream_of(home, by->account, {}) : xmpp_stream_actor{};
  for (auto i = std::size_t{0}; i < load.connections; ++i) {
    auto link =
      by ? link_actor{spawn_on(home, calling_xmpp_link, stream, by->peer)}
         : spawn_on(home, dialing_link, link_target{tcp_target{"127.0.0.1", port, {}}});
    auto encoder = spawn_on(home, dialing_mms_encoder, link, settings);
    kept.push_back(spawn_on(home, asker, encoder, load, what, &board));
    // No faster than the server accepts: its backlog is bounded.
    while (board.missed.get() + 64 < i)
      std::this_thread::sleep_for(std::chrono::milliseconds{1});
  }
  sleep_for_ever();
}

// ---- servers ----------------------------------------------------------------

void run_server(channel& to, const maybe_xmpp& by) {
  (void)set_up_logging({.default_level = "ERROR"});
  auto x = station_settings{};
  x.zmq.publish = x.zmq.request = "tcp://127.0.0.1:*";
  x.loops = 1;
  auto server = server_settings{};
  server.carrier = tcp_settings{"127.0.0.1", 0};
  if (by)
    server.carrier = xmpp_settings{by->account};
  server.mms().name = "bench";
  server.mms().vmd = std::make_shared<mms::vmd_description>(objects());
  server.mms().association = settings_with(100, by);
  x.servers.push_back(std::move(server));
  auto station = running_station::start(std::move(x), "bench");
  if (!station)
    throw std::runtime_error{to_string(station.error())};
  to.say(std::to_string(by ? 0 : (*station)->server_port("bench")));
  sleep_for_ever();
}

void run_station(std::uint16_t port, std::size_t connections) {
  (void)set_up_logging({.default_level = "ERROR"});
  auto x = station_settings{};
  x.zmq.publish = x.zmq.request = "tcp://127.0.0.1:*";
  x.loops = 1;
  auto called = mms_settings{};
  called.carrier = tcp_settings{"127.0.0.1", port};
  called.association = settings_with(10);
  for (auto i = std::size_t{0}; i < connections; ++i)
    x.connections.push_back({.name = "d" + std::to_string(i), .protocol = called});
  auto station = running_station::start(std::move(x), "bench");
  if (!station)
    throw std::runtime_error{to_string(station.error())};
  sleep_for_ever();
}

struct reporter_state {
  using pointer = mms_user_actor::stateful_pointer<reporter_state>;

  pointer self;
  mms_encoder_actor encoder;
  mms::server session;
  std::shared_ptr<pdu_list> reports;

  void received(pdu_list& x) {
    for (auto& one : x.list)
      if (auto asked = session.receive(one)) {
        self->send(encoder, mms_pdus{reports});
        session.respond(asked->invoke_id, mms::response::make<mms::response::status>(
                                            asn1::mms::status_response{0, 0, {}}));
      }
    self->send(encoder,
               mms_pdus{std::make_shared<pdu_list>(pdu_list{session.take_output()})});
  }
};

std::shared_ptr<pdu_list> some_reports() {
  auto device = mms::vmd::make(objects());
  auto report = *device->report(mms::domain_name(domain, list_name));
  auto told = asn1::mms::unconfirmed_pdu{
    mms::unconfirmed::make<mms::unconfirmed::information_report>(std::move(report))};
  auto out = std::make_shared<pdu_list>();
  for (auto i = std::size_t{0}; i < reports_an_answer; ++i)
    out->list.push_back(pdu::make<pdu::unconfirmed_pdu>(told));
  return out;
}

mms_user_actor::behavior_type reporter(reporter_state::pointer self, link_actor link,
                                       std::shared_ptr<pdu_list> reports,
                                       const maybe_xmpp& by) {
  self->state.self = self;
  self->state.reports = std::move(reports);
  self->state.encoder = spawn_on(*loop_of(self), called_mms_encoder, std::move(link),
                                 mms_user_actor{self}, settings_with(100, by));
  return {
    [self](const mms_associated& x) { self->state.session.established(*x.agreed); },
    [self](const mms_ended&) { self->quit(); },
    [self](const mms_pdus& x) { self->state.received(*x.what); },
    [](const mms_unsent&) {},
  };
}

void run_reporter(channel& to, const maybe_xmpp& by) {
  (void)set_up_logging({.default_level = "ERROR"});
  auto config = loops_config{};
  auto system = caf::actor_system{config};
  auto home = loop{system};
  auto accept = [&home, by, reports = some_reports()](link_actor link, const bytes&) {
    spawn_on(home, reporter, std::move(link), reports, by);
  };
  if (by) {
    auto stream = stream_of(home, by->account, accept);
    to.say("0");
    sleep_for_ever();
  }
  auto open = listen_on("127.0.0.1", 0);
  if (!open)
    throw std::runtime_error{to_string(open.error())};
  auto port = bound_port(*open).value();
  auto listening =
    spawn_on(home, listener, std::make_shared<descriptor>(std::move(*open)),
             listener_state::callback{accept});
  to.say(std::to_string(port));
  sleep_for_ever();
}

std::uint16_t port_from(child& x) {
  return static_cast<std::uint16_t>(std::stoul(x.line().hear()));
}

/// What an end has to say, taken and handed to the other.
std::size_t hand_over(mms::association& from, mms::association& to) {
  auto octets = from.take_output();
  to.receive(octets, {});
  while (auto event = to.next_event())
    if (std::holds_alternative<mms::associate_indication>(*event))
      std::ignore = to.accept();
  return octets.size();
}

} // namespace

mms_server_process::mms_server_process(maybe_xmpp by)
  : process_{[by](channel& to) { run_server(to, by); }},
    port_{port_from(process_)} {}

mms_reporter_process::mms_reporter_process(maybe_xmpp by)
  : process_{[by](channel& to) { run_reporter(to, by); }},
    port_{port_from(process_)} {}

child mms_clients(std::uint16_t port, mms_load what, scoreboard& board) {
  return child{[&board, port, what](channel&) { run_clients(port, {}, what, board); }};
}

child mms_clients(const xmpp_way& by, mms_load what, scoreboard& board) {
  return child{[&board, by, what](channel&) { run_clients(0, by, what, board); }};
}

child mms_station(std::uint16_t port, std::size_t connections) {
  return child{[port, connections](channel&) { run_station(port, connections); }};
}

wire_sizes sizes_of(mms_work x) {
  auto settings = mms::association_settings{};
  auto client = mms::association{mms::role::initiator, settings};
  auto server = mms::association{mms::role::responder, settings};
  server.listen({});
  std::ignore = client.connect({});
  for (auto i = 0; i < 3; ++i) {
    hand_over(client, server);
    hand_over(server, client);
  }
  auto device = mms::vmd::make(objects());
  device->joined(1, server.agreed());
  auto asked = request_for(x);
  auto answer = device->serve(1, asked, {});
  if (!answer)
    throw std::runtime_error{mms::name(answer.error())};
  std::ignore = client.send(pdu::make<pdu::confirmed_request_pdu>(
    asn1::mms::confirmed_request_pdu{1000, {}, std::move(asked)}));
  std::ignore = server.send(pdu::make<pdu::confirmed_response_pdu>(
    asn1::mms::confirmed_response_pdu{1000, std::move(*answer)}));
  if (x == mms_work::reports) {
    auto reports = some_reports();
    for (auto& one : reports->list)
      std::ignore = server.send(one);
  }
  return {client.take_output().size(), server.take_output().size()};
}

} // namespace bus::benchmarks
