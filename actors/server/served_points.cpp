#include "actors/server/served_points.hpp"

#include "messages/mms/browse.hpp"

namespace bus {

namespace {

constexpr auto no_point = ~std::uint32_t{0};

} // namespace

void served_points::make(const std::string& name, const mms::vmd& objects, rules x) {
  objects_ = &objects;
  rules_ = std::move(x);
  auto table = std::make_shared<point_table>();
  table->connection = name;
  points_.resize(objects.scope_count());
  for (auto domain = std::uint32_t{0}; domain < objects.scope_count(); ++domain) {
    auto& variables = objects.variables(domain);
    points_[domain].assign(variables.nodes().size(), no_point);
    for (auto& one : variables.nodes()) {
      if (!one.is_leaf || !rules_.is_point(one))
        continue;
      auto at = variables.place_of(one);
      points_[domain][at] = static_cast<std::uint32_t>(places_.size());
      places_.push_back({domain, at});
      auto path = std::string{objects.scope_name(domain)} + '/' + one.name;
      table->points.push_back(
        {name + ':' + rules_.path_of(path), mms::type_word(*one.type), {}, true});
    }
  }
  table_ = std::move(table);
}

void served_points::tell_all() {
  if (!rules_.hand_over)
    return;
  for (auto i = std::uint32_t{0}; i < places_.size(); ++i)
    changed_.push_back(i);
  is_changed_.assign(places_.size(), true);
  tell();
}

void served_points::changed(place x) {
  if (!rules_.hand_over)
    return;
  auto& nodes = objects_->variables(x.scope).nodes();
  for (auto at = x.node; at < nodes[x.node].end; ++at)
    changed_point(points_[x.scope][at]);
}

void served_points::changed_point(std::uint32_t point) {
  if (point == no_point || is_changed_[point])
    return;
  is_changed_[point] = true;
  changed_.push_back(point);
}

void served_points::tell() {
  if (told_ || changed_.empty())
    return;
  auto now = utc_time::now();
  auto batch = std::make_shared<point_batch>();
  batch->table = table_;
  batch->updates.reserve(changed_.size());
  for (auto point : std::exchange(changed_, {})) {
    is_changed_[point] = false;
    batch->updates.push_back({point, why_, rules_.sample_of(places_[point], now)});
  }
  why_ = static_cast<reasons>(reason::data_change);
  told_ = true;
  rules_.hand_over(std::move(batch), [this] {
    told_ = false;
    tell();
  });
}

} // namespace bus
