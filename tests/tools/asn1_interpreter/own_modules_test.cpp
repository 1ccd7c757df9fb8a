#include "tools/asn1_interpreter/own_modules.hpp"

#include "tests/tools/asn1_interpreter/module_of.hpp"

#include <boost/test/unit_test.hpp>

namespace bus::asn1_interpreter::test {

namespace {

const std::shared_ptr<const asn1c::repository>& own() {
  static const auto out = [] {
    auto made = asn1c::compile(own_modules());
    BOOST_REQUIRE(made.wrong.empty());
    return std::make_shared<const asn1c::repository>(std::move(made.modules));
  }();
  return out;
}

std::string read(const char* module, const char* type, const char* octets) {
  auto got = encoder{own(), rules::ber}.decode(module, type, {rules::ber, hex(octets)});
  return got ? to_json(*own(), module, type, *got).value() : shown(got.error());
}

} // namespace

BOOST_AUTO_TEST_SUITE(asn1_interpreter_own_modules)

BOOST_AUTO_TEST_CASE(are_embedded_and_resolve) {
  for (auto name : {"ACSE-1", "ISO-9506-MMS-1", "ISO8823-PRESENTATION"})
    BOOST_TEST(own()->find(name) != nullptr);
}

BOOST_AUTO_TEST_CASE(an_mms_pdu_is_read) {
  BOOST_TEST(
    read("ISO-9506-MMS-1", "MMSpdu", "a0 06 02 01 01 80 01 00")
    == R"({"confirmed-RequestPDU":{"invokeID":1,"service":{"status":false}}})");
}

BOOST_AUTO_TEST_CASE(a_broken_mms_pdu_is_told_with_path_and_octet) {
  BOOST_TEST(read("ISO-9506-MMS-1", "MMSpdu", "a0 05 02 00 80 01 00")
             == "MMSpdu.confirmed-RequestPDU.invokeID: at octet 2: a number without "
                "octets");
  BOOST_TEST(read("ISO-9506-MMS-1", "MMSpdu", "a0 06 02 01 01 bf 63 00")
             == "MMSpdu.confirmed-RequestPDU: at octet 0: the component service is "
                "missing; [99] at octet 5 is not known");
}

BOOST_AUTO_TEST_CASE(an_association_is_read_with_the_user_data_as_it_stands) {
  BOOST_TEST(
    read("ACSE-1", "ACSE-apdu",
         "60 1a a1 07 06 05 28 ca 22 02 03 be 0f 28 0d 06 02 51 01 02 01 03 a0 "
         "04 05 02 00 00")
    == R"({"aarq":{"protocol-version":"1","application-context-name":)"
       R"("1.0.9506.2.3","user-information":[{"direct_ref":"2.1.1",)"
       R"("indirect_ref":3,"data":{"ber":"05020000"}}]}})");
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace bus::asn1_interpreter::test
