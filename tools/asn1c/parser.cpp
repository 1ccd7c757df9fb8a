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
  if (out.tags != syntax::tag_default::is_explicit || take_if("EXPLICIT"))
    expect("TAGS");
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
  if (!sees(token_kind::upper) && !sees(token_kind::lower))
    return out;
  do {
    auto name = sees(token_kind::lower) ? take() : expect(token_kind::upper, "a name");
    if (sees("{"))
      skip_group();
    out.push_back({name.text, "", name.at});
  } while (take_if(","));
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
  while (!take_if(";"))
    for (auto& x : symbols_of_module())
      to.imports.push_back(std::move(x));
}

std::vector<syntax::import> parsing::symbols_of_module() {
  auto out = symbols();
  if (out.empty())
    refuse("a name to import, or ';'");
  if (sees("::="))
    throw syntax_error{out.back().at, "expected ';', found '" + out.back().name + '\''};
  if (!take_if("FROM"))
    refuse("',' or FROM");
  auto from = expect(token_kind::upper, "a module's name").text;
  for (auto& x : out)
    x.module = from;
  if (sees("{"))
    skip_group();
  else if (sees(token_kind::lower) && !sees(",", 1) && !sees("FROM", 1)
           && !sees("{", 1))
    take();            // the name of its object identifier
  if (take_if("WITH")) // SUCCESSORS or DESCENDANTS
    take();
  return out;
}

syntax::module parsing::module(const std::string& file, mistakes& wrong) {
  auto out = module_head();
  out.file = file;
  auto is_head = true;
  do {
    auto start = at_;
    try {
      if (is_head) {
        exports(out);
        imports(out);
      } else if (sees(token_kind::end))
        refuse("an assignment or END");
      else
        out.assignments.push_back(assignment());
    } catch (const syntax_error& why) {
      wrong.push_back({file, why.at, why.what});
      skip_to_assignment(start);
      if (wrong.size() >= most_mistakes || sees(token_kind::end))
        break;
    }
    is_head = false;
  } while (!take_if("END"));
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
  auto upper = !sees(token_kind::lower);
  out.name = upper ? expect(token_kind::upper, "the name of a type or a value").text
                   : take().text;
  if (sees("{"))
    out.parameters = parameters();
  return upper ? upper_assignment(std::move(out)) : lower_assignment(std::move(out));
}

syntax::assignment parsing::upper_assignment(syntax::assignment out) {
  using form = syntax::assignment::form;
  if (sees("MACRO")) {
    skip_macro();
    out.is = form::object;
    return out;
  }
  if (!sees("::="))
    return set_assignment(std::move(out));
  expect("::=");
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
  if (sees("{") && out.has->is == syntax::value::form::reference)
    arguments(); // of what the reference names; only objects have any here
  return out;
}

/// A value set, or an object set: as the first where it reads as one.
syntax::assignment parsing::set_assignment(syntax::assignment out) {
  using form = syntax::assignment::form;
  auto governor = type();
  expect("::=");
  auto start = at_;
  try {
    expect("{");
    governor.constraints.push_back(element_set());
    expect("}");
    out.is = form::set;
    out.of = std::make_shared<const syntax::type>(std::move(governor));
  } catch (const syntax_error&) {
    at_ = start;
    if (governor.is != type_kind::reference || !may_be_class(governor.name)
        || !sees("{"))
      throw;
    skip_group();
    out.is = form::object;
  }
  return out;
}

/// Old modules define macros (X.208, annex A). What uses one is not read.
void parsing::skip_macro() {
  expect("MACRO");
  expect("::=");
  if (!take_if("BEGIN")) {
    expect(token_kind::upper, "BEGIN, or a macro's name");
    return;
  }
  while (!take_if("END")) {
    if (sees(token_kind::end))
      refuse("the macro's END");
    take();
  }
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
    auto alone = sees(",", 1) || sees("}", 1);
    if (!alone) { // a governor
      type();
      if (!take_if(":"))
        refuse("',', ':' or '}'");
    }
    auto name = sees(token_kind::lower)
                  ? take()
                  : expect(token_kind::upper, "a parameter's name");
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
      if (sees(token_kind::end))
        refuse("'}'");
      if (sees("{") || sees("("))
        skip_group();
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
