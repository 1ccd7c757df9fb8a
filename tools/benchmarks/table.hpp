#pragma once

#include "tools/benchmarks/bench.hpp"

namespace bus::benchmarks {

/// Three significant digits, large numbers whole and in groups: `"1,230,000"`.
std::string number(double x);

std::string as_json(const row& x); ///< an object on one line

/// For a person: aligned columns, or Markdown to be pasted.
std::string as_text(const std::vector<row>& x);
std::string as_markdown(const std::vector<row>& x);

} // namespace bus::benchmarks
