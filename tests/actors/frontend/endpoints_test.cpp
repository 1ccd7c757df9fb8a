#include "actors/frontend/endpoints.hpp"

#include <boost/test/unit_test.hpp>

using namespace bus;

namespace {

constexpr auto limit_ms = 20'000;

zmq_settings on_free_ports() {
  auto out = zmq_settings{};
  out.publish = "tcp://127.0.0.1:*";
  out.request = "tcp://127.0.0.1:*";
  return out;
}

struct clients {
  zmq::context_t context{1};

  zmq::socket_t make(zmq::socket_type type, const std::string& to) {
    auto out = zmq::socket_t{context, type};
    out.set(zmq::sockopt::linger, 0);
    out.set(zmq::sockopt::rcvtimeo, limit_ms);
    if (type == zmq::socket_type::sub)
      out.set(zmq::sockopt::subscribe, "");
    out.connect(to);
    return out;
  }
};

/// Waits until the sockets have something; `take` looks at them.
template <class Take>
auto wait_for(endpoints& x, Take take) -> decltype(take()) {
  auto items = std::vector<zmq::pollitem_t>{};
  for (auto fd : x.descriptors())
    items.push_back({nullptr, fd, ZMQ_POLLIN, 0});
  auto end = std::chrono::steady_clock::now() + std::chrono::milliseconds{limit_ms};
  while (std::chrono::steady_clock::now() < end) {
    x.admit();
    if (auto got = take())
      return got;
    zmq::poll(items, std::chrono::milliseconds{10});
  }
  return {};
}

std::string next_frame(zmq::socket_t& from) {
  auto frame = zmq::message_t{};
  return from.recv(frame) ? frame.to_string() : std::string{"nothing came"};
}

} // namespace

BOOST_AUTO_TEST_SUITE(endpoints_)

BOOST_AUTO_TEST_CASE(tells_subscriptions_and_publishes_two_frames) {
  auto uut = *endpoints::bind(on_free_ports());
  auto c = clients{};
  auto sub = c.make(zmq::socket_type::sub, uut->publish_endpoint());
  auto got = wait_for(*uut, [&] { return uut->next_subscription(); });
  BOOST_REQUIRE(got.has_value());
  BOOST_TEST(got->on);
  BOOST_TEST(uut->publish("data/x/", "{}"));
  BOOST_TEST(next_frame(sub) == "data/x/");
  BOOST_TEST(next_frame(sub) == "{}");
}

BOOST_AUTO_TEST_CASE(answers_a_dealer_and_a_req) {
  auto uut = *endpoints::bind(on_free_ports());
  auto c = clients{};
  for (auto type : {zmq::socket_type::dealer, zmq::socket_type::req}) {
    auto client = c.make(type, uut->request_endpoint());
    client.send(zmq::str_buffer("hello"), zmq::send_flags::none);
    auto got = wait_for(*uut, [&] { return uut->next_request(); });
    BOOST_REQUIRE(got.has_value());
    BOOST_TEST(got->text == "hello");
    BOOST_TEST(uut->reply(got->route, "answer"));
    BOOST_TEST(next_frame(client) == "answer");
  }
}

BOOST_AUTO_TEST_CASE(survives_a_client_that_left_before_its_answer) {
  auto uut = *endpoints::bind(on_free_ports());
  BOOST_TEST(!uut->reply({"nobody"}, "answer"));
}

BOOST_AUTO_TEST_CASE(drops_for_a_slow_subscriber_only_and_says_so) {
  auto settings = on_free_ports();
  settings.high_water_mark = 100;
  auto uut = *endpoints::bind(settings);
  auto c = clients{};
  auto slow = zmq::socket_t{c.context, zmq::socket_type::sub};
  slow.set(zmq::sockopt::rcvhwm, 10);
  slow.set(zmq::sockopt::linger, 0);
  slow.set(zmq::sockopt::subscribe, "");
  slow.connect(uut->publish_endpoint());
  auto good = c.make(zmq::socket_type::sub, uut->publish_endpoint());
  BOOST_REQUIRE(wait_for(*uut, [&] { return uut->next_subscription(); }).has_value());
  // The second subscriber's subscription is the same: it is not told again. Send
  // until the good one hears.
  auto body = std::string(10'000, 'x');
  good.set(zmq::sockopt::rcvtimeo, 10);
  auto heard = false;
  for (auto i = 0; i < 2000 && !heard; ++i) {
    uut->publish("sync/", "");
    auto frame = zmq::message_t{};
    heard = good.recv(frame).has_value();
  }
  BOOST_REQUIRE(heard);
  good.set(zmq::sockopt::rcvtimeo, limit_ms);
  auto dropped = 0;
  auto missed = 0;
  for (auto i = 0; i < 20'000 && dropped < 2; ++i) {
    dropped += !uut->publish("data/x/", body);
    for (auto topic = std::string{}; topic != "data/x/";) {
      topic = next_frame(good);
      missed += topic == "nothing came";
      BOOST_REQUIRE(missed == 0);
    }
    next_frame(good);
  }
  BOOST_TEST(dropped > 0);
}

BOOST_AUTO_TEST_CASE(tells_which_endpoint_is_in_use) {
  auto first = *endpoints::bind(on_free_ports());
  auto settings = on_free_ports();
  settings.request = first->request_endpoint();
  auto second = endpoints::bind(settings);
  BOOST_REQUIRE(!second);
  BOOST_TEST(second.error().cause == settings.request + ": Address already in use");
}

BOOST_AUTO_TEST_CASE(lets_only_known_keys_in) {
  char server_public[41], server_secret[41], known_public[41], known_secret[41];
  char other_public[41], other_secret[41];
  zmq_curve_keypair(server_public, server_secret);
  zmq_curve_keypair(known_public, known_secret);
  zmq_curve_keypair(other_public, other_secret);
  auto settings = on_free_ports();
  settings.curve = curve_keys{server_secret, {known_public}};
  auto uut = *endpoints::bind(settings);
  auto c = clients{};
  auto dial = [&](const char* public_key, const char* secret_key) {
    auto out = zmq::socket_t{c.context, zmq::socket_type::dealer};
    out.set(zmq::sockopt::linger, 0);
    out.set(zmq::sockopt::curve_serverkey, server_public);
    out.set(zmq::sockopt::curve_publickey, public_key);
    out.set(zmq::sockopt::curve_secretkey, secret_key);
    out.connect(uut->request_endpoint());
    return out;
  };
  auto stranger = dial(other_public, other_secret);
  stranger.send(zmq::str_buffer("stranger"), zmq::send_flags::none);
  auto known = dial(known_public, known_secret);
  known.send(zmq::str_buffer("known"), zmq::send_flags::none);
  auto got = wait_for(*uut, [&] { return uut->next_request(); });
  BOOST_REQUIRE(got.has_value());
  BOOST_TEST(got->text == "known");
  BOOST_TEST(!uut->next_request().has_value());
}

BOOST_AUTO_TEST_SUITE_END()
