#include "messages/bus/point_model.hpp"

#include <algorithm>
#include <numeric>

namespace bus {

result<ref_parts> split_ref(std::string_view ref) {
  auto colon = ref.find(':');
  if (colon == std::string_view::npos || colon == 0)
    return fail(errc::invalid_value, "ref",
                "expected <connection>:<path>, got \"" + std::string{ref} + '"');
  return ref_parts{ref.substr(0, colon), ref.substr(colon + 1)};
}

void point_model::add(point_table_ptr table, connection_status status) {
  auto now = connection{};
  now.table = std::move(table);
  now.samples.resize(now.table->points.size());
  now.by_ref.resize(now.table->points.size());
  std::iota(now.by_ref.begin(), now.by_ref.end(), 0);
  std::sort(now.by_ref.begin(), now.by_ref.end(), [&](auto a, auto b) {
    return now.table->points[a].ref < now.table->points[b].ref;
  });
  now.summary.status = std::move(status);
  now.summary.points = now.samples.size();
  auto [known, is_new] =
    by_name_.try_emplace(now.table->connection, connections_.size());
  auto place = known->second;
  if (is_new) {
    connections_.emplace_back();
  } else {
    auto& old = connections_[place];
    by_table_.erase(old.table.get());
    now.samples = kept(old, now);
    now.summary.updates = old.summary.updates;
    now.summary.last_update = old.summary.last_update;
  }
  by_table_[now.table.get()] = place;
  connections_[place] = std::move(now);
}

std::vector<sample> point_model::kept(const connection& old, const connection& now) {
  auto out = std::vector<sample>(now.samples.size());
  for (auto i = std::size_t{0}; i < out.size(); ++i)
    if (auto before = point_of(old, now.table->points[i].ref))
      out[i] = old.samples[*before];
  return out;
}

bool point_model::take(const point_batch& x) {
  auto found = by_table_.find(x.table.get());
  if (found == by_table_.end())
    return false;
  auto& into = connections_[found->second];
  for (auto& update : x.updates)
    into.samples[update.point] = update.sample;
  into.summary.updates += x.updates.size();
  if (!x.updates.empty())
    into.summary.last_update = x.updates.back().sample.time;
  return true;
}

bool point_model::change(const connection_status& x) {
  auto found = by_name_.find(x.connection);
  if (found == by_name_.end())
    return false;
  connections_[found->second].summary.status = x;
  return true;
}

const point_model::connection* point_model::find(std::string_view name) const {
  auto found = by_name_.find(std::string{name});
  return found == by_name_.end() ? nullptr : &connections_[found->second];
}

std::optional<std::uint32_t> point_model::point_of(const connection& x,
                                                   std::string_view ref) {
  auto& points = x.table->points;
  auto before = [&](std::uint32_t i, std::string_view y) { return points[i].ref < y; };
  auto found = std::lower_bound(x.by_ref.begin(), x.by_ref.end(), ref, before);
  if (found == x.by_ref.end() || points[*found].ref != ref)
    return std::nullopt;
  return *found;
}

result<sample> point_model::read(std::string_view ref) const {
  auto parts = split_ref(ref);
  if (!parts)
    return tl::make_unexpected(parts.error());
  auto* owner = find(parts->connection);
  if (!owner)
    return fail(errc::not_found, "connection", std::string{parts->connection});
  auto point = point_of(*owner, ref);
  if (!point)
    return fail(errc::not_found, "point", std::string{ref});
  return owner->samples[*point];
}

bool point_model::knows(std::string_view name) const {
  return find(name) != nullptr;
}

void point_model::each(
  std::string_view prefix,
  const std::function<void(const point_info&, const sample&)>& take) const {
  for (auto& x : connections_)
    for (auto i = std::size_t{0}; i < x.samples.size(); ++i)
      if (x.table->points[i].ref.starts_with(prefix))
        take(x.table->points[i], x.samples[i]);
}

std::vector<connection_summary> point_model::status() const {
  auto out = std::vector<connection_summary>{};
  for (auto& x : connections_)
    out.push_back(x.summary);
  return out;
}

} // namespace bus
