#include "messages/mms/client.hpp"

#include <boost/test/unit_test.hpp>

using namespace bus;
using namespace bus::mms;
using namespace std::chrono_literals;

namespace {

request any_request() {
  return request::make<request::status>(false);
}

pdu answer_to(std::uint32_t invoke_id) {
  auto out = asn1::mms::confirmed_response_pdu{};
  out.invoke_id = invoke_id;
  out.service = response::make<response::status>(asn1::mms::status_response{});
  return pdu::make<pdu::confirmed_response_pdu>(std::move(out));
}

/// A client that is associated, with a window.
struct asking {
  client uut{3};
  time_point now = time_point{} + 1h;

  explicit asking(std::uint16_t window) {
    auto agreed = parameters{};
    agreed.max_outstanding_calling = window;
    uut.established(agreed);
  }

  void submit(std::uint64_t id, duration timeout = 1h) {
    uut.submit({id, any_request(), now + timeout}, now);
  }

  std::vector<std::uint32_t> sent() {
    auto out = std::vector<std::uint32_t>{};
    for (auto& one : uut.take_output())
      if (auto* asked = one.get_if<pdu::confirmed_request_pdu>())
        out.push_back(asked->invoke_id);
    return out;
  }

  /// `"7 ok"`, `"8 timeout"`: the completion at hand.
  std::string told() {
    auto event = uut.next_event();
    if (!event)
      return "nothing";
    auto& done = std::get<completion>(*event);
    return std::to_string(done.id) + ' '
           + (done.answer ? "ok" : std::string{name(done.answer.error().code)});
  }

  void receive(pdu x) { BOOST_TEST(uut.receive(x)); }
};

} // namespace

BOOST_AUTO_TEST_SUITE(mms_client)

BOOST_AUTO_TEST_CASE(matches_answers_by_invoke_id) {
  auto x = asking{5};
  for (auto id : {11, 12, 13})
    x.submit(static_cast<std::uint64_t>(id));
  auto ids = x.sent();
  BOOST_REQUIRE_EQUAL(ids.size(), 3u);
  x.receive(answer_to(ids[2]));
  x.receive(answer_to(ids[0]));
  BOOST_TEST(x.told() == "13 ok");
  BOOST_TEST(x.told() == "11 ok");
  BOOST_TEST(x.told() == "nothing");
  BOOST_TEST(x.uut.outstanding() == 1u);
}

BOOST_AUTO_TEST_CASE(keeps_to_the_window_and_its_order) {
  auto x = asking{1};
  for (auto id : {1, 2, 3})
    x.submit(static_cast<std::uint64_t>(id));
  for (auto id : {1, 2, 3}) {
    auto ids = x.sent();
    BOOST_REQUIRE_EQUAL(ids.size(), 1u);
    x.receive(answer_to(ids[0]));
    BOOST_TEST(x.told() == std::to_string(id) + " ok");
  }
}

BOOST_AUTO_TEST_CASE(refuses_more_than_may_wait) {
  auto x = asking{1};
  for (auto id : {1, 2, 3, 4, 5})
    x.submit(static_cast<std::uint64_t>(id));
  BOOST_TEST(x.told() == "5 busy");
  BOOST_TEST(x.uut.waiting() == 3u);
}

BOOST_AUTO_TEST_CASE(tells_time_outs_of_what_was_sent_and_of_what_waited) {
  auto x = asking{1};
  x.submit(1, 1s);
  x.submit(2, 2s);
  BOOST_TEST((x.uut.deadline() == x.now + 1s));
  auto ids = x.sent();
  x.now += 1s;
  x.uut.tick(x.now);
  BOOST_TEST(x.told() == "1 timeout");
  BOOST_TEST(x.sent().empty()); // the peer still works on the first
  x.now += 1s;
  x.uut.tick(x.now);
  BOOST_TEST(x.told() == "2 timeout");
  x.receive(answer_to(ids[0])); // too late: nobody is told
  BOOST_TEST(x.told() == "nothing");
  BOOST_TEST(x.uut.outstanding() == 0u);
  BOOST_TEST((x.uut.deadline() == never));
}

BOOST_AUTO_TEST_CASE(rejects_answers_that_nobody_asked_for) {
  auto x = asking{1};
  x.receive(answer_to(99));
  auto out = x.uut.take_output();
  BOOST_REQUIRE_EQUAL(out.size(), 1u);
  auto* no = out[0].get_if<pdu::reject_pdu>();
  BOOST_REQUIRE(no);
  BOOST_TEST((no->original_invoke_id == 99u));
  BOOST_TEST(name(no->reject_reason) == "invalid-invokeID");
}

BOOST_AUTO_TEST_CASE(an_answer_to_another_service_is_malformed) {
  auto x = asking{1};
  x.submit(1);
  auto wrong = asn1::mms::confirmed_response_pdu{};
  wrong.invoke_id = x.sent().at(0);
  wrong.service = response::make<response::file_close>();
  x.receive(pdu::make<pdu::confirmed_response_pdu>(std::move(wrong)));
  BOOST_TEST(x.told() == "1 malformed");
}

BOOST_AUTO_TEST_CASE(a_reject_and_an_error_end_their_request) {
  auto x = asking{2};
  x.submit(1);
  x.submit(2);
  auto ids = x.sent();
  auto no = asn1::mms::reject_pdu{};
  no.original_invoke_id = ids[0];
  using reasons = asn1::mms::reject_pdu_reject_reason;
  no.reject_reason = reasons::make<reasons::confirmed_request_pdu>(1);
  x.receive(pdu::make<pdu::reject_pdu>(std::move(no)));
  BOOST_TEST(x.told() == "1 rejected");
  auto failed = asn1::mms::confirmed_error_pdu{};
  failed.invoke_id = ids[1];
  failed.service_error = make_error<error_class::access>(2);
  x.receive(pdu::make<pdu::confirmed_error_pdu>(std::move(failed)));
  BOOST_TEST(x.told() == "2 not-found");
}

BOOST_AUTO_TEST_CASE(cancels_what_waits_and_asks_for_what_was_sent) {
  auto x = asking{1};
  x.submit(1);
  x.submit(2);
  BOOST_TEST(x.sent().size() == 1u);
  x.uut.cancel(2);
  BOOST_TEST(x.told() == "2 rejected");
  x.uut.cancel(1);
  auto out = x.uut.take_output();
  BOOST_REQUIRE_EQUAL(out.size(), 1u);
  BOOST_TEST(out[0].is<pdu::cancel_request_pdu>());
}

BOOST_AUTO_TEST_CASE(the_end_of_the_association_is_told_to_all) {
  auto x = asking{1};
  x.submit(1);
  x.submit(2);
  x.uut.closed({errc::not_connected, "test"});
  BOOST_TEST(x.told() == "1 not-connected");
  BOOST_TEST(x.told() == "2 not-connected");
  BOOST_TEST(x.uut.take_output().empty());
}

BOOST_AUTO_TEST_SUITE_END()
