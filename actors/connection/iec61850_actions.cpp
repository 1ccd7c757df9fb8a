#include "actors/connection/iec61850_connection.hpp"

#include "actors/log/log.hpp"
#include "messages/bus/json.hpp"
#include "messages/iec61850/quality.hpp"
#include "messages/mms/device_files.hpp"

namespace bus {

namespace {

using iec61850::reference;
using promise = caf::typed_response_promise<acted>;

constexpr auto largest_got_file = std::size_t{16} << 20;

template <class... Members>
value object_of(Members&&... x) {
  auto out = std::make_shared<structure>();
  (out->emplace_back(std::forward<Members>(x)), ...);
  return std::shared_ptr<const structure>{std::move(out)};
}

using entry = std::pair<std::string, value>;

void refuse(promise& to, error why) {
  to.deliver(acted{tl::make_unexpected(refusal{std::move(why)})});
}

void bad_reference(promise& to, const std::string& expected) {
  refuse(to, {errc::invalid_value, "ref", "expected " + expected});
}

/// Delivers what was done, or why not.
auto deliver(promise to, value with) {
  return [to, with = std::move(with)](result<void> how) mutable {
    if (how)
      to.deliver(acted{std::move(with)});
    else
      refuse(to, std::move(how.error()));
  };
}

auto deliver(promise to) {
  return [to](result<value> how) mutable {
    if (how)
      to.deliver(acted{std::move(*how)});
    else
      refuse(to, std::move(how.error()));
  };
}

value list_of(const std::vector<std::string>& x) {
  auto out = std::make_shared<array>();
  for (auto& one : x)
    out->push_back(one);
  return std::shared_ptr<const array>{std::move(out)};
}

iec61850::control_action action_of(action::control::kind x) {
  switch (x) {
  case action::control::kind::select: return iec61850::control_action::select;
  case action::control::kind::operate: return iec61850::control_action::operate;
  case action::control::kind::cancel: break;
  }
  return iec61850::control_action::cancel;
}

// A command's answer as it is kept beside its key: a word, then fields by tabs.

std::string join(const std::vector<std::string>& x, char by) {
  auto out = std::string{};
  for (auto& one : x) {
    if (!out.empty())
      out += by;
    out += one;
  }
  return out;
}

std::vector<std::string> split_text(std::string_view x, char by) {
  auto out = std::vector<std::string>{};
  while (!x.empty()) {
    auto end = x.find(by);
    out.emplace_back(x.substr(0, end));
    x.remove_prefix(end == x.npos ? x.size() : end + 1);
  }
  return out;
}

std::string kept_answer(const iec61850::operation_result& x) {
  if (x)
    return "ok\t" + join(x->steps, ',') + '\t' + std::string{name(x->model)} + '\t'
           + std::to_string(x->ctl_num);
  auto& no = x.error();
  return "no\t" + std::to_string(static_cast<int>(no.why.code)) + '\t'
         + (no.cause ? std::string{iec61850::name(*no.cause)} : std::string{"-"}) + '\t'
         + join(no.steps, ',') + ' ' + '\t' + no.why.cause;
}

action_result answer_of(const std::string& ref, std::string_view what,
                        const std::string& kept) {
  auto fields = split_text(kept, '\t');
  if (fields.size() >= 4 && fields[0] == "ok")
    return object_of(entry{"ref", ref}, entry{"action", std::string{what}},
                     entry{"steps", list_of(split_text(fields[1], ','))},
                     entry{"ctl_model", fields[2]},
                     entry{"ctl_num", static_cast<std::int64_t>(std::strtoull(
                                        fields[3].c_str(), nullptr, 10))});
  auto no = refusal{{errc::rejected, "", ""}};
  if (fields.size() >= 4) {
    no.why.code = static_cast<errc>(std::atoi(fields[1].c_str()));
    if (fields[2] != "-")
      no.add_cause = fields[2];
    while (fields[3].ends_with(' '))
      fields[3].pop_back();
    no.steps = split_text(fields[3], ',');
    if (fields.size() > 4)
      no.why.cause = fields[4];
  }
  return tl::make_unexpected(std::move(no));
}

/// All that makes it another command, for its key and for the log.
std::string command_text(const reference& at, const action::control& x) {
  auto out = iec61850::to_string(at) + ' '
             + std::string{iec61850::name(action_of(x.what))} + ' ';
  json::write(out, x.value);
  out += x.test ? " test" : "";
  out += x.synchro_check.value_or(true) ? "" : " no-synchro-check";
  out += x.interlock_check.value_or(true) ? "" : " no-interlock-check";
  if (x.time)
    out += " at " + std::to_string(x.time->ns);
  return out;
}

} // namespace

caf::typed_response_promise<acted> iec61850_connection_state::act(const act_on& x) {
  auto to = self_->make_response_promise<acted>();
  auto at = iec61850::parse_reference(x.path);
  auto* command = std::get_if<action::control>(&x.what);
  auto is_known =
    command && !command->key.empty() && memory_ && memory_->find(command->key);
  if (!at)
    refuse(to, std::move(at.error()));
  else if (!association_.is_open() && !is_known)
    refuse(to, {errc::not_connected, settings_.name});
  else
    std::visit([&](auto& what) { act(*at, what, until(x.deadline), to); }, x.what);
  flush();
  return to;
}

// ---- control ----------------------------------------------------------------

void iec61850_connection_state::answer_key(const action::control& x,
                                           const std::string& what,
                                           const command_memory::known& known,
                                           promise to) {
  if (known.command != what)
    return refuse(
      to, {errc::invalid_value, "key", "it was another command's: " + known.command});
  auto space = known.command.find(' ');
  auto ref = settings_.name + ':' + known.command.substr(0, space);
  if (known.answer) {
    to.deliver(acted{answer_of(ref, iec61850::name(action_of(x.what)), *known.answer)});
    return;
  }
  if (auto running = keys_.find(x.key); running != keys_.end())
    return static_cast<void>(running->second.emplace_back(ref, to));
  refuse(to, {errc::rejected, "key",
              "the command was begun before the bus was started again, its outcome is "
              "not known; it is not done again"});
}

void iec61850_connection_state::act(const reference& at, const action::control& x,
                                    deadline_of when, promise to) {
  if (at.names.empty() || at.is_own)
    return bad_reference(to, "a controllable object, LD/LN.DO");
  auto what = command_text(at, x);
  if (!x.key.empty()) {
    if (!memory_)
      return refuse(to, {errc::unsupported, "key", "commands cannot be kept on disk"});
    if (auto* known = memory_->find(x.key))
      return answer_key(x, what, *known, to);
    if (auto kept = memory_->begin(x.key, what); !kept)
      return refuse(to, std::move(kept.error()));
    keys_[x.key];
  }
  auto of = iec61850::operation_request{};
  of.action = action_of(x.what);
  auto object = at;
  object.constraint.clear();
  of.object = object.path();
  of.to = x.value;
  of.or_cat = x.origin_category.value_or(settings_.category);
  auto identity = x.origin_identity.value_or(settings_.identity);
  of.or_ident.assign(identity.begin(), identity.end());
  of.test = x.test;
  of.synchro_check = x.synchro_check.value_or(true);
  of.interlock_check = x.interlock_check.value_or(true);
  of.time = x.time;
  auto word = std::string{iec61850::name(of.action)};
  auto ref = settings_.name + ':' + iec61850::to_string(object);
  log::info("connection." + settings_.name, what);
  operations_.perform(
    std::move(of), when, utc_time::now(),
    [this, to, ref, word, key = x.key](const iec61850::operation_result& how) mutable {
      auto kept = kept_answer(how);
      if (!how)
        log_warning(word + ' ' + ref + ": " + bus::to_string(how.error().why)
                    + (how.error().cause
                         ? " (" + std::string{iec61850::name(*how.error().cause)} + ")"
                         : std::string{}));
      to.deliver(acted{answer_of(ref, word, kept)});
      if (key.empty())
        return;
      if (auto done = memory_->end(key, kept); !done)
        log::error("connection." + settings_.name, bus::to_string(done.error()));
      if (auto others = keys_.extract(key))
        for (auto& [other_ref, other] : others.mapped())
          other.deliver(acted{answer_of(other_ref, word, kept)});
    });
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
    to, object_of(entry{"ref", settings_.name + ':' + iec61850::to_string(at)}));
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
                               (*out)[i] = object_of(entry{"ref", ref_of(path)},
                                                     entry{"members", list_of(refs)});
                               one_less();
                             });
      }
      one_less();
    });
}

