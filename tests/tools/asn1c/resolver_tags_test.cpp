#include "tests/tools/asn1c/compiled.hpp"

namespace bus::asn1c::test {

BOOST_AUTO_TEST_SUITE(asn1c_resolver_tags)

BOOST_AUTO_TEST_CASE(each_type_has_its_universal_tag) {
  auto x = compiled{module_of(R"(
    A ::= BOOLEAN B ::= INTEGER C ::= BIT STRING D ::= OCTET STRING E ::= NULL
    F ::= OBJECT IDENTIFIER G ::= ObjectDescriptor H ::= EXTERNAL I ::= REAL
    J ::= ENUMERATED {a} K ::= EMBEDDED PDV L ::= UTF8String N ::= RELATIVE-OID
    O ::= SEQUENCE {} P ::= SEQUENCE OF NULL Q ::= SET {} R ::= SET OF NULL
    S ::= NumericString T ::= PrintableString U ::= T61String V ::= VideotexString
    W ::= IA5String X ::= UTCTime Y ::= GeneralizedTime Z ::= GraphicString
    AA ::= ISO646String AB ::= GeneralString AC ::= UniversalString
    AD ::= CHARACTER STRING AE ::= BMPString AF ::= INSTANCE OF TYPE-IDENTIFIER)")};
  using pair = std::pair<std::string_view, int>;
  for (auto& [name, number] :
       {pair{"A", 1}, {"B", 2},   {"C", 3},   {"D", 4},   {"E", 5},   {"F", 6},
        {"G", 7},     {"H", 8},   {"I", 9},   {"J", 10},  {"K", 11},  {"L", 12},
        {"N", 13},    {"O", 16},  {"P", 16},  {"Q", 17},  {"R", 17},  {"S", 18},
        {"T", 19},    {"U", 20},  {"V", 21},  {"W", 22},  {"X", 23},  {"Y", 24},
        {"Z", 25},    {"AA", 26}, {"AB", 27}, {"AC", 28}, {"AD", 29}, {"AE", 30},
        {"AF", 8}})
    BOOST_TEST(x.tags(name) == "[UNIVERSAL " + std::to_string(number) + "]");
}

BOOST_AUTO_TEST_CASE(choices_and_open_types_have_no_tag) {
  auto x =
    compiled{module_of("A ::= CHOICE {a NULL} B ::= ANY C ::= TYPE-IDENTIFIER.&Type")};
  for (auto name : {"A", "B", "C"})
    BOOST_TEST(x.tags(name) == "");
}

BOOST_AUTO_TEST_CASE(the_module_says_what_a_tag_without_a_word_is) {
  constexpr auto body =
    "A ::= [5] INTEGER B ::= [5] IMPLICIT INTEGER C ::= [5] EXPLICIT NULL";
  for (auto tags : {"", "EXPLICIT TAGS"})
    BOOST_TEST(compiled{module_of(body, tags)}.tags("A") == "[5][UNIVERSAL 2]");
  for (auto tags : {"IMPLICIT TAGS", "AUTOMATIC TAGS"})
    BOOST_TEST(compiled{module_of(body, tags)}.tags("A") == "[5]");
  for (auto tags : {"", "EXPLICIT TAGS", "IMPLICIT TAGS", "AUTOMATIC TAGS"}) {
    BOOST_TEST(compiled{module_of(body, tags)}.tags("B") == "[5]");
    BOOST_TEST(compiled{module_of(body, tags)}.tags("C") == "[5][UNIVERSAL 5]");
  }
}

BOOST_AUTO_TEST_CASE(tags_around_tags_are_outermost_first) {
  auto x = compiled{module_of(R"(
    A ::= [1] [APPLICATION 2] [PRIVATE 3] NULL
    B ::= [1] IMPLICIT [2] EXPLICIT NULL
    C ::= [1] EXPLICIT [2] IMPLICIT NULL
    D ::= [4] IMPLICIT A
    E ::= [5] A)")};
  BOOST_TEST(x.tags("A") == "[1][APPLICATION 2][PRIVATE 3][UNIVERSAL 5]");
  BOOST_TEST(x.tags("B") == "[1][UNIVERSAL 5]");
  BOOST_TEST(x.tags("C") == "[1][2]");
  BOOST_TEST(x.tags("D") == "[4][APPLICATION 2][PRIVATE 3][UNIVERSAL 5]");
  BOOST_TEST(x.tags("E") == "[5][1][APPLICATION 2][PRIVATE 3][UNIVERSAL 5]");
}

BOOST_AUTO_TEST_CASE(an_implicit_tag_on_what_has_none_is_explicit) {
  auto x = compiled{module_of(R"(
    A ::= CHOICE {a NULL}
    B ::= [1] IMPLICIT A
    C ::= [2] IMPLICIT B
    D ::= [3] IMPLICIT ANY
    E ::= [4] IMPLICIT [5] IMPLICIT CHOICE {a NULL})")};
  BOOST_TEST(x.tags("B") == "[1]");
  BOOST_TEST((x.at("B").is == type_kind::choice));
  BOOST_TEST(x.tags("C") == "[2]"); // replaces the tag of B
  BOOST_TEST(x.tags("D") == "[3]");
  BOOST_TEST(x.tags("E") == "[4]");
}

BOOST_AUTO_TEST_CASE(an_implicit_tag_on_a_dummy_reference_is_explicit) {
  auto x = compiled{module_of(R"(
    Box {T} ::= SEQUENCE {a [1] T, b [2] IMPLICIT T, c [3] SEQUENCE OF T, d [4] [5] T}
    A ::= Box {INTEGER}
    B ::= Box {CHOICE {a NULL}})",
                              "IMPLICIT TAGS")};
  BOOST_TEST(x.all_tags("A")
             == "a [1][UNIVERSAL 2], b [2][UNIVERSAL 2], c [3], d [4][UNIVERSAL 2]");
  BOOST_TEST(x.all_tags("B") == "a [1], b [2], c [3], d [4]");
}

BOOST_AUTO_TEST_CASE(a_reference_brings_the_tags_of_its_module) {
  auto x = compiled{"A DEFINITIONS IMPLICIT TAGS ::= BEGIN\n"
                    "IMPORTS T FROM B; X ::= T Y ::= SEQUENCE {t T, u [1] T} END\n"
                    "B DEFINITIONS ::= BEGIN T ::= [0] BOOLEAN END"};
  BOOST_TEST(x.tags("X") == "[0][UNIVERSAL 1]");
  BOOST_TEST(x.all_tags("Y") == "t [0][UNIVERSAL 1], u [1][UNIVERSAL 1]");
}

BOOST_AUTO_TEST_CASE(automatic_tags_count_from_zero) {
  auto x = compiled{module_of(R"(
    A ::= SEQUENCE {a INTEGER, b CHOICE {c NULL, d NULL}, e ANY, f SEQUENCE OF INTEGER}
    B ::= SET {a NULL, b NULL}
    C ::= CHOICE {a NULL, b NULL})",
                              "AUTOMATIC TAGS")};
  BOOST_TEST(x.all_tags("A") == "a [0], b [1], e [2], f [3]");
  BOOST_TEST((x.at("A.b").is == type_kind::choice));
  BOOST_TEST(x.all_tags("A.b") == "c [0], d [1]");
  BOOST_TEST(x.tags("A.f.item") == "[UNIVERSAL 2]");
  BOOST_TEST(x.all_tags("B") == "a [0], b [1]");
  BOOST_TEST(x.all_tags("C") == "a [0], b [1]");
}

BOOST_AUTO_TEST_CASE(one_written_tag_stops_automatic_tags) {
  auto x = compiled{module_of(R"(
    A ::= SEQUENCE {a INTEGER, b [5] NULL, c SEQUENCE {d NULL}}
    B ::= SEQUENCE {a INTEGER, ..., b [5] NULL}
    C ::= SEQUENCE {a Tagged}
    Tagged ::= [7] NULL)",
                              "AUTOMATIC TAGS")};
  BOOST_TEST(x.all_tags("A") == "a [UNIVERSAL 2], b [5], c [UNIVERSAL 16]");
  BOOST_TEST(x.all_tags("A.c") == "d [0]");
  BOOST_TEST(x.all_tags("B") == "a [UNIVERSAL 2], b [5]");
  BOOST_TEST(x.all_tags("C") == "a [0]"); // not written here
}

BOOST_AUTO_TEST_CASE(automatic_tags_number_additions_after_both_parts_of_the_root) {
  auto x = compiled{module_of(R"(
    A ::= SEQUENCE {a NULL, ..., b NULL, [[ c NULL, d NULL ]], ..., e NULL, f NULL}
    B ::= SEQUENCE {..., a NULL, ..., b NULL}
    C ::= CHOICE {a NULL, ..., b NULL, [[ c NULL ]], ...})",
                              "AUTOMATIC TAGS")};
  BOOST_TEST(x.all_tags("A") == "a [0], b [3], c [4], d [5], e [1], f [2]");
  BOOST_TEST(x.all_tags("B") == "a [1], b [0]");
  BOOST_TEST(x.all_tags("C") == "a [0], b [1], c [2]");
}

