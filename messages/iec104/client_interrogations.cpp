#include "messages/iec104/client_interrogations.hpp"

#include <algorithm>

namespace bus::iec104 {

namespace {

using question = client_interrogations::question;

constexpr auto general_qualifier = std::uint8_t{20}; ///< QOI; group n is this + n
constexpr auto general_counters = std::uint8_t{5};   ///< RQT; group n is n

element element_of(const question& x) {
  if (!x.counters)
    return interrogation{static_cast<std::uint8_t>(general_qualifier + x.group)};
  return counter_interrogation{x.group == 0 ? general_counters : x.group, x.freeze};
}

/// What the objects that answer it are told with.
cause cause_of(const question& x) {
  auto first =
    x.counters ? cause::counter_requested_generally : cause::interrogated_by_station;
  return static_cast<cause>(static_cast<int>(first) + x.group);
}

bool is_of_counters(cause x) {
  return x >= cause::counter_requested_generally;
}

std::string_view word_of(bool counters) {
  return counters ? "counters" : "general";
}

std::string title_of(bool counters, std::uint16_t common) {
  return (counters ? "counter interrogation of " : "general interrogation of ")
         + std::to_string(common);
}

value success_of(bool counters, std::int64_t objects) {
  return std::make_shared<const structure>(
    structure{{"interrogation", std::string{word_of(counters)}}, {"objects", objects}});
}

} // namespace

struct client_interrogations::caller {
  bool counters;
  std::size_t open; ///< runs that have not ended
  time_point deadline;
  acted done;
  std::int64_t objects = 0;
};

/// A command that freezes or resets counters is over with its confirmation; stations
/// differ in whether they tell a termination or objects after it.
bool client_interrogations::run::is_about_to_end() const {
  return is_confirmed && what.counters && what.freeze != freeze::read;
}

client_interrogations::client_interrogations(const client_settings& x)
  : originator_{x.originator},
    confirmation_timeout_{x.confirmation_timeout},
    whole_timeout_{x.interrogation_timeout} {}

void client_interrogations::begin(const question& what, std::uint16_t common,
                                  const moment& now, client_output& out) {
  auto at = key{what.counters, common};
  auto [place, is_new] = runs_.try_emplace(at, run{what});
  if (!is_new)
    return;
  if (auto sent = send(at, place->second, now, out); !sent) {
    runs_.erase(place);
    out.remark(title_of(what.counters, common) + ": " + sent.error().cause);
  }
}

void client_interrogations::ask(const question& what,
                                const std::vector<std::uint16_t>& of,
                                time_point deadline, const moment& now,
                                client_output& out, acted done) {
  auto refuse = [&](errc code, std::string where, std::string why) {
    done(refused({code, std::move(where), std::move(why)}));
  };
  if (deadline <= now.at)
    return refuse(errc::timeout, "iec104.interrogate", "it was not asked in time");
  for (auto common : of) {
    auto found = runs_.find({what.counters, common});
    if (found != runs_.end() && found->second.what != what)
      return refuse(errc::busy, std::to_string(common),
                    "another " + title_of(what.counters, common) + " is under way");
  }
  auto who = std::make_shared<caller>(
    caller{what.counters, of.size(), deadline, std::move(done)});
  callers_.push_back(who);
  next_due_ = std::min(next_due_, deadline);
  for (auto common : of) {
    begin(what, common, now, out);
    if (auto found = runs_.find({what.counters, common}); found != runs_.end())
      found->second.callers.push_back(who);
  }
}

result<void> client_interrogations::send(const key& at, run& x, const moment& now,
                                         client_output& out) {
  auto type = x.what.counters ? type_id::c_ci_na_1 : type_id::c_ic_na_1;
  x.asked = now.at;
  x.is_confirmed = false;
  x.objects = 0;
  await(x, now.at + confirmation_timeout_);
  return out.send({{type, cause::activation, false, false, originator_, at.second},
                   {{0, element_of(x.what)}}});
}

void client_interrogations::await(run& x, time_point due) {
  x.due = due;
  next_due_ = std::min(next_due_, due);
}

void client_interrogations::initialized(std::uint16_t common, const moment& now,
                                        client_output& out) {
  auto at = key{false, common};
  auto found = runs_.find(at);
  if (found == runs_.end())
    return begin({}, common, now, out);
  auto& x = found->second;
  if (x.what != question{})
    x.then_general = true;
  else if (x.is_confirmed) // else it is still to answer the one that was sent
    std::ignore = send(at, x, now, out);
}

void client_interrogations::count(const asdu_head& head, std::size_t objects,
                                  const moment& now) {
  if (head.cause < cause::interrogated_by_station)
    return;
  auto found = runs_.find({is_of_counters(head.cause), head.common_address});
  if (found == runs_.end() || cause_of(found->second.what) != head.cause)
    return;
  found->second.objects += static_cast<std::int64_t>(objects);
  if (!found->second.is_confirmed) // of stations that do not confirm
    confirm(found->second, now);
}

void client_interrogations::confirm(run& x, const moment& now) {
  x.is_confirmed = true;
  if (!x.is_about_to_end())
    return await(x, x.asked + whole_timeout_);
  auto due = now.at + confirmation_timeout_;
  for (auto& who : x.callers)
    due = std::min(due, who->deadline);
  await(x, due);
}

void client_interrogations::receive(const asdu& x, const moment& now,
                                    client_output& out) {
  auto at = key{x.head.type == type_id::c_ci_na_1, x.head.common_address};
  auto found = runs_.find(at);
  if (found == runs_.end())
    return;
  if (auto word = refusal_in(x.head); !word.empty())
    return end(at, now, out, fail(errc::rejected, std::to_string(at.second), word));
  if (x.head.cause == cause::activation_confirmation)
    return confirm(found->second, now);
  // The termination of one that was given up may come late.
  if (x.head.cause == cause::activation_termination && found->second.is_confirmed)
    end(at, now, out);
}

void client_interrogations::end(const key& at, const moment& now, client_output& out,
                                result<void> how) {
  auto ended = runs_.extract(at);
  auto& x = ended.mapped();
  if (!how && x.callers.empty())
    out.remark(title_of(at.first, at.second) + ": " + how.error().cause);
  if (x.then_general)
    begin({}, at.second, now, out);
  for (auto& who : x.callers)
    settle(who, x.objects, how);
}

/// One of the stations that a caller asked has answered.
void client_interrogations::settle(const caller_ptr& x, std::int64_t objects,
                                   const result<void>& how) {
  if (!how)
    return answer(x, refused(how.error()));
  x->objects += objects;
  if (--x->open == 0)
    answer(x, success_of(x->counters, x->objects));
}

void client_interrogations::answer(const caller_ptr& x, action_result how) {
  if (std::erase(callers_, x) > 0)
    x->done(std::move(how));
}

void client_interrogations::tick(const moment& now, client_output& out) {
  if (now.at < next_due_)
    return;
  auto late_runs = std::vector<key>{};
  auto late_callers = std::vector<caller_ptr>{};
  next_due_ = never;
  auto look = [&](time_point due, auto& late, const auto& x) {
    if (now.at >= due)
      late.push_back(x);
    else
      next_due_ = std::min(next_due_, due);
  };
  for (auto& [at, x] : runs_)
    look(x.due, late_runs, at);
  for (auto& x : callers_)
    look(x->deadline, late_callers, x);
  for (auto& at : late_runs)
    end_late(at, now, out);
  for (auto& x : late_callers)
    answer(x, refused({errc::timeout, "iec104.interrogate",
                       "the interrogation did not end in time"}));
}

void client_interrogations::end_late(const key& at, const moment& now,
                                     client_output& out) {
  auto found = runs_.find(at);
  if (found == runs_.end() || now.at < found->second.due)
    return; // somebody who was answered just now did it
  auto& x = found->second;
  if (x.is_about_to_end())
    return end(at, now, out);
  end(at, now, out,
      fail(errc::timeout, std::to_string(at.second),
           x.is_confirmed ? "no termination in time" : "no confirmation in time"));
}

void client_interrogations::stopped(const error& why) {
  next_due_ = never;
  runs_.clear();
  for (auto& x : std::exchange(callers_, {}))
    x->done(refused({errc::not_connected, "iec104.interrogate",
                     "the connection ended, " + to_string(why)}));
}

} // namespace bus::iec104
