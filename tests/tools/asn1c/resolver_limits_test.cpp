#include "tests/tools/asn1c/compiled.hpp"

namespace bus::asn1c::test {

namespace {

std::string numbers(std::string_view constraints) {
  auto x = compiled{module_of("A ::= INTEGER " + std::string{constraints}
                              + " B ::= INTEGER (1..5) three INTEGER ::= 3")};
  auto& of = x.at("A").allowed;
  return shown(of.numbers) + (of.numbers_extensible ? " ..." : "");
}

std::string sizes(std::string_view constraints) {
  auto x = compiled{module_of("A ::= OCTET STRING " + std::string{constraints}
                              + " B ::= OCTET STRING (SIZE (1..5))")};
  auto& of = x.at("A").allowed;
  return shown(of.sizes) + (of.sizes_extensible ? " ..." : "");
}

std::string alphabet(std::string_view constraints) {
  auto x = compiled{module_of("A ::= UTF8String " + std::string{constraints}
                              + R"( B ::= IA5String (FROM ("a".."f")))")};
  return shown(x.at("A").allowed.alphabet);
}

} // namespace

BOOST_AUTO_TEST_SUITE(asn1c_resolver_limits)

BOOST_AUTO_TEST_CASE(without_a_constraint_there_is_no_limit) {
  BOOST_TEST(numbers("") == "");
  BOOST_TEST(sizes("") == "");
  BOOST_TEST(alphabet("") == "");
}

BOOST_AUTO_TEST_CASE(ranges_may_be_open) {
  BOOST_TEST(numbers("(5)") == "5..5");
  BOOST_TEST(numbers("(-5..three)") == "-5..3");
  BOOST_TEST(numbers("(0..MAX)") == "0..");
  BOOST_TEST(numbers("(MIN..0)") == "..0");
  BOOST_TEST(numbers("(0<..<5)") == "1..4");
}

BOOST_AUTO_TEST_CASE(sets_are_joined_and_sorted) {
  BOOST_TEST(numbers("(7 | 1..3 | 4..5)") == "1..5 7..7");
  BOOST_TEST(numbers("(1..10 ^ 5..20)") == "5..10");
  BOOST_TEST(numbers("((1..3 | 8..9) ^ (2..8 | 20))") == "2..3 8..8");
  BOOST_TEST(numbers("(1..10 EXCEPT (3 | 5..6))") == "1..2 4..4 7..10");
  BOOST_TEST(numbers("(ALL EXCEPT 0)") == "..-1 1..");
  BOOST_TEST(numbers("(ALL EXCEPT (0..MAX))") == "..-1");
  BOOST_TEST(numbers("(1..2 UNION 3..9 INTERSECTION 5..20)") == "1..2 5..9");
}

BOOST_AUTO_TEST_CASE(other_types_are_sets_as_well) {
  BOOST_TEST(numbers("(B | 9)") == "1..5 9..9");
  BOOST_TEST(numbers("(INCLUDES B EXCEPT 3)") == "1..2 4..5");
  BOOST_TEST(numbers("(INTEGER (2..3 | 9))") == "2..3 9..9");
}

BOOST_AUTO_TEST_CASE(constraints_behind_each_other_narrow) {
  BOOST_TEST(numbers("(0..10) (5..20)") == "5..10");
  BOOST_TEST(numbers("(0..10) (MIN<..<MAX)") == "1..9");
  BOOST_TEST(numbers("(0..10) (MIN..5)") == "0..5");
  auto x = compiled{
    module_of("A ::= INTEGER (0..10) B ::= A (5..20) C ::= SEQUENCE {c B (MIN..7)}")};
  BOOST_TEST(shown(x.at("B").allowed.numbers) == "5..10");
  BOOST_TEST(shown(x.at("C.c").allowed.numbers) == "5..7");
}

BOOST_AUTO_TEST_CASE(what_later_versions_allow_is_no_limit_but_told) {
  BOOST_TEST(numbers("(0..5, ...)") == "0..5 ...");
  BOOST_TEST(numbers("(0..5, ..., 6..9)") == "0..5 ...");
  BOOST_TEST(numbers("(0..5, ...) (0..3)") == "0..3");
  BOOST_TEST(sizes("(SIZE (1..5, ...))") == "1..5 ...");
  BOOST_TEST(sizes("(SIZE (1..5), ...)") == "1..5 ...");
}

BOOST_AUTO_TEST_CASE(names_of_numbers_stand_for_them) {
  auto x =
    compiled{module_of("A ::= INTEGER {low(1), high(9)} (low..high) B ::= A (low)")};
  BOOST_TEST(shown(x.at("A").allowed.numbers) == "1..9");
  BOOST_TEST(shown(x.at("B").allowed.numbers) == "1..1");
}

BOOST_AUTO_TEST_CASE(numbers_beyond_64_bits_are_kept) {
  BOOST_TEST(numbers("(-100000000000000000000..100000000000000000000)")
             == "-100000000000000000000..100000000000000000000");
}

BOOST_AUTO_TEST_CASE(sizes_are_never_negative) {
  BOOST_TEST(sizes("(SIZE (4))") == "4..4");
  BOOST_TEST(sizes("(SIZE (MIN..5))") == "0..5");
  BOOST_TEST(sizes("(SIZE (-5..5))") == "0..5");
  BOOST_TEST(sizes("(SIZE (4 | 16))") == "4..4 16..16");
  BOOST_TEST(sizes("(SIZE (1..9)) (SIZE (5..20))") == "5..9");
  BOOST_TEST(sizes("(B)") == "1..5");
}

BOOST_AUTO_TEST_CASE(a_list_has_a_size_before_of_and_its_items_their_own) {
  auto x = compiled{module_of(R"(
    A ::= SEQUENCE SIZE (1..2) OF OCTET STRING (SIZE (3))
    B ::= SET (SIZE (1..2)) OF INTEGER (5)
    C ::= A (SIZE (1)))")};
  BOOST_TEST(shown(x.at("A").allowed.sizes) == "1..2");
  BOOST_TEST(shown(x.at("A.item").allowed.sizes) == "3..3");
  BOOST_TEST(shown(x.at("B").allowed.sizes) == "1..2");
  BOOST_TEST(shown(x.at("B.item").allowed.numbers) == "5..5");
  BOOST_TEST(shown(x.at("C").allowed.sizes) == "1..1");
}

BOOST_AUTO_TEST_CASE(alphabets_are_code_points) {
  BOOST_TEST(alphabet(R"((FROM ("a".."c" | "xyz")))") == "97..99 120..122");
  BOOST_TEST(alphabet(R"((FROM ("a".."f")) (FROM ("d".."z")))") == "100..102");
  BOOST_TEST(alphabet("(FROM (\"\xc3\xa4\"..\"\xe2\x82\xac\"))") == "228..8364");
  BOOST_TEST(alphabet("(FROM ({0, 0, 1, 0}..{0, 0, 1, 255}))") == "256..511");
  BOOST_TEST(alphabet(R"((FROM ("a"<..<"d")))") == "98..99");
  BOOST_TEST(alphabet(R"((FROM ("a".."e" EXCEPT "c")))") == "97..98 100..101");
  BOOST_TEST(alphabet("(FROM (B))") == "97..102");
  BOOST_TEST(alphabet(R"((FROM ("a".."c", ...)))") == "");
}

BOOST_AUTO_TEST_CASE(size_and_alphabet_do_not_disturb_each_other) {
  auto x = compiled{module_of(R"(
    A ::= IA5String (SIZE (1..3) ^ FROM ("a".."c"))
    B ::= IA5String (SIZE (1..3) | FROM ("a".."c"))
    C ::= IA5String ("abc" | "de"))")};
  BOOST_TEST(shown(x.at("A").allowed.sizes) == "1..3");
  BOOST_TEST(shown(x.at("A").allowed.alphabet) == "97..99");
  BOOST_TEST(shown(x.at("B").allowed.sizes) == "");
  BOOST_TEST(shown(x.at("B").allowed.alphabet) == "");
  BOOST_TEST(shown(x.at("C").allowed.sizes) == "");
}

BOOST_AUTO_TEST_CASE(what_says_nothing_of_numbers_limits_none) {
  BOOST_TEST(sizes("(CONSTRAINED BY {})") == "");
  BOOST_TEST(sizes("(CONTAINING B)") == "");
  BOOST_TEST(sizes("(SIZE (1..5)) (CONTAINING B)") == "1..5");
  BOOST_TEST(numbers("(1..5 | CONSTRAINED BY {})") == "");
  BOOST_TEST(numbers("(1..5 ^ CONSTRAINED BY {})") == "1..5");
}

BOOST_AUTO_TEST_CASE(value_sets_limit_their_type) {
  auto x = compiled{
    module_of("A INTEGER ::= {1 | 3..5} B A ::= {3 | 9, ...} C ::= INTEGER (A | 7)")};
  BOOST_TEST(shown(x.at("A").allowed.numbers) == "1..1 3..5");
  BOOST_TEST(shown(x.at("B").allowed.numbers) == "3..3");
  BOOST_TEST(x.at("B").name == "A");
  BOOST_TEST(shown(x.at("C").allowed.numbers) == "1..1 3..5 7..7");
}

BOOST_AUTO_TEST_CASE(a_type_that_constrains_brings_no_name_and_no_numbers) {
  auto x = compiled{
    module_of("A ::= INTEGER {a(1)} (INTEGER {b(2)} (0..5)) B ::= INTEGER (A)")};
  BOOST_TEST(shown(x.parts("A").numbers) == "a=1");
  BOOST_TEST(x.at("B").name == "");
  BOOST_TEST(x.at("B").inside == nullptr);
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace bus::asn1c::test
