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
using iec61850::reference;

iec61850::control_action action_of(action::control::kind x) {
  switch (x) {
  case action::control::kind::select: return iec61850::control_action::select;
  case action::control::kind::operate: return iec61850::control_action::operate;
  case action::control::kind::cancel: break;
  }
  return iec61850::control_action::cancel;
}

action_result answer_of(const std::string& ref, const std::string& what,
                        const iec61850::operation_result& x) {
  if (x)
    return object_of(member{"ref", ref}, member{"action", what},
                     member{"steps", list_of(x->steps)},
                     member{"ctl_model", std::string{name(x->model)}},
                     member{"ctl_num", static_cast<std::int64_t>(x->ctl_num)});
  auto& no = x.error();
  auto cause = no.cause ? std::string{iec61850::name(*no.cause)} : std::string{};
  return tl::make_unexpected(refusal{no.why, std::move(cause), no.steps});
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

void iec61850_connection_state::act(const reference& at, const action::control& x,
                                    deadline_of when, promise to) {
  if (at.names.empty() || at.is_own)
    return answers::bad_reference(to, "a controllable object, LD/LN.DO");
  auto what = command_text(at, x);
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
  auto perform = [&](const keyed_commands::done& done) {
    log::info("connection." + settings_.name, what);
    operations_.perform(
      std::move(of), when, utc_time::now(),
      [this, done, ref, word](const iec61850::operation_result& how) {
        if (!how)
          log_warning(
            word + ' ' + ref + ": " + bus::to_string(how.error().why)
            + (how.error().cause
                 ? " (" + std::string{iec61850::name(*how.error().cause)} + ")"
                 : std::string{}));
        done(answer_of(ref, word, how));
      });
  };
  commands_.perform(x, what, std::move(to), "connection." + settings_.name, perform);
}

} // namespace bus
