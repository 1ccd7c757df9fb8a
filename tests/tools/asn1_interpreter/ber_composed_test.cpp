#include "tests/tools/asn1_interpreter/module_of.hpp"

#include <boost/test/unit_test.hpp>

namespace bus::asn1_interpreter::test {

BOOST_AUTO_TEST_SUITE(asn1_interpreter_ber_composed)

BOOST_AUTO_TEST_CASE(explicit_tags_stand_around_each_other) {
  auto m = module_of{"A ::= [1] EXPLICIT [APPLICATION 2] EXPLICIT INTEGER\n"
                     "B ::= [3] A"};
  BOOST_TEST(m.to_ber("A", "5") == "a1056203020105");
  BOOST_TEST(m.to_ber("B", "5") == "a3056203020105");
  BOOST_TEST(m.from_ber("A", "a1 80 62 80 02 01 05 00 00 00 00") == "5");
  BOOST_TEST(m.from_ber("A", "a1 05 63 03 02 01 05")
             == "A: at octet 2: expected [APPLICATION 2], found [APPLICATION 3]");
}

BOOST_AUTO_TEST_CASE(a_choice_is_its_alternative) {
  auto m = module_of{"A ::= CHOICE {a INTEGER, b [0] BOOLEAN, c C, d [1] C}\n"
                     "C ::= CHOICE {x [2] NULL, y [3] INTEGER}"};
  BOOST_TEST(m.to_ber("A", R"({"a": 5})") == "020105");
  BOOST_TEST(m.to_ber("A", R"({"c": {"y": 5}})") == "830105");
  BOOST_TEST(m.to_ber("A", R"({"d": {"y": 5}})") == "a103830105");
  BOOST_TEST(m.from_ber("A", "83 01 05") == R"({"c":{"y":5}})");
  BOOST_TEST(m.from_ber("A", "a1 02 82 00") == R"({"d":{"x":null}})");
  BOOST_TEST(m.from_ber("A", "84 00")
             == "A: at octet 0: unexpected tag [4], which no alternative has");
  BOOST_TEST(m.no_ber("A", R"({"e": 5})") == "A: there is no alternative e");
}

BOOST_AUTO_TEST_CASE(components_stand_in_their_order) {
  auto m = module_of{"A ::= SEQUENCE {a [0] INTEGER OPTIONAL, b [1] INTEGER, c [2] "
                     "INTEGER OPTIONAL}"};
  BOOST_TEST(m.to_ber("A", R"({"c": 3, "b": 2, "a": 1})") == "3009800101810102820103");
  BOOST_TEST(m.from_ber("A", "30 03 81 01 02") == R"({"b":2})");
  BOOST_TEST(m.from_ber("A", "30 06 81 01 02 80 01 01")
             == "A: at octet 5: unexpected tag [0]");
  BOOST_TEST(m.from_ber("A", "30 06 81 01 02 83 01 01")
             == "A: at octet 5: unexpected tag [3]");
  BOOST_TEST(m.from_ber("A", "30 06 81 01 02 81 01 01")
             == "A: at octet 5: unexpected tag [1]");
}

BOOST_AUTO_TEST_CASE(a_missing_component_is_told_by_its_name) {
  auto m =
    module_of{"A ::= SEQUENCE {b B}  B ::= SEQUENCE {x [0] INTEGER, y [1] INTEGER}\n"
              "C ::= SET {x [0] INTEGER, y [1] INTEGER}"};
  BOOST_TEST(m.from_ber("A", "30 05 30 03 81 01 02")
             == "A.b: at octet 4: the component x is missing");
  BOOST_TEST(m.from_ber("A", "30 05 30 03 80 01 02")
             == "A.b: at octet 2: the component y is missing");
  BOOST_TEST(m.from_ber("C", "31 03 81 01 02")
             == "C: at octet 0: the component x is missing");
  BOOST_TEST(m.no_ber("A", R"({"b": {"y": 1}})") == "A.b: the component x is missing");
}

BOOST_AUTO_TEST_CASE(unknown_elements_of_extensible_types_are_passed_over) {
  auto m = module_of{"A ::= SEQUENCE {a [0] INTEGER, ..., b [1] INTEGER OPTIONAL}\n"
                     "B ::= SET {a [0] INTEGER, ...}\n"
                     "C ::= SEQUENCE {a CHOICE {x [0] NULL, ...}, ...}"};
  BOOST_TEST(m.from_ber("A", "30 0c 85 00 80 01 01 a6 80 00 00 81 01 02")
             == R"({"a":1,"b":2})");
  BOOST_TEST(m.from_ber("B", "31 07 85 00 80 01 01 87 00") == R"({"a":1})");
  BOOST_TEST(
    m.from_ber("C", "30 02 81 00")
    == "C: at octet 0: the component a is missing; [1] at octet 2 is not known");
}

BOOST_AUTO_TEST_CASE(additions_may_be_absent) {
  auto m = module_of{"A ::= SEQUENCE {a [0] INTEGER, ..., [[b [1] INTEGER, c [2] "
                     "INTEGER]], ..., d [3] INTEGER}"};
  BOOST_TEST(m.from_ber("A", "30 06 80 01 01 83 01 04") == R"({"a":1,"d":4})");
  BOOST_TEST(m.to_ber("A", R"({"a": 1, "d": 4})") == "3006800101830104");
  BOOST_TEST(m.from_ber("A", "30 03 80 01 01")
             == "A: at octet 0: the component d is missing");
}

BOOST_AUTO_TEST_CASE(defaults_are_filled_in_and_left_out) {
  auto m =
    module_of{"A ::= SEQUENCE {a [0] INTEGER DEFAULT 5, b [1] B DEFAULT {x TRUE},\n"
              "  c [2] SET OF INTEGER DEFAULT {1, 2}}\n"
              "B ::= SEQUENCE {x BOOLEAN, y [0] INTEGER DEFAULT 7}"};
  auto all = R"({"a":5,"b":{"x":true,"y":7},"c":[1,2]})";
  BOOST_TEST(m.from_ber("A", "30 00") == all);
  BOOST_TEST(m.to_ber("A", all) == "3000");
  BOOST_TEST(m.to_ber("A", "{}") == "3000");
  BOOST_TEST(m.to_ber("A", R"({"c": [2, 1]})") == "3000");
  BOOST_TEST(m.to_ber("A", R"({"a": 6, "b": {"x": false}})") == "3008800106a103010100");
  BOOST_TEST(m.from_ber("A", "30 03 80 01 05") == all);
}

BOOST_AUTO_TEST_CASE(defaults_of_every_kind_are_filled_in) {
  auto m = module_of{
    "A ::= SEQUENCE {b [0] BIT STRING {x(0), y(2)} DEFAULT {y}, e [1] ENUMERATED {p, "
    "q} "
    "DEFAULT q,\n  n [2] NULL DEFAULT NULL, o [3] OBJECT IDENTIFIER DEFAULT {1 0 "
    "9506},\n"
    "  c [4] CHOICE {i INTEGER} DEFAULT i : 4, t [5] IA5String DEFAULT \"hi\",\n"
    "  h [6] OCTET STRING DEFAULT '0AFF'H, r [7] REAL DEFAULT 1.5, l [8] RELATIVE-OID "
    "DEFAULT {3 4},\n  f [9] BOOLEAN DEFAULT FALSE}"};
  BOOST_TEST(m.from_ber("A", "30 00")
             == R"({"b":"001","e":"q","n":null,"o":"1.0.9506","c":{"i":4},"t":"hi",)"
                R"("h":{"hex":"0aff"},"r":1.5,"l":"3.4","f":false})");
  BOOST_TEST(m.to_ber("A", "{}") == "3000");
}

BOOST_AUTO_TEST_CASE(sets_are_read_in_any_order_and_written_by_tag) {
  auto m =
    module_of{"A ::= SET {a [1] INTEGER, b BOOLEAN, c [APPLICATION 9] INTEGER, d D}\n"
              "D ::= CHOICE {x [0] NULL, y [PRIVATE 1] NULL}"};
  auto with_x = R"({"a":1,"b":true,"c":3,"d":{"x":null}})";
  auto with_y = R"({"a":1,"b":true,"c":3,"d":{"y":null}})";
  BOOST_TEST(m.to_ber("A", with_x) == "310b0101ff4901038000810101");
  BOOST_TEST(m.to_ber("A", with_y) == "310b0101ff490103810101c100");
  BOOST_TEST(m.from_ber("A", "31 0b 81 01 01 80 00 49 01 03 01 01 01") == with_x);
  BOOST_TEST(m.from_ber("A", "31 0e 81 01 01 80 00 49 01 03 01 01 01 81 01 02")
             == "A: at octet 13: the component a stands twice");
  BOOST_TEST(m.from_ber("A", "31 02 82 00") == "A: at octet 2: unexpected tag [2]");
}

BOOST_AUTO_TEST_CASE(set_of_is_written_by_the_octets_of_its_elements) {
  auto m = module_of{"A ::= SET OF INTEGER  B ::= SEQUENCE OF INTEGER"};
  BOOST_TEST(m.to_ber("A", "[256, 3, 1]") == "310a02010102010302020100");
  BOOST_TEST(m.to_ber("B", "[256, 3, 1]") == "300a02020100020103020101");
  BOOST_TEST(m.from_ber("A", "31 06 02 01 03 02 01 01") == "[3,1]");
}

BOOST_AUTO_TEST_CASE(open_types_keep_the_whole_element) {
  auto m = module_of{"A ::= SEQUENCE {a INTEGER OPTIONAL, any ANY, b [0] NULL}\n"
                     "B ::= [1] ANY  C ::= SET {any ANY, b [0] NULL}"};
  BOOST_TEST(m.from_ber("A", "30 08 31 80 05 00 00 00 80 00")
             == R"({"any":{"ber":"318005000000"},"b":null})");
  BOOST_TEST(m.from_ber("B", "a1 04 9f 1f 01 55") == R"({"ber":"9f1f0155"})");
  BOOST_TEST(m.from_ber("C", "31 05 80 00 02 01 05")
             == R"({"any":{"ber":"020105"},"b":null})");
  BOOST_TEST(m.to_ber("B", R"({"ber": "9f1f0155"})") == "a1049f1f0155");
}

BOOST_AUTO_TEST_CASE(an_open_value_is_one_element) {
  auto m = module_of{"A ::= [1] ANY"};
  BOOST_TEST(m.no_ber("A", R"({"ber": ""})")
             == "A: at octet 0: there is nothing where an element is to be");
  BOOST_TEST(m.no_ber("A", R"({"ber": "05000500"})")
             == "A: at octet 2: 2 octets are left over");
  BOOST_TEST(m.no_ber("A", R"({"xer": "<a/>"})")
             == "A: the open value is XML, and BER is to be written");
  BOOST_TEST(m.from_ber("A", "a1 04 05 00 05 00")
             == "A: at octet 4: 2 octets are left over");
  BOOST_TEST(m.from_ber("A", "a1 00")
             == "A: at octet 2: there is nothing where an element is to be");
}

BOOST_AUTO_TEST_CASE(errors_tell_the_path_and_the_octet) {
  auto m =
    module_of{"A ::= SEQUENCE {rows SEQUENCE OF CHOICE {x [0] INTEGER, y [1] B}}\n"
              "B ::= SEQUENCE {z BOOLEAN}"};
  BOOST_TEST(m.from_ber("A", "30 0c 30 0a 80 01 05 a1 05 01 03 00 00 00")
             == "A.rows[1].y.z: at octet 9: a BOOLEAN has one octet, and not 3");
  BOOST_TEST(m.no_ber("A", R"({"rows": [{"x": 1}, {"y": {"z": 5}}]})")
             == "A.rows[1].y.z: expected true or false");
}

BOOST_AUTO_TEST_CASE(values_of_another_kind_are_refused) {
  auto m = module_of{"A ::= SEQUENCE {a INTEGER}  B ::= CHOICE {a NULL}"};
  auto told = [&](const char* type, const value& x) {
    return shown(m.encoded(rules::ber, type, x).error());
  };
  BOOST_TEST(told("A", {named_values{{"a", {true}}}})
             == "A.a: expected an INTEGER, found a BOOLEAN");
  BOOST_TEST(told("A", {integer{5}}) == "A: expected named values, found an INTEGER");
  BOOST_TEST(told("B", {null_value{}}) == "B: expected a CHOICE, found NULL");
  BOOST_TEST(told("A", {named_values{{"b", {true}}}}) == "A: there is no component b");
  BOOST_TEST(told("A", {named_values{{"a", {integer{1}}}, {"a", {integer{1}}}}})
             == "A: the component a stands twice");
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace bus::asn1_interpreter::test
