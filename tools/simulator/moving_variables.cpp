#include "tools/simulator/moving_variables.hpp"

#include "messages/mms/browse.hpp"
#include "tools/simulator/waves.hpp"

#include <cmath>

namespace bus::simulator {

namespace {

using mms::type_description;

const type_description* type_of(const mms::vmd& in, std::string_view domain,
                                std::string_view item) {
  auto found = in.find(domain, item);
  return found ? in.variables(found->scope).nodes()[found->node].type : nullptr;
}

/// The `t` beside the variable, or beside what it is part of.
std::string time_for(const mms::vmd& in, std::string_view domain,
                     std::string_view item) {
  for (auto end = item.rfind('$'); end != item.npos; end = item.rfind('$', end - 1)) {
    auto name = std::string{item.substr(0, end)} + "$t";
    auto* type = type_of(in, domain, name);
    if (type && type->is<type_description::utc_time>())
      return std::string{domain} + '/' + name;
    if (end == 0)
      break;
  }
  return {};
}

} // namespace

result<moving_variables> moving_variables::make(const mms::vmd_description& device,
                                                std::vector<moving_variable> which) {
  auto objects = mms::vmd::make(device);
  if (!objects)
    return tl::make_unexpected(std::move(objects.error()));
  auto out = moving_variables{};
  for (auto& x : which) {
    auto path = mms::split_path(x.path);
    auto* type = type_of(*objects, path.domain, path.item);
    if (!type)
      return fail(errc::not_found, x.path, "no such variable");
    auto as = form::whole;
    if (type->is<type_description::floating_point>())
      as = form::real;
    else if (type->is<type_description::boolean>())
      as = form::truth;
    else if (!type->is<type_description::integer>()
             && !type->is<type_description::unsigned_>())
      return fail(errc::type_mismatch, x.path, "no number and no boolean");
    auto time = time_for(*objects, path.domain, path.item);
    auto seed = std::hash<std::string>{}(x.path);
    out.all_.push_back({std::move(x), as, std::move(time), seed});
  }
  return out;
}

std::vector<moving_variables::change> moving_variables::at(duration since_start,
                                                           const utc_time& now) const {
  auto out = std::vector<change>{};
  for (auto& x : all_) {
    auto to = level(x.which.wave, since_start, x.seed, 0);
    if (!x.time.empty())
      out.push_back({x.time, now});
    if (x.as == form::truth)
      out.push_back({x.which.path, to >= 0.5});
    else if (x.as == form::whole)
      out.push_back({x.which.path, static_cast<std::int64_t>(std::llround(to))});
    else
      out.push_back({x.which.path, to});
  }
  return out;
}

} // namespace bus::simulator
