#include "tools/benchmarks/bare_gloox.hpp"
#include "tools/benchmarks/compare.hpp"
#include "tools/benchmarks/iec61850_peers.hpp"
#include "tools/benchmarks/mms_peers.hpp"
#include "tools/benchmarks/statistics.hpp"
#include "tools/benchmarks/subscribing.hpp"

#include <cstdlib>
#include <sstream>
#include <stdexcept>
#include <thread>

namespace bus::benchmarks {

namespace {

constexpr auto members = std::size_t{100};

// Octets of the elements that we send: a read and its answer alike, in base64; a report
// of 100 {float, quality, time}; one of 100 floats, which the bus's row has.
constexpr auto read_size = std::size_t{300};
constexpr auto report_size = std::size_t{3'350};
constexpr auto xml_report_size = std::size_t{16'500};
constexpr auto float_report_size = std::size_t{1'070};

/// The XMPP server that tools/bench started: `PORT CA_FILE DOMAIN PASSWORD`, with the
/// accounts scada and ied.
xmpp_account account(const std::string& who) {
  auto* given = std::getenv("STATIONBUS_BENCH_XMPP");
  if (!given)
    throw std::runtime_error{"no XMPP server: tools/bench starts one where Debian's "
                             "prosody is installed"};
  auto in = std::istringstream{given};
  auto out = xmpp_account{"127.0.0.1"};
  auto domain = std::string{};
  in >> out.port >> out.ca_file >> domain >> out.password;
  out.jid = who.substr(0, who.find('/')) + '@' + domain
            + (who.find('/') == who.npos ? "" : who.substr(who.find('/')));
  return out;
}

xmpp_settings way_to_ied() {
  return {account("scada/bench"), account("ied/bench").jid};
}

ied_settings ied(xmppsp::encoding encoding) {
  auto out = ied_settings{};
  out.points = members;
  out.xmpp = account("ied/bench");
  out.encoding = encoding;
  return out;
}

double bare_round_trip(const settings& with, std::size_t octets) {
  auto echo = child{[](channel& to) { echo_messages(to, account("ied/echo")); }};
  echo.line().hear();
  auto asking = child{[&](channel& to) {
    auto times = message_round_trips(account("scada/echo"), account("ied/echo").jid,
                                     octets, with.time);
    to.say(std::to_string(percentile(times, 0.5)));
  }};
  return std::stod(asking.line().hear());
}

double bare_messages(const settings& with, std::size_t octets) {
  auto board = shared_scoreboard{};
  auto sink =
    child{[&](channel& to) { count_messages(to, account("scada/sink"), board->done); }};
  sink.line().hear();
  auto source = child{[&](channel&) {
    flood_messages(account("ied/source"), account("scada/sink").jid, octets);
  }};
  return rate_of(board->done, with);
}

/// Milliseconds of a read through the bus and ZeroMQ, one after the other.
double reads(const settings& with, const std::string& endpoint) {
  auto context = zmq::context_t{1};
  auto socket = zmq::socket_t{context, zmq::socket_type::dealer};
  socket.set(zmq::sockopt::rcvtimeo, 10'000);
  socket.connect(endpoint);
  auto times = std::vector<double>{};
  auto begin = std::chrono::steady_clock::now();
  while (std::chrono::steady_clock::now() < begin + with.time || times.empty()) {
    auto start = std::chrono::steady_clock::now();
    socket.send(zmq::str_buffer(R"({"jsonrpc":"2.0","id":1,"method":"read","params":)"
                                R"({"refs":["d0:LD0/GGIO1.AnIn2.mag.f[MX]"]}})"),
                zmq::send_flags::none);
    auto answer = zmq::message_t{};
    if (!socket.recv(answer))
      throw std::runtime_error{"no answer"};
    if (answer.to_string_view().find("\"value\"") != std::string_view::npos)
      times.push_back(std::chrono::duration<double, std::milli>(
                        std::chrono::steady_clock::now() - start)
                        .count());
    else
      std::this_thread::sleep_for(std::chrono::milliseconds{5}); // not connected yet
    if (std::chrono::steady_clock::now() > begin + with.time + std::chrono::seconds{20})
      throw std::runtime_error{"nothing is read over XMPP"};
  }
  return percentile(times, 0.5);
}

/// Of one association: answers or reports a second.
template <class Server>
double association_rate(const settings& with, xmppsp::encoding encoding,
                        mms_work work) {
  auto board = shared_scoreboard{};
  auto server = Server{xmpp_way{account("ied/mms"), encoding}};
  std::this_thread::sleep_for(std::chrono::seconds{1}); // until it is online
  auto clients =
    mms_clients(xmpp_way{account("scada/mms"), encoding, account("ied/mms").jid},
                {work, 1, work == mms_work::reports ? std::size_t{32} : 1}, *board);
  return rate_of(board->done, with);
}

std::vector<row> read_row(const settings& x, const char* name,
                          xmppsp::encoding encoding) {
  return compare(
    x, row{name, 0, "ms", 0, "bare gloox, a message and its echo"},
    [&] { return bare_round_trip(x, read_size); },
    [&] {
      return 1'000 / association_rate<mms_server_process>(x, encoding, mms_work::read);
    });
}

std::vector<row> reports_row(const settings& x, const char* name,
                             xmppsp::encoding encoding, std::size_t octets) {
  return compare(
    x, row{name, 0, "reports/s", 0, "bare gloox, messages as large"},
    [&] { return bare_messages(x, octets); },
    [&] {
      return association_rate<mms_reporter_process>(x, encoding, mms_work::reports)
             / list_members;
    });
}

std::vector<row> bus_read_row(const settings& x, const char* name,
                              xmppsp::encoding encoding) {
  return compare(
    x, row{name, 0, "ms", 0, "bare gloox, a message and its echo"},
    [&] { return bare_round_trip(x, read_size); },
    [&] {
      auto server = ied_process{ied(encoding)};
      auto station = ied_station{{way_to_ied()}, encoding, false};
      return reads(x, station.request());
    });
}

std::vector<row> bus_reports_row(const settings& x, const char* name,
                                 xmppsp::encoding encoding, std::size_t octets) {
  return compare(
    x, row{name, 0, "reports/s", 0, "bare gloox, messages as large"},
    [&] { return bare_messages(x, octets); },
    [&] {
      auto with = ied(encoding);
      with.changing = members;
      auto server = ied_process{with};
      auto station = ied_station{{way_to_ied()}, encoding};
      return reports_a_second(x, station.publish(), "report/");
    });
}

} // namespace

std::vector<row> xmpp_read(const settings& x) {
  return read_row(x, "xmpp_read", xmppsp::encoding::base64);
}

std::vector<row> xmpp_read_xml(const settings& x) {
  return read_row(x, "xmpp_read_xml", xmppsp::encoding::xml);
}

std::vector<row> xmpp_reports(const settings& x) {
  return reports_row(x, "xmpp_reports", xmppsp::encoding::base64, report_size);
}

std::vector<row> xmpp_reports_xml(const settings& x) {
  return reports_row(x, "xmpp_reports_xml", xmppsp::encoding::xml, xml_report_size);
}

std::vector<row> xmpp_read_bus(const settings& x) {
  return bus_read_row(x, "xmpp_read_bus", xmppsp::encoding::base64);
}

std::vector<row> xmpp_reports_bus(const settings& x) {
  return bus_reports_row(x, "xmpp_reports_bus", xmppsp::encoding::base64,
                         float_report_size);
}

/// All over one stream; how long until all are there.
std::vector<row> xmpp_100_associations(const settings& x) {
  constexpr auto many = std::size_t{100};
  return compare(
    x, row{"xmpp_100_associations", 0, "s", 0, "100 bare round trips of a message"},
    [&] { return many * bare_round_trip(x, read_size) / 1'000; },
    [&] {
      auto server = ied_process{ied(xmppsp::encoding::base64)};
      auto begin = std::chrono::steady_clock::now();
      auto station = ied_station{std::vector<xmpp_settings>(many, way_to_ied()),
                                 xmppsp::encoding::base64, false};
      auto context = zmq::context_t{1};
      auto socket = zmq::socket_t{context, zmq::socket_type::dealer};
      socket.set(zmq::sockopt::rcvtimeo, 10'000);
      socket.connect(station.request());
      for (auto i = std::size_t{0}; i < many;) {
        auto name = "d" + std::to_string(i);
        auto text = R"({"jsonrpc":"2.0","id":1,"method":"read","params":{"refs":[")"
                    + name + R"(:LD0/GGIO1.AnIn2.mag.f[MX]"]}})";
        socket.send(zmq::buffer(text), zmq::send_flags::none);
        auto answer = zmq::message_t{};
        if (!socket.recv(answer)
            || std::chrono::steady_clock::now() > begin + std::chrono::minutes{1})
          throw std::runtime_error{name + " is not there"};
        i += answer.to_string_view().find("\"value\"") != std::string_view::npos;
      }
      return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin)
        .count();
    });
}

} // namespace bus::benchmarks
