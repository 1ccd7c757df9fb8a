#include "tools/cli/point_change.hpp"

#include "tools/cli/value_text.hpp"

namespace bus::cli {

namespace {

void read_quality(point_change& to, const json_value& body) {
  auto quality = find(body, "quality");
  to.quality = quality ? quality_text(*quality) : "-";
  if (quality)
    to.validity = text_in(*quality, "validity");
}

} // namespace

std::optional<point_change> decode_change(const json_value& body) {
  auto value = find(body, "value");
  auto ref = text_in(body, "ref");
  if (!value || ref.empty())
    return std::nullopt;
  auto out = point_change{};
  out.seq = number_in(body, "seq");
  out.epoch = text_in(body, "epoch");
  out.ref = printable(ref);
  out.value = value_text(*value);
  out.time = text_in(body, "time");
  read_quality(out, body);
  return out;
}

point_snapshot decode_snapshot(const json_value& result) {
  auto out = point_snapshot{};
  out.seq = number_in(result, "seq");
  out.epoch = text_in(result, "epoch");
  for (const auto& x : list_in(result, "values")) {
    auto point = decode_change(x);
    if (!point)
      continue;
    point->seq = out.seq;
    point->epoch = out.epoch;
    out.points.push_back(std::move(*point));
  }
  return out;
}

} // namespace bus::cli
