#include "messages/iec61850/quality.hpp"
#include "messages/iec61850/subscription.hpp"
#include "tests/messages/iec61850/pair_of_ends.hpp"

using namespace bus;
using namespace bus::iec61850;
using bus::test::pair_of_ends;

namespace {

/// One that substitutes and blocks the value of S1, and what readers see of it.
struct substituting : pair_of_ends {
  client& us = add();

  void write(const std::string& item, value to) {
    auto how = std::optional<result<void>>{};
    us.device.write("LD/G$" + item, to, when(), [&](auto x) { how = std::move(x); });
    run();
    BOOST_REQUIRE_MESSAGE(how && *how, item);
  }

  sample shown() { return uut.read(uut.find("LD/G$ST$S1$stVal").value(), now().utc); }

  bool is(bool what, const quality& with) {
    return shown().value == value{what} && shown().quality == with;
  }

  void process(bool to) { set("G$ST$S1$stVal", to); }
};

constexpr auto substituted = quality::make(validity::good, quality::substituted);
constexpr auto blocked =
  quality::make(validity::good, quality::old_data | quality::operator_blocked);

} // namespace

BOOST_AUTO_TEST_SUITE(iec61850_substitution)

BOOST_FIXTURE_TEST_CASE(a_substitute_is_shown_until_it_is_taken_back, substituting) {
  write("SV$S1$subVal", true);
  BOOST_TEST(is(false, quality::good()));
  write("SV$S1$subEna", true);
  BOOST_TEST(is(true, substituted));
  process(false);
  BOOST_TEST(is(true, substituted));
  write("SV$S1$subEna", false);
  BOOST_TEST(is(false, quality::good()));
}

BOOST_FIXTURE_TEST_CASE(a_blocked_value_stays_as_it_was_acquired, substituting) {
  process(true);
  write("BL$S1$blkEna", true);
  BOOST_TEST(is(true, blocked));
  process(false);
  BOOST_TEST(is(true, blocked));
  write("BL$S1$blkEna", false);
  BOOST_TEST(is(false, quality::good()));
}

BOOST_FIXTURE_TEST_CASE(a_substitute_of_a_blocked_value_says_both, substituting) {
  write("BL$S1$blkEna", true);
  write("SV$S1$subVal", true);
  write("SV$S1$subEna", true);
  constexpr auto both =
    quality::make(validity::good, quality::substituted | quality::operator_blocked);
  BOOST_TEST(is(true, both));
  process(true);
  write("SV$S1$subEna", false);
  BOOST_TEST(is(true, blocked));
  write("BL$S1$blkEna", false);
  BOOST_TEST(is(true, quality::good()));
}

BOOST_FIXTURE_TEST_CASE(reports_tell_that_a_value_is_blocked, substituting) {
  auto wanted = subscription_settings{"LD/LLN0$RP$u01"};
  auto report = subscription{us.device, wanted};
  auto enabled = false;
  report.start({}, when(), [&](auto how) { enabled = how.has_value(); });
  run();
  BOOST_REQUIRE(enabled);
  us.reports.clear();
  write("BL$S1$blkEna", true);
  BOOST_REQUIRE(us.reports.size() == 1);
  process(true);
  BOOST_TEST(us.reports.size() == 1u);
  write("BL$S1$blkEna", false);
  BOOST_TEST(us.reports.size() >= 2u);
}

BOOST_AUTO_TEST_SUITE_END()
