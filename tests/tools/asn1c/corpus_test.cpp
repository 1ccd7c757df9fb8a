#include "tests/tools/asn1c/compiled.hpp"

#include <filesystem>
#include <fstream>
#include <iterator>

namespace bus::asn1c::test {

namespace {

namespace fs = std::filesystem;

struct expectation {
  std::string place; ///< `"LINE:COLUMN"`
  std::string what;  ///< a part of the message
};

struct corpus_file {
  std::string name;
  std::string text;
  std::vector<expectation> expected;

  bool ends(std::string_view outcome) const {
    return name.ends_with(std::string{outcome} + ".asn");
  }
};

/// Those of its lines that begin with `-- expected: LINE:COLUMN: `.
std::vector<expectation> expectations(const std::string& text) {
  constexpr auto mark = std::string_view{"-- expected: "};
  auto out = std::vector<expectation>{};
  auto lines = std::istringstream{text};
  for (auto line = std::string{}; std::getline(lines, line);) {
    if (!line.starts_with(mark))
      continue;
    line.erase(0, mark.size());
    line.erase(line.find_last_not_of('\r') + 1);
    auto colon = line.find(": ");
    BOOST_REQUIRE(colon != line.npos);
    out.push_back({line.substr(0, colon), line.substr(colon + 2)});
  }
  return out;
}

std::vector<corpus_file> corpus() {
  auto out = std::vector<corpus_file>{};
  auto folder = fs::path{STATIONBUS_SOURCE_DIR} / "tests/tools/asn1c/corpus";
  for (auto& one : fs::directory_iterator{folder}) {
    auto from = std::ifstream{one.path(), std::ios::binary};
    auto text = std::string{std::istreambuf_iterator<char>{from}, {}};
    out.push_back({one.path().filename().string(), text, expectations(text)});
  }
  auto by_name = [](auto& x, auto& y) { return x.name < y.name; };
  std::sort(out.begin(), out.end(), by_name);
  return out;
}

std::string place_of(const mistake& x) {
  return std::to_string(x.at.line) + ':' + std::to_string(x.at.column);
}

void compare(const mistakes& told, const std::vector<expectation>& expected) {
  for (auto i = std::size_t{0}; i < std::max(told.size(), expected.size()); ++i) {
    if (i >= told.size())
      BOOST_ERROR("not told: " + expected[i].place + ": " + expected[i].what);
    else if (i >= expected.size())
      BOOST_ERROR("not expected: " + to_string(told[i]));
    else
      BOOST_TEST((place_of(told[i]) == expected[i].place
                  && told[i].what.find(expected[i].what) != std::string::npos),
                 to_string(told[i])
                   << ", expected " << expected[i].place << ": " << expected[i].what);
  }
}

/// `N` names that lead to each other, `x0 ... x1`, and one more.
std::string chain(int length, std::string_view name, std::string_view middle,
                  std::string_view end) {
  auto out = std::string{};
  for (auto i = 0; i < length; ++i)
    out += std::string{name} + std::to_string(i) + std::string{middle}
           + std::string{name} + std::to_string(i + 1) + std::string{end} + '\n';
  return out;
}

} // namespace

BOOST_AUTO_TEST_SUITE(asn1c_corpus)

BOOST_AUTO_TEST_CASE(what_is_right_compiles) {
  auto count = 0;
  for (auto& x : corpus())
    if (x.ends("-ok")) {
      ++count;
      for (auto& wrong : compile({{x.name, x.text}}).wrong)
        BOOST_ERROR(to_string(wrong));
    }
  BOOST_TEST(count > 40);
}

BOOST_AUTO_TEST_CASE(what_is_wrong_is_told_in_full_with_its_place) {
  auto count = 0;
  for (auto& x : corpus())
    if (x.ends("-syntax-error") || x.ends("-unresolved"))
      BOOST_TEST_CONTEXT(x.name) {
        ++count;
        auto told = compile({{x.name, x.text}}).wrong;
        BOOST_TEST(!told.empty());
        if (!x.text.empty()) // which has no room for what is expected
          compare(told, x.expected);
      }
  BOOST_TEST(count > 40);
}

BOOST_AUTO_TEST_CASE(each_file_tells_its_outcome) {
  for (auto& x : corpus())
    BOOST_TEST((x.ends("-ok") || x.ends("-syntax-error") || x.ends("-unresolved")),
               x.name);
}

BOOST_AUTO_TEST_CASE(no_two_bodies_have_the_same_path) {
  for (auto& x : corpus())
    if (x.ends("-ok"))
      BOOST_TEST_CONTEXT(x.name) {
        auto paths = std::vector<std::string>{};
        auto all = compile({{x.name, x.text}}).modules;
        for (auto& one : all.bodies)
          paths.push_back(one->module + ':' + shown(one->path));
        std::sort(paths.begin(), paths.end());
        auto twice = std::adjacent_find(paths.begin(), paths.end());
        if (twice != paths.end())
          BOOST_ERROR(*twice);
      }
}

BOOST_AUTO_TEST_CASE(a_file_without_a_module_is_refused) {
  BOOST_TEST(mistakes_of("").at(0)
             == "1:1: expected a module's name, found the end of the file");
}

BOOST_AUTO_TEST_CASE(names_that_lead_too_far_are_refused_at_once) {
  for (auto& text : {chain(2000, "A", " ::= ", "") + "A2000 ::= NULL",
                     chain(2000, "A", " ::= [0] ", "") + "A2000 ::= NULL",
                     chain(2000, "A", " ::= INTEGER (", ")") + "A2000 ::= INTEGER",
                     chain(2000, "a", " INTEGER ::= ", "") + "a2000 INTEGER ::= 1",
                     chain(2000, "a", " OBJECT IDENTIFIER ::= {", " 1}")
                       + "a2000 OBJECT IDENTIFIER ::= {1 2}",
                     chain(200, "A", " ::= SEQUENCE {COMPONENTS OF ", "}")
                       + "A200 ::= SEQUENCE {a NULL}",
                     chain(2000, "A", " ::= a < ", "") + "A2000 ::= CHOICE {a NULL}"})
    BOOST_TEST(!mistakes_of(module_of(text)).empty());
}

BOOST_AUTO_TEST_CASE(choices_within_choices_do_not_overflow_the_stack) {
  auto text = chain(1000, "A", " ::= CHOICE {a ", "}") + "A1000 ::= NULL";
  BOOST_TEST(mistakes_of(module_of(text)).empty());
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace bus::asn1c::test
