#pragma once

#include "actors/xmpp_settings.hpp"
#include "messages/xmppsp/types.hpp"
#include "tools/benchmarks/child.hpp"
#include "tools/benchmarks/scoreboard.hpp"

namespace bus::benchmarks {

/// What MMS clients of a bench ask for, again and again.
enum class mms_work {
  idle,    ///< nothing: associated, that is all
  read,    ///< one float
  list,    ///< a list of 100 {float, quality, time}
  reports, ///< a status: the server sends reports of such a list in front of each
           ///< answer
};

struct mms_load {
  mms_work work = mms_work::read;
  std::size_t connections = 1;
  std::size_t window = 1; ///< requests outstanding of each
};

/// By XMPP instead of TCP.
struct xmpp_way {
  xmpp_account account;
  xmppsp::encoding encoding = {};
  std::string peer = {}; ///< of clients
};

constexpr auto list_members = std::size_t{100};
constexpr auto reports_an_answer = std::size_t{10};

/// A server in a process of its own, for any load but reports: a running station.
class mms_server_process {
public:
  explicit mms_server_process(std::optional<xmpp_way> by = {});

  /// 0 over XMPP.
  std::uint16_t port() const { return port_; }
  const child& process() const { return process_; }

private:
  child process_;
  std::uint16_t port_;
};

/// One that only reports.
class mms_reporter_process {
public:
  explicit mms_reporter_process(std::optional<xmpp_way> by = {});

  std::uint16_t port() const { return port_; }

private:
  child process_;
  std::uint16_t port_;
};

/// Clients in a process of their own, all on one loop. `board.done` counts answers,
/// or values of reports; `board.missed` the associations.
child mms_clients(std::uint16_t port, mms_load what, scoreboard& board);
child mms_clients(const xmpp_way& by, mms_load what, scoreboard& board);

/// A station with so many connections to the server, in a process of its own: they
/// associate, and nobody asks them for anything.
child mms_station(std::uint16_t port, std::size_t connections);

/// Octets of a request and of its answer, on the wire.
struct wire_sizes {
  std::size_t request;
  std::size_t answer;
};

wire_sizes sizes_of(mms_work x);

} // namespace bus::benchmarks
