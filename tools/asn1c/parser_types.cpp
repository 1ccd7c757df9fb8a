#include "tools/asn1c/parsing.hpp"

#include <array>
#include <utility>

namespace bus::asn1c {

namespace {

using word = std::pair<std::string_view, type_kind>;

constexpr auto plain_types = std::array<word, 22>{{
  {"BOOLEAN", type_kind::boolean},
  {"NULL", type_kind::null},
  {"RELATIVE-OID", type_kind::relative_oid},
  {"REAL", type_kind::real},
  {"EXTERNAL", type_kind::external},
  {"UTF8String", type_kind::utf8_string},
  {"NumericString", type_kind::numeric_string},
  {"PrintableString", type_kind::printable_string},
  {"TeletexString", type_kind::teletex_string},
  {"T61String", type_kind::teletex_string},
  {"VideotexString", type_kind::videotex_string},
  {"IA5String", type_kind::ia5_string},
  {"GraphicString", type_kind::graphic_string},
  {"VisibleString", type_kind::visible_string},
  {"ISO646String", type_kind::visible_string},
  {"GeneralString", type_kind::general_string},
  {"UniversalString", type_kind::universal_string},
  {"BMPString", type_kind::bmp_string},
  {"ObjectDescriptor", type_kind::object_descriptor},
  {"UTCTime", type_kind::utc_time},
  {"GeneralizedTime", type_kind::generalized_time},
  {"ANY", type_kind::open},
}};

struct two_words {
  std::string_view first, second;
  type_kind is;
};

constexpr auto two_word_types = std::array<two_words, 4>{{
  {"OCTET", "STRING", type_kind::octet_string},
  {"OBJECT", "IDENTIFIER", type_kind::object_identifier},
  {"EMBEDDED", "PDV", type_kind::embedded_pdv},
  {"CHARACTER", "STRING", type_kind::character_string},
}};

} // namespace

syntax::type_ptr parsing::shared_type() {
  return std::make_shared<const syntax::type>(type());
}

syntax::type parsing::type() {
  auto deeper = level{*this};
  auto out = syntax::type{};
  out.at = peek().at;
  out.tags = tags();
  bare_type(out);
  for (auto& x : constraints())
    out.constraints.push_back(std::move(x));
  return out;
}

std::vector<syntax::tag_prefix> parsing::tags() {
  auto out = std::vector<syntax::tag_prefix>{};
  while (sees("[")) {
    out.push_back(tag());
    if (out.size() > deepest)
      throw syntax_error{out.back().at,
                         "more than " + std::to_string(deepest) + " tags"};
  }
  return out;
}

syntax::tag_prefix parsing::tag() {
  using mode = syntax::tag_prefix::mode;
  auto out = syntax::tag_prefix{};
  out.at = expect("[").at;
  if (take_if("UNIVERSAL"))
    out.of = tag_class::universal;
  else if (take_if("APPLICATION"))
    out.of = tag_class::application;
  else if (take_if("PRIVATE"))
    out.of = tag_class::private_use;
  out.number = value();
  expect("]");
  if (take_if("IMPLICIT"))
    out.how = mode::is_implicit;
  else if (take_if("EXPLICIT"))
    out.how = mode::is_explicit;
  return out;
}

void parsing::bare_type(syntax::type& out) {
  if (plain_type(out) || two_word_type(out) || numbered_type(out)
      || constructed_type(out))
    return;
  if (sees("INSTANCE")) {
    take();
    expect("OF");
    out.is = type_kind::instance_of;
    out.name = expect(token_kind::upper, "a class").text;
    return;
  }
  if (sees(token_kind::lower) && sees("<", 1)) {
    out.is = type_kind::selection;
    out.name = take().text;
    expect("<");
    out.element = shared_type();
    return;
  }
  auto of_object =
    sees(token_kind::lower) && sees(".", 1) && sees(token_kind::field, 2);
  if (!sees(token_kind::upper) && !of_object)
    refuse("a type");
  reference(out);
}

bool parsing::plain_type(syntax::type& out) {
  for (auto& [text, is] : plain_types)
    if (sees(text)) {
      take();
      out.is = is;
      if (text == "ANY" && take_if("DEFINED")) {
        expect("BY");
        expect(token_kind::lower, "the component that tells the type");
      }
      return true;
    }
  return false;
}

bool parsing::two_word_type(syntax::type& out) {
  for (auto& x : two_word_types)
    if (sees(x.first)) {
      take();
      expect(x.second);
      out.is = x.is;
      return true;
    }
  return false;
}

/// Those that give names to numbers.
bool parsing::numbered_type(syntax::type& out) {
  if (take_if("INTEGER"))
    out.is = type_kind::integer;
  else if (take_if("BIT")) {
    expect("STRING");
    out.is = type_kind::bit_string;
  } else if (take_if("ENUMERATED")) {
    out.is = type_kind::enumerated;
    out.numbers = numbers(&out.extension);
    return true;
  } else
    return false;
  if (sees("{"))
    out.numbers = numbers(nullptr);
  return true;
}

bool parsing::constructed_type(syntax::type& out) {
  if (take_if("SEQUENCE"))
    sequence_or_set(out, false);
  else if (take_if("SET"))
    sequence_or_set(out, true);
  else if (take_if("CHOICE")) {
    out.is = type_kind::choice;
    out.components = components(true);
    if (out.components.empty())
      throw syntax_error{out.at, "a CHOICE has at least one alternative"};
  } else
    return false;
  return true;
}

void parsing::sequence_or_set(syntax::type& out, bool set) {
  if (sees("{")) {
    out.is = set ? type_kind::set : type_kind::sequence;
    out.components = components(false);
    return;
  }
  out.is = set ? type_kind::set_of : type_kind::sequence_of;
  if (sees("SIZE")) { // without its parentheses
    auto size = syntax::constraint{};
    size.is = syntax::constraint::form::size;
    size.at = take().at;
    size.parts.push_back(constraint());
    out.constraints.push_back(std::move(size));
  }
  for (auto& x : constraints())
    out.constraints.push_back(std::move(x));
  if (!sees("OF"))
    refuse(out.constraints.empty() ? "'{' or OF" : "OF");
  take();
  if (sees(token_kind::lower) && !sees("<", 1))
    out.element_name = take().text;
  out.element = shared_type();
}

void parsing::reference(syntax::type& out) {
  out.is = type_kind::reference;
  out.name =
    sees(token_kind::lower) ? take().text : expect(token_kind::upper, "a type").text;
  while (take_if(".")) {
    if (sees(token_kind::upper)) {
      out.module = std::move(out.name);
      out.name = take().text;
    } else {
      out.is = type_kind::class_field;
      if (!out.field.empty())
        out.through.push_back(std::move(out.field));
      out.field = expect(token_kind::field, "a type or a field").text;
    }
  }
  if (sees("{"))
    out.arguments = arguments();
}

std::vector<syntax::argument> parsing::arguments() {
  auto deeper = level{*this};
  auto out = std::vector<syntax::argument>{};
  expect("{");
  do
    out.push_back(argument());
  while (take_if(","));
  expect("}");
  return out;
}

syntax::argument parsing::argument() {
  if (sees("{"))
    return argument_in_braces();
  auto out = syntax::argument{};
  auto at = peek().at;
  auto is_null = sees("NULL"); // the value and the type
  if (begins_value() || is_null) {
    out.as_value = value();
    if (sees("{") && out.as_value->is == syntax::value::form::reference)
      arguments(); // of an object
  }
  if (!out.as_value || is_null) {
    auto of = is_null ? syntax::type{} : type();
    of.at = at;
    out.as_type = std::make_shared<const syntax::type>(std::move(of));
  }
  return out;
}

/// A value, a set of values, or a set of objects, of which nothing is needed.
syntax::argument parsing::argument_in_braces() {
  auto out = syntax::argument{};
  auto start = at_;
  try {
    out.as_value = value();
  } catch (const syntax_error&) {
  }
  auto behind_value = at_;
  at_ = start;
  try {
    expect("{");
    auto set = element_set();
    expect("}");
    out.as_set = std::move(set);
    return out;
  } catch (const syntax_error&) {
    at_ = behind_value;
  }
  if (!out.as_value) {
    at_ = start;
    skip_group();
  }
  return out;
}

/// What a decoder may do about what it does not know (X.680, 49.4).
void parsing::exception_mark() {
  if (!take_if("!"))
    return;
  if (!begins_value()) {
    type();
    expect(":");
  }
  value();
}

/// `{a(1), b(2)}`; where `extension` is given also `a` alone and `...`.
std::vector<syntax::named_number>
parsing::numbers(std::optional<std::size_t>* extension) {
  auto out = std::vector<syntax::named_number>{};
  expect("{");
  do {
    if (extension && !*extension && !out.empty() && take_if("...")) {
      *extension = out.size();
      exception_mark();
      continue;
    }
    auto name = expect(token_kind::lower, "a name");
    out.push_back({name.text, {}, name.at});
    if (extension && !sees("("))
      continue;
    expect("(");
    out.back().number = value();
    expect(")");
  } while (take_if(","));
  expect("}");
  return out;
}

std::vector<syntax::component> parsing::components(bool choice) {
  auto deeper = level{*this};
  auto out = std::vector<syntax::component>{};
  auto groups = 0;
  auto markers = 0;
  expect("{");
  if (take_if("}"))
    return out;
  do {
    if (sees("...") ? markers > 1 : choice && markers > 1)
      refuse("'}'");
    markers += sees("...") ? 1 : 0;
    if (sees("[[") && markers == 1)
      group(out, choice, ++groups);
    else
      out.push_back(component(choice));
  } while (take_if(","));
  if (!take_if("}"))
    refuse("',' or '}'");
  return out;
}

/// `[[2: a, b ]]`, of which nothing or all is there (X.680, 25.1).
void parsing::group(std::vector<syntax::component>& out, bool choice, int number) {
  expect("[[");
  if (sees(token_kind::number)) {
    take();
    expect(":");
  }
  do {
    if (sees("..."))
      refuse("a component");
    out.push_back(component(choice));
    out.back().group = number;
  } while (take_if(","));
  if (!take_if("]]"))
    refuse("',' or ']]'");
}

syntax::component parsing::component(bool choice) {
  using form = syntax::component::form;
  auto out = syntax::component{};
  out.at = peek().at;
  if (take_if("...")) {
    out.is = form::extension;
    exception_mark();
    return out;
  }
  if (!choice && take_if("COMPONENTS")) {
    expect("OF");
    out.is = form::components_of;
    out.of = shared_type();
    return out;
  }
  out.name = expect(token_kind::lower, "a component's name").text;
  out.of = shared_type();
  if (choice)
    return out;
  if (take_if("OPTIONAL"))
    out.optional = true;
  else if (take_if("DEFAULT"))
    out.default_value = value();
  return out;
}

} // namespace bus::asn1c
