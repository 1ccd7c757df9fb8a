#include "messages/bus/subscriptions.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <random>
#include <vector>

using namespace bus;
using part = subscriptions::part;

namespace {

/// The rule, word for word.
struct model {
  std::vector<std::string> prefixes;

  void remove(const std::string& x) {
    auto at = std::find(prefixes.begin(), prefixes.end(), x);
    if (at != prefixes.end())
      prefixes.erase(at);
  }

  bool wants(std::string_view topic) const {
    return std::any_of(prefixes.begin(), prefixes.end(),
                       [&](const auto& x) { return topic.starts_with(x); });
  }

  part wants_of(std::string_view prefix) const {
    auto longer = [&](const auto& x) { return x.starts_with(prefix); };
    if (wants(prefix))
      return part::all;
    return std::any_of(prefixes.begin(), prefixes.end(), longer) ? part::some
                                                                 : part::none;
  }
};

/// Short words of few letters, some beyond ASCII, so that many share a prefix.
class word_source {
public:
  std::string operator()() {
    constexpr auto letters = std::string_view{"ab/\xff"};
    auto out = std::string(random_() % 7, ' ');
    for (auto& x : out)
      x = letters[random_() % letters.size()];
    return out;
  }

  bool chance(unsigned of) { return random_() % of == 0; }

private:
  std::mt19937 random_{20261122};
};

} // namespace

BOOST_AUTO_TEST_SUITE(bus_subscriptions)

BOOST_AUTO_TEST_CASE(wants_nothing_at_first) {
  auto uut = subscriptions{};
  BOOST_TEST(!uut.wants(""));
  BOOST_TEST(!uut.wants("data/pv1:a/"));
  BOOST_TEST((uut.wants_of("data/") == part::none));
}

BOOST_AUTO_TEST_CASE(wants_everything_by_the_empty_prefix) {
  auto uut = subscriptions{};
  uut.add("");
  BOOST_TEST(uut.wants(""));
  BOOST_TEST(uut.wants("data/pv1:a/"));
  BOOST_TEST((uut.wants_of("data/") == part::all));
}

BOOST_AUTO_TEST_CASE(tells_a_connection_from_a_point_with_the_same_beginning) {
  auto uut = subscriptions{};
  uut.add("data/pv1:active_power/");
  BOOST_TEST(uut.wants("data/pv1:active_power/"));
  BOOST_TEST(!uut.wants("data/pv1:active_power_limit/"));
  BOOST_TEST((uut.wants_of("data/pv1:") == part::some));
  BOOST_TEST((uut.wants_of("data/pv2:") == part::none));
}

BOOST_AUTO_TEST_CASE(finds_a_short_prefix_behind_longer_neighbours) {
  auto uut = subscriptions{};
  uut.add("data/");
  uut.add("data/pv1:a/");
  uut.add("data/pv1:b");
  BOOST_TEST(uut.wants("data/pv1:c/"));
  BOOST_TEST((uut.wants_of("data/pv1:c") == part::all));
}

BOOST_AUTO_TEST_CASE(keeps_a_prefix_until_its_last_subscriber_leaves) {
  auto uut = subscriptions{};
  uut.add("data/");
  uut.add("data/");
  uut.remove("data/");
  BOOST_TEST(uut.wants("data/x/"));
  uut.remove("data/");
  BOOST_TEST(!uut.wants("data/x/"));
}

BOOST_AUTO_TEST_CASE(takes_no_notice_of_removing_what_is_not_there) {
  auto uut = subscriptions{};
  uut.remove("data/");
  BOOST_TEST(uut.version() == 0u);
}

BOOST_AUTO_TEST_CASE(grows_its_version_when_an_answer_may_change) {
  auto uut = subscriptions{};
  uut.add("a");
  BOOST_TEST(uut.version() == 1u);
  uut.add("a");
  uut.remove("a");
  BOOST_TEST(uut.version() == 1u);
  uut.remove("a");
  BOOST_TEST(uut.version() == 2u);
}

BOOST_AUTO_TEST_CASE(agrees_with_the_rule_on_random_prefixes) {
  auto uut = subscriptions{};
  auto rule = model{};
  auto word = word_source{};
  for (auto i = 0; i < 20'000; ++i) {
    auto x = word();
    if (!word.chance(2)) {
      uut.remove(x);
      rule.remove(x);
    } else if (word.chance(3)) {
      uut.add(x);
      rule.prefixes.push_back(x);
    }
    auto topic = word() + word();
    BOOST_REQUIRE_EQUAL(uut.wants(topic), rule.wants(topic));
    BOOST_REQUIRE((uut.wants_of(x) == rule.wants_of(x)));
  }
}

BOOST_AUTO_TEST_SUITE_END()
