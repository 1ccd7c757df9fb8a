#include "tests/tools/asn1c/compiled.hpp"

namespace bus::asn1c::test {

BOOST_AUTO_TEST_SUITE(asn1c_resolver_classes)

BOOST_AUTO_TEST_CASE(fields_of_classes_are_open_or_what_they_say) {
  auto x = compiled{module_of(R"(
    THING ::= CLASS {
      &id INTEGER (0..9) UNIQUE, &Type OPTIONAL, &list SEQUENCE OF Local,
      &Set Local DEFAULT {1}}
    SAME ::= THING
    Local ::= INTEGER
    A ::= SEQUENCE {
      id THING.&id ({Things}), value [0] THING.&Type ({Things}{@id}), list SAME.&list,
      oid TYPE-IDENTIFIER.&id, any [1] TYPE-IDENTIFIER.&Type, set THING.&Set}
    Things THING ::= {...})")};
  BOOST_TEST((x.at("A.id").is == type_kind::integer));
  BOOST_TEST(shown(x.at("A.id").allowed.numbers) == "0..9");
  BOOST_TEST((x.at("A.value").is == type_kind::open));
  BOOST_TEST(x.tags("A.value") == "[0]");
  BOOST_TEST((x.at("A.list").is == type_kind::sequence_of));
  BOOST_TEST(x.at("A.list.item").name == "Local");
  BOOST_TEST((x.at("A.oid").is == type_kind::object_identifier));
  BOOST_TEST((x.at("A.any").is == type_kind::open));
  BOOST_TEST(x.at("A.set").name == "Local");
}

BOOST_AUTO_TEST_CASE(fields_are_reached_through_fields_that_hold_objects) {
  auto x = compiled{module_of("RULE ::= CLASS {&id INTEGER, &parent RULE OPTIONAL}\n"
                              "THING ::= CLASS {&rule RULE, &Rules RULE OPTIONAL}\n"
                              "A ::= THING.&rule.&id B ::= THING.&Rules.&parent.&id")};
  BOOST_TEST((x.at("A").is == type_kind::integer));
  BOOST_TEST((x.at("B").is == type_kind::integer));
}

BOOST_AUTO_TEST_CASE(a_class_is_known_by_other_names_in_other_modules) {
  auto x =
    compiled{"A DEFINITIONS ::= BEGIN IMPORTS SECOND FROM B; T ::= SECOND.&id\n"
             "U ::= B.SECOND.&list Bound ::= REAL END\n"
             "B DEFINITIONS ::= BEGIN IMPORTS FIRST FROM C; SECOND ::= FIRST END\n"
             "C DEFINITIONS ::= BEGIN FIRST ::= CLASS {&id Bound, &list SET OF Bound}\n"
             "Bound ::= INTEGER (0..5) END"};
  BOOST_TEST(x.at("T").name == "Bound");
  BOOST_TEST(shown(x.at("T").allowed.numbers) == "0..5");
  BOOST_TEST(x.parts("U").module == "C");
  BOOST_TEST(shown(x.parts("U").path) == "FIRST.list");
}

BOOST_AUTO_TEST_CASE(a_class_may_be_a_parameter) {
  auto x = compiled{module_of(R"(
    HASH ::= CLASS {&id OBJECT IDENTIFIER UNIQUE, &Params}
    SIGN ::= CLASS {&id INTEGER UNIQUE, &Params}
    Identifier {ANYONE, ANYONE : Set} ::= SEQUENCE {
      id ANYONE.&id ({Set}), params ANYONE.&Params ({Set}{@id}) OPTIONAL}
    A ::= Identifier {HASH, {...}}
    B ::= Identifier {SIGN, {Signs}}
    Signs SIGN ::= {...})")};
  BOOST_TEST((x.at("A.id").is == type_kind::object_identifier));
  BOOST_TEST((x.at("B.id").is == type_kind::integer));
}

BOOST_AUTO_TEST_CASE(classes_objects_and_macros_are_no_definitions) {
  auto x = compiled{module_of(R"(
    THING ::= CLASS {&id INTEGER} SAME ::= THING
    thing THING ::= {&id 1} other SAME ::= thing none THING ::= {}
    made {INTEGER : n} THING ::= {&id n} five THING ::= made {5}
    Things THING ::= {thing} LIKE MACRO ::= BEGIN TYPE NOTATION ::= empty END
    A ::= NULL)")};
  BOOST_TEST(x.all().modules.front().types.size() == 1u);
  BOOST_TEST(x.all().modules.front().values.empty());
}

BOOST_AUTO_TEST_CASE(bounds_out_of_objects_limit_nothing) {
  auto x = compiled{module_of(R"(
    BOUNDS ::= CLASS {&most INTEGER} small BOUNDS ::= {&most 5}
    Text {BOUNDS : bound} ::= OCTET STRING (SIZE (1..bound.&most))
    A ::= SEQUENCE {a Text {small}, b INTEGER (0..small.&most) (1..9)})")};
  BOOST_TEST(shown(x.at("A.a").allowed.sizes) == "");
  BOOST_TEST(shown(x.at("A.b").allowed.numbers) == "1..9");
}

BOOST_AUTO_TEST_CASE(values_that_cannot_be_told_are_left_out) {
  auto x = compiled{module_of(R"(
    THING ::= CLASS {&id INTEGER} thing THING ::= {&id 5}
    id INTEGER ::= thing.&id any ANY ::= NULL : NULL
    both SEQUENCE {a ANY} ::= {a BOOLEAN : TRUE} also INTEGER ::= id
    known INTEGER ::= 1)")};
  BOOST_TEST(x.all().modules.front().values.size() == 1u);
  BOOST_TEST(x.value_of("known") == "1");
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace bus::asn1c::test
