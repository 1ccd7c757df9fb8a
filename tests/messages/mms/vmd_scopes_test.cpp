#include "messages/mms/browse.hpp"
#include "messages/mms/type.hpp"
#include "messages/mms/vmd.hpp"

#include <boost/test/unit_test.hpp>

using namespace bus;
using namespace bus::mms;

BOOST_AUTO_TEST_SUITE(mms_vmd_scopes)

BOOST_AUTO_TEST_CASE(has_any_number_of_domains) {
  auto description = vmd_description{"v", "m", "r"};
  for (auto i = 0; i < 20; ++i) {
    auto& domain = description.domains.emplace_back();
    domain.name = "D" + std::to_string(i);
    domain.variables.push_back({"S", make_structure({{"x", *parse_type("int32")},
                                                     {"y", *parse_type("float32")}})});
    domain.values.emplace_back("S$x", std::int64_t{i});
  }
  auto uut = vmd::make(description);
  BOOST_REQUIRE(uut);
  auto moved = std::move(*uut);
  for (auto i = 0; i < 20; ++i) {
    auto place = moved.find("D" + std::to_string(i), "S$x");
    BOOST_REQUIRE(place);
    BOOST_TEST((to_value(moved.value(*place)) == value{std::int64_t{i}}));
    auto& nodes = moved.variables(place->scope).nodes();
    BOOST_TEST(to_text(*nodes[place->node].type) == "int32");
  }
}

BOOST_AUTO_TEST_CASE(members_of_a_list_are_in_any_domain) {
  auto description = vmd_description{"v", "m", "r"};
  for (auto* name : {"A", "B"}) {
    auto& domain = description.domains.emplace_back();
    domain.name = name;
    domain.variables.push_back({"x", *parse_type("int32")});
  }
  auto& lists = description.domains[0].lists;
  lists.emplace_back("all", std::vector<std::string>{"x", "B/x"});
  BOOST_TEST(vmd::make(description).has_value());
  lists[0].second.push_back("B/y");
  auto refused = vmd::make(description);
  BOOST_REQUIRE(!refused.has_value());
  BOOST_TEST(refused.error().where == "mms.vmd.A");
  BOOST_TEST(refused.error().cause == "a list's member B/y is not there");
}

BOOST_AUTO_TEST_SUITE_END()