BOOST_AUTO_TEST_CASE(automatic_tags_replace_those_that_components_of_brings) {
  auto x = compiled{module_of(R"(
    A ::= SEQUENCE {a NULL, COMPONENTS OF B, c NULL}
    B ::= SEQUENCE {b1 [7] INTEGER, b2 [8] EXPLICIT NULL, b3 SEQUENCE {x NULL}, ..., b4 [9] NULL})",
                              "AUTOMATIC TAGS")};
  BOOST_TEST(x.all_tags("A") == "a [0], b1 [1], b2 [2][UNIVERSAL 5], b3 [3], c [4]");
  BOOST_TEST(x.all_tags("B")
             == "b1 [7], b2 [8][UNIVERSAL 5], b3 [UNIVERSAL 16], b4 [9]");
  BOOST_TEST(&x.parts("A.b3") == &x.parts("B.b3"));
}

BOOST_AUTO_TEST_CASE(automatic_tags_on_dummy_references_are_explicit) {
  auto x = compiled{module_of(R"(
    Box {T} ::= SEQUENCE {a T, b SEQUENCE OF T, c T (0..5)}
    A ::= Box {INTEGER})",
                              "AUTOMATIC TAGS")};
  BOOST_TEST(x.all_tags("A") == "a [0][UNIVERSAL 2], b [1], c [2][UNIVERSAL 2]");
}

