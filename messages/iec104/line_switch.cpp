#include "messages/iec104/line_switch.hpp"

#include <algorithm>

namespace bus::iec104 {

line_switch::line_switch(std::size_t count)
  : lines_(count, state::closed) {}

void line_switch::opened(std::size_t line) {
  lines_.at(line) = state::open;
}

void line_switch::closed(std::size_t line) {
  lines_.at(line) = state::closed;
}

void line_switch::started(std::size_t line) {
  lines_.at(line) = state::started;
}

void line_switch::stopped(std::size_t line) {
  lines_.at(line) = state::open;
  first_ = (line + 1) % lines_.size();
}

std::optional<std::size_t> line_switch::next_to_start() {
  if (is_taken())
    return std::nullopt;
  for (auto i = std::size_t{0}; i < lines_.size(); ++i) {
    auto line = (first_ + i) % lines_.size();
    if (lines_[line] != state::open)
      continue;
    lines_[line] = state::asked;
    first_ = 0;
    return line;
  }
  return std::nullopt;
}

std::optional<std::size_t> line_switch::active() const {
  auto found = std::ranges::find(lines_, state::started);
  if (found == lines_.end())
    return std::nullopt;
  return static_cast<std::size_t>(found - lines_.begin());
}

bool line_switch::is_taken() const {
  return std::ranges::any_of(lines_, [](state x) { return x >= state::asked; });
}

bool line_switch::is_any_open() const {
  return std::ranges::any_of(lines_, [](auto x) { return x != state::closed; });
}

} // namespace bus::iec104
