#include "asn1/personnel.hpp"
#include "messages/asn1/ber.hpp"
#include "messages/asn1/xer.hpp"
#include "tests/support/hex.hpp"

#include <boost/test/unit_test.hpp>

using namespace bus;
using namespace bus::asn1;
using namespace bus::asn1::personnel;
using test::hex;

namespace {

personnel_record smith() {
  auto out = personnel_record{};
  out.name = {"John", "P", "Smith"};
  out.title = "Director";
  out.number = 51;
  out.date_of_hire = "19710917";
  out.name_of_spouse = {"Mary", "T", "Smith"};
  out.children = {{{"Ralph", "T", "Smith"}, "19571111"},
                  {{"Susan", "B", "Jones"}, "19590717"}};
  return out;
}

/// X.690, A.3.
const auto standard = hex(
  "60 81 85 61 10 1a 04 4a 6f 68 6e 1a 01 50 1a 05 53 6d 69 74 68 a0 0a 1a 08 44 69 "
  "72 65 63 74 6f 72 42 01 33 a1 0a 43 08 31 39 37 31 30 39 31 37 a2 12 61 10 1a 04 "
  "4d 61 72 79 1a 01 54 1a 05 53 6d 69 74 68 a3 42 31 1f 61 11 1a 05 52 61 6c 70 68 "
  "1a 01 54 1a 05 53 6d 69 74 68 a0 0a 43 08 31 39 35 37 31 31 31 31 31 1f 61 11 1a "
  "05 53 75 73 61 6e 1a 01 42 1a 05 4a 6f 6e 65 73 a0 0a 43 08 31 39 35 39 30 37 31 "
  "37");

/// The same members in the order of DER: those with APPLICATION tags first.
const auto sorted = hex(
  "60 81 85 61 10 1a 04 4a 6f 68 6e 1a 01 50 1a 05 53 6d 69 74 68 42 01 33 a0 0a 1a "
  "08 44 69 72 65 63 74 6f 72 a1 0a 43 08 31 39 37 31 30 39 31 37 a2 12 61 10 1a 04 "
  "4d 61 72 79 1a 01 54 1a 05 53 6d 69 74 68 a3 42 31 1f 61 11 1a 05 52 61 6c 70 68 "
  "1a 01 54 1a 05 53 6d 69 74 68 a0 0a 43 08 31 39 35 37 31 31 31 31 31 1f 61 11 1a "
  "05 53 75 73 61 6e 1a 01 42 1a 05 4a 6f 6e 65 73 a0 0a 43 08 31 39 35 39 30 37 31 "
  "37");

const auto canonical = std::string{
  "<PersonnelRecord>"
  "<name><givenName>John</givenName><initial>P</initial><familyName>Smith</familyName>"
  "</name><number>51</number><title>Director</title><dateOfHire>19710917</dateOfHire>"
  "<nameOfSpouse><givenName>Mary</givenName><initial>T</initial>"
  "<familyName>Smith</familyName></nameOfSpouse>"
  "<children><ChildInformation><name><givenName>Ralph</givenName><initial>T</initial>"
  "<familyName>Smith</familyName></name><dateOfBirth>19571111</dateOfBirth>"
  "</ChildInformation><ChildInformation><name><givenName>Susan</givenName>"
  "<initial>B</initial><familyName>Jones</familyName></name>"
  "<dateOfBirth>19590717</dateOfBirth></ChildInformation></children></"
  "PersonnelRecord>"};

/// As X.693, A.3 lays it out: members as written, white space between them.
const auto basic = std::string{R"(<?xml version="1.0" encoding="UTF-8"?>
<PersonnelRecord>
  <name>
    <givenName>John</givenName>
    <initial>P</initial>
    <familyName>Smith</familyName>
  </name>
  <title>Director</title>
  <number>51</number>
  <dateOfHire>19710917</dateOfHire>
  <nameOfSpouse>
    <givenName>Mary</givenName>
    <initial>T</initial>
    <familyName>Smith</familyName>
  </nameOfSpouse>
  <children>
    <ChildInformation>
      <name>
        <givenName>Ralph</givenName>
        <initial>T</initial>
        <familyName>Smith</familyName>
      </name>
      <dateOfBirth>19571111</dateOfBirth>
    </ChildInformation>
    <ChildInformation>
      <name>
        <givenName>Susan</givenName>
        <initial>B</initial>
        <familyName>Jones</familyName>
      </name>
      <dateOfBirth>19590717</dateOfBirth>
    </ChildInformation>
  </children>
</PersonnelRecord>
)"};

} // namespace

BOOST_AUTO_TEST_SUITE(asn1_personnel_record)

BOOST_AUTO_TEST_CASE(reads_the_record_of_x690) {
  BOOST_TEST((ber::decode<personnel_record>(standard).value() == smith()));
}

BOOST_AUTO_TEST_CASE(writes_it_with_its_members_in_order) {
  BOOST_TEST(to_hex(ber::encode(smith()).value()) == to_hex(sorted));
}

BOOST_AUTO_TEST_CASE(reads_the_record_of_x693) {
  BOOST_TEST((xer::decode<personnel_record>(basic).value() == smith()));
}

BOOST_AUTO_TEST_CASE(writes_canonical_xml) {
  BOOST_TEST(xer::encode(smith()).value() == canonical);
  BOOST_TEST((xer::decode<personnel_record>(canonical).value() == smith()));
}

BOOST_AUTO_TEST_SUITE_END()
