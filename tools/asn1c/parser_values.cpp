#include "tools/asn1c/parsing.hpp"

namespace bus::asn1c {

using form = syntax::value::form;

syntax::value parsing::signed_number() {
  auto out = syntax::value{};
  out.at = peek().at;
  auto minus = take_if("-");
  if (!sees(token_kind::number) && !sees(token_kind::decimal))
    refuse("a number");
  auto digits = take();
  out.is = digits.kind == token_kind::number ? form::number : form::decimal;
  out.text = (minus ? "-" : "") + digits.text;
  return out;
}

syntax::value parsing::value() {
  auto deeper = level{*this};
  auto out = syntax::value{};
  out.at = peek().at;
  switch (peek().kind) {
  case token_kind::number:
  case token_kind::decimal: return signed_number();
  case token_kind::text: out.is = form::text; break;
  case token_kind::binary: out.is = form::binary; break;
  case token_kind::hex: out.is = form::hex; break;
  case token_kind::lower:
  case token_kind::upper: return named_value();
  default:
    if (sees("{"))
      return braces();
    if (sees("-"))
      return signed_number();
    refuse("a value");
  }
  out.text = take().text;
  return out;
}

/// What begins with a word: a reference, a choice's alternative, TRUE, NULL.
syntax::value parsing::named_value() {
  auto out = syntax::value{};
  out.at = peek().at;
  if (sees(token_kind::upper) && (sees(":", 1) || sees(":", 2)))
    return open_value();
  if (sees(token_kind::upper)) {
    auto fixed = sees("TRUE") || sees("FALSE");
    auto special =
      sees("PLUS-INFINITY") || sees("MINUS-INFINITY") || sees("NOT-A-NUMBER");
    auto null = sees("NULL");
    if (fixed || special || null) {
      out.is = fixed ? form::boolean : null ? form::null : form::reference;
      out.text = take().text;
      return out;
    }
    if (!sees(".", 1) || !sees(token_kind::lower, 2))
      refuse("a value");
    out.module = take().text;
    expect(".");
  }
  out.is = form::reference;
  out.text = take().text;
  if (sees(".") && sees(token_kind::field, 1)) {
    out.is = form::field;
    while (sees(".") && sees(token_kind::field, 1)) {
      take();
      take();
    }
  } else if (take_if(":")) {
    out.is = form::choice;
    out.inner = std::make_shared<const syntax::value>(value());
  } else if (sees("(") && (sees(token_kind::number, 1) || sees(token_kind::lower, 1))
             && sees(")", 2)) {
    expect("(");
    out.inner = std::make_shared<const syntax::value>(value());
    expect(")");
  }
  return out;
}

/// `Type : value`; types of more than two words do not stand here.
syntax::value parsing::open_value() {
  auto out = syntax::value{};
  out.is = form::open;
  out.at = peek().at;
  type();
  expect(":");
  out.inner = std::make_shared<const syntax::value>(value());
  return out;
}

syntax::value parsing::braces() {
  auto out = syntax::value{};
  out.is = form::braces;
  out.at = expect("{").at;
  while (!take_if("}")) {
    auto& item = out.items.emplace_back();
    do
      item.push_back(value());
    while (!sees(",") && !sees("}"));
    if (take_if(",") && sees("}"))
      refuse("a value behind ','");
  }
  return out;
}

} // namespace bus::asn1c