// ---- reports ----------------------------------------------------------------

namespace {

/// What a client says of a report, as the configuration does.
result<iec61850::subscription_settings> with_options(iec61850::subscription_settings x,
                                                     const value& options) {
  auto bad = [](const char* what) {
    return fail(errc::invalid_value, "options", what);
  };
  auto* parts = std::get_if<std::shared_ptr<const structure>>(&options);
  if (!parts || !*parts)
    return x;
  for (auto& [option, to] : **parts) {
    auto seconds = to_number(to);
    auto* text = std::get_if<std::string>(&to);
    if (option == "data_set") {
      auto set = text ? iec61850::parse_reference(*text)
                      : result<reference>{fail(errc::malformed, "")};
      if (!set)
        return bad("data_set: expected LD/LN.name");
      x.data_set = set->path();
    } else if (option == "integrity" || option == "buffer_time") {
      if (!seconds || *seconds < 0 || *seconds > 4'000'000)
        return bad("integrity and buffer_time: expected seconds");
      auto& of = option == "integrity" ? x.integrity : x.buffer_time;
      of = static_cast<std::uint32_t>(*seconds * 1000);
    } else if (option == "purge") {
      auto* flag = std::get_if<bool>(&to);
      if (!flag)
        return bad("purge: expected true or false");
      x.purge = *flag;
    } else if (option == "triggers") {
      auto* list = std::get_if<std::shared_ptr<const array>>(&to);
      auto bits = asn1::bit_string{iec61850::trigger::size};
      for (auto& one : list&&* list ? **list : array{}) {
        auto* word = std::get_if<std::string>(&one);
        auto bit = word ? iec61850::to_trigger(*word) : std::nullopt;
        if (!bit)
          return bad("triggers: expected dchg, qchg, dupd, integrity, gi");
        bits.set(*bit);
      }
      x.triggers = bits;
    } else {
      return bad("expected data_set, integrity, buffer_time, triggers, purge");
    }
  }
  return x;
}

} // namespace

