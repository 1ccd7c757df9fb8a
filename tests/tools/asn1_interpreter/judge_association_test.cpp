#include "asn1/acse_fields.hpp"
#include "asn1/presentation_fields.hpp"
#include "tests/tools/asn1_interpreter/judge.hpp"
#include "tools/asn1_interpreter/own_modules.hpp"

using namespace bus;

BOOST_AUTO_TEST_SUITE(asn1_generated_and_interpreted)

BOOST_AUTO_TEST_CASE(agree_on_every_type_of_the_association) {
  auto compiled = asn1c::compile(asn1_interpreter::own_modules());
  BOOST_TEST_REQUIRE(compiled.wrong.empty());
  auto modules = std::make_shared<const asn1c::repository>(std::move(compiled.modules));
  auto acse = test::judge{modules, "ACSE-1", 20};
  asn1::acse::for_each_type(acse);
  auto presentation = test::judge{modules, "ISO8823-PRESENTATION", 20};
  asn1::presentation::for_each_type(presentation);
  auto transfer = test::judge{modules, "Reliable-Transfer-APDU", 20};
  asn1::reliable_transfer::for_each_type(transfer);
  auto names = test::judge{modules, "InformationFramework", 20};
  asn1::information_framework::for_each_type(names);
  BOOST_TEST(acse.types() + presentation.types() > 50u);
}

BOOST_AUTO_TEST_SUITE_END()
