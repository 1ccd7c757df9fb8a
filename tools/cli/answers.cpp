#include "tools/cli/answers.hpp"

#include "tools/cli/value_text.hpp"

#include <cmath>

namespace bus::cli {

namespace {

std::string member(const json_value& x, const char* name) {
  auto found = find(x, name);
  return found ? value_text(*found) : std::string{};
}

std::string time_member(const json_value& x, const char* name) {
  return time_text(text_in(x, name));
}

std::string uptime(const json_value& status) {
  auto found = find(status, "uptime");
  if (!found || !found->IsNumber() || !std::isfinite(found->GetDouble()))
    return "?";
  auto most = 1e9; // seconds: 30 years
  auto seconds = std::chrono::duration<double>{std::min(most, found->GetDouble())};
  return duration_text(std::chrono::duration_cast<duration>(seconds));
}

cell quality_cell(const json_value& x) {
  auto quality = find(x, "quality");
  if (!quality)
    return {"-"};
  return {quality_text(*quality), quality_colour(text_in(*quality, "validity"))};
}

std::string what_of(const json_value& body) {
  if (find(body, "value"))
    return member(body, "value") + "  " + quality_cell(body).text;
  auto out = member(body, "state");
  auto cause = member(body, "cause");
  return cause.empty() ? out : out + ": " + cause;
}

} // namespace

std::string status_line(const json_value& status) {
  return member(status, "name") + ": stationbus " + member(status, "version") + ", up "
         + uptime(status) + ", epoch " + member(status, "epoch");
}

text_table connection_table(const json_value& status) {
  auto out = text_table{
    {"CONNECTION", "PROTOCOL", "STATE", "SINCE", "POINTS", "UPDATES", "CAUSE"}};
  for (const auto& x : list_in(status, "connections"))
    out.rows.push_back({member(x, "name"),
                        member(x, "protocol"),
                        {member(x, "state"), state_colour(text_in(x, "state"))},
                        time_member(x, "since"),
                        member(x, "points"),
                        member(x, "updates"),
                        member(x, "cause")});
  return out;
}

text_table point_table_of(const json_value& list) {
  auto out = text_table{{"REF", "TYPE", "UNIT", "ACCESS"}};
  for (const auto& x : items_of(list)) {
    auto writable = find(x, "writable");
    out.rows.push_back(
      {member(x, "ref"), member(x, "type"), member(x, "unit"),
       std::string{writable && writable->IsTrue() ? "read, write" : "read"}});
  }
  return out;
}

text_table item_table(const json_value& browsed) {
  auto out = text_table{{"REF", "KIND", "TYPE"}};
  for (const auto& x : items_of(browsed))
    out.rows.push_back({member(x, "ref"), member(x, "kind"), member(x, "type")});
  return out;
}

text_table sample_table(json_value::ConstArray samples) {
  auto out = text_table{{"REF", "VALUE", "QUALITY", "TIME"}};
  for (const auto& x : samples)
    if (!find(x, "error"))
      out.rows.push_back({member(x, "ref"), member(x, "value"), quality_cell(x),
                          time_member(x, "time")});
  return out;
}

text_table written_table(const json_value& written) {
  auto out = text_table{{"REF", "RESULT"}};
  for (const auto& x : items_of(written))
    if (!find(x, "error"))
      out.rows.push_back({member(x, "ref"), {"written", colour::green}});
  return out;
}

std::vector<std::string> errors_in(const json_value& list) {
  auto out = std::vector<std::string>{};
  for (const auto& x : items_of(list))
    if (auto error = find(x, "error"))
      out.push_back(member(x, "ref") + ": " + error_text(*error));
  return out;
}

std::vector<cell> message_row(const json_value& message) {
  static const auto none = json_value{};
  auto found = find(message, "body");
  const auto& body = found ? *found : none;
  return {member(body, "seq"), time_member(body, "sent"), member(message, "topic"),
          what_of(body)};
}

} // namespace bus::cli
