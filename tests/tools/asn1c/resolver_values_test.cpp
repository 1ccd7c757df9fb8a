#include "tests/tools/asn1c/compiled.hpp"

#include <cmath>

namespace bus::asn1c::test {

namespace {

std::string value_of(std::string_view type, std::string_view value) {
  auto x = compiled{module_of("x " + std::string{type} + " ::= " + std::string{value}
                              + " three INTEGER ::= 3")};
  return x.value_of("x");
}

std::string default_of(std::string_view type, std::string_view value) {
  auto x = compiled{module_of("A ::= SEQUENCE {x " + std::string{type} + " DEFAULT "
                              + std::string{value} + "} three INTEGER ::= 3")};
  return x.default_of("A.x");
}

} // namespace

BOOST_AUTO_TEST_SUITE(asn1c_resolver_values)

BOOST_AUTO_TEST_CASE(plain_values_are_what_they_say) {
  for (auto read : {value_of, default_of}) {
    BOOST_TEST(read("BOOLEAN", "TRUE") == "TRUE");
    BOOST_TEST(read("INTEGER", "-5") == "-5");
    BOOST_TEST(read("INTEGER", "three") == "3");
    BOOST_TEST(read("INTEGER", "M.three") == "3");
    BOOST_TEST(read("INTEGER {x(7)}", "x") == "7");
    BOOST_TEST(read("ENUMERATED {a, b}", "b") == "1");
    BOOST_TEST(read("NULL", "NULL") == "NULL");
    BOOST_TEST(read("UTF8String", R"("a ""b""")") == R"("a "b"")");
    BOOST_TEST(read("GeneralizedTime", R"("20260101000000Z")")
               == R"("20260101000000Z")");
  }
}

BOOST_AUTO_TEST_CASE(bits_and_octets_are_digits_or_names) {
  BOOST_TEST(value_of("BIT STRING", "'0101'B") == "'0101'B");
  BOOST_TEST(value_of("BIT STRING", "'A0'H") == "'10100000'B");
  BOOST_TEST(value_of("BIT STRING {a(0), c(2)}", "{c, a}") == "'101'B");
  BOOST_TEST(value_of("BIT STRING", "{three}") == "'0001'B");
  BOOST_TEST(value_of("BIT STRING", "{}") == "''B");
  BOOST_TEST(value_of("OCTET STRING", "'00FF'H") == "'0 255'");
  BOOST_TEST(value_of("OCTET STRING", "'ABC'H") == "'171 192'");
  BOOST_TEST(value_of("OCTET STRING", "'1'B") == "'128'");
}

BOOST_AUTO_TEST_CASE(reals_are_decimal_or_in_parts) {
  BOOST_TEST(value_of("REAL", "1.5E3") == "1500");
  BOOST_TEST(value_of("REAL", "-2") == "-2");
  BOOST_TEST(value_of("REAL", "{mantissa 5, base 2, exponent -1}") == "2.5");
  BOOST_TEST(value_of("REAL", "{mantissa three, base 10, exponent 2}") == "300");
  BOOST_TEST(value_of("REAL", "PLUS-INFINITY") == "inf");
  BOOST_TEST(value_of("REAL", "MINUS-INFINITY") == "-inf");
  auto x = compiled{module_of("x REAL ::= NOT-A-NUMBER y REAL ::= z z REAL ::= 0.5")};
  BOOST_TEST(std::isnan(std::get<double>(x.value_at("x").is.is)));
  BOOST_TEST(x.value_of("y") == "0.5");
}

BOOST_AUTO_TEST_CASE(texts_may_be_made_of_parts) {
  BOOST_TEST(value_of("IA5String", "{4, 1}") == R"("A")");
  BOOST_TEST(value_of("BMPString", "{0, 0, 32, 172}") == "\"\xe2\x82\xac\"");
  BOOST_TEST(value_of("UniversalString", "{0, 1, 246, 0}") == "\"\xf0\x9f\x98\x80\"");
  BOOST_TEST(value_of("UTF8String", "{0, 0, 0, 252}") == "\"\xc3\xbc\"");
  BOOST_TEST(value_of("IA5String", R"({"a", {4, 1}, "b"})") == R"("aAb")");
  auto x = compiled{module_of(R"(x IA5String ::= {y, "b"} y IA5String ::= "a")")};
  BOOST_TEST(x.value_of("x") == R"("ab")");
}

BOOST_AUTO_TEST_CASE(structures_hold_what_is_named) {
  BOOST_TEST(value_of("SEQUENCE {a INTEGER, b NULL OPTIONAL}", "{a 1}") == "{a 1}");
  BOOST_TEST(value_of("SET {a INTEGER, b NULL}", "{b NULL, a 1}") == "{b NULL, a 1}");
  BOOST_TEST(value_of("SEQUENCE OF INTEGER", "{1, three}") == "{1, 3}");
  BOOST_TEST(value_of("SEQUENCE OF n INTEGER", "{n 1, n 2}") == "{1, 2}");
  BOOST_TEST(value_of("CHOICE {a CHOICE {b NULL}}", "a : b : NULL") == "{a {b NULL}}");
  BOOST_TEST(value_of("SEQUENCE OF SEQUENCE {a INTEGER}", "{{a 1}, {a 2}}")
             == "{{a 1}, {a 2}}");
  BOOST_TEST(value_of("SEQUENCE {a INTEGER DEFAULT 5}", "{}") == "{}");
  BOOST_TEST(value_of("SEQUENCE {a NULL, ..., b NULL}", "{a NULL}") == "{a NULL}");
}

BOOST_AUTO_TEST_CASE(a_value_of_a_type_that_is_written_out_has_its_parts) {
  auto x =
    compiled{module_of("x SEQUENCE {a INTEGER} ::= {a 1} y INTEGER {b(2)} ::= b")};
  BOOST_TEST(x.value_at("x").of.inside->components.size() == 1u);
  BOOST_TEST(shown(x.value_at("x").of.inside->path) == "x");
  BOOST_TEST(shown(x.value_at("y").of.inside->numbers) == "b=2");
}

BOOST_AUTO_TEST_CASE(names_of_numbers_come_before_values) {
  auto x = compiled{module_of("x INTEGER {three(33)} ::= three three INTEGER ::= 3")};
  BOOST_TEST(x.value_of("x") == "33");
}

BOOST_AUTO_TEST_CASE(object_identifiers_know_the_first_names) {
  constexpr auto type = "OBJECT IDENTIFIER";
  BOOST_TEST(value_of(type, "{iso standard 9506}") == "1.0.9506");
  BOOST_TEST(value_of(type, "{iso(1) member-body(2) us(840)}") == "1.2.840");
  BOOST_TEST(value_of(type, "{iso identified-organization 6}") == "1.3.6");
  BOOST_TEST(value_of(type, "{itu-t recommendation q 773}") == "0.0.17.773");
  BOOST_TEST(value_of(type, "{ccitt identified-organization 5}") == "0.4.5");
  BOOST_TEST(value_of(type, "{joint-iso-itu-t 999}") == "2.999");
  BOOST_TEST(value_of(type, "{joint-iso-ccitt ds(5) 3}") == "2.5.3");
  BOOST_TEST(value_of(type, "{1 three(4) three}") == "1.4.3");
  BOOST_TEST(value_of(type, "{1 2 x(three)}") == "1.2.3");
  BOOST_TEST(value_of(type, "{2 5 18446744073709551615}")
             == "2.5.18446744073709551615");
}

BOOST_AUTO_TEST_CASE(object_identifiers_begin_with_others) {
  auto x = compiled{
    "A {iso 5 a(7)} DEFINITIONS ::= BEGIN IMPORTS base FROM B;\n"
    "x OBJECT IDENTIFIER ::= {base 1} y OBJECT IDENTIFIER ::= {B.base 2 n}\n"
    "n INTEGER ::= 9 r RELATIVE-OID ::= {1 n} s RELATIVE-OID ::= {r 5 r} END\n"
    "B {base 1} DEFINITIONS ::= BEGIN base ID ::= {1 2} ID ::= OBJECT IDENTIFIER END"};
  BOOST_TEST(x.value_of("x") == "1.2.1");
  BOOST_TEST(x.value_of("y") == "1.2.2.9");
  BOOST_TEST(x.value_of("s") == "1.9.5.1.9");
  BOOST_TEST(shown(value{*x.all().find("A")->oid}) == "1.5.7");
  BOOST_TEST(shown(value{*x.all().find("B")->oid}) == "1.2.1");
}

BOOST_AUTO_TEST_CASE(values_may_stand_before_what_they_need) {
  auto x = compiled{module_of("x INTEGER ::= y y INTEGER ::= z z INTEGER ::= 1\n"
                              "a A ::= b b A ::= {l {c}} c INTEGER ::= 2\n"
                              "A ::= SEQUENCE {l SEQUENCE OF INTEGER}")};
  BOOST_TEST(x.value_of("x") == "1");
  BOOST_TEST(x.value_of("a") == "{l {2}}");
}

BOOST_AUTO_TEST_CASE(enumerations_are_numbered_as_in_the_examples_of_the_standard) {
  auto x = compiled{module_of(R"(
    A ::= ENUMERATED {a, b, ..., c}
    B ::= ENUMERATED {a, b, c(0), ..., d}
    C ::= ENUMERATED {a, b, ..., c(3), d}
    D ::= ENUMERATED {a, z(25), ..., d}
    E ::= ENUMERATED {a, b(3), ..., c(1)}
    F ::= ENUMERATED {a(2), b, c(0), d, e(-1)}
    G ::= ENUMERATED {a, ..., b(five), c, d(9), e}
    five INTEGER ::= 5)")};
  BOOST_TEST(shown(x.parts("A").numbers) == "a=0 b=1 c=2");
  BOOST_TEST(shown(x.parts("B").numbers) == "a=1 b=2 c=0 d=3");
  BOOST_TEST(shown(x.parts("C").numbers) == "a=0 b=1 c=3 d=4");
  BOOST_TEST(shown(x.parts("D").numbers) == "a=0 z=25 d=1");
  BOOST_TEST(shown(x.parts("E").numbers) == "a=0 b=3 c=1");
  BOOST_TEST(shown(x.parts("F").numbers) == "a=2 b=1 c=0 d=3 e=-1");
  BOOST_TEST(shown(x.parts("G").numbers) == "a=0 b=5 c=6 d=9 e=10");
  BOOST_TEST(x.parts("A").extensible);
  BOOST_TEST(!x.parts("F").extensible);
}

BOOST_AUTO_TEST_CASE(a_wrong_type_is_told_once_and_not_with_each_value) {
  auto told = mistakes_of(module_of("A ::= SEQUENCE {a Lost, b INTEGER DEFAULT gone}\n"
                                    "x A ::= {a 5} y A ::= x B ::= A z B ::= {a 1}\n"
                                    "C ::= SEQUENCE {c A DEFAULT {a 5}}"));
  BOOST_TEST(told.size() == 2u);
  BOOST_TEST(told.at(0) == "2:19: Lost is not defined, and not imported");
  BOOST_TEST(told.at(1) == "2:43: gone is not defined, and not imported");
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace bus::asn1c::test
