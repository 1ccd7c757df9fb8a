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
      refuse("fewer tags");
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
  if (!sees(token_kind::upper))
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
    out.components = components();
  } else
    return false;
  return true;
}

void parsing::sequence_or_set(syntax::type& out, bool set) {
  if (sees("{")) {
    out.is = set ? type_kind::set : type_kind::sequence;
    out.components = components();
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
    refuse("'{' or OF");
  take();
  if (sees(token_kind::lower) && !sees("<", 1))
    out.element_name = take().text;
  out.element = shared_type();
}

void parsing::reference(syntax::type& out) {
  out.is = type_kind::reference;
  out.name = expect(token_kind::upper, "a type").text;
  while (take_if(".")) {
    if (sees(token_kind::upper)) {
      out.module = std::move(out.name);
      out.name = take().text;
    } else {
      out.is = type_kind::class_field;
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
  do {
    auto next = syntax::argument{};
    auto is_value = sees(token_kind::number) || sees(token_kind::lower) || sees("-")
                    || sees(token_kind::text) || sees("TRUE") || sees("FALSE");
    if (sees("{"))
      skip_group(); // an object set: it limits nothing here
    else if (is_value && !sees("<", 1))
      next.as_value = value();
    else
      next.as_type = shared_type();
    out.push_back(std::move(next));
  } while (take_if(","));
  expect("}");
  return out;
}

/// `{a(1), b(2)}`; where `extension` is given also `a` alone and `...`.
std::vector<syntax::named_number>
parsing::numbers(std::optional<std::size_t>* extension) {
  auto out = std::vector<syntax::named_number>{};
  expect("{");
  do {
    if (extension && !*extension && take_if("...")) {
      *extension = out.size();
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

std::vector<syntax::component> parsing::components() {
  auto deeper = level{*this};
  auto out = std::vector<syntax::component>{};
  auto group = 0;
  auto in_group = false;
  expect("{");
  while (!sees("}")) {
    if (take_if("[[")) {
      in_group = true;
      ++group;
      if (sees(token_kind::number) && sees(":", 1)) {
        take();
        take();
      }
    }
    auto next = component();
    next.group = in_group ? group : 0;
    out.push_back(std::move(next));
    if (in_group && take_if("]]"))
      in_group = false;
    if (!take_if(","))
      break;
    if (sees("}"))
      refuse("a component behind ','");
  }
  expect("}");
  return out;
}

syntax::component parsing::component() {
  using form = syntax::component::form;
  auto out = syntax::component{};
  out.at = peek().at;
  if (take_if("...")) {
    out.is = form::extension;
    if (take_if("!"))
      while (!sees(",") && !sees("}") && !sees(token_kind::end))
        take();
    return out;
  }
  if (take_if("COMPONENTS")) {
    expect("OF");
    out.is = form::components_of;
    out.of = shared_type();
    return out;
  }
  out.name = expect(token_kind::lower, "a component's name").text;
  out.of = shared_type();
  if (take_if("OPTIONAL"))
    out.optional = true;
  else if (take_if("DEFAULT"))
    out.default_value = value();
  return out;
}

} // namespace bus::asn1c
