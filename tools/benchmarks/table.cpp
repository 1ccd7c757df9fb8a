#include "tools/benchmarks/table.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

namespace bus::benchmarks {

namespace {

using line = std::array<std::string, 6>;

std::vector<line> lines_of(const std::vector<row>& x) {
  auto out =
    std::vector<line>{{"bench", "value", "unit", "limit", "ratio", "limit is"}};
  for (auto& one : x)
    out.push_back({one.bench, number(one.value), one.unit, number(one.limit),
                   number(ratio(one)), one.limited_by});
  return out;
}

bool is_number(std::size_t column) {
  return column == 1 || column == 3 || column == 4;
}

std::string padded(const std::string& x, std::size_t width, bool right) {
  auto space = std::string(width - std::min(width, x.size()), ' ');
  return right ? space + x : x + space;
}

std::array<std::size_t, 6> widths_of(const std::vector<line>& x) {
  auto out = std::array<std::size_t, 6>{};
  for (auto& one : x)
    for (auto i = std::size_t{0}; i < one.size(); ++i)
      out[i] = std::max(out[i], one[i].size());
  return out;
}

std::string joined(const line& x, const std::array<std::size_t, 6>& widths,
                   std::string_view before, std::string_view between,
                   std::string_view after) {
  auto out = std::string{before};
  for (auto i = std::size_t{0}; i < x.size(); ++i) {
    out += i > 0 ? between : "";
    out += padded(x[i], widths[i], is_number(i));
  }
  return out.append(after) + '\n';
}

std::string grouped(std::string digits) {
  for (auto at = static_cast<int>(digits.size()) - 3; at > 0; at -= 3)
    digits.insert(static_cast<std::size_t>(at), 1, ',');
  return digits;
}

} // namespace

std::string number(double x) {
  auto size = x > 0 ? std::floor(std::log10(x)) : 0;
  auto unit = std::pow(10, size - 2);
  char text[64];
  if (size >= 3)
    return grouped(std::to_string(std::llround(std::round(x / unit) * unit)));
  std::snprintf(text, sizeof text, "%.*f", std::clamp(2 - static_cast<int>(size), 0, 6),
                x);
  return text;
}

std::string as_json(const row& x) {
  char text[256];
  std::snprintf(text, sizeof text,
                R"({"bench":"%s","value":%.9g,"unit":"%s","limit":%.9g,"ratio":%.4g})",
                x.bench.c_str(), x.value, x.unit.c_str(), x.limit, ratio(x));
  return text;
}

std::string as_text(const std::vector<row>& x) {
  auto lines = lines_of(x);
  auto out = std::string{};
  for (auto& one : lines)
    out += joined(one, widths_of(lines), "", "  ", "");
  return out;
}

std::string as_markdown(const std::vector<row>& x) {
  auto lines = lines_of(x);
  auto widths = widths_of(lines);
  auto out = joined(lines.front(), widths, "| ", " | ", " |");
  for (auto i = std::size_t{0}; i < widths.size(); ++i)
    out += '|' + std::string(widths[i] + 1, '-') + (is_number(i) ? ':' : '-');
  out += "|\n";
  for (auto i = std::size_t{1}; i < lines.size(); ++i)
    out += joined(lines[i], widths, "| ", " | ", " |");
  return out;
}

} // namespace bus::benchmarks
