#include "messages/iec104/client_commands.hpp"

#include "messages/iec104/concepts.hpp"
#include "messages/iec104/point.hpp"

#include <algorithm>

namespace bus::iec104 {

namespace {

using kind = command_request::kind;

std::string_view step_of(kind x) {
  switch (x) {
  case kind::select: return "select";
  case kind::operate: return "operate";
  case kind::cancel: break;
  }
  return "cancel";
}

value success_of(const address& at, kind what, const std::vector<std::string>& steps) {
  auto list = std::make_shared<array>(steps.begin(), steps.end());
  return std::make_shared<const structure>(
    structure{{"ref", to_string(at)},
              {"action", std::string{step_of(what)}},
              {"steps", std::shared_ptr<const array>{std::move(list)}}});
}

/// Whether a confirmation is of what was sent: one of a command before it, that was
/// given up, may come late. A set point may come back limited by the station.
bool is_of(const element& sent, const element& came) {
  return std::visit(
    [&](const auto& x) {
      using type = std::decay_t<decltype(x)>;
      auto* y = std::get_if<type>(&came);
      auto is_same = y != nullptr;
      if constexpr (requires { x.select; })
        is_same = is_same && x.select == y->select;
      if constexpr (OnOff<type>)
        is_same = is_same && x.on == y->on;
      else if constexpr (Position<type>)
        is_same = is_same && x.position == y->position;
      else if constexpr (std::is_same_v<type, regulating_step>)
        is_same = is_same && x.step == y->step;
      return is_same;
    },
    sent);
}

} // namespace

struct client_commands::job {
  command_request what;
  phase now_in = phase::executing;
  time_point due = never;
  std::vector<std::string> steps = {};

  void did(const char* step) { steps.emplace_back(step); }

  /// To be called last: it may call the client.
  void tell_step() const {
    if (what.stepped)
      what.stepped(steps.back());
  }

  bool is_answered_by(const asdu& x) const {
    auto why = x.head.cause;
    if (is_unknown(why))
      return true;
    switch (now_in) {
    case phase::ending: return why == cause::activation_termination;
    case phase::cancelling: return why == cause::deactivation_confirmation;
    default:
      return why == cause::activation_confirmation
             && is_of(what.element, x.objects.front().element);
    }
  }

  error late() const {
    auto missing =
      now_in == phase::ending ? "no termination in time" : "no confirmation in time";
    return {errc::timeout, to_string(what.at), missing + doubt()};
  }

  error lost(const error& why) const {
    return {errc::not_connected, to_string(what.at),
            "the connection ended, " + to_string(why) + doubt()};
  }

  /// What was sent may have come.
  std::string doubt() const {
    switch (now_in) {
    case phase::selecting: return "; it was not executed";
    case phase::cancelling: return "; whether it was cancelled is not known";
    default: return "; whether it was done is not known";
    }
  }
};

client_commands::client_commands(const client_settings& x)
  : originator_{x.originator},
    confirmation_timeout_{x.confirmation_timeout},
    termination_timeout_{x.termination_timeout} {}

void client_commands::begin(command_request x, const moment& now, client_output& out) {
  auto refuse = [](const command_request& what, errc code, std::string why) {
    what.done(refused({code, to_string(what.at), std::move(why)}));
  };
  if (x.deadline <= now.at)
    return refuse(x, errc::timeout, "it was not sent in time");
  if (jobs_.contains(x.at))
    return refuse(x, errc::busy, "another command of it is under way");
  auto made = make_job(std::move(x), now);
  if (auto sent = send(*made, out); !sent)
    return refuse(made->what, sent.error().code, sent.error().cause);
  next_due_ = std::min(next_due_, made->due);
  selected_.erase(made->what.at);
  auto at = made->what.at;
  jobs_.emplace(at, std::move(made));
}

client_commands::job_ptr client_commands::make_job(command_request x,
                                                   const moment& now) const {
  auto out = std::make_shared<job>(job{std::move(x)});
  auto& what = out->what;
  auto selects = what.selects || what.what == kind::select;
  auto first = selects ? phase::selecting : phase::executing;
  enter(*out, what.what == kind::cancel ? phase::cancelling : first, now);
  // What is cancelled is a selection, or an execution that lasts.
  what.selects = selects || selected_.contains(what.at);
  return out;
}

result<void> client_commands::send(job& x, client_output& out) const {
  auto& what = x.what;
  auto is_cancel = x.now_in == phase::cancelling;
  set_select(what.element, x.now_in == phase::selecting || (is_cancel && what.selects));
  auto why = is_cancel ? cause::deactivation : cause::activation;
  return out.send({{what.type, why, false, what.test, originator_, what.at.common},
                   {{what.at.object, what.element, what.time}}});
}

void client_commands::enter(job& x, phase next, const moment& now) const {
  x.now_in = next;
  auto timeout = next == phase::ending ? termination_timeout_ : confirmation_timeout_;
  x.due = std::min(x.what.deadline, now.at + timeout);
}

void client_commands::receive(const asdu& x, const moment& now, client_output& out) {
  auto found = jobs_.find({x.head.common_address, x.objects.front().address});
  if (found == jobs_.end() || found->second->what.type != x.head.type)
    return; // nobody waits for it
  auto of = found->second;
  if (!of->is_answered_by(x))
    return;
  if (now.at >= of->due)
    return fail_with(of, of->late());
  if (auto word = refusal_in(x.head); !word.empty())
    return fail_with(of, {errc::rejected, to_string(of->what.at), word});
  advance(of, now, out);
}

/// The station did what it was asked for last.
void client_commands::advance(const job_ptr& x, const moment& now, client_output& out) {
  switch (x->now_in) {
  case phase::selecting:
    x->did("select");
    return x->what.what == kind::select ? finish(x) : execute(x, now, out);
  case phase::executing:
    x->did("operate");
    if (!x->what.terminates)
      return finish(x);
    enter(*x, phase::ending, now);
    next_due_ = std::min(next_due_, x->due);
    return x->tell_step();
  case phase::ending: x->did("termination"); return finish(x);
  case phase::cancelling: x->did("cancel"); return finish(x);
  }
}

void client_commands::execute(const job_ptr& x, const moment& now, client_output& out) {
  enter(*x, phase::executing, now);
  next_due_ = std::min(next_due_, x->due);
  if (auto sent = send(*x, out); !sent)
    return fail_with(x, std::move(sent.error()));
  x->tell_step();
}

void client_commands::finish(const job_ptr& x) {
  if (!remove(x))
    return;
  if (x->what.what == kind::select)
    selected_.insert(x->what.at);
  x->what.done(success_of(x->what.at, x->what.what, x->steps));
}

void client_commands::fail_with(const job_ptr& x, error why) {
  if (remove(x))
    x->what.done(refused(std::move(why), x->steps));
}

bool client_commands::remove(const job_ptr& x) {
  auto found = jobs_.find(x->what.at);
  if (found == jobs_.end() || found->second != x)
    return false;
  jobs_.erase(found);
  return true;
}

void client_commands::tick(const moment& now) {
  if (now.at < next_due_)
    return;
  auto late = std::vector<job_ptr>{};
  next_due_ = never;
  for (auto& [at, x] : jobs_)
    if (now.at >= x->due)
      late.push_back(x);
    else
      next_due_ = std::min(next_due_, x->due);
  for (auto& x : late)
    fail_with(x, x->late());
}

void client_commands::stopped(const error& why) {
  next_due_ = never;
  selected_.clear();
  for (auto& [at, x] : std::exchange(jobs_, {}))
    x->what.done(refused(x->lost(why), x->steps));
}

} // namespace bus::iec104
