#include "tools/asn1c/parsing.hpp"

namespace bus::asn1c {

using form = syntax::constraint::form;

namespace {

syntax::constraint joined(form is, std::vector<syntax::constraint> parts) {
  if (parts.size() == 1)
    return std::move(parts.front());
  auto out = syntax::constraint{};
  out.is = is;
  out.at = parts.front().at;
  out.parts = std::move(parts);
  return out;
}

} // namespace

std::vector<syntax::constraint> parsing::constraints() {
  auto out = std::vector<syntax::constraint>{};
  while (sees("("))
    out.push_back(constraint());
  return out;
}

syntax::constraint parsing::constraint() {
  auto deeper = level{*this};
  expect("(");
  auto out = element_set();
  exception_mark();
  expect(")");
  return out;
}

/// With the mark of extensibility (X.680, 50.1).
syntax::constraint parsing::element_set() {
  auto out = unions();
  if (!take_if(","))
    return out;
  expect("...");
  out.extensible = true;
  if (take_if(","))
    unions(); // what only a later version allows
  return out;
}

syntax::constraint parsing::unions() {
  auto parts = std::vector{intersections()};
  while (take_if("|") || take_if("UNION"))
    parts.push_back(intersections());
  return joined(form::any_of, std::move(parts));
}

syntax::constraint parsing::intersections() {
  auto parts = std::vector{with_exceptions()};
  while (take_if("^") || take_if("INTERSECTION"))
    parts.push_back(with_exceptions());
  return joined(form::all_of, std::move(parts));
}

syntax::constraint parsing::with_exceptions() {
  auto at = peek().at;
  auto parts = std::vector<syntax::constraint>{};
  if (take_if("ALL")) {
    expect("EXCEPT");
    parts.push_back(element());
  } else {
    parts.push_back(element());
    if (!take_if("EXCEPT"))
      return std::move(parts.front());
    parts.push_back(element());
  }
  auto out = syntax::constraint{};
  out.is = form::except;
  out.at = at;
  out.parts = std::move(parts);
  return out;
}

/// A table, with the components that it relates to, or a value in braces; false
/// before a range.
bool parsing::ignored_table() {
  auto start = at_;
  do
    skip_group();
  while (sees("{"));
  if (!sees("..") && !sees("<"))
    return true;
  at_ = start;
  return false;
}

/// What limits no length, number or alphabet; true where one was passed.
bool parsing::ignored_element() {
  if (sees("{"))
    return ignored_table();
  if (take_if("WITH")) {
    if (take_if("COMPONENT"))
      constraint();
    else {
      expect("COMPONENTS");
      skip_group();
    }
    return true;
  }
  if (take_if("CONSTRAINED")) {
    expect("BY");
    skip_group();
    return true;
  }
  if (take_if("PATTERN") || take_if("SETTINGS")) {
    value();
    return true;
  }
  auto contains = take_if("CONTAINING");
  if (contains)
    type();
  if (take_if("ENCODED")) {
    expect("BY");
    value();
    return true;
  }
  return contains;
}

syntax::constraint parsing::element() {
  auto deeper = level{*this};
  auto out = syntax::constraint{};
  out.at = peek().at;
  if (sees("(")) {
    expect("(");
    out = element_set();
    expect(")");
    return out;
  }
  if (sees("SIZE") || sees("FROM")) {
    out.is = take().text == "SIZE" ? form::size : form::from;
    out.parts.push_back(constraint());
    return out;
  }
  if (ignored_element())
    return out;
  take_if("INCLUDES");
  if (sees("MIN") || sees("MAX") || sees("{") || begins_value())
    return range();
  if (!sees(token_kind::upper) && !sees(token_kind::lower) && !sees("["))
    refuse("a constraint");
  out.is = form::contains;
  out.of = shared_type();
  return out;
}

std::optional<syntax::value> parsing::end_of_range(std::string_view open_word) {
  if (take_if(open_word))
    return std::nullopt;
  return value();
}

syntax::constraint parsing::range() {
  auto out = syntax::constraint{};
  out.at = peek().at;
  out.low = end_of_range("MIN");
  out.low_open = take_if("<");
  if (!take_if("..")) {
    if (!out.low || out.low_open)
      refuse("'..'");
    out.is = form::single;
    return out;
  }
  out.is = form::range;
  out.high_open = take_if("<");
  out.high = end_of_range("MAX");
  return out;
}

} // namespace bus::asn1c
