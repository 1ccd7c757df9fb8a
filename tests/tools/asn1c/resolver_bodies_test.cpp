#include "tests/tools/asn1c/compiled.hpp"

namespace bus::asn1c::test {

namespace {

/// `"a, b?, +c (1)"`: optional with a question mark, additions with a plus and the
/// number of their group.
std::string components(const body& x) {
  auto out = std::string{};
  for (auto& one : x.components) {
    out += (out.empty() ? "" : ", ") + std::string{one.addition ? "+" : ""} + one.name;
    out += one.optional ? "?" : "";
    out += one.group ? " (" + std::to_string(one.group) + ')' : "";
  }
  return out;
}

} // namespace

BOOST_AUTO_TEST_SUITE(asn1c_resolver_bodies)

BOOST_AUTO_TEST_CASE(components_stand_as_written) {
  auto x = compiled{
    module_of("A ::= SEQUENCE {a INTEGER, b NULL OPTIONAL, c REAL DEFAULT 0}")};
  BOOST_TEST(components(x.parts("A")) == "a, b?, c");
  BOOST_TEST(x.default_of("A.a") == "none");
  BOOST_TEST(x.default_of("A.c") == "0");
  BOOST_TEST(!x.parts("A").extensible);
}

BOOST_AUTO_TEST_CASE(a_body_knows_where_it_is_written) {
  auto x = compiled{module_of("A ::= SEQUENCE {\n"
                              "  b SEQUENCE OF CHOICE {c ENUMERATED {d}} }")};
  BOOST_TEST(shown(x.parts("A").path) == "A");
  BOOST_TEST(shown(x.parts("A.b").path) == "A.b");
  BOOST_TEST(shown(x.parts("A.b.item").path) == "A.b.item");
  BOOST_TEST(shown(x.parts("A.b.item.c").path) == "A.b.item.c");
  BOOST_TEST(x.parts("A.b.item.c").module == "M");
  BOOST_TEST((x.parts("A.b").at == place{3, 5}));
}

BOOST_AUTO_TEST_CASE(a_reference_tells_its_name_and_module) {
  auto x =
    compiled{"A DEFINITIONS ::= BEGIN IMPORTS T FROM B;\n"
             "R ::= T S ::= SEQUENCE {t T, u B.U, v INTEGER, w SEQUENCE OF R} END\n"
             "B DEFINITIONS ::= BEGIN T ::= SEQUENCE {} U ::= INTEGER END"};
  BOOST_TEST(x.at("R").name == "T");
  BOOST_TEST(x.at("R").module == "B");
  BOOST_TEST(x.at("S").name == "");
  BOOST_TEST(x.at("S.u").name == "U");
  BOOST_TEST(x.at("S.u").module == "B");
  BOOST_TEST(x.at("S.v").name == "");
  BOOST_TEST(x.at("S.w.item").name == "R"); // of its own module
  BOOST_TEST(x.at("S.w.item").module == "A");
  BOOST_TEST(x.at("T").name == "");
}

BOOST_AUTO_TEST_CASE(all_uses_of_a_type_share_its_body) {
  auto x = compiled{module_of(R"(
    A ::= SEQUENCE {a B, b [5] B, c SEQUENCE OF B}
    B ::= SEQUENCE {x NULL}
    C ::= B)")};
  for (auto path : {"A.a", "A.b", "A.c.item", "C"})
    BOOST_TEST(&x.parts(path) == &x.parts("B"));
}

BOOST_AUTO_TEST_CASE(recursive_types_lead_to_themselves) {
  auto x = compiled{module_of(R"(
    Self ::= SEQUENCE {next Self OPTIONAL}
    Even ::= SEQUENCE {odd Odd OPTIONAL}
    Odd ::= SEQUENCE {even Even OPTIONAL}
    List ::= SEQUENCE OF List
    Filter ::= CHOICE {and [0] SET OF Filter, not [1] Filter, item [2] NULL})")};
  BOOST_TEST(&x.parts("Self.next") == &x.parts("Self"));
  BOOST_TEST(&x.parts("Even.odd.even") == &x.parts("Even"));
  BOOST_TEST(&x.parts("List.item") == &x.parts("List"));
  BOOST_TEST(&x.parts("Filter.and.item") == &x.parts("Filter"));
  BOOST_TEST(&x.parts("Filter.not") == &x.parts("Filter"));
}

BOOST_AUTO_TEST_CASE(markers_part_the_root_from_additions) {
  auto x = compiled{module_of(R"(
    A ::= SEQUENCE {a NULL, ..., b NULL, [[ c NULL, d NULL OPTIONAL ]], [[5: e NULL ]], ..., f NULL}
    B ::= SEQUENCE {...}
    C ::= SET {a NULL, ...}
    D ::= CHOICE {a NULL, ..., b NULL}
    E ::= SEQUENCE {..., ..., a NULL})",
                              "AUTOMATIC TAGS")};
  BOOST_TEST(components(x.parts("A")) == "a, +b, +c (1), +d? (1), +e (2), f");
  BOOST_TEST(x.parts("A").extensible);
  BOOST_TEST(x.parts("A").extension == 1u);
  BOOST_TEST(x.parts("B").extensible);
  BOOST_TEST(x.parts("B").extension == 0u);
  BOOST_TEST(x.parts("C").extension == 1u);
  BOOST_TEST(components(x.parts("D")) == "a, +b");
  BOOST_TEST(components(x.parts("E")) == "a");
  BOOST_TEST(x.parts("E").extension == 0u);
}

BOOST_AUTO_TEST_CASE(a_module_may_imply_that_all_is_extensible) {
  auto x = compiled{module_of(R"(
    A ::= SEQUENCE {a NULL, b SET {c NULL}}
    B ::= CHOICE {a NULL, ..., b NULL}
    C ::= ENUMERATED {a}
    D ::= INTEGER {a(1)}
    E ::= SEQUENCE {})",
                              "AUTOMATIC TAGS EXTENSIBILITY IMPLIED")};
  for (auto path : {"A", "A.b", "B", "C", "E"})
    BOOST_TEST(x.parts(path).extensible, path);
  BOOST_TEST(x.parts("A").extension == 2u);
  BOOST_TEST(x.parts("B").extension == 1u);
  BOOST_TEST(!x.parts("D").extensible);
}

BOOST_AUTO_TEST_CASE(components_of_brings_the_root_of_another_type) {
  auto x = compiled{module_of(R"(
    A ::= SEQUENCE {a NULL, COMPONENTS OF B, z NULL}
    B ::= SEQUENCE {b INTEGER OPTIONAL, COMPONENTS OF C, ..., late NULL, ..., d REAL DEFAULT 1}
    C ::= SEQUENCE {c SEQUENCE {x NULL}, ...})")};
  BOOST_TEST(components(x.parts("A")) == "a, b?, c, d, z");
  BOOST_TEST(!x.parts("A").extensible);
  BOOST_TEST(x.default_of("A.d") == "1");
  BOOST_TEST(components(x.parts("B")) == "b?, c, +late, d");
  BOOST_TEST(&x.parts("A.c") == &x.parts("C.c"));
  BOOST_TEST(shown(x.parts("A.c").path) == "C.c");
}

BOOST_AUTO_TEST_CASE(components_of_reads_names_where_they_are_written) {
  auto x =
    compiled{"A DEFINITIONS ::= BEGIN IMPORTS T FROM B;\n"
             "S ::= SEQUENCE {COMPONENTS OF T} U ::= BOOLEAN n INTEGER ::= 1 END\n"
             "B DEFINITIONS ::= BEGIN T ::= SEQUENCE {u U (n), v INTEGER DEFAULT n}\n"
             "U ::= INTEGER n INTEGER ::= 2 END"};
  BOOST_TEST((x.at("S.u").is == type_kind::integer));
  BOOST_TEST(x.at("S.u").module == "B");
  BOOST_TEST(shown(x.at("S.u").allowed.numbers) == "2..2");
  BOOST_TEST(x.default_of("S.v") == "2");
}

BOOST_AUTO_TEST_CASE(components_of_among_additions_adds) {
  auto x = compiled{module_of("A ::= SEQUENCE {a NULL, ..., COMPONENTS OF B}\n"
                              "B ::= SEQUENCE {b NULL, ..., c NULL}")};
  BOOST_TEST(components(x.parts("A")) == "a, +b");
}

BOOST_AUTO_TEST_CASE(components_of_takes_instances_and_what_is_written_out) {
  auto x = compiled{module_of(R"(
    Pair {T} ::= SEQUENCE {one T, two SEQUENCE OF T}
    A ::= SEQUENCE {COMPONENTS OF Pair {BOOLEAN}}
    B ::= SEQUENCE {COMPONENTS OF SEQUENCE {x NULL}, y NULL}
    C ::= SEQUENCE {COMPONENTS OF D} D ::= E E ::= [5] SEQUENCE {e NULL})")};
  BOOST_TEST(components(x.parts("A")) == "one, two");
  BOOST_TEST((x.at("A.two.item").is == type_kind::boolean));
  BOOST_TEST(components(x.parts("B")) == "x, y");
  BOOST_TEST(components(x.parts("C")) == "e");
}

BOOST_AUTO_TEST_CASE(lists_name_their_items) {
  auto x = compiled{module_of("A ::= SEQUENCE OF item INTEGER B ::= SET OF NULL")};
  BOOST_TEST(x.parts("A").element_name == "item");
  BOOST_TEST(x.parts("B").element_name == "");
  BOOST_TEST((x.parts("B").element->is == type_kind::null));
}

BOOST_AUTO_TEST_CASE(a_selection_is_the_alternative_itself) {
  auto x = compiled{module_of(R"(
    A ::= b < C
    C ::= CHOICE {a NULL, b SEQUENCE {x NULL}}
    D ::= SEQUENCE {d b < C})")};
  BOOST_TEST(&x.parts("A") == &x.parts("C.b"));
  BOOST_TEST(&x.parts("D.d") == &x.parts("C.b"));
  BOOST_TEST(shown(x.parts("A").path) == "C.b");
}

BOOST_AUTO_TEST_CASE(every_repository_has_the_types_that_the_standard_describes) {
  auto x = compiled{module_of("A ::= NULL")};
  BOOST_REQUIRE(x.all().find(builtin_module));
  for (auto name : {"External", "Embedded-PDV", "Character-String", "Instance-Of"})
    BOOST_TEST(x.all().find(builtin_module, name), name);
  BOOST_TEST(!x.all().find("Nowhere"));
  BOOST_TEST(!x.all().find("M", "B"));
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace bus::asn1c::test
