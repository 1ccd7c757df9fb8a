#include "messages/gateway/relayed_command.hpp"

#include <algorithm>

namespace bus {

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
    reply({true});
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
  reply({true});
  if (!is_operate_ || !is_accepted_)
    return;
  auto* parts = std::get_if<std::shared_ptr<const structure>>(&*how);
  auto steps = parts && *parts
                 ? std::ranges::find((**parts), "steps", &structure::value_type::first)
                 : structure::const_iterator{};
  if (!parts || !*parts || steps == (*parts)->end())
    return;
  if (auto* list = std::get_if<std::shared_ptr<const array>>(&steps->second))
    for (auto& one : **list)
      if (auto* word = std::get_if<std::string>(&one); word && *word == "termination")
        end_ = verdict{true};
}

void relayed_command::late() {
  if (!is_answered_)
    reply({false, "time-limit-over"});
}

} // namespace bus
