#pragma once

#include "messages/xmppsp/session.hpp"
#include "tests/support/hex.hpp"

#include <boost/test/unit_test.hpp>

/// Two ends of an XMPPSP connection, face to face.
namespace bus::test::xmppsp_ends {

using namespace bus::xmppsp;

inline const auto told = hex("61 0a 30 08 02 01 03 a0 03 8b 01 00");

/// An event whose user data last.
struct happened {
  event what;
  bytes user_data;
};

inline std::function<std::string()> counting(std::string prefix) {
  return [prefix, next = 0]() mutable { return prefix + std::to_string(++next); };
}

inline settings plain(std::string prefix, encoding as = encoding::base64) {
  auto out = settings{};
  out.encoding = as;
  out.make_id = counting(std::move(prefix));
  return out;
}

/// Two ends; what one says is handed to the other by hand().
struct ends {
  explicit ends(encoding client_writes = encoding::base64,
                encoding server_writes = encoding::base64)
    : calling{plain("c", client_writes)},
      called{plain("s", server_writes)} {}

  settings calling, called;
  session client{role::initiator, calling};
  session server{role::responder, called};

  static std::vector<happened> hand(std::vector<std::string> from, session& to) {
    auto out = std::vector<happened>{};
    for (auto& xml : from) {
      auto came = to.receive(xml);
      BOOST_REQUIRE_MESSAGE(came, (came ? "" : to_string(came.error())));
      if (std::holds_alternative<none>(*came))
        continue;
      auto user_data = std::visit(
        [](auto& x) {
          if constexpr (requires { x.user_data; })
            return bytes(x.user_data.begin(), x.user_data.end());
          else
            return bytes{};
        },
        *came);
      out.push_back({std::move(*came), std::move(user_data)});
    }
    return out;
  }

  std::vector<happened> to_server() { return hand(client.take_output(), server); }
  std::vector<happened> to_client() { return hand(server.take_output(), client); }

  void open() {
    BOOST_REQUIRE(client.connect(told));
    BOOST_REQUIRE_EQUAL(to_server().size(), 1u);
    BOOST_REQUIRE(server.accept(told));
    BOOST_REQUIRE_EQUAL(to_client().size(), 1u);
  }
};

template <class Event>
bool is_one(const std::vector<happened>& all, const bytes& user_data) {
  return all.size() == 1 && std::holds_alternative<Event>(all[0].what)
         && all[0].user_data == user_data;
}

/// `size` octets of which no two stretches are the same.
inline bytes numbered(std::size_t size) {
  auto out = bytes(size);
  for (auto i = std::size_t{0}; i < size; ++i)
    out[i] = static_cast<std::uint8_t>(i * 7 + i / 251);
  return out;
}

/// What the peer of an end that gave up is told.
inline aborted abort_in(session& from, session& to) {
  auto all = ends::hand(from.take_output(), to);
  BOOST_REQUIRE_EQUAL(all.size(), 1u);
  BOOST_REQUIRE(std::holds_alternative<aborted>(all[0].what));
  return std::get<aborted>(all[0].what);
}

} // namespace bus::test::xmppsp_ends
