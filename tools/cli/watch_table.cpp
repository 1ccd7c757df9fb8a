#include "tools/cli/watch_table.hpp"

#include "tools/cli/value_text.hpp"

#include <algorithm>

namespace bus::cli {

namespace {

constexpr auto age_width = std::size_t{10};
constexpr auto updates_width = std::size_t{8};
constexpr auto widest_value = std::size_t{32};
constexpr auto widest_quality = std::size_t{40};
constexpr auto narrowest_ref = std::size_t{8};
constexpr auto gap = std::size_t{2};

const auto between_columns = std::string(gap, ' ');

bool same_sample(const point_change& x, const point_change& y) {
  return x.value == y.value && x.quality == y.quality && x.time == y.time;
}

std::string counted(std::uint64_t x, const char* what) {
  return std::to_string(x) + ' ' + what + (x == 1 ? "" : "s");
}

} // namespace

struct watch_table::layout {
  std::size_t ref;
  std::size_t value;
  std::size_t unit;
  std::size_t quality;

  std::size_t whole() const {
    return ref + value + unit + quality + age_width + updates_width + 5 * gap;
  }
};

// ---- what is taken in ---------------------------------------------------------

void watch_table::begin_epoch(const std::string& x) {
  if (x == epoch_)
    return;
  epoch_ = x;
  seq_ = 0;
  rows_.clear();
}

void watch_table::keep(row& to, const point_change& x) {
  to.last = x;
  seq_ = std::max(seq_, x.seq);
  ref_width_ = std::max(ref_width_, columns(x.ref));
  value_width_ = std::clamp(columns(x.value), value_width_, widest_value);
  quality_width_ = std::clamp(columns(x.quality), quality_width_, widest_quality);
}

std::vector<point_change> watch_table::take(const point_snapshot& x) {
  begin_epoch(x.epoch);
  seq_ = std::max(seq_, x.seq);
  auto out = std::vector<point_change>{};
  for (auto& point : x.points) {
    auto [at, fresh] = rows_.try_emplace(point.ref);
    auto& known = at->second;
    if (!fresh && point.seq < known.last.seq)
      continue;
    if (fresh || !same_sample(known.last, point))
      out.push_back(point);
    keep(known, point);
  }
  return out;
}

bool watch_table::take(const point_change& x) {
  begin_epoch(x.epoch);
  auto& known = rows_[x.ref];
  if (x.seq <= known.last.seq)
    return false;
  keep(known, x);
  ++known.updates;
  ++updates_;
  return true;
}

void watch_table::set_unit(const std::string& ref, std::string unit) {
  unit_width_ = std::max(unit_width_, columns(unit));
  units_[ref] = std::move(unit);
}

const std::string& watch_table::unit(const std::string& ref) const {
  static const auto none = std::string{};
  auto found = units_.find(ref);
  return found == units_.end() ? none : found->second;
}

void watch_table::set_state(const std::string& connection, std::string state) {
  states_[connection] = std::move(state);
}

void watch_table::scroll(std::ptrdiff_t rows) {
  auto last = static_cast<std::ptrdiff_t>(rows_.size());
  auto wanted = static_cast<std::ptrdiff_t>(top_) + rows;
  top_ = static_cast<std::size_t>(
    std::clamp(wanted, std::ptrdiff_t{0}, std::max<std::ptrdiff_t>(0, last - 1)));
}

// ---- what is shown --------------------------------------------------------------

watch_table::layout watch_table::layout_for(std::size_t width) const {
  auto out = layout{ref_width_, value_width_, unit_width_, quality_width_};
  auto give = [&](std::size_t& column, std::size_t least) {
    auto over = out.whole() > width ? out.whole() - width : 0;
    column -= std::min(over, column > least ? column - least : 0);
  };
  give(out.quality, 7);
  give(out.value, 10);
  give(out.ref, narrowest_ref);
  return out;
}

std::string watch_table::line(const row& x, const layout& widths,
                              const view& for_view) const {
  auto& last = x.last;
  auto painted = for_view.coloured ? quality_colour(last.validity) : colour::none;
  return fit(last.ref, widths.ref) + between_columns
         + fit_right(last.value, widths.value) + between_columns
         + fit(unit(last.ref), widths.unit) + between_columns
         + paint(fit(last.quality, widths.quality), painted) + between_columns
         + fit_right(age_text(last.time, for_view.now), age_width) + between_columns
         + fit_right(std::to_string(x.updates), updates_width);
}

std::string watch_table::status(const view& x, std::size_t shown) const {
  auto out = counted(rows_.size(), "point");
  if (shown < rows_.size()) {
    auto top = first_row(shown);
    out += " (" + std::to_string(top + 1) + " to " + std::to_string(top + shown)
           + ", arrows scroll)";
  }
  out += ", " + counted(updates_, "update") + ", seq " + std::to_string(seq_);
  if (!x.notice.empty())
    return out + "  " + x.notice;
  for (auto& [connection, state] : states_)
    out += "  " + connection + ' ' + state;
  return out + "  (q quits)";
}

std::size_t watch_table::first_row(std::size_t shown) const {
  return std::min(top_, rows_.size() - shown);
}

std::vector<std::string> watch_table::render(const view& x) const {
  auto room = x.height > chrome ? x.height - chrome : 0;
  auto shown = std::min(room, rows_.size());
  auto widths = layout_for(x.width);
  auto title =
    fit("REF", widths.ref) + between_columns + fit_right("VALUE", widths.value)
    + between_columns + fit("UNIT", widths.unit) + between_columns
    + fit("QUALITY", widths.quality) + between_columns + fit_right("AGE", age_width)
    + between_columns + fit_right("UPDATES", updates_width);
  auto out = std::vector<std::string>{
    paint(cut(title, x.width), x.coloured ? colour::bold : colour::none)};
  auto wide_enough = widths.whole() <= x.width;
  auto at = std::next(rows_.begin(), static_cast<std::ptrdiff_t>(first_row(shown)));
  for (auto i = std::size_t{0}; i < shown; ++i, ++at)
    out.push_back(
      wide_enough
        ? line(at->second, widths, x)
        : cut(at->second.last.ref + between_columns + at->second.last.value, x.width));
  out.resize(std::max(x.height, chrome) - 1);
  out.push_back(
    paint(fit(status(x, shown), x.width), x.coloured ? colour::inverse : colour::none));
  return out;
}

} // namespace bus::cli
