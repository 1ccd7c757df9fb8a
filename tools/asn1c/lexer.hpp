#pragma once

#include "tools/asn1c/source.hpp"

#include <string_view>

namespace bus::asn1c {

enum class token_kind {
  end,
  upper,   ///< type reference, module reference or keyword: `Foo`, `SEQUENCE`
  lower,   ///< identifier or value reference: `foo`
  field,   ///< `&Type`, `&id`; the text has the `&`
  number,  ///< decimal digits
  decimal, ///< digits with a point or an exponent: `1.5E3`
  text,    ///< `"..."`, without the quotes, doubled quotes made one
  binary,  ///< `'0101'B`, the digits
  hex,     ///< `'0AFF'H`, the digits
  symbol,  ///< `::=`, `...`, `{`
  unknown, ///< what no module may hold; the text says what is wrong
};

struct token {
  token_kind kind = token_kind::end;
  std::string text;
  place at;

  bool is(std::string_view x) const {
    return text == x && (kind == token_kind::symbol || kind == token_kind::upper);
  }
};

/// All tokens of a file, the last of kind `end`. Comments of the three kinds
/// are left out: `-- to the end`, `-- to the next --`, and `/* nested */`
/// (X.680, 12.6); so is a byte order mark.
std::vector<token> tokens_of(std::string_view text);

} // namespace bus::asn1c
