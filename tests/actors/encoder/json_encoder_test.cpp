#include "actors/encoder/json_encoder.hpp"

#include "actors/data_model/data_model.hpp"
#include "tests/support/actor_fixture.hpp"

#include <boost/test/unit_test.hpp>

using namespace bus;
using namespace std::chrono_literals;

namespace {

struct encoder_fixture : test::actor_fixture {
  std::vector<std::string> topics;
  std::vector<std::string> bodies;
  std::vector<std::string> replies;
  std::vector<caf::typed_response_promise<points_read>> unanswered;

  frontend_actor frontend = keep(sys.spawn([this]() -> frontend_actor::behavior_type {
    return {
      [](const attach_encoder&) {},
      [this](const frames& x) {
        auto text = std::string_view{x.text};
        for (auto& frame : x.list) {
          topics.emplace_back(text.substr(0, frame.topic_size));
          bodies.emplace_back(text.substr(frame.topic_size, frame.body_size));
          text.remove_prefix(frame.topic_size + frame.body_size);
        }
        BOOST_TEST(text.empty());
      },
      [this](const client_reply& x) {
        BOOST_TEST(x.route.size() == 1u);
        replies.push_back(x.text);
      },
      [](tick) {},
    };
  }));

  /// Answers reads only once it was asked to browse.
  connection_actor connection = keep(
    sys.spawn([this](connection_actor::pointer me) -> connection_actor::behavior_type {
      return {
        [this, me](const read_points&) {
          unanswered.push_back(me->make_response_promise<points_read>());
          return unanswered.back();
        },
        [](const write_points& x) {
          return points_written{{x.writes.size(), result<void>{}}};
        },
        [this](const browse_path&) {
          for (auto& x : unanswered)
            x.deliver(points_read{{sample{}}});
          return browsed{};
        },
        [](const describe_path&) { return described{}; },
        [](const act_on& x) { return acted{value{x.path}}; },
      };
    }));

  data_model_actor model = keep(sys.spawn(data_model));
  json_encoder_actor uut = keep(sys.spawn(json_encoder, model, frontend, settings()));
  point_table_ptr table = std::make_shared<point_table>(
    point_table{"pv1", {{"pv1:a", "float"}, {"pv1:ab", "float"}}});

  static json_encoder_settings settings() {
    auto out = json_encoder_settings{};
    out.epoch = "e1";
    out.journal = 4;
    out.max_pending = 2;
    return out;
  }

  encoder_fixture() {
    run();
    caf::anon_send(
      model, add_connection{
               connection, table, {"pv1", "modbus", connection_state::connecting}});
    run(); // published as number 1
  }

  void subscribe(std::string prefix, bool on = true) {
    caf::anon_send(uut, subscription{std::move(prefix), on});
    run();
  }

  void change(std::uint32_t point, double v) {
    auto batch = std::make_shared<point_batch>();
    batch->table = table;
    batch->updates.push_back({point, 1, {value{v}, quality::good(), utc_time{}}});
    caf::anon_send(model, point_batch_ptr{batch});
    run();
  }

  std::string ask(std::string text) {
    replies.clear();
    caf::anon_send(uut, client_request{{"client"}, std::move(text)});
    run();
    return replies.empty() ? std::string{} : replies.back();
  }

