#include "tools/asn1c/parser.hpp"

#include "tools/asn1c/parsing.hpp"

#include <algorithm>

namespace bus::asn1c {

namespace {

/// Told so many of a file; more would hide the first.
constexpr auto most_mistakes = std::size_t{50};

/// Class references have no lower-case letter (X.681, 7.1).
bool may_be_class(std::string_view x) {
  return std::none_of(x.begin(), x.end(), [](char c) { return c >= 'a' && c <= 'z'; });
}

} // namespace

syntax::module parsing::module_head() {
  auto out = syntax::module{};
  auto name = expect(token_kind::upper, "a module's name");
  out.name = name.text;
  out.at = name.at;
  if (sees("{"))
    out.oid = braces();
  if (sees(token_kind::text))
    take(); // its internationalized name
  expect("DEFINITIONS");
  if (take_if("AUTOMATIC"))
    out.tags = syntax::tag_default::automatic;
  else if (take_if("IMPLICIT"))
    out.tags = syntax::tag_default::is_implicit;
  else
    take_if("EXPLICIT");
  take_if("TAGS");
  if (take_if("EXTENSIBILITY")) {
    expect("IMPLIED");
    out.extensible = true;
  }
  expect("::=");
  expect("BEGIN");
  return out;
}

std::vector<syntax::import> parsing::symbols() {
  auto out = std::vector<syntax::import>{};
  while (sees(token_kind::upper) || sees(token_kind::lower)) {
    auto name = take();
    if (sees("{"))
      skip_group();
    out.push_back({name.text, "", name.at});
    if (!take_if(","))
      break;
  }
  return out;
}

void parsing::exports(syntax::module& to) {
  if (!take_if("EXPORTS"))
    return;
  if (!take_if("ALL"))
    to.exports = symbols();
  expect(";");
}

void parsing::imports(syntax::module& to) {
  if (!take_if("IMPORTS"))
    return;
  while (!take_if(";")) {
    auto names = symbols();
    if (names.empty())
      refuse("a name to import, or ';'");
    expect("FROM");
    auto from = expect(token_kind::upper, "a module's name").text;
    if (sees("{"))
      skip_group();
    else if (sees(token_kind::lower))
      take();
    for (auto& x : names) {
      x.module = from;
      to.imports.push_back(std::move(x));
    }
  }
}

syntax::module parsing::module(const std::string& file, mistakes& wrong) {
  auto out = module_head();
  out.file = file;
  exports(out);
  imports(out);
  while (!take_if("END")) {
    try {
      if (sees(token_kind::end))
        refuse("an assignment or END");
      out.assignments.push_back(assignment());
    } catch (const syntax_error& why) {
      wrong.push_back({file, why.at, why.what});
      if (wrong.size() >= most_mistakes || sees(token_kind::end))
        break;
      skip_to_assignment();
    }
  }
  return out;
}

void parsing::modules(const std::string& file, std::vector<syntax::module>& out,
                      mistakes& wrong) {
  try {
    do
      out.push_back(module(file, wrong));
    while (!sees(token_kind::end) && wrong.size() < most_mistakes);
  } catch (const syntax_error& why) {
    wrong.push_back({file, why.at, why.what});
  }
}

syntax::assignment parsing::assignment() {
  auto out = syntax::assignment{};
  out.at = peek().at;
  if (!sees(token_kind::upper) && !sees(token_kind::lower))
    refuse("the name of a type or a value");
  auto upper = sees(token_kind::upper);
  out.name = take().text;
  if (sees("{"))
    out.parameters = parameters();
  return upper ? upper_assignment(std::move(out)) : lower_assignment(std::move(out));
}

syntax::assignment parsing::upper_assignment(syntax::assignment out) {
  using form = syntax::assignment::form;
  if (!sees("::=")) { // a value set, or an object set
    type();
    expect("::=");
    skip_group();
    out.is = form::object;
    return out;
  }
  expect("::=");
  if (sees("MACRO"))
    refuse("a type (macros are not supported)");
  if (take_if("CLASS")) {
    out.is = form::object_class;
    out.fields = class_fields();
    return out;
  }
  auto alias = sees("TYPE-IDENTIFIER") || sees("ABSTRACT-SYNTAX");
  if (alias && !sees(".", 1)) {
    out.is = form::object_class;
    out.same_as = take().text;
    return out;
  }
  out.of = shared_type();
  return out;
}

syntax::assignment parsing::lower_assignment(syntax::assignment out) {
  using form = syntax::assignment::form;
  auto governor = shared_type();
  expect("::=");
  auto is_class = governor->is == type_kind::reference && may_be_class(governor->name);
  if (is_class && sees("{") && skip_object()) {
    out.is = form::object;
    return out;
  }
  out.is = form::value;
  out.of = std::move(governor);
  out.has = value();
  return out;
}

/// Past an object in the syntax of its class; false where it reads as a value.
bool parsing::skip_object() {
  auto start = at_;
  try {
    value();
    at_ = start;
    return false;
  } catch (const syntax_error&) {
    at_ = start;
    skip_group();
    return true;
  }
}

std::vector<syntax::parameter> parsing::parameters() {
  auto out = std::vector<syntax::parameter>{};
  expect("{");
  do {
    auto start = peek();
    if (!sees(token_kind::upper) && !sees(token_kind::lower))
      refuse("a parameter");
    auto name = take();
    if (!sees(",") && !sees("}") && !sees(":")) { // a governor of more than one word
      --at_;
      type();
    }
    if (take_if(":")) {
      if (!sees(token_kind::upper) && !sees(token_kind::lower))
        refuse("a parameter's name");
      name = take();
    }
    out.push_back({name.text});
  } while (take_if(","));
  expect("}");
  return out;
}

/// The fields of a class; of its WITH SYNTAX nothing is needed (X.681, 9.3).
std::vector<syntax::class_field> parsing::class_fields() {
  auto out = std::vector<syntax::class_field>{};
  expect("{");
  do {
    auto next = syntax::class_field{expect(token_kind::field, "a field").text, {}};
    auto ends = [&] {
      return sees(",") || sees("}") || sees("OPTIONAL") || sees("DEFAULT")
             || sees("UNIQUE");
    };
    if (!ends() && !sees(token_kind::field))
      next.of = shared_type();
    while (!sees(",") && !sees("}")) {
      if (sees("{") || sees("("))
        skip_group();
      else if (sees(token_kind::end))
        refuse("'}'");
      else
        take();
    }
    out.push_back(std::move(next));
  } while (take_if(","));
  expect("}");
  if (take_if("WITH")) {
    expect("SYNTAX");
    skip_group();
  }
  return out;
}

std::vector<syntax::module> parse(const source& from, mistakes& wrong) {
  auto out = std::vector<syntax::module>{};
  parsing{tokens_of(from.text)}.modules(from.file, out, wrong);
  return out;
}

} // namespace bus::asn1c
