#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace bus::asn1c {

/// Where something stands in a file. Both count from 1; a column is an octet.
struct place {
  std::uint32_t line = 1;
  std::uint32_t column = 1;
  bool operator==(const place&) const = default;
};

/// A file with modules.
struct source {
  std::string file; ///< as mistakes name it
  std::string text;
};

/// What is wrong with a module, and what was expected.
struct mistake {
  std::string file;
  place at;
  std::string what;
};

using mistakes = std::vector<mistake>;

/// `"FILE:LINE:COLUMN: what"`.
std::string to_string(const mistake& x);

} // namespace bus::asn1c
