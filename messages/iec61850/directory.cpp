#include "messages/iec61850/directory.hpp"

#include "messages/mms/browse.hpp"

#include <algorithm>

namespace bus::iec61850 {

namespace {

using items = std::vector<browse_item>;

std::string_view block_kind(std::string_view constraint) {
  return constraint == "RP"   ? "unbuffered-report-control"
         : constraint == "BR" ? "buffered-report-control"
         : constraint == "LG" ? "log-control"
         : constraint == "GO" ? "goose-control"
                              : "sampled-value-control";
}

void add(items& to, std::string ref, std::string_view kind) {
  auto known = std::ranges::find(to, ref, &browse_item::ref);
  if (known == to.end())
    to.push_back({std::move(ref), std::string{kind}});
}

items nodes_in(const device_names& all, const reference& at) {
  auto out = items{};
  for (auto& one : all.variables)
    if (one.find('$') == one.npos)
      out.push_back({at.logical_device + '/' + one, "logical-node"});
  return out;
}

void add_named(items& to, const std::vector<std::string>& all, const reference& at,
               std::string_view kind) {
  for (auto& one : all)
    if (auto parts = parts_of(one); parts.size() == 2 && parts[0] == at.logical_node)
      to.push_back(
        {at.logical_device + '/' + at.logical_node + '.' + std::string{parts[1]},
         std::string{kind}});
}

items objects_in(const device_names& all, const reference& at) {
  auto out = items{}, blocks = items{};
  for (auto& one : all.variables) {
    auto parts = parts_of(one);
    if (parts.size() != 3 || parts[0] != at.logical_node)
      continue;
    auto ref = at;
    ref.names = {std::string{parts[2]}};
    if (is_block_constraint(parts[1])) {
      ref.constraint = parts[1];
      add(blocks, to_string(ref), block_kind(parts[1]));
    } else if (parts[2] == "SGCB") {
      ref.constraint = parts[1];
      add(blocks, to_string(ref), "setting-group-control");
    } else {
      add(out, to_string(ref), "object");
    }
  }
  add_named(out, all.data_sets, at, "data-set");
  add_named(out, all.logs, at, "log");
  out.insert(out.end(), blocks.begin(), blocks.end());
  return out;
}

items attributes_of(const device_names& all, const reference& at) {
  auto out = items{};
  auto of = [&](const reference& x) {
    for (auto& one : mms::level_below(all.variables, x.item()))
      add(out, to_reference(at.logical_device + '/' + one), "attribute");
  };
  if (!at.constraint.empty())
    of(at);
  else
    for (auto& constraint : constraints_of(all, at)) {
      auto with = at;
      with.constraint = constraint;
      of(with);
    }
  return out;
}

} // namespace

std::vector<std::string> constraints_of(const device_names& all, const reference& at) {
  auto out = std::vector<std::string>{};
  if (at.names.empty())
    return out;
  for (auto& one : all.variables) {
    auto parts = parts_of(one);
    if (parts.size() == 3 && parts[0] == at.logical_node && parts[2] == at.names[0]
        && !is_block_constraint(parts[1]))
      out.emplace_back(parts[1]);
  }
  return out;
}

result<items> level_below(const device_names& all, const reference& at) {
  auto has = [&](const std::string& item) {
    return std::ranges::find(all.variables, item) != all.variables.end();
  };
  if (at.logical_node.empty())
    return nodes_in(all, at);
  auto none = [&] { return fail(errc::not_found, to_string(at)); };
  if (!has(at.logical_node))
    return none();
  if (at.names.empty() && at.constraint.empty())
    return objects_in(all, at);
  auto out = attributes_of(all, at);
  if (out.empty() && !has(at.item()))
    return none();
  return out;
}

} // namespace bus::iec61850
