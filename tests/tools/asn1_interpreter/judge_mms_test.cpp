#include "asn1/mms_fields.hpp"
#include "tests/tools/asn1_interpreter/judge.hpp"
#include "tools/asn1_interpreter/own_modules.hpp"

using namespace bus;

BOOST_AUTO_TEST_SUITE(asn1_generated_and_interpreted)

BOOST_AUTO_TEST_CASE(agree_on_every_type_of_mms) {
  auto compiled = asn1c::compile(asn1_interpreter::own_modules());
  BOOST_TEST_REQUIRE(compiled.wrong.empty());
  auto modules = std::make_shared<const asn1c::repository>(std::move(compiled.modules));
  auto all = test::judge{modules, "ISO-9506-MMS-1", 10};
  asn1::mms::for_each_type(all);
  BOOST_TEST(all.types() > 200u);
}

BOOST_AUTO_TEST_SUITE_END()
