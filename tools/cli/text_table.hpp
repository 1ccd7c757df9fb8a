#pragma once

#include "tools/cli/text.hpp"

#include <iosfwd>
#include <vector>

namespace bus::cli {

struct cell {
  cell(std::string x, colour y = colour::none)
    : text{std::move(x)},
      paint{y} {}

  std::string text;
  colour paint;
};

/// Rows of text in aligned columns, the last one ragged.
struct text_table {
  std::vector<std::string> header = {}; ///< left out where empty
  std::vector<std::vector<cell>> rows = {};

  std::vector<std::string> lines(bool coloured) const;
};

void print(std::ostream& out, const text_table& x, bool coloured);

} // namespace bus::cli
