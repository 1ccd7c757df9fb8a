#include "tests/tools/asn1_interpreter/module_of.hpp"

#include <boost/test/unit_test.hpp>

namespace bus::asn1_interpreter::test {

BOOST_AUTO_TEST_SUITE(asn1_interpreter_encoder)

BOOST_AUTO_TEST_CASE(tells_the_name_of_its_transfer_syntax) {
  auto m = module_of{"A ::= NULL"};
  BOOST_TEST(asn1::to_string(encoder{m.modules, rules::ber}.syntax_name()) == "2.1.1");
  BOOST_TEST(asn1::to_string(encoder{m.modules, rules::xer}.syntax_name())
             == "2.1.5.0");
  BOOST_TEST(asn1::to_string(canonical_syntax_name(rules::ber)) == "2.1.2.1");
  BOOST_TEST(asn1::to_string(canonical_syntax_name(rules::xer)) == "2.1.5.1");
}

BOOST_AUTO_TEST_CASE(modules_and_types_that_are_not_there_are_not_found) {
  auto m = module_of{"A ::= NULL"};
  auto of = encoder{m.modules, rules::ber};
  auto no_module = of.decode("N", "A", {}).error();
  BOOST_TEST((no_module.code == errc::not_found));
  BOOST_TEST(shown(no_module) == "N: there is no such module");
  auto no_type = of.encode("M", "B", {null_value{}}).error();
  BOOST_TEST((no_type.code == errc::not_found));
  BOOST_TEST(shown(no_type) == "M.B: the module has no such type");
}

BOOST_AUTO_TEST_CASE(an_entity_of_other_rules_is_refused) {
  auto m = module_of{"A ::= NULL"};
  auto got = encoder{m.modules, rules::ber}.decode("M", "A", {rules::xer, {}});
  BOOST_TEST((got.error().code == errc::type_mismatch));
  BOOST_TEST(shown(got.error()) == "A: expected BER, found XER");
}

BOOST_AUTO_TEST_CASE(errors_tell_whose_fault_it_is) {
  auto m = module_of{"A ::= INTEGER (0..5)"};
  auto code = [](auto got) { return got.error().code; };
  BOOST_TEST((code(m.decoded(rules::ber, "A", hex("02 01 06"))) == errc::malformed));
  BOOST_TEST((code(m.decoded(rules::ber, "A", hex("02 02"))) == errc::truncated));
  BOOST_TEST((code(m.encoded(rules::ber, "A", {integer{6}})) == errc::invalid_value));
  BOOST_TEST((code(m.encoded(rules::ber, "A", {true})) == errc::type_mismatch));
}

BOOST_AUTO_TEST_CASE(values_are_the_same_by_what_they_mean) {
  auto named = asn1::object_identifier{asn1::named_arc{"iso", 1}, 0u};
  BOOST_TEST((value{named} == value{asn1::object_identifier{1u, 0u}}));
  BOOST_TEST((value{0.0} != value{-0.0}));
  BOOST_TEST((value{enumerated{1, "a"}} == value{enumerated{1}}));
  BOOST_TEST((value{integer{1}} != value{enumerated{1}}));
  BOOST_TEST((value{choice{"a", {true}}} != value{choice{"b", {true}}}));
  BOOST_TEST((value{choice{"a", {true}}} == value{choice{"a", {true}}}));
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace bus::asn1_interpreter::test
