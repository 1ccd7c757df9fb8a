#pragma once

#include <string_view>

namespace bus {

/// How deep the elements of an XML stream are nested, character by character: asked
/// before a parser that recurses sees them.
class xml_nesting {
public:
  /// False once it is deeper than `most`.
  bool feed(std::string_view text, unsigned most);

private:
  enum class at { text, begin, start_tag, end_tag, quoted, slash, other };

  void take(char x);

  at at_ = at::text;
  char quote_ = 0;
  unsigned depth_ = 0;
};

} // namespace bus
