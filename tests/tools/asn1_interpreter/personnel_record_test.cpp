#include "tests/tools/asn1_interpreter/module_of.hpp"

#include <boost/test/unit_test.hpp>

namespace bus::asn1_interpreter::test {

namespace {

/// X.690, annex A.
const module_of& m() {
  static const auto out = module_of{R"(
PersonnelRecord ::= [APPLICATION 0] IMPLICIT SET {
  name          Name,
  title         [0] VisibleString,
  number        EmployeeNumber,
  dateOfHire    [1] Date,
  nameOfSpouse  [2] Name,
  children      [3] IMPLICIT SEQUENCE OF ChildInformation DEFAULT {} }

ChildInformation ::= SET {
  name          Name,
  dateOfBirth   [0] Date }

Name ::= [APPLICATION 1] IMPLICIT SEQUENCE {
  givenName     VisibleString,
  initial       VisibleString,
  familyName    VisibleString }

EmployeeNumber ::= [APPLICATION 2] IMPLICIT INTEGER
Date ::= [APPLICATION 3] IMPLICIT VisibleString
)",
                                    "EXPLICIT"};
  return out;
}

constexpr auto json =
  R"({"name":{"givenName":"John","initial":"P","familyName":"Smith"},)"
  R"("title":"Director","number":51,"dateOfHire":"19710917",)"
  R"("nameOfSpouse":{"givenName":"Mary","initial":"T","familyName":"Smith"},)"
  R"("children":[{"name":{"givenName":"Ralph","initial":"T","familyName":"Smith"},)"
  R"("dateOfBirth":"19571111"},)"
  R"({"name":{"givenName":"Susan","initial":"B","familyName":"Jones"},)"
  R"("dateOfBirth":"19590717"}]})";

// As the standard prints it, which is in the order of the module.
constexpr auto printed =
  "60 81 85 61 10 1A 04 4A 6F 68 6E 1A 01 50 1A 05 53 6D 69 74 68 A0 0A 1A 08 44 69 72 "
  "65 63 74 6F 72 42 01 33 A1 0A 43 08 31 39 37 31 30 39 31 37 A2 12 61 10 1A 04 4D 61 "
  "72 79 1A 01 54 1A 05 53 6D 69 74 68 A3 42 31 1F 61 11 1A 05 52 61 6C 70 68 1A 01 54 "
  "1A 05 53 6D 69 74 68 A0 0A 43 08 31 39 35 37 31 31 31 31 31 1F 61 11 1A 05 53 75 73 "
  "61 6E 1A 01 42 1A 05 4A 6F 6E 65 73 A0 0A 43 08 31 39 35 39 30 37 31 37";

} // namespace

BOOST_AUTO_TEST_SUITE(asn1_interpreter_personnel_record)

BOOST_AUTO_TEST_CASE(is_read_from_the_octets_of_the_standard) {
  BOOST_TEST(m().from_ber("PersonnelRecord", printed) == json);
}

BOOST_AUTO_TEST_CASE(is_written_with_its_components_by_tag) {
  auto in_order = hex(printed);
  auto written = m().written(rules::ber, "PersonnelRecord", json);
  BOOST_TEST(to_hex(written).substr(0, 48)
             == "60818561101a044a6f686e1a01501a05536d697468420133");
  BOOST_TEST(written.size() == in_order.size());
  BOOST_TEST(m().read(rules::ber, "PersonnelRecord", written) == json);
}

BOOST_AUTO_TEST_CASE(is_written_in_xml) {
  BOOST_TEST(
    m().to_xml("PersonnelRecord", json)
    == "<PersonnelRecord><name><givenName>John</givenName><initial>P</initial>"
       "<familyName>Smith</familyName></name><number>51</number><title>Director</title>"
       "<dateOfHire>19710917</dateOfHire><nameOfSpouse><givenName>Mary</givenName>"
       "<initial>T</initial><familyName>Smith</familyName></nameOfSpouse><children>"
       "<ChildInformation><name><givenName>Ralph</givenName><initial>T</initial>"
       "<familyName>Smith</familyName></name><dateOfBirth>19571111</dateOfBirth>"
       "</ChildInformation><ChildInformation><name><givenName>Susan</givenName>"
       "<initial>B</initial><familyName>Jones</familyName></name>"
       "<dateOfBirth>19590717</dateOfBirth></ChildInformation></children>"
       "</PersonnelRecord>");
  BOOST_TEST(m().from_xml("PersonnelRecord", m().to_xml("PersonnelRecord", json))
             == json);
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace bus::asn1_interpreter::test
