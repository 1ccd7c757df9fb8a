#include "actors/gateway/iec61850_bridge.hpp"
#include "actors/log/log.hpp"

// What the server's clients command, done by the device.

namespace bus {

void iec61850_bridge_state::commanded(const command_ptr& x) {
  if (x->action == "write") {
    if (auto what = mirror_->begin_write(x->ref, x->value))
      write(std::move(*what));
    return;
  }
  auto to = mirror_->command_of(x->ref);
  if (!to)
    return; // another process decides it
  log::info("gateway." + settings_.name,
            x->action + ' ' + x->ref + " of " + x->origin_identity);
  if (!is_connected_)
    return reply(*x, {false, "blocked-by-health"});
  // Before the server refuses by itself.
  auto decide_by = now_of(self_) + settings_.decision_timeout * 9 / 10;
  auto is_operate = x->action == "operate";
  auto [at, is_new] = commands_.try_emplace(
    x->id, running{x, std::move(*to), relayed_command{is_operate}, decide_by});
  if (!is_new)
    return;
  if (is_operate)
    operate(at->second);
  else if (x->action == "select")
    select(at->second);
  else
    cancel(at->second);
  wake();
}

/// Selected at the device where that is its model; a device that has none is there.
void iec61850_bridge_state::select(running& x) {
  auto model = x.to.object + ".ctlModel[CF]";
  auto what = read_refs{{model}, rpc::source::device, x.decide_by};
  auto id = x.what->id;
  auto by_model = [this, id](const result<std::int64_t>& model_of_it) {
    auto found = commands_.find(id);
    if (found == commands_.end())
      return;
    auto& now = found->second;
    auto kind = model_of_it ? static_cast<iec61850::ctl_model>(*model_of_it)
                            : iec61850::ctl_model::status_only;
    if (!model_of_it || kind == iec61850::ctl_model::status_only) {
      auto why = model_of_it ? error{errc::unsupported, now.to.object, "status-only"}
                             : model_of_it.error();
      now.how.answered(tl::make_unexpected(refusal{std::move(why)}));
    } else if (!iec61850::selects(kind)) {
      now.how.answered(value{});
    } else {
      using what_kind = action::control::kind;
      auto then_select = [this](running& y, const action_result&) {
        if (y.how.is_answered())
          return; // too late
        control(y, what_kind::select, y.decide_by,
                [this](running& z, const action_result& how) {
                  if (how)
                    selected_.insert(z.to.object);
                  z.how.answered(how);
                });
      };
      // A selection that no client has any more stands in its way.
      if (selected_.erase(now.to.object) > 0)
        return control(now, what_kind::cancel, now.decide_by, then_select);
      return then_select(now, value{});
    }
    answer(now);
    ended(id);
  };
  self_->request(model_, caf::infinite, std::move(what))
    .then(
      [by_model](const points_read& got) {
        auto& first = got.samples.front();
        if (!first)
          return by_model(tl::make_unexpected(first.error()));
        auto number = to_number(first->value);
        if (!number)
          return by_model(tl::make_unexpected(number.error()));
        by_model(static_cast<std::int64_t>(*number));
      },
      [by_model](const caf::error&) {
        by_model(fail(errc::not_connected, "gateway"));
      });
}

/// The device's own control model is done, in whole where nothing was selected before.
void iec61850_bridge_state::operate(running& x) {
  auto& of = *x.what;
  auto longest = std::max(settings_.oper_timeout, x.to.oper_timeout);
  auto deadline = x.decide_by + longest;
  auto begins = of.time.value_or(utc_time{});
  if (auto now = utc_time::now(); begins.ns > now.ns) {
    deadline += duration{begins.ns - now.ns};
    begins_[x.to.object] = begins;
  }
  control(x, action::control::kind::operate, deadline,
          [this](running& y, const action_result& how) {
            y.how.answered(how);
            if (!how)
              begins_.erase(y.to.object);
            // What became of it, also where no report tells.
            for (auto one : y.to.status)
              queue(one);
            read_next();
          });
}

/// What the device knows nothing of, the server cancels alone.
void iec61850_bridge_state::cancel(running& x) {
  auto begins = begins_.extract(x.to.object);
  auto waits = begins && begins.mapped().ns > utc_time::now().ns;
  if (selected_.erase(x.to.object) == 0 && !waits) {
    x.how.answered(value{});
    answer(x);
    return ended(std::string{x.what->id});
  }
  control(x, action::control::kind::cancel, x.decide_by,
          [](running& y, const action_result& how) { y.how.answered(how); });
}

/// Asks the device once; `done` is not called where the command is no longer known.
void iec61850_bridge_state::control(
  running& x, action::control::kind what, time_point deadline,
  std::function<void(running&, const action_result&)> done) {
  auto& of = *x.what;
  auto to = action::control{};
  to.what = what;
  to.value = of.value;
  to.origin_category = of.origin_category;
  to.origin_identity = std::string(of.origin_octets.begin(), of.origin_octets.end());
  to.test = of.test;
  to.synchro_check = of.synchro_check;
  to.interlock_check = of.interlock_check;
  to.time = of.time;
  to.issued = of.issued;
  if (what == action::control::kind::operate) {
    to.is_selected = selected_.erase(x.to.object) > 0;
    to.stepped = [self = bridge_actor{self_}, id = of.id](const std::string& step) {
      caf::anon_send(self, command_stepped{id, step});
    };
  }
  auto take = [this, id = of.id, done](const action_result& how) {
    auto found = commands_.find(id);
    if (found == commands_.end())
      return;
    auto& now = found->second;
    done(now, how);
    answer(now);
    if (now.how.is_answered())
      ended(id);
  };
  self_
    ->request(model_, caf::infinite, act_on_ref{x.to.object, std::move(to), deadline})
    .then([take](const acted& got) { take(got.how); },
          [take](const caf::error&) {
            take(tl::make_unexpected(refusal{{errc::not_connected, "gateway"}}));
          });
}

void iec61850_bridge_state::stepped(const command_stepped& x) {
  auto found = commands_.find(x.id);
  if (found == commands_.end())
    return;
  found->second.how.stepped(x.step);
  answer(found->second);
}

/// Tells the server what there is to tell.
void iec61850_bridge_state::answer(running& x) {
  auto& of = *x.what;
  if (auto verdict = x.how.take_reply())
    reply(of, *verdict);
  if (auto verdict = x.how.take_end())
    act(act_on_ref{of.ref, action::end{verdict->ok, verdict->add_cause}});
}

void iec61850_bridge_state::ended(const std::string& id) {
  auto found = commands_.find(id);
  if (found == commands_.end())
    return;
  if (found->second.how.is_contrary())
    log::error("gateway." + settings_.name,
               found->second.what->ref
                 + ": the device did a command that was refused for want of an answer");
  commands_.erase(found);
}

void iec61850_bridge_state::reply(const command& to,
                                  const relayed_command::verdict& how) {
  log::info("gateway." + settings_.name,
            to.action + ' ' + to.ref + (how.ok ? ": accepted" : ": " + how.add_cause));
  auto colon = to.id.find(':');
  act(act_on_ref{to.id, action::reply{to.id.substr(colon + 1), how.ok, how.add_cause,
                                      how.tells_end}});
}

void iec61850_bridge_state::act(act_on_ref x) {
  self_->request(model_, caf::infinite, std::move(x))
    .then([](const acted&) {}, [](const caf::error&) {});
}

} // namespace bus
