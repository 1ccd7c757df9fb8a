#include "tools/cli/text_table.hpp"

#include <algorithm>
#include <ostream>

namespace bus::cli {

namespace {

constexpr auto between = "  ";

void widen(std::vector<std::size_t>& widths, const std::vector<cell>& row) {
  widths.resize(std::max(widths.size(), row.size()));
  for (auto i = std::size_t{0}; i < row.size(); ++i)
    widths[i] = std::max(widths[i], columns(row[i].text));
}

std::string line_of(const std::vector<cell>& row,
                    const std::vector<std::size_t>& widths, bool coloured) {
  auto out = std::string{};
  for (auto i = std::size_t{0}; i < row.size(); ++i) {
    auto last = i + 1 == row.size();
    auto text = last ? row[i].text : fit(row[i].text, widths[i]);
    out += i > 0 ? between : "";
    out += paint(std::move(text), coloured ? row[i].paint : colour::none);
  }
  while (out.ends_with(' '))
    out.pop_back();
  return out;
}

} // namespace

std::vector<std::string> text_table::lines(bool coloured) const {
  auto titles = std::vector<cell>{};
  for (auto& title : header)
    titles.emplace_back(title, colour::bold);
  auto widths = std::vector<std::size_t>{};
  widen(widths, titles);
  for (auto& row : rows)
    widen(widths, row);
  auto out = std::vector<std::string>{};
  if (!titles.empty())
    out.push_back(line_of(titles, widths, coloured));
  for (auto& row : rows)
    out.push_back(line_of(row, widths, coloured));
  return out;
}

void print(std::ostream& out, const text_table& x, bool coloured) {
  for (auto& line : x.lines(coloured))
    out << line << '\n';
}

} // namespace bus::cli
