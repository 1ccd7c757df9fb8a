#include "asn1/personnel_fields.hpp"
#include "asn1/zoo_fields.hpp"
#include "tests/tools/asn1_interpreter/judge.hpp"

#include <fstream>
#include <iterator>

using namespace bus;

namespace {

asn1c::source read_module(const std::string& name) {
  auto file = STATIONBUS_SOURCE_DIR "/tests/messages/asn1/modules/" + name;
  auto in = std::ifstream{file, std::ios::binary};
  return {file, {std::istreambuf_iterator<char>{in}, {}}};
}

} // namespace

BOOST_AUTO_TEST_SUITE(asn1_generated_and_interpreted)

BOOST_AUTO_TEST_CASE(agree_on_every_type_of_the_zoo) {
  auto compiled =
    asn1c::compile({read_module("zoo.asn"), read_module("personnel.asn")});
  BOOST_TEST_REQUIRE(compiled.wrong.empty());
  auto modules = std::make_shared<const asn1c::repository>(std::move(compiled.modules));
  auto zoo = test::judge{modules, "Zoo", 200};
  asn1::zoo::for_each_type(zoo);
  auto personnel = test::judge{modules, "Personnel", 50};
  asn1::personnel::for_each_type(personnel);
  BOOST_TEST(zoo.types() > 20u);
}

BOOST_AUTO_TEST_SUITE_END()
