#include "tests/tools/asn1c/compiled.hpp"

namespace bus::asn1c::test {

namespace {

std::vector<std::string> instances(const compiled& x) {
  auto out = std::vector<std::string>{};
  for (auto& module : x.all().modules)
    for (auto& one : module.types)
      if (one.instance)
        out.push_back(module.name + '.' + one.name);
  return out;
}

} // namespace

BOOST_AUTO_TEST_SUITE(asn1c_resolver_instances)

BOOST_AUTO_TEST_CASE(arguments_stand_for_parameters) {
  auto x = compiled{module_of(R"(
    Box {T, INTEGER : most, UTF8String : text} ::= SEQUENCE {
      list SEQUENCE (SIZE (0..most)) OF T,
      number INTEGER (0..most) DEFAULT most,
      text UTF8String DEFAULT text}
    A ::= Box {BOOLEAN, 5, "x"}
    B ::= Box {A, five, text}
    five INTEGER ::= 5
    text UTF8String ::= "y")")};
  BOOST_TEST((x.at("A.list.item").is == type_kind::boolean));
  BOOST_TEST(shown(x.at("A.list").allowed.sizes) == "0..5");
  BOOST_TEST(shown(x.at("A.number").allowed.numbers) == "0..5");
  BOOST_TEST(x.default_of("A.number") == "5");
  BOOST_TEST(x.default_of("A.text") == R"("x")");
  BOOST_TEST(x.at("B.list.item").name == "A");
  BOOST_TEST(x.default_of("B.text") == R"("y")");
}

BOOST_AUTO_TEST_CASE(the_same_arguments_make_the_same_instance) {
  auto x = compiled{module_of(R"(
    Box {T, INTEGER : n} ::= SEQUENCE {t T (n)}
    A ::= SEQUENCE {a Box {INTEGER, 5}, b Box {INTEGER, 5}, c Box {INTEGER, 6}, d Box {A2, 5}}
    A2 ::= INTEGER)")};
  BOOST_TEST(&x.parts("A.a") == &x.parts("A.b"));
  BOOST_TEST(&x.parts("A.a") != &x.parts("A.c"));
  BOOST_TEST(&x.parts("A.a") != &x.parts("A.d"));
  BOOST_TEST(instances(x).size() == 3u);
}

BOOST_AUTO_TEST_CASE(values_in_braces_and_of_choices_are_told_apart) {
  auto x = compiled{module_of(R"(
    Box {CHOICE {a INTEGER} : c, OBJECT IDENTIFIER : o} ::= SEQUENCE {
      c CHOICE {a INTEGER} DEFAULT c, o OBJECT IDENTIFIER DEFAULT {o 7}}
    A ::= Box {a : 5, {1 2}}
    B ::= Box {a : 6, {1 3}}
    C ::= Box {d, {iso 4}}
    d CHOICE {a INTEGER} ::= a : 9)")};
  BOOST_TEST(x.default_of("A.c") == "{a 5}");
  BOOST_TEST(x.default_of("B.c") == "{a 6}");
  BOOST_TEST(x.default_of("C.c") == "{a 9}");
  BOOST_TEST(x.default_of("A.o") == "1.2.7");
  BOOST_TEST(x.default_of("B.o") == "1.3.7");
  BOOST_TEST(x.default_of("C.o") == "1.4.7");
}

BOOST_AUTO_TEST_CASE(an_instance_has_no_name_in_xml_but_its_argument_has) {
  auto x = compiled{module_of("Box {T} ::= SEQUENCE {t T} A ::= Box {N} N ::= NULL\n"
                              "B ::= SEQUENCE {b Box {NULL}, a A}")};
  BOOST_TEST(x.at("A").name == "");
  BOOST_TEST(x.at("A.t").name == "N");
  BOOST_TEST(x.at("B.b").name == "");
  BOOST_TEST(x.at("B.b.t").name == "");
  BOOST_TEST(x.at("B.a").name == "A");
}

BOOST_AUTO_TEST_CASE(instances_are_defined_where_the_parameterized_type_is) {
  auto x = compiled{"A DEFINITIONS ::= BEGIN IMPORTS Box FROM B;\n"
                    "X ::= Box {SEQUENCE {a NULL}} Box-2 ::= NULL END\n"
                    "B DEFINITIONS ::= BEGIN Box {T} ::= SEQUENCE {t T, u U}\n"
                    "U ::= REAL Box-1 ::= Box {NULL} END"};
  BOOST_TEST(instances(x).size() == 2u);
  for (auto& name : instances(x)) {
    BOOST_TEST(name.starts_with("B.Box-"));
    BOOST_TEST(name != "B.Box-1"); // is taken
  }
  BOOST_TEST(x.parts("X").module == "B");
  BOOST_TEST((x.at("X.u").is == type_kind::real));
  BOOST_TEST(x.parts("X.t").module == "A"); // where it is written
  BOOST_TEST(shown(x.parts("X.t").path) == "X.T");
}

BOOST_AUTO_TEST_CASE(arguments_are_read_where_they_are_written) {
  auto x =
    compiled{"A DEFINITIONS ::= BEGIN IMPORTS Box FROM B;\n"
             "X ::= Box {T, n} T ::= INTEGER n INTEGER ::= 1 END\n"
             "B DEFINITIONS ::= BEGIN Box {U, INTEGER : m} ::= SEQUENCE {u U (n..m)}\n"
             "T ::= REAL n INTEGER ::= 0 END"};
  BOOST_TEST(x.at("X.u").name == "T");
  BOOST_TEST(x.at("X.u").module == "A");
  BOOST_TEST(shown(x.at("X.u").allowed.numbers) == "0..1");
}

BOOST_AUTO_TEST_CASE(parameterized_types_may_hold_themselves) {
  auto x = compiled{module_of(R"(
    Tree {T} ::= CHOICE {leaf [0] T, branches [1] SEQUENCE OF Tree {T}}
    Ping {T} ::= SEQUENCE {pong Pong {T} OPTIONAL}
    Pong {T} ::= SEQUENCE {ping Ping {T} OPTIONAL, t T}
    A ::= Tree {INTEGER}
    B ::= Ping {A})")};
  BOOST_TEST(&x.parts("A.branches.item") == &x.parts("A"));
  BOOST_TEST(&x.parts("B.pong.ping") == &x.parts("B"));
  BOOST_TEST(&x.parts("B.pong.t") == &x.parts("A"));
}

BOOST_AUTO_TEST_CASE(instances_are_arguments_of_instances) {
  auto x = compiled{module_of("Box {T} ::= SEQUENCE {t T} Two {T} ::= Box {Box {T}}\n"
                              "A ::= Two {NULL} B ::= Box {Box {Box {REAL}}}")};
  BOOST_TEST((x.at("A.t.t").is == type_kind::null));
  BOOST_TEST((x.at("B.t.t.t").is == type_kind::real));
}

BOOST_AUTO_TEST_CASE(sets_of_values_limit) {
  auto x = compiled{
    module_of("Of {INTEGER : Set} ::= INTEGER (Set) A ::= Of {{1 | 3..5}}\n"
              "B ::= Of {C} C INTEGER ::= {7} D {INTEGER : Set} ::= Of {{Set}}\n"
              "E ::= D {{8}}")};
  BOOST_TEST(shown(x.at("A").allowed.numbers) == "1..1 3..5");
  BOOST_TEST(shown(x.at("B").allowed.numbers) == "7..7");
  BOOST_TEST(shown(x.at("E").allowed.numbers) == "8..8");
}

BOOST_AUTO_TEST_CASE(sets_of_objects_make_no_instances_of_their_own) {
  auto x = compiled{module_of(R"(
    IES ::= CLASS {&id INTEGER, &Value}
    Field {IES : Set} ::= SEQUENCE {id IES.&id ({Set}), value [0] IES.&Value ({Set}{@id})}
    List {IES : Set} ::= SEQUENCE OF Field {{Set}}
    A ::= SEQUENCE {a List {{One}}, b List {{Two}}, c List {{...}}, d Field {{One}}}
    One IES ::= {{&id 1, &Value NULL}, ...}
    Two IES ::= {One, ...})")};
  BOOST_TEST(instances(x).size() == 2u);
  BOOST_TEST((x.at("A.d.value").is == type_kind::open));
}

BOOST_AUTO_TEST_CASE(null_is_a_type_and_a_value) {
  auto x = compiled{
    module_of("Box {T} ::= SEQUENCE {t T} A ::= Box {NULL}\n"
              "Has {NULL : v} ::= SEQUENCE {n NULL DEFAULT v} B ::= Has {NULL}")};
  BOOST_TEST((x.at("A.t").is == type_kind::null));
  BOOST_TEST(x.default_of("B.n") == "NULL");
}

BOOST_AUTO_TEST_CASE(wrong_arguments_are_told_where_they_stand) {
  BOOST_TEST(mistakes_of(module_of("Box {T} ::= SEQUENCE {t T}\nA ::= Box {5}")).at(0)
             == "3:12: the argument for T is no type");
  BOOST_TEST(
    mistakes_of(module_of("Of {INTEGER : n} ::= INTEGER (n)\nA ::= Of {NULL}")).at(0)
    == "3:11: expected a whole number");
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace bus::asn1c::test
