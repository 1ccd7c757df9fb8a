#include "tools/cli/value_text.hpp"

#include <algorithm>

namespace bus::cli {

namespace {

constexpr auto nothing = "-";

std::string count(std::int64_t x, const char* unit) {
  return std::to_string(x) + ' ' + unit;
}

std::string two(std::int64_t x, const char* unit, std::int64_t y, const char* smaller) {
  return y == 0 ? count(x, unit) : count(x, unit) + ' ' + count(y, smaller);
}

std::string joined(json_value::ConstArray list) {
  auto out = std::string{};
  for (const auto& x : list)
    out += (out.empty() ? "" : ", ") + value_text(x);
  return out;
}

bool is_set(const json_value& x, const char* name) {
  auto found = find(x, name);
  return found && found->IsTrue();
}

} // namespace

std::string value_text(const json_value& x) {
  if (x.IsNull())
    return nothing;
  if (x.IsString())
    return printable({x.GetString(), x.GetStringLength()});
  return printable(to_json(x));
}

std::string quality_text(const json_value& x) {
  auto validity = printable(text_in(x, "validity"));
  auto out = validity.empty() ? std::string{nothing} : validity;
  auto detail = joined(list_in(x, "detail"));
  if (!detail.empty())
    out += " (" + detail + ")";
  auto source = printable(text_in(x, "source"));
  if (!source.empty())
    out += ", " + source;
  if (is_set(x, "test"))
    out += ", test";
  if (is_set(x, "operator_blocked"))
    out += ", blocked";
  return out;
}

colour quality_colour(std::string_view validity) {
  if (validity == "good")
    return colour::green;
  if (validity == "questionable")
    return colour::yellow;
  return validity == "reserved" ? colour::magenta : colour::red;
}

colour state_colour(std::string_view state) {
  if (state == "connected")
    return colour::green;
  if (state == "connecting")
    return colour::yellow;
  return state == "disabled" ? colour::dim : colour::red;
}

std::string time_text(std::string_view time) {
  if (time.empty() || time.starts_with("1970-01-01T00:00:00.000000000"))
    return nothing;
  return printable(time);
}

std::string duration_text(duration x) {
  auto seconds = std::max<std::int64_t>(0, x / std::chrono::seconds{1});
  auto minutes = seconds / 60;
  auto hours = minutes / 60;
  if (seconds < 60)
    return count(seconds, "s");
  if (minutes < 60)
    return count(minutes, "min");
  if (hours < 24)
    return two(hours, "h", minutes % 60, "min");
  return two(hours / 24, "d", hours % 24, "h");
}

std::string age_text(std::string_view time, utc_time now) {
  auto then = from_rfc3339(time);
  if (!then || then->ns == 0)
    return nothing;
  return duration_text(duration{now.ns - then->ns});
}

std::string error_text(const json_value& x) {
  auto out = printable(text_in(x, "message"));
  if (out.empty())
    out = "the bus answered with an error: " + printable(to_json(x));
  auto data = find(x, "data");
  if (!data)
    return out;
  auto add_cause = printable(text_in(*data, "add_cause"));
  if (!add_cause.empty())
    out += " (" + add_cause + ")";
  if (find(*data, "oldest"))
    out += "; kept are messages from " + std::to_string(number_in(*data, "oldest"))
           + " on, of epoch " + printable(text_in(*data, "epoch"));
  return out;
}

} // namespace bus::cli
