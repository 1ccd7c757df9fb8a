#include "messages/gateway/relayed_command.hpp"

#include <boost/test/unit_test.hpp>

using namespace bus;

namespace {

action_result did(const std::vector<std::string>& steps) {
  auto list = std::make_shared<array>();
  for (auto& one : steps)
    list->push_back(one);
  auto out = std::make_shared<structure>();
  out->emplace_back("steps", std::shared_ptr<const array>{list});
  return value{std::shared_ptr<const structure>{out}};
}

action_result refused(errc code, std::string add_cause = {}) {
  return tl::make_unexpected(refusal{{code, "test"}, std::move(add_cause)});
}

} // namespace

BOOST_AUTO_TEST_SUITE(gateway_relayed_command)

BOOST_AUTO_TEST_CASE(is_accepted_when_the_device_accepts_and_ends_when_it_ends) {
  auto x = relayed_command{true};
  x.stepped("select");
  BOOST_TEST(!x.take_reply());
  x.stepped("operate");
  auto yes = x.take_reply();
  BOOST_TEST(yes->ok);
  BOOST_TEST(yes->tells_end);
  BOOST_TEST(!x.take_end());
  x.answered(did({"select", "operate", "termination"}));
  BOOST_TEST(!x.take_reply());
  BOOST_TEST(x.take_end()->ok);
}

BOOST_AUTO_TEST_CASE(ends_as_the_device_says_after_it_was_accepted) {
  auto x = relayed_command{true};
  x.stepped("operate");
  BOOST_TEST(x.take_reply()->ok);
  x.answered(refused(errc::rejected, "invalid-position"));
  BOOST_TEST(!x.take_reply());
  auto end = x.take_end();
  BOOST_TEST(!end->ok);
  BOOST_TEST(end->add_cause == "invalid-position");
}

BOOST_AUTO_TEST_CASE(claims_no_end_that_the_device_did_not_tell) {
  auto x = relayed_command{true};
  x.answered(did({"operate"})); // normal security: there is none
  auto yes = x.take_reply();
  BOOST_TEST(yes->ok);
  BOOST_TEST(!yes->tells_end); // the status shows it
  BOOST_TEST(!x.take_end());
}

BOOST_AUTO_TEST_CASE(ends_with_the_answer_where_nothing_else_would_show_it) {
  auto x = relayed_command{true, true};
  x.answered(did({"operate"}));
  auto yes = x.take_reply();
  BOOST_TEST((yes->ok && yes->tells_end));
  BOOST_TEST(x.take_end()->ok);
  auto no = relayed_command{true, true};
  no.answered(refused(errc::timeout));
  BOOST_TEST(!no.take_reply()->ok);
  BOOST_TEST(!no.take_end());
}

BOOST_AUTO_TEST_CASE(is_refused_with_the_devices_cause) {
  auto x = relayed_command{true};
  x.stepped("select");
  x.answered(refused(errc::access_denied, "blocked-by-interlocking"));
  auto no = x.take_reply();
  BOOST_TEST(!no->ok);
  BOOST_TEST(no->add_cause == "blocked-by-interlocking");
  BOOST_TEST(!x.take_end());
}

BOOST_AUTO_TEST_CASE(a_select_has_no_end) {
  auto x = relayed_command{false};
  x.stepped("operate"); // not of a select
  BOOST_TEST(!x.take_reply());
  x.answered(did({"select"}));
  BOOST_TEST(x.take_reply()->ok);
  BOOST_TEST(!x.take_end());
}

BOOST_AUTO_TEST_CASE(is_refused_when_no_answer_comes_in_time) {
  auto x = relayed_command{true};
  x.late();
  BOOST_TEST(x.take_reply()->add_cause == "time-limit-over");
  x.late();
  BOOST_TEST(!x.take_reply());
  BOOST_TEST(!x.is_contrary());
  x.stepped("operate");
  x.answered(did({"operate", "termination"}));
  BOOST_TEST(!x.take_reply());
  BOOST_TEST(!x.take_end());
  BOOST_TEST(x.is_contrary());
}

BOOST_AUTO_TEST_CASE(errors_have_their_causes) {
  auto cause = [](errc code) { return add_cause_of(refusal{{code, ""}}); };
  BOOST_TEST(cause(errc::not_connected) == "abortion-by-communication-loss");
  BOOST_TEST(cause(errc::timeout) == "time-limit-over");
  BOOST_TEST(cause(errc::busy) == "command-already-in-execution");
  BOOST_TEST(cause(errc::not_found) == "not-supported");
  BOOST_TEST(cause(errc::invalid_value) == "inconsistent-parameters");
  BOOST_TEST(cause(errc::access_denied) == "unknown");
}

BOOST_AUTO_TEST_SUITE_END()
