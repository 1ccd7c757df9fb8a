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

BOOST_AUTO_TEST_SUITE_END()
