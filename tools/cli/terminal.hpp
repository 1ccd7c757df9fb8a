#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <termios.h>
#include <vector>

namespace bus::cli {

/// The terminal as a screen of our own, until this ends: then it is again as it
/// was.
class terminal {
public:
  terminal();
  ~terminal();
  terminal(const terminal&) = delete;
  terminal& operator=(const terminal&) = delete;

  struct size {
    std::size_t width = 80;
    std::size_t height = 24;
  };

  size now() const;
  void draw(const std::vector<std::string>& lines);

  /// What was typed and not read yet.
  std::string typed();

private:
  termios before_ = {};
  bool has_keyboard_ = false;
};

/// What a key asks for.
struct key_wish {
  bool quit = false;
  std::ptrdiff_t scroll = 0;
};

/// Of all that was typed: `q`, arrows or `j` and `k`, pages of `page` rows,
/// home and end.
key_wish parse_keys(std::string_view typed, std::ptrdiff_t page);

} // namespace bus::cli
