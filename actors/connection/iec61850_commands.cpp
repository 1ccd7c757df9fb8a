#include "actors/connection/answers.hpp"
#include "actors/connection/iec61850_connection.hpp"
#include "actors/log/log.hpp"
#include "messages/bus/json.hpp"

namespace bus {

namespace {

using answers::list_of;
using answers::member;
using answers::object_of;
using answers::promise;
using answers::refuse;
using iec61850::reference;

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
    return object_of(member{"ref", ref}, member{"action", std::string{what}},
                     member{"steps", list_of(split_text(fields[1], ','))},
                     member{"ctl_model", fields[2]},
                     member{"ctl_num", static_cast<std::int64_t>(std::strtoull(
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
    return answers::bad_reference(to, "a controllable object, LD/LN.DO");
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
  of.issued = x.issued;
  of.is_selected = x.is_selected;
  of.stepped = x.stepped;
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

} // namespace bus
