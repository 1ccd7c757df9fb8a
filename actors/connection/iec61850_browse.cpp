#include "actors/connection/iec61850_connection.hpp"
#include "messages/iec61850/directory.hpp"
#include "messages/mms/type.hpp"

#include <algorithm>

namespace bus {

using iec61850::reference;

void iec61850_connection_state::names_of(
  const std::string& logical_device, deadline_of when,
  std::function<void(result<std::shared_ptr<iec61850::device_names>>)> done) {
  auto out = std::make_shared<iec61850::device_names>();
  using names = std::vector<std::string>;
  device_.names(mms::object_kind::variable, logical_device, when,
                [this, out, logical_device, when, done](result<names> variables) {
                  if (!variables)
                    return done(tl::make_unexpected(std::move(variables.error())));
                  out->variables = std::move(*variables);
                  device_.names(
                    mms::object_kind::variable_list, logical_device, when,
                    [this, out, logical_device, when, done](result<names> lists) {
                      if (lists) // servers without them may refuse
                        out->data_sets = std::move(*lists);
                      device_.names(mms::object_kind::journal, logical_device, when,
                                    [out, done](result<names> logs) {
                                      if (logs)
                                        out->logs = std::move(*logs);
                                      done(out);
                                    });
                    });
                });
}

caf::typed_response_promise<browsed>
iec61850_connection_state::browse(const browse_path& x) {
  auto to = self_->make_response_promise<browsed>();
  auto at = iec61850::parse_reference(x.path);
  if (!association_.is_open() || !at) {
    to.deliver(browsed{at ? fail(errc::not_connected, settings_.name)
                          : tl::make_unexpected(at.error())});
    return to;
  }
  auto when = until(x.deadline);
  auto with_name = [this](std::string ref) { return settings_.name + ':' + ref; };
  if (at->logical_device.empty() && !at->is_own) {
    browser_.get_server_directory(
      when, [to, with_name](result<std::vector<std::string>> names) mutable {
        to.deliver(browsed{std::move(names).map([&](const auto& all) {
          auto out = std::vector<browse_item>{};
          for (auto& one : all)
            out.push_back({with_name(one), "logical-device"});
          return out;
        })});
      });
    flush();
    return to;
  }
  auto members = [this, to, when, with_name](const std::string& path) {
    device_.list_members(
      path, when, [to, with_name](result<std::vector<std::string>> all) mutable {
        to.deliver(browsed{std::move(all).map([&](const auto& list) {
          auto out = std::vector<browse_item>{};
          for (auto& one : list)
            out.push_back({with_name(iec61850::to_reference(one)), "member"});
          return out;
        })});
      });
  };
  if (at->is_own)
    members(at->path());
  else
    names_of(at->logical_device, when,
             [to, at = *at, members,
              with_name](result<std::shared_ptr<iec61850::device_names>> all) mutable {
               if (!all) {
                 to.deliver(browsed{tl::make_unexpected(std::move(all.error()))});
                 return;
               }
               auto& sets = (*all)->data_sets;
               if (at.constraint.empty()
                   && std::ranges::find(sets, at.item()) != sets.end())
                 return members(at.path());
               auto level = iec61850::level_below(**all, at);
               if (level)
                 for (auto& one : *level)
                   one.ref = with_name(one.ref);
               to.deliver(browsed{std::move(level)});
             });
  flush();
  return to;
}

/// An object as a whole: its types by functional constraint.
void iec61850_connection_state::describe_object(
  const reference& at, deadline_of when, std::function<void(result<value>)> done) {
  names_of(at.logical_device, when,
           [this, at, when, done](result<std::shared_ptr<iec61850::device_names>> all) {
             if (!all)
               return done(tl::make_unexpected(std::move(all.error())));
             auto constraints = iec61850::constraints_of(**all, at);
             if (constraints.empty())
               return done(fail(errc::not_found, iec61850::to_string(at)));
             auto out = std::make_shared<structure>();
             auto left = std::make_shared<std::size_t>(constraints.size());
             for (auto& one : constraints) {
               out->emplace_back(one, value{});
               auto with = at;
               with.constraint = one;
               auto place = out->size() - 1;
               device_.type_of(
                 with.path(), when,
                 [out, left, place, done](result<const mms::type_description*> x) {
                   if (x)
                     (*out)[place].second = mms::describe(**x);
                   if (--*left == 0)
                     done(value{std::shared_ptr<const structure>{out}});
                 });
             }
           });
}

caf::typed_response_promise<described>
iec61850_connection_state::describe(const describe_path& x) {
  auto to = self_->make_response_promise<described>();
  auto at = iec61850::parse_reference(x.path);
  if (!association_.is_open() || !at) {
    to.deliver(described{at ? fail(errc::not_connected, settings_.name)
                            : tl::make_unexpected(at.error())});
    return to;
  }
  auto tell_it = [ref = settings_.name + ':' + x.path, to,
                  whole = x.path.empty()](result<value> got) mutable {
    to.deliver(described{std::move(got).map([&](value what) {
      auto out = std::make_shared<structure>();
      out->emplace_back("ref", ref);
      out->emplace_back("type", whole ? value{std::string{"server"}} : what);
      if (whole) {
        out->emplace_back("protocol", std::string{"iec61850"});
        out->emplace_back("identification", std::move(what));
      }
      return value{std::shared_ptr<const structure>{std::move(out)}};
    })});
  };
  auto when = until(x.deadline);
  if (!at->names.empty() && at->constraint.empty() && !at->is_own)
    describe_object(*at, when, tell_it);
  else
    device_.describe(x.path.empty() ? std::string{} : at->path(), when, tell_it);
  flush();
  return to;
}

} // namespace bus