void iec61850_connection_state::act(const reference& at, const action::report& x,
                                    deadline_of when, promise to) {
  using kind = action::report::kind;
  if (at.names.size() != 1 || (at.constraint != "BR" && at.constraint != "RP"))
    return bad_reference(to, "a report control block, LD/LN.BR.name or LD/LN.RP.name");
  auto path = at.path();
  auto found = std::ranges::find_if(reports_, [&](auto& one) {
    return one->of.settings().block == path || one->of.block() == path;
  });
  auto ref = settings_.name + ':' + iec61850::to_string(at);
  if (x.what != kind::enable) {
    if (found == reports_.end())
      return refuse(to, {errc::not_found, ref, "the bus does not receive it"});
    auto done = deliver(to, object_of(entry{"ref", ref}));
    if (x.what == kind::interrogate)
      return (*found)->of.interrogate(when, done);
    (*found)->wanted = false;
    (*found)->retry = never;
    return (*found)->of.stop(when, done);
  }
  auto settings = iec61850::subscription_settings{};
  settings.block = path;
  if (found != reports_.end())
    settings = (*found)->of.settings();
  auto with = with_options(std::move(settings), x.options);
  if (!with)
    return refuse(to, std::move(with.error()));
  if (found == reports_.end()) {
    reports_.push_back(
      std::make_unique<reporting>(reporting{iec61850::subscription{device_, *with}}));
    found = reports_.end() - 1;
  } else {
    (*found)->of = iec61850::subscription{device_, *with};
    (*found)->block.clear();
  }
  (*found)->wanted = true;
  auto which = static_cast<std::size_t>(found - reports_.begin());
  auto& one = **found;
  open_position(one);
  one.of.start(one.position ? one.position->where() : iec61850::resume_position{}, when,
               [this, which, to, ref](result<void> how) mutable {
                 enabled(which, how);
                 if (!how) {
                   reports_[which]->wanted = false;
                   reports_[which]->retry = never;
                   return refuse(to, std::move(how.error()));
                 }
                 auto block = ref_of(reports_[which]->of.block());
                 auto set = ref_of(reports_[which]->of.data_set());
                 to.deliver(acted{object_of(
                   entry{"ref", ref}, entry{"block", block}, entry{"data_set", set},
                   entry{"members", static_cast<std::int64_t>(
                                      reports_[which]->of.members().size())})});
               });
}

// ---- settings, files, logs --------------------------------------------------

void iec61850_connection_state::act(const reference& at, const action::setting& x,
                                    deadline_of when, promise to) {
  using kind = action::setting::kind;
  if (at.logical_device.empty())
    return bad_reference(to, "a logical device, or LD/LN.DO.DA[SG]");
  auto ref = settings_.name + ':' + iec61850::to_string(at);
  auto done = deliver(to, object_of(entry{"ref", ref}));
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
      to.deliver(acted{object_of(entry{"ref", ref}, entry{"value", std::move(*got)})});
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
