#include "messages/iec61850/browser.hpp"

#include "messages/iec61850/reference.hpp"

#include <algorithm>

namespace bus::iec61850 {

namespace {

using names = browser::names;

/// The constraint that control blocks of the class stand in; null for other classes.
const char* constraint_of(acsi_class x) {
  switch (x) {
  case acsi_class::brcb: return "BR";
  case acsi_class::urcb: return "RP";
  case acsi_class::lcb: return "LG";
  case acsi_class::gocb: return "GO";
  case acsi_class::gscb: return "GS";
  case acsi_class::msvcb: return "MS";
  case acsi_class::usvcb: return "US";
  default: return nullptr;
  }
}

bool is_data_constraint(std::string_view x) {
  return is_constraint(x) && !is_block_constraint(x);
}

std::vector<logical_node_entry> objects_of(const names& all, std::string_view node) {
  auto out = std::vector<logical_node_entry>{};
  for (auto& one : all) {
    auto parts = parts_of(one);
    if (parts.size() != 3 || parts[0] != node || !is_data_constraint(parts[1])
        || parts[2] == "SGCB")
      continue;
    auto known = std::ranges::find(out, parts[2], &logical_node_entry::name);
    if (known == out.end())
      known = out.insert(out.end(), {std::string{parts[2]}});
    known->constraints.emplace_back(parts[1]);
  }
  return out;
}

std::vector<logical_node_entry> blocks_of(const names& all, std::string_view node,
                                          std::string_view constraint) {
  auto out = std::vector<logical_node_entry>{};
  for (auto& one : all) {
    auto parts = parts_of(one);
    if (parts.size() == 3 && parts[0] == node && parts[1] == constraint)
      out.push_back({std::string{parts[2]}, {std::string{constraint}}});
  }
  return out;
}

/// Lists and journals are named `LN$name`.
std::vector<logical_node_entry> below_node(const names& all, std::string_view node) {
  auto out = std::vector<logical_node_entry>{};
  for (auto& one : all) {
    auto parts = parts_of(one);
    if (parts.size() == 2 && parts[0] == node)
      out.push_back({std::string{parts[1]}});
  }
  return out;
}

std::string path_of(const std::string& device, const std::string& node,
                    const std::string& constraint, const std::string& object) {
  return device + '/' + node + '$' + constraint + '$' + object;
}

} // namespace

void browser::get_server_directory(deadline_of when, then<names> done) {
  device_.names(mms::object_kind::domain, {}, when, std::move(done));
}

void browser::get_logical_device_directory(const std::string& logical_device,
                                           deadline_of when, then<names> done) {
  device_.names(mms::object_kind::variable, logical_device, when,
                [done = std::move(done)](result<names> all) {
                  if (!all)
                    return done(tl::make_unexpected(std::move(all.error())));
                  auto out = names{};
                  for (auto& one : *all)
                    if (one.find('$') == one.npos)
                      out.push_back(std::move(one));
                  done(std::move(out));
                });
}

void browser::get_logical_node_directory(const std::string& logical_device,
                                         const std::string& logical_node,
                                         acsi_class what, deadline_of when,
                                         then<std::vector<logical_node_entry>> done) {
  auto kind = what == acsi_class::data_set ? mms::object_kind::variable_list
              : what == acsi_class::log    ? mms::object_kind::journal
                                           : mms::object_kind::variable;
  device_.names(kind, logical_device, when,
                [what, node = logical_node, done = std::move(done)](result<names> all) {
                  if (!all)
                    return done(tl::make_unexpected(std::move(all.error())));
                  if (what == acsi_class::data_set || what == acsi_class::log)
                    return done(below_node(*all, node));
                  if (auto* constraint = constraint_of(what))
                    return done(blocks_of(*all, node, constraint));
                  if (std::ranges::find(*all, node) == all->end())
                    return done(fail(errc::not_found, node));
                  if (what == acsi_class::data_object)
                    return done(objects_of(*all, node));
                  auto out =
                    blocks_of(*all, node, "SP"); // the SGCB stands among set points
                  std::erase_if(out, [](auto& x) { return x.name != "SGCB"; });
                  done(std::move(out));
                });
}

void browser::get_data_directory(const std::string& logical_device,
                                 const std::string& logical_node,
                                 const std::string& data_object,
                                 const std::string& functional_constraint,
                                 deadline_of when, then<names> done) {
  auto item = logical_node + '$' + functional_constraint + '$' + data_object;
  device_.names(mms::object_kind::variable, logical_device, when,
                [item, done = std::move(done)](result<names> all) {
                  if (!all)
                    return done(tl::make_unexpected(std::move(all.error())));
                  if (std::ranges::find(*all, item) == all->end())
                    return done(fail(errc::not_found, item));
                  auto out = names{};
                  for (auto& one : mms::level_below(*all, item))
                    out.push_back(one.substr(item.size() + 1));
                  done(std::move(out));
                });
}

void browser::get_data_set_directory(const std::string& logical_device,
                                     const std::string& logical_node,
                                     const std::string& data_set, deadline_of when,
                                     then<std::vector<names>> done) {
  auto path = logical_device.empty()
                ? '@' + data_set
                : logical_device + '/' + logical_node + '$' + data_set;
  device_.list_members(path, when, [done = std::move(done)](result<names> all) {
    if (!all)
      return done(tl::make_unexpected(std::move(all.error())));
    auto out = std::vector<names>{};
    for (auto& one : *all) {
      auto parts = mms::split_path(one);
      auto& to = out.emplace_back();
      to.emplace_back(parts.domain);
      for (auto name : parts_of(parts.item))
        to.emplace_back(name);
    }
    done(std::move(out));
  });
}

void browser::get_data_definition(const std::string& logical_device,
                                  const std::string& logical_node,
                                  const std::string& data_object, const names& element,
                                  const std::string& functional_constraint,
                                  deadline_of when, then<mms::type_description> done) {
  auto path = path_of(logical_device, logical_node, functional_constraint, data_object);
  for (auto& one : element)
    path += '$' + one;
  device_.type_of(path, when,
                  [done = std::move(done)](result<const mms::type_description*> x) {
                    done(x.map([](auto* type) { return *type; }));
                  });
}

} // namespace bus::iec61850
