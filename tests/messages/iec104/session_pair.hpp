#pragma once

#include "messages/iec104/session.hpp"
#include "tests/support/hex.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>

namespace bus::test {

/// An end and what it told.
struct session_end {
  iec104::session session;
  std::vector<iec104::event> told = {};

  void collect() {
    while (auto next = session.next_event())
      told.push_back(std::move(*next));
  }

  template <class T>
  std::size_t count() const {
    return static_cast<std::size_t>(std::ranges::count_if(
      told, [](const auto& x) { return std::holds_alternative<T>(x); }));
  }

  template <class T>
  const T& last() const {
    auto is = [](const auto& x) { return std::holds_alternative<T>(x); };
    auto found = std::find_if(told.rbegin(), told.rend(), is);
    BOOST_REQUIRE((found != told.rend()));
    return std::get<T>(*found);
  }

  /// The place that a connection broke at; empty while it stands.
  std::string closed_at() const {
    return count<iec104::closed>() == 0 ? "" : last<iec104::closed>().why.where;
  }
};

/// One end alone, started, to be fed by hand.
inline session_end alone(iec104::role who, time_point now) {
  auto out = session_end{iec104::session{who}};
  out.session.opened(now);
  if (who == iec104::role::controlling) {
    BOOST_REQUIRE(out.session.start(now).has_value());
    out.session.receive(hex("68 04 0b 00 00 00"), now);
  } else {
    out.session.receive(hex("68 04 07 00 00 00"), now);
  }
  out.session.take_output();
  out.collect();
  BOOST_REQUIRE(out.session.is_started());
  return out;
}

/// Two stations face to face; what goes over the line is noted, a letter a frame:
/// `"I0/2 S3 STARTDT act"`.
class session_pair {
public:
  explicit session_pair(iec104::session_settings of_client = {},
                        iec104::session_settings of_server = {})
    : client{iec104::session{iec104::role::controlling, of_client}},
      server{iec104::session{iec104::role::controlled, of_server}} {
    open();
  }

  void open() {
    client.session.opened(now);
    server.session.opened(now);
  }

  void start() {
    BOOST_REQUIRE(client.session.start(now).has_value());
    exchange();
    BOOST_REQUIRE(server.session.is_started());
    BOOST_REQUIRE(client.session.is_started());
  }

  /// Until neither has anything to say.
  void exchange() {
    while (carry(client, server) | carry(server, client)) {
    }
  }

  /// What one says, to the other; false when it is nothing.
  bool carry(session_end& from, session_end& to) {
    auto octets = from.session.take_output();
    note(octets);
    to.session.receive(octets, now);
    from.collect();
    to.collect();
    return !octets.empty();
  }

  /// What one says is lost.
  void lose(session_end& from) {
    note(from.session.take_output());
    from.collect();
  }

  void pass(duration time) {
    now += time;
    client.session.tick(now);
    server.session.tick(now);
    client.collect();
    server.collect();
  }

  /// The frames since the last call.
  std::string frames() { return std::exchange(frames_, {}); }

  session_end client;
  session_end server;
  time_point now = time_point{} + std::chrono::hours{1};

private:
  void note(byte_view octets) {
    auto cut = iec104::deframer{};
    cut.receive(octets);
    while (auto next = cut.next().value())
      frames_ += (frames_.empty() ? "" : ", ") + name_of(*next);
  }

  static std::string name_of(const iec104::apdu& x) {
    if (auto* i = std::get_if<iec104::i_frame>(&x))
      return "I" + std::to_string(i->send) + "/" + std::to_string(i->receive);
    if (auto* s = std::get_if<iec104::s_frame>(&x))
      return "S" + std::to_string(s->receive);
    return std::string{name(std::get<iec104::u_frame>(x))};
  }

  std::string frames_;
};

} // namespace bus::test
