#include "actors/connection/answers.hpp"
#include "actors/connection/iec61850_connection.hpp"
#include "messages/iec61850/quality.hpp"
#include "messages/mms/device_files.hpp"

namespace bus {

namespace {

using answers::bad_reference;
using answers::deliver;
using answers::list_of;
using answers::member;
using answers::object_of;
using answers::promise;
using answers::refuse;
using iec61850::reference;

constexpr auto largest_got_file = std::size_t{16} << 20;

} // namespace

caf::typed_response_promise<acted> iec61850_connection_state::act(const act_on& x) {
  auto to = self_->make_response_promise<acted>();
  auto at = iec61850::parse_reference(x.path);
  auto* command = std::get_if<action::control>(&x.what);
  auto is_known = command && commands_.knows(command->key);
  if (!at)
    refuse(to, std::move(at.error()));
  else if (!association_.is_open() && !is_known)
    refuse(to, {errc::not_connected, settings_.name});
  else
    std::visit([&](auto& what) { act(*at, what, until(x.deadline), to); }, x.what);
  flush();
  return to;
}

// ---- data sets --------------------------------------------------------------

void iec61850_connection_state::act(const reference& at, const action::data_set& x,
                                    deadline_of when, promise to) {
  using kind = action::data_set::kind;
  if (x.what == kind::list)
    return list_data_sets(at, when, to);
  if (at.names.size() != 1 || !at.constraint.empty())
    return bad_reference(to, "a data set, LD/LN.name or @name");
  auto done = deliver(
    to, object_of(member{"ref", settings_.name + ':' + iec61850::to_string(at)}));
  if (x.what == kind::remove)
    return ds_manager_.delete_data_set(at.path(), when, done);
  auto members = std::vector<std::string>{};
  for (auto& one : x.members) {
    auto text = one.starts_with(settings_.name + ':')
                  ? one.substr(settings_.name.size() + 1)
                  : one;
    auto member = iec61850::parse_reference(text);
    if (!member || member->constraint.empty())
      return refuse(to, {errc::invalid_value, "members",
                         one + ": expected LD/LN.DO[FC] or LD/LN.DO.DA[FC]"});
    members.push_back(member->path());
  }
  ds_manager_.create_data_set(at.path(), members, when, done);
}

void iec61850_connection_state::list_data_sets(const reference& at, deadline_of when,
                                               promise to) {
  if (at.logical_device.empty())
    return bad_reference(to, "a logical device or node, LD or LD/LN");
  device_.names(
    mms::object_kind::variable_list, at.logical_device, when,
    [this, at, when, to](result<std::vector<std::string>> names) mutable {
      if (!names)
        return refuse(to, std::move(names.error()));
      std::erase_if(*names, [&](const std::string& one) {
        return !at.logical_node.empty() && !one.starts_with(at.logical_node + '$');
      });
      auto out = std::make_shared<array>(names->size());
      auto left = std::make_shared<std::size_t>(names->size() + 1);
      auto one_less = [out, left, to]() mutable {
        if (--*left == 0)
          to.deliver(acted{value{std::shared_ptr<const array>{out}}});
      };
      for (auto i = std::size_t{0}; i < names->size(); ++i) {
        auto path = at.logical_device + '/' + (*names)[i];
        device_.list_members(path, when,
                             [this, out, i, path, one_less](
                               result<std::vector<std::string>> members) mutable {
                               auto refs = std::vector<std::string>{};
                               if (members)
                                 for (auto& one : *members)
                                   refs.push_back(ref_of(one));
                               (*out)[i] = object_of(member{"ref", ref_of(path)},
                                                     member{"members", list_of(refs)});
                               one_less();
                             });
      }
      one_less();
    });
}

// ---- settings, files, logs --------------------------------------------------

void iec61850_connection_state::act(const reference& at, const action::setting& x,
                                    deadline_of when, promise to) {
  using kind = action::setting::kind;
  if (at.logical_device.empty())
    return bad_reference(to, "a logical device, or LD/LN.DO.DA[SG]");
  auto ref = settings_.name + ':' + iec61850::to_string(at);
  auto done = deliver(to, object_of(member{"ref", ref}));
  auto& device_name = at.logical_device;
  switch (x.what) {
  case kind::select_active:
    return writer_.select_active_sg(device_name, x.group, when, done);
  case kind::select_edit:
    return writer_.select_edit_sg(device_name, x.group, when, done);
  case kind::confirm: return writer_.confirm_edit_sg_values(device_name, when, done);
  case kind::write:
    if (at.names.empty())
      return bad_reference(to, "a setting, LD/LN.DO.DA[SE]");
    return writer_.set_edit_sg_value(device_name, at.logical_node, at.names, x.value,
                                     when, done);
  case kind::read: break;
  }
  auto read = [ref, to](result<value> got) mutable {
    if (got)
      to.deliver(
        acted{object_of(member{"ref", ref}, member{"value", std::move(*got)})});
    else
      refuse(to, std::move(got.error()));
  };
  if (at.names.empty())
    return reader_.get_sgcb_values(device_name, when, read);
  reader_.get_edit_sg_value(device_name, at.logical_node,
                            at.constraint.empty() ? "SG" : at.constraint, at.names,
                            when, read);
}

void iec61850_connection_state::act(const reference&, const action::file& x,
                                    deadline_of when, promise to) {
  using kind = action::file::kind;
  switch (x.what) {
  case kind::list: return mms::remote_files::list(device_, x.path, when, deliver(to));
  case kind::get:
    return mms::remote_files::get(device_, x.path, largest_got_file, when, deliver(to));
  case kind::remove: break;
  }
  mms::remote_files::remove(device_, x.path, when, deliver(to));
}

void iec61850_connection_state::act(const reference& at, const action::log& x,
                                    deadline_of when, promise to) {
  if (at.names.size() != 1)
    return bad_reference(to, "a log, LD/LN.name");
  auto range = mms::journal_range{at.path(), x.from, x.to};
  range.limit = static_cast<std::size_t>(x.limit);
  auto after =
    iec61850::member(x.after, "id") ? *iec61850::member(x.after, "id") : x.after;
  if (auto* id = std::get_if<bus::octet_string>(&after))
    range.after = id->octets;
  if (auto* time = iec61850::member(x.after, "time"))
    if (auto* text = std::get_if<std::string>(time))
      if (auto parsed = from_rfc3339(*text))
        range.from = *parsed;
  mms::read_journal(device_, std::move(range), when, deliver(to));
}

} // namespace bus
