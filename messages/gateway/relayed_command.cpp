#include "messages/gateway/relayed_command.hpp"

#include <algorithm>

namespace bus {

namespace {

/// Whether a step is among those that were done.
bool did(const value& how, std::string_view step) {
  auto* parts = std::get_if<std::shared_ptr<const structure>>(&how);
  if (!parts || !*parts)
    return false;
  auto steps = std::ranges::find(**parts, "steps", &structure::value_type::first);
  auto* list = steps == (*parts)->end()
                 ? nullptr
                 : std::get_if<std::shared_ptr<const array>>(&steps->second);
  return list && *list && std::ranges::any_of(**list, [&](const value& one) {
           auto* word = std::get_if<std::string>(&one);
           return word && *word == step;
         });
}

} // namespace

std::string add_cause_of(const refusal& x) {
  if (!x.add_cause.empty())
    return x.add_cause;
  switch (x.why.code) {
  case errc::not_connected: return "abortion-by-communication-loss";
  case errc::timeout: return "time-limit-over";
  case errc::busy: return "command-already-in-execution";
  case errc::not_found:
  case errc::unsupported: return "not-supported";
  case errc::type_mismatch:
  case errc::invalid_value: return "inconsistent-parameters";
  default: return "unknown";
  }
}

void relayed_command::reply(verdict x) {
  if (std::exchange(is_answered_, true)) {
    is_contrary_ = is_contrary_ || (x.ok && !is_accepted_);
    return;
  }
  is_accepted_ = x.ok;
  reply_ = std::move(x);
}

void relayed_command::stepped(std::string_view step) {
  if (is_operate_ && step == "operate")
    reply({true, {}, true});
}

void relayed_command::answered(const action_result& how) {
  if (!how) {
    auto cause = add_cause_of(how.error());
    if (is_accepted_)
      end_ = verdict{false, std::move(cause)};
    else
      reply({false, std::move(cause)});
    return;
  }
  auto has_ended = is_operate_ && (always_ends_ || did(*how, "termination"));
  reply({true, {}, has_ended});
  if (has_ended && is_accepted_)
    end_ = verdict{true};
}

void relayed_command::late() {
  if (!is_answered_)
    reply({false, "time-limit-over"});
}

} // namespace bus
