#include "tools/cli/watch_view.hpp"

#include "tools/cli/value_text.hpp"

#include <algorithm>
#include <ostream>
#include <set>

namespace bus::cli {

namespace {

constexpr auto refresh_interval = std::chrono::milliseconds{100};
constexpr auto idle_interval = std::chrono::seconds{1}; // ages grow
constexpr auto widest_ref = std::size_t{40};

} // namespace

std::string snapshot_line(const json_value& snapshot, const json_value& value) {
  auto members = to_json(value);
  return "{\"seq\":" + std::to_string(number_in(snapshot, "seq"))
         + ",\"epoch\":" + json_string(text_in(snapshot, "epoch")) + ','
         + members.substr(1, members.size() - 2) + ",\"reasons\":[\"initial\"]}";
}

std::string state_text(const json_value& x) {
  auto out = printable(text_in(x, "state"));
  auto cause = printable(text_in(x, "cause"));
  return cause.empty() ? out : out + ": " + cause;
}

void watch_view::open() {
  if (mode_ == mode::screen)
    screen_ = std::make_unique<terminal>();
}

void watch_view::close(utc_time clock) {
  if (screen_) {
    auto size = screen_->now();
    screen_.reset();
    auto height = std::min(size.height, table_.size() + watch_table::chrome);
    for (auto& line : table_.render({size.width, height, to_.coloured, clock, notice_}))
      to_.out << line << '\n';
  }
  to_.out.flush();
}

void watch_view::set_state(const std::string& connection, const std::string& text) {
  table_.set_state(connection, text);
  changed_ = true;
}

void watch_view::take_list(const json_value& x) {
  for (const auto& point : items_of(x))
    table_.set_unit(printable(text_in(point, "ref")),
                    printable(text_in(point, "unit")));
  changed_ = true;
}

void watch_view::take_snapshot(const json_value& x) {
  auto changes = table_.take(decode_snapshot(x));
  shown_ += std::exchange(has_snapshot_, true) ? changes.size() : 0;
  changed_ = true;
  if (mode_ == mode::json)
    show_values(x, changes);
  else if (mode_ == mode::lines)
    show_changes(changes);
}

void watch_view::take_data(const json_value& tree, const std::string& body) {
  auto change = decode_change(tree);
  if (!change || !table_.take(*change))
    return;
  ++shown_;
  changed_ = true;
  if (mode_ == mode::json)
    to_.out << body << '\n';
  else if (mode_ == mode::lines)
    show_line(*change);
}

void watch_view::take_state(const json_value& x) {
  auto connection = printable(text_in(x, "connection"));
  set_state(connection, state_text(x));
  if (mode_ != mode::screen)
    to_.complain(connection + " is " + state_text(x));
}

void watch_view::tell(const std::string& text) {
  notice_ = text;
  changed_ = true;
  if (mode_ != mode::screen && !text.empty())
    to_.complain(text);
}

void watch_view::show_changes(const std::vector<point_change>& x) {
  for (auto& change : x)
    show_line(change);
}

void watch_view::show_values(const json_value& snapshot,
                             const std::vector<point_change>& x) {
  auto refs = std::set<std::string_view>{};
  for (auto& change : x)
    refs.insert(change.ref);
  for (const auto& value : list_in(snapshot, "values"))
    if (refs.contains(printable(text_in(value, "ref"))))
      to_.out << snapshot_line(snapshot, value) << '\n';
}

void watch_view::show_line(const point_change& x) {
  ref_width_ = std::clamp(columns(x.ref), ref_width_, widest_ref);
  auto& unit = table_.unit(x.ref);
  auto painted = to_.coloured ? quality_colour(x.validity) : colour::none;
  auto filler = columns(x.ref) < ref_width_ ? ref_width_ - columns(x.ref) : 0;
  to_.out << time_text(x.time) << "  " << x.ref << std::string(filler, ' ') << "  "
          << x.value << (unit.empty() ? "" : " ") << unit << "  "
          << paint(x.quality, painted) << '\n';
}

void watch_view::refresh(time_point now, utc_time clock) {
  to_.out.flush();
  if (!screen_ || now < wake())
    return;
  auto size = screen_->now();
  screen_->draw(table_.render({size.width, size.height, to_.coloured, clock, notice_}));
  drawn_ = now;
  changed_ = false;
}

time_point watch_view::wake() const {
  if (!screen_)
    return never;
  return drawn_ + (changed_ ? duration{refresh_interval} : duration{idle_interval});
}

bool watch_view::is_quit() {
  if (!screen_)
    return false;
  auto page = static_cast<std::ptrdiff_t>(screen_->now().height) - 2;
  auto wish = parse_keys(screen_->typed(), std::max<std::ptrdiff_t>(1, page));
  table_.scroll(wish.scroll);
  changed_ = changed_ || wish.scroll != 0;
  return wish.quit;
}

} // namespace bus::cli
