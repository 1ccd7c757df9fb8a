#pragma once

#include <string>
#include <string_view>

namespace bus {

/// One of the few words that many points share: a type, a unit. Each is kept
/// once, for as long as the program runs, so use it for words of a
/// configuration or a device's model, never for what a stranger sends.
class word {
public:
  word() = default; ///< the empty word
  word(std::string_view text)
    : text_{kept(text)} {}
  word(const std::string& text)
    : word{std::string_view{text}} {}
  word(const char* text)
    : word{std::string_view{text}} {}

  operator std::string_view() const { return str(); }
  const std::string& str() const { return *text_; }
  bool empty() const { return text_->empty(); }

  bool operator==(std::string_view x) const { return str() == x; }

private:
  static const std::string* kept(std::string_view text);

  const std::string* text_ = kept({});
};

} // namespace bus