  static bool has(const std::string& text, std::string_view part) {
    return text.find(part) != text.npos;
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(json_encoder_actor_, encoder_fixture)

BOOST_AUTO_TEST_CASE(encodes_nothing_that_nobody_subscribed_to) {
  change(0, 1);
  BOOST_TEST(topics.empty());
}

BOOST_AUTO_TEST_CASE(publishes_what_a_prefix_selects) {
  subscribe("data/pv1:a/");
  change(0, 1.5);
  change(1, 2.5);
  BOOST_TEST((topics == std::vector<std::string>{"data/pv1:a/"}));
  BOOST_TEST(has(bodies[0], R"("value":1.5)"));
  subscribe("data/");
  change(1, 3.5);
  BOOST_TEST(topics.back() == "data/pv1:ab/");
  subscribe("data/pv1:a/", false);
  subscribe("data/", false);
  change(0, 4.5);
  BOOST_TEST(topics.size() == 2u);
}

BOOST_AUTO_TEST_CASE(counts_every_message_also_those_that_nobody_reads) {
  change(0, 1); // 2
  change(0, 2); // 3
  subscribe("data/");
  change(0, 3);
  BOOST_TEST(has(bodies.back(), R"("seq":4)"));
  BOOST_TEST(has(bodies.back(), R"("epoch":"e1")"));
}

BOOST_AUTO_TEST_CASE(publishes_states) {
  subscribe("state/pv1/");
  caf::anon_send(
    model, connection_status{"pv1", "modbus", connection_state::failed, "refused"});
  run();
  BOOST_REQUIRE(topics.size() == 1);
  BOOST_TEST(topics[0] == "state/pv1/");
  BOOST_TEST(has(bodies[0], R"("state":"failed","cause":"refused")"));
}

BOOST_AUTO_TEST_CASE(tells_a_gap_to_those_who_asked_for_gaps) {
  caf::anon_send(uut, frames_dropped{3, 9});
  run();
  BOOST_TEST(topics.empty());
  subscribe("gap/");
  caf::anon_send(uut, frames_dropped{3, 9});
  run();
  BOOST_TEST(topics[0] == "gap/");
  BOOST_TEST(has(bodies[0], R"("from_seq":3,"to_seq":9)"));
}

BOOST_AUTO_TEST_CASE(replays_what_is_kept_and_says_what_is_gone) {
  for (auto i = 0; i < 5; ++i)
    change(0, i); // 2 to 6, of which 3 to 6 are kept
  auto got = ask(
    R"({"jsonrpc":"2.0","id":1,"method":"replay","params":{"epoch":"e1","from_seq":5}})");
  BOOST_TEST(has(got, R"("topic":"data/pv1:a/")"));
  BOOST_TEST(has(got, R"("seq":5)"));
  BOOST_TEST(!has(got, R"("seq":4,)"));
  BOOST_TEST(has(got, R"("next_seq":7)"));
  auto old = ask(
    R"({"jsonrpc":"2.0","id":1,"method":"replay","params":{"epoch":"e1","from_seq":2}})");
  BOOST_TEST(has(old, R"("kind":"gone")"));
  BOOST_TEST(has(old, R"("oldest":3)"));
  auto other = ask(
    R"({"jsonrpc":"2.0","id":1,"method":"replay","params":{"epoch":"e0","from_seq":5}})");
  BOOST_TEST(has(other, R"("kind":"gone")"));
}

BOOST_AUTO_TEST_CASE(takes_a_snapshot_with_the_number_it_is_true_at) {
  change(0, 1.5);
  auto got = ask(R"({"jsonrpc":"2.0","id":1,"method":"snapshot"})");
  BOOST_TEST(has(got, R"("seq":2)"));
  BOOST_TEST(has(got, R"("ref":"pv1:a","value":1.5)"));
}

BOOST_AUTO_TEST_CASE(answers_a_batch_with_one_array_and_a_notification_with_nothing) {
  auto got = ask(R"([{"jsonrpc":"2.0","id":1,"method":"list"},
                     {"jsonrpc":"2.0","method":"list"},
                     {"jsonrpc":"2.0","id":"x","method":"nonsense"}])");
  BOOST_TEST(got.front() == '[');
  BOOST_TEST(has(got, R"("id":1,"result":[)"));
  BOOST_TEST(has(got, R"("code":-32601)"));
  BOOST_TEST(replies.size() == 1u);
  BOOST_TEST(ask(R"({"jsonrpc":"2.0","method":"list"})").empty());
}

BOOST_AUTO_TEST_CASE(answers_for_a_device_that_does_not_in_time) {
  ask(
    R"({"jsonrpc":"2.0","id":1,"timeout":0.5,"method":"read","params":{"refs":["pv1:a"]}})");
  BOOST_TEST(replies.empty());
  pass(600ms);
  BOOST_REQUIRE(replies.size() == 1);
  BOOST_TEST(has(replies[0], R"("kind":"timeout")"));
  caf::anon_send(connection, browse_path{});
  run();
  BOOST_TEST(replies.size() == 1u);
}

BOOST_AUTO_TEST_CASE(says_busy_where_too_much_is_under_way) {
  auto read = R"({"jsonrpc":"2.0","id":1,"method":"read","params":{"refs":["pv1:a"]}})";
  ask(read);
  ask(read);
  BOOST_TEST(has(ask(read), R"("kind":"busy")"));
}

BOOST_AUTO_TEST_CASE(answers_open_requests_when_the_bus_ends) {
  ask(R"({"jsonrpc":"2.0","id":1,"method":"read","params":{"refs":["pv1:a"]}})");
  self->send_exit(uut, caf::exit_reason::user_shutdown);
  run();
  BOOST_REQUIRE(replies.size() == 1);
  BOOST_TEST(has(replies[0], R"("kind":"not-connected")"));
}

BOOST_AUTO_TEST_CASE(tells_its_status) {
  auto got = ask(R"({"jsonrpc":"2.0","id":1,"method":"status"})");
  BOOST_TEST(has(got, R"("epoch":"e1")"));
  BOOST_TEST(has(got, R"({"name":"pv1","protocol":"modbus","state":"connecting")"));
}

BOOST_AUTO_TEST_SUITE_END()
