#include "actors/gateway/map_gateway.hpp"
#include "actors/log/log.hpp"

#include <charconv>

// What the servers' clients command, done by whatever stands behind it.

namespace bus {

namespace {

constexpr auto most_ids_kept = std::size_t{10'000}; ///< of commands that were told
constexpr auto usual_decision = std::chrono::seconds{2};
constexpr auto longest_execution = std::chrono::seconds{30}; ///< after it was decided

/// A write that its server has done already; one that has to be decided by some time
/// (a parameter of IEC 60870-5-104) is a command like others.
bool is_news(const command& x) {
  return x.action == "write" && x.deadline.ns == 0;
}

bool is_of(const std::string& ref, const std::string& connection) {
  return ref.starts_with(connection + ':');
}

std::string mapped_cause(const refusal& x) {
  auto out = add_cause_of(x);
  return out == "unknown" ? "blocked-by-process" : out;
}

/// Checks are not passed on: not every protocol's commands have them, and a device does
/// all of its own where nothing is said.
action::control control_of(const command& x, value to) {
  auto out = action::control{};
  out.value = std::move(to);
  out.origin_category = x.origin_category;
  if (!x.origin_octets.empty())
    out.origin_identity = std::string(x.origin_octets.begin(), x.origin_octets.end());
  else if (!x.origin_identity.empty())
    out.origin_identity = x.origin_identity;
  out.test = x.test;
  out.time = x.time;
  out.issued = x.issued;
  return out;
}

} // namespace

const map_settings::command_rule*
map_gateway_state::rule_of(const std::string& ref) const {
  auto found =
    std::ranges::find(settings_.commands, ref, &map_settings::command_rule::from);
  return found == settings_.commands.end() ? nullptr : &*found;
}

void map_gateway_state::commanded(const command_ptr& x) {
  auto* rule = rule_of(x->ref);
  if (!rule)
    return; // another process decides it
  if (is_repeated(*x))
    return;
  log::info("gateway." + settings_.name,
            x->action + ' ' + x->ref + " of " + x->origin_identity);
  if (x->action == "select")
    return reply(*x, {true});
  if (x->action == "cancel")
    return cancel(*x);
  if (x->action == "operate" || x->action == "write")
    begin(x, *rule);
}

/// A command that is told again is neither done nor answered again.
bool map_gateway_state::is_repeated(const command& x) {
  if (!known_ids_.insert(x.id).second)
    return true;
  ids_.push_back(x.id);
  if (ids_.size() > most_ids_kept) {
    known_ids_.erase(ids_.front());
    ids_.pop_front();
  }
  return false;
}

/// A server that was started again counts its commands from the beginning: an answer
/// to an old one would be taken for that to a new one.
void map_gateway_state::forget_commands(const std::string& server) {
  auto is_its = [&](const std::string& id) { return is_of(id, server); };
  std::erase_if(ids_, is_its);
  std::erase_if(known_ids_, is_its);
  for (auto& [number, one] : commands_)
    one.is_forgotten = one.is_forgotten || is_its(one.what->id);
}

/// What is under way at the device goes on there: the client must not believe that it
/// does not.
void map_gateway_state::cancel(const command& x) {
  for (auto& [number, one] : commands_)
    if (one.what->ref == x.ref)
      return reply(x, {false, "command-already-in-execution"});
  reply(x, {true});
}

/// Before the server refuses by itself.
time_point map_gateway_state::decide_by(const command& x) const {
  auto left = x.deadline.ns == 0 ? duration{usual_decision}
                                 : duration{x.deadline.ns - utc_time::now().ns};
  return now_of(self_) + left * 9 / 10;
}

/// Why it does not go to the device at all; nothing where it does.
const char* map_gateway_state::obstacle(const command& x,
                                        const map_settings::command_rule& rule,
                                        time_point decide_by) const {
  if (decide_by <= now_of(self_))
    return "time-limit-over";
  auto& to = sides_.at(rule.to.substr(0, rule.to.find(':')));
  if (to.state != connection_state::connected)
    return "blocked-by-health";
  if (rule.operates)
    return nullptr;
  if (x.test) // a written point knows no test
    return "blocked-by-mode";
  if (x.time && x.time->ns > utc_time::now().ns)
    return "not-supported";
  return nullptr;
}

void map_gateway_state::begin(const command_ptr& x,
                              const map_settings::command_rule& rule) {
  auto by = decide_by(*x);
  if (auto* why = obstacle(*x, rule, by))
    return reply(*x, {false, why});
  auto how = conversion{rule.scale, rule.offset, rule.type, rule.least, rule.most};
  auto to = convert_command(how, x->value);
  if (!to)
    return reply(*x, {false, "inconsistent-parameters"});
  auto number = ++last_number_;
  auto& one =
    commands_.emplace(number, running{x, &rule, relayed_command{true, true}, by})
      .first->second;
  if (rule.operates)
    operate(number, one, std::move(*to));
  else
    write(number, one, std::move(*to));
  wake();
}

void map_gateway_state::operate(std::uint64_t number, running& x, value to) {
  auto how = control_of(*x.what, std::move(to));
  how.stepped = [self = map_gateway_actor{self_}, number](const std::string& step) {
    caf::anon_send(self, command_stepped{std::to_string(number), step});
  };
  auto deadline = x.decide_by + longest_execution;
  if (auto now = utc_time::now(); how.time && how.time->ns > now.ns)
    deadline += duration{how.time->ns - now.ns};
  self_
    ->request(model_, caf::infinite, act_on_ref{x.rule->to, std::move(how), deadline})
    .then([this, number](const acted& got) { answered(number, got.how); },
          [this, number](const caf::error&) {
            answered(number,
                     tl::make_unexpected(refusal{{errc::not_connected, "gateway"}}));
          });
}

void map_gateway_state::write(std::uint64_t number, running& x, value to) {
  auto what = write_refs{{{x.rule->to, std::move(to)}}, x.decide_by};
  auto take = [this, number](const result<void>& how) {
    if (how)
      return answered(number, value{});
    answered(number, tl::make_unexpected(refusal{how.error()}));
  };
  self_->request(model_, caf::infinite, std::move(what))
    .then([take](const points_written& got) { take(got.done.front()); },
          [take](const caf::error&) { take(fail(errc::not_connected, "gateway")); });
}

void map_gateway_state::stepped(const command_stepped& x) {
  auto number = std::uint64_t{0};
  std::from_chars(x.id.data(), x.id.data() + x.id.size(), number);
  auto found = commands_.find(number);
  if (found == commands_.end())
    return;
  found->second.how.stepped(x.step);
  answer(found->second);
}

/// The device's last word.
void map_gateway_state::answered(std::uint64_t number, const action_result& how) {
  auto& x = commands_.at(number);
  if (how)
    x.how.answered(how);
  else
    x.how.answered(
      tl::make_unexpected(refusal{how.error().why, mapped_cause(how.error()), {}}));
  if (!how)
    log::warning("gateway." + settings_.name,
                 x.what->ref + " to " + x.rule->to + ": " + to_string(how.error().why));
  answer(x);
  if (x.how.is_contrary() && !is_news(*x.what))
    log::error("gateway." + settings_.name,
               x.what->ref
                 + ": the device did a command that was refused for want of an answer");
  commands_.erase(number);
}

/// Tells the server what there is to tell; of a write that it has done it hears
/// nothing.
void map_gateway_state::answer(running& x) {
  auto& of = *x.what;
  auto verdict = x.how.take_reply();
  auto end = x.how.take_end();
  if (is_news(of) || x.is_forgotten)
    return;
  if (verdict)
    reply(of, *verdict);
  if (end)
    act(act_on_ref{of.ref, action::end{end->ok, end->add_cause}});
}

void map_gateway_state::reply(const command& to, const relayed_command::verdict& how) {
  log::info("gateway." + settings_.name,
            to.action + ' ' + to.ref + (how.ok ? ": accepted" : ": " + how.add_cause));
  if (is_news(to))
    return;
  auto colon = to.id.find(':');
  act(act_on_ref{to.id, action::reply{to.id.substr(colon + 1), how.ok, how.add_cause,
                                      how.tells_end}});
}

void map_gateway_state::act(act_on_ref x) {
  self_->request(model_, caf::infinite, std::move(x))
    .then([](const acted&) {}, [](const caf::error&) {});
}

} // namespace bus