BOOST_AUTO_TEST_CASE(a_selected_alternative_keeps_its_tag) {
  auto x = compiled{module_of("A ::= CHOICE {a [3] NULL} B ::= a < A C ::= [4] a < A")};
  BOOST_TEST(x.tags("B") == "[3][UNIVERSAL 5]");
  BOOST_TEST(x.tags("C") == "[4][3][UNIVERSAL 5]");
}

BOOST_AUTO_TEST_CASE(external_is_tagged_as_on_the_wire) {
  auto x = compiled{module_of("A ::= EXTERNAL B ::= INSTANCE OF TYPE-IDENTIFIER")};
  BOOST_TEST(x.all_tags("A")
             == "direct-reference [UNIVERSAL 6], indirect-reference [UNIVERSAL 2], "
                "data-value-descriptor [UNIVERSAL 7], encoding ");
  BOOST_TEST(x.all_tags("A.encoding")
             == "single-ASN1-type [0], octet-aligned [1], arbitrary [2]");
  BOOST_TEST(x.all_tags("B") == "type-id [UNIVERSAL 6], value [0]");
}

BOOST_AUTO_TEST_CASE(what_is_always_there_parts_equal_tags) {
  BOOST_TEST(mistakes_of(module_of(R"(
    A ::= SEQUENCE {a NULL OPTIONAL, b INTEGER, c NULL OPTIONAL, d BOOLEAN DEFAULT TRUE}
    B ::= SEQUENCE {a NULL OPTIONAL, ..., b INTEGER, c NULL OPTIONAL}
    C ::= SEQUENCE {a NULL, a2 NULL, a3 NULL OPTIONAL})"))
               .empty());
}

BOOST_AUTO_TEST_CASE(a_default_may_be_left_out_as_well) {
  BOOST_TEST(
    mistakes_of(module_of("A ::= SEQUENCE {a INTEGER DEFAULT 1, b INTEGER}")).at(0)
    == "2:38: the tag [UNIVERSAL 2] of b is also that of a");
}

BOOST_AUTO_TEST_CASE(the_root_alone_must_be_told_apart) {
  BOOST_TEST(
    mistakes_of(
      module_of("A ::= SEQUENCE {a NULL OPTIONAL, ..., b INTEGER, ..., c NULL}"))
      .at(0)
    == "2:55: the tag [UNIVERSAL 5] of c is also that of a");
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace bus::asn1c::test
