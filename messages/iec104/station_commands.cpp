#include "messages/iec104/codec.hpp"
#include "messages/iec104/point.hpp"
#include "messages/iec104/station.hpp"

#include <algorithm>

namespace bus::iec104 {

namespace {

bool asks_to_select(element x) {
  auto asks = false;
  std::visit(
    [&](auto& y) {
      if constexpr (requires { y.select; })
        asks = y.select;
    },
    x);
  return asks;
}

/// What is to be executed of what was selected.
element as_executed(element x) {
  std::ignore = set_select(x, false);
  return x;
}

utc_time later(const utc_time& x, duration by) {
  return {x.ns + by.count(), x.quality};
}

} // namespace

// ---- what comes -------------------------------------------------------------

/// IEC 60870-5-5, 6.8; each state as figures 9 and 10 have it.
void station::command(std::uint64_t from, const asdu& x, const moment& now) {
  auto point = find({x.head.common_address, x.objects[0].address});
  auto* of = point ? &description_.points[*point] : nullptr;
  if (!of || !of->command || without_time(*of->command) != without_time(x.head.type))
    return answer(from, x, cause::unknown_object_address, true);
  if (x.head.cause == cause::deactivation)
    return deselect(from, x, *point);
  auto is_held = selections_.contains(*point) && selections_[*point].until > now.at
                 && selections_[*point].peer != from;
  if (!is_permitted(x.objects[0].element) || is_held || running_at(*point)
      || is_late(x, now))
    return answer(from, x, cause::activation_confirmation, true);
  if (asks_to_select(x.objects[0].element))
    return select(from, x, *point, now);
  execute(from, x, *point, now);
}

/// A command that comes late may do harm: the sender has another picture of us.
bool station::is_late(const asdu& x, const moment& now) const {
  auto* tag = std::get_if<cp56time2a>(&x.objects[0].time);
  if (!tag || settings_.command_age <= duration{})
    return false;
  auto given = to_utc(*tag, settings_.zone);
  if (!given || given->quality.clock_failure())
    return true;
  auto age = now.utc.ns - given->ns;
  return std::abs(age) > settings_.command_age.count();
}

void station::deselect(std::uint64_t from, const asdu& x, std::size_t point) {
  auto found = selections_.find(point);
  auto is_ours = found != selections_.end() && found->second.peer == from;
  if (is_ours)
    selections_.erase(found);
  answer(from, x, cause::deactivation_confirmation, !is_ours);
}

void station::select(std::uint64_t from, const asdu& x, std::size_t point,
                     const moment& now) {
  selections_[point] = {from, as_executed(x.objects[0].element),
                        now.at + settings_.select_timeout};
  answer(from, x, cause::activation_confirmation, false);
}

void station::execute(std::uint64_t from, const asdu& x, std::size_t point,
                      const moment& now) {
  auto& of = description_.points[point];
  auto found = selections_.find(point);
  auto is_selected = found != selections_.end() && found->second.until > now.at
                     && found->second.what == x.objects[0].element;
  if (found != selections_.end())
    selections_.erase(found); // also where it was selected for something else
  if (of.select && !is_selected)
    return answer(from, x, cause::activation_confirmation, true);
  auto one = running{std::to_string(++last_id_), point, from, x};
  one.to = to_value(x.objects[0].element).value_or(value{});
  if ((of.scale != 1 || of.offset != 0) && !std::holds_alternative<bool>(one.to))
    if (auto raw = to_number(one.to))
      one.to = *raw * of.scale + of.offset;
  if (settings_.commands == command_policy::follow)
    return follow(std::move(one), now);
  ask(std::move(one), is_parameter(x.head.type) ? "write" : "operate", now);
}

void station::reset(std::uint64_t from, const asdu& x, const moment& now) {
  constexpr auto whole_process = std::uint8_t{1};
  auto qualifier = std::get<reset_process>(x.objects[0].element).qualifier;
  if (x.objects[0].address != 0)
    return answer(from, x, cause::unknown_object_address, true);
  if (qualifier != whole_process || settings_.commands == command_policy::follow)
    return answer(from, x, cause::activation_confirmation, true);
  auto one = running{std::to_string(++last_id_), no_point, from, x};
  one.to = std::int64_t{qualifier};
  ask(std::move(one), "reset", now);
}

void station::ask(running x, const std::string& action, const moment& now) {
  auto& object = x.asked.objects[0];
  auto what = bus::command{};
  what.id = x.id;
  what.ref = to_string(address{x.asked.head.common_address, object.address});
  what.action = action;
  what.value = x.to;
  what.origin_identity = std::to_string(x.asked.head.originator);
  what.test = x.asked.head.test;
  if (auto* tag = std::get_if<cp56time2a>(&object.time))
    if (auto given = to_utc(*tag, settings_.zone))
      what.issued = *given;
  what.deadline = later(now.utc, settings_.decision_timeout);
  x.due = now.at + settings_.decision_timeout;
  auto id = x.id;
  commands_.emplace(std::move(id), std::move(x));
  events_.push_back(process_asked{std::move(what)});
}

// ---- what is decided --------------------------------------------------------

station::running* station::running_at(std::size_t point) {
  auto found =
    std::ranges::find_if(commands_, [&](auto& x) { return x.second.point == point; });
  return found == commands_.end() ? nullptr : &found->second;
}

result<void> station::decide(const std::string& id, bool accept, bool tells_end,
                             const moment& now) {
  auto found = commands_.find(id);
  if (found == commands_.end() || found->second.is_accepted)
    return fail(errc::not_found, id, "no such command waits for a decision");
  if (accept) {
    accepted(found, tells_end, now);
    return {};
  }
  answer(found->second.peer, found->second.asked, cause::activation_confirmation, true);
  commands_.erase(found);
  return {};
}

/// It ends at once where nothing will show its end. A parameter has no termination.
void station::accepted(std::map<std::string, running>::iterator at, bool tells_end,
                       const moment& now) {
  auto& x = at->second;
  x.is_accepted = true;
  x.waits_for_end = tells_end;
  x.due = now.at + settings_.oper_timeout;
  answer(x.peer, x.asked, cause::activation_confirmation, false);
  if (x.point == no_point || is_parameter(x.asked.head.type))
    return static_cast<void>(commands_.erase(at));
  auto shows = description_.points[x.point].feedback;
  if (tells_end)
    return;
  if (!shows)
    return end(at, true);
  end_shown(*find(*shows));
}

/// After the events that show it.
void station::end(std::map<std::string, running>::iterator at, bool success) {
  auto over = std::move(at->second);
  commands_.erase(at);
  auto to = peers_.find(over.peer);
  if (to == peers_.end() || !to->second.is_started)
    return;
  auto octets =
    encode(mirror(std::move(over.asked), cause::activation_termination, !success));
  if (octets)
    to->second.ends.push_back(
      {std::move(*octets), groups_[to->second.group]->buffer.to_send()});
}

/// Commands whose outcome a point shows now.
void station::end_shown(std::size_t point) {
  if (commands_.empty())
    return;
  auto& of = description_.points[point];
  for (auto at = commands_.begin(); at != commands_.end();) {
    auto next = std::next(at);
    auto& x = at->second;
    if (x.is_accepted && !x.waits_for_end && !x.moves && x.point != no_point
        && description_.points[x.point].feedback == of.at
        && same(followed(point, x), values_[point].value))
      end(at, true);
    at = next;
  }
}

result<void> station::end_command(const address& at, bool success, const moment&) {
  auto point = find(at);
  auto found = std::ranges::find_if(commands_, [&](auto& x) {
    return x.second.is_accepted && point && x.second.point == *point;
  });
  if (found == commands_.end())
    return fail(errc::not_found, to_string(at), "no command of it is under way");
  end(found, success);
  return {};
}

/// Undecided in time is refused; what was accepted and shows no end failed.
void station::end_late(const moment& now) {
  for (auto at = commands_.begin(); at != commands_.end();) {
    auto next = std::next(at);
    auto& x = at->second;
    if (x.due <= now.at) {
      if (x.moves) {
        arrive(x, now);
        end(at, true);
      } else if (x.is_accepted) {
        end(at, false);
      } else {
        events_.push_back(remark{
          "a command to "
          + to_string(address{x.asked.head.common_address, x.asked.objects[0].address})
          + " was not decided in time: it is refused"});
        answer(x.peer, x.asked, cause::activation_confirmation, true);
        commands_.erase(at);
      }
    }
    at = next;
  }
}

time_point station::commands_due() const {
  auto out = never;
  for (auto& [id, x] : commands_)
    out = std::min(out, x.due);
  return out;
}

// ---- what follows by itself -------------------------------------------------

/// What a point shows when the command was done.
value station::followed(std::size_t shows, const running& x) const {
  auto& last = values_[shows].value;
  if (auto* moved = std::get_if<regulating_step>(&x.asked.objects[0].element)) {
    auto by = moved->step == step::higher ? 1 : -1;
    auto position = std::int64_t{0};
    if (auto* now = std::get_if<std::shared_ptr<const structure>>(&last))
      for (auto& [name, member] : **now)
        if (name == "posVal")
          position = static_cast<std::int64_t>(to_number(member).value_or(0));
    return position + by;
  }
  // A boolean command of a double point, and the other way round.
  auto is_double = std::holds_alternative<bus::double_point>(last);
  if (auto* on = std::get_if<bool>(&x.to); on && is_double)
    return *on ? bus::double_point::on : bus::double_point::off;
  auto* position = std::get_if<bus::double_point>(&x.to);
  if (position && std::holds_alternative<bool>(last))
    return *position == bus::double_point::on;
  // A set point as the value beside it is kept.
  if (auto like = sample{x.to}; !std::holds_alternative<std::monostate>(last))
    if (auto out = element_of(shows, like))
      if (auto& of = description_.points[shows]; of.scale == 1 && of.offset == 0)
        return to_value(*out).value_or(x.to);
  return x.to;
}

void station::follow(running x, const moment& now) {
  answer(x.peer, x.asked, cause::activation_confirmation, false);
  if (is_parameter(x.asked.head.type))
    return;
  x.is_accepted = x.moves = true;
  x.due = now.at + settings_.travel;
  auto& of = description_.points[x.point];
  auto shows = of.feedback ? find(*of.feedback) : std::optional{x.point};
  if (settings_.travel > duration{} && !x.asked.head.test
      && std::holds_alternative<bus::double_point>(values_[*shows].value))
    std::ignore =
      set({*shows, bus::double_point::intermediate}, now, cause::return_remote);
  auto id = x.id;
  auto at = commands_.emplace(std::move(id), std::move(x)).first;
  if (settings_.travel > duration{})
    return;
  arrive(at->second, now);
  end(at, true);
}

void station::arrive(const running& x, const moment& now) {
  auto& of = description_.points[x.point];
  auto shows = of.feedback ? find(*of.feedback) : std::optional{x.point};
  if (x.asked.head.test || !description_.points[*shows].type)
    return;
  if (auto done = set({*shows, followed(*shows, x)}, now, cause::return_remote); !done)
    events_.push_back(remark{to_string(done.error())});
}

} // namespace bus::iec104
