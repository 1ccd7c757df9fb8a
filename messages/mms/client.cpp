#include "messages/mms/client.hpp"

#include <algorithm>

namespace bus::mms {

void client::established(const parameters& agreed) {
  window_ = agreed.max_outstanding_calling;
  start_waiting();
}

void client::closed(const error& why) {
  window_ = 0;
  for (auto& [invoke_id, x] : std::exchange(calls_, {}))
    if (!x.forgotten)
      complete(x.id, tl::make_unexpected(why));
  for (auto& x : std::exchange(waiting_, {}))
    complete(x.id, tl::make_unexpected(why));
  out_.clear();
  deadline_ = never;
}

void client::submit(ask x, time_point now) {
  if (now >= x.deadline)
    return complete(x.id, fail(errc::timeout, "mms.request"));
  if (waiting_.empty() && calls_.size() < window_)
    return start(std::move(x));
  if (waiting_.size() >= most_)
    return complete(x.id, fail(errc::busy, "mms.request", "too many requests wait"));
  deadline_ = std::min(deadline_, x.deadline);
  waiting_.push_back(std::move(x));
}

void client::start(ask x) {
  do
    ++last_invoke_id_;
  while (calls_.contains(last_invoke_id_));
  calls_.emplace(last_invoke_id_, call{x.id, x.what.index(), x.deadline});
  deadline_ = std::min(deadline_, x.deadline);
  auto out = asn1::mms::confirmed_request_pdu{};
  out.invoke_id = last_invoke_id_;
  out.service = std::move(x.what);
  out_.push_back(pdu::make<pdu::confirmed_request_pdu>(std::move(out)));
}

void client::start_waiting() {
  while (!waiting_.empty() && calls_.size() < window_) {
    auto next = std::move(waiting_.front());
    waiting_.pop_front();
    start(std::move(next));
  }
}

void client::cancel(std::uint64_t id) {
  auto waits = std::ranges::find(waiting_, id, &ask::id);
  if (waits != waiting_.end()) {
    waiting_.erase(waits);
    return complete(id, fail(errc::rejected, "mms.cancel", "cancelled"));
  }
  for (auto& [invoke_id, x] : calls_)
    if (x.id == id && !x.forgotten)
      out_.push_back(pdu::make<pdu::cancel_request_pdu>(invoke_id));
}

bool client::receive(pdu& x) {
  if (auto* answer = x.get_if<pdu::confirmed_response_pdu>()) {
    auto found = calls_.find(answer->invoke_id);
    if (found == calls_.end())
      reject_answer(answer->invoke_id, false);
    else if (answer->service.index() != found->second.service)
      finish(answer->invoke_id,
             fail(errc::malformed, "mms.response", "the answer to another service"));
    else
      finish(answer->invoke_id, std::move(answer->service));
  } else if (auto* no = x.get_if<pdu::confirmed_error_pdu>()) {
    if (calls_.contains(no->invoke_id))
      finish(no->invoke_id, tl::make_unexpected(to_error(no->service_error)));
    else
      reject_answer(no->invoke_id, true);
  } else if (auto* told = x.get_if<pdu::unconfirmed_pdu>()) {
    events_.push_back(indication{std::move(told->service)});
  } else if (auto* reject = x.get_if<pdu::reject_pdu>()) {
    rejected(*reject);
  } else {
    // The answers to a cancel: the request's own answer tells what became of it.
    return x.is<pdu::cancel_response_pdu>() || x.is<pdu::cancel_error_pdu>();
  }
  return true;
}

void client::rejected(const asn1::mms::reject_pdu& x) {
  using reasons = asn1::mms::reject_pdu_reject_reason;
  auto of_request = x.reject_reason.is<reasons::confirmed_request_pdu>()
                    || x.reject_reason.is<reasons::pdu_error>();
  if (of_request && x.original_invoke_id)
    finish(*x.original_invoke_id,
           fail(errc::rejected, "mms.reject", name(x.reject_reason)));
}

void client::reject_answer(std::uint32_t invoke_id, bool is_error) {
  using reasons = asn1::mms::reject_pdu_reject_reason;
  constexpr auto invalid_invoke_id = 2;
  auto no = asn1::mms::reject_pdu{};
  no.original_invoke_id = invoke_id;
  no.reject_reason =
    is_error ? reasons::make<reasons::confirmed_error_pdu>(invalid_invoke_id)
             : reasons::make<reasons::confirmed_response_pdu>(invalid_invoke_id);
  out_.push_back(pdu::make<pdu::reject_pdu>(std::move(no)));
}

void client::unsent(std::uint32_t invoke_id, const error& why) {
  finish(invoke_id, tl::make_unexpected(why));
}

void client::finish(std::uint32_t invoke_id, result<response> answer) {
  auto found = calls_.find(invoke_id);
  if (found == calls_.end())
    return;
  if (!found->second.forgotten)
    complete(found->second.id, std::move(answer));
  calls_.erase(found);
  start_waiting();
}

void client::complete(std::uint64_t id, result<response> answer) {
  events_.push_back(completion{id, std::move(answer)});
}

void client::tick(time_point now) {
  if (now < deadline_)
    return;
  deadline_ = never;
  for (auto& [invoke_id, x] : calls_) {
    if (x.forgotten)
      continue;
    if (now >= x.deadline) {
      x.forgotten = true;
      complete(x.id, fail(errc::timeout, "mms.response", "no answer in time"));
    } else {
      deadline_ = std::min(deadline_, x.deadline);
    }
  }
  waiting_.erase_if([&](auto& x) {
    if (now < x.deadline) {
      deadline_ = std::min(deadline_, x.deadline);
      return false;
    }
    complete(x.id, fail(errc::timeout, "mms.request", "its turn did not come in time"));
    return true;
  });
}

std::optional<client_event> client::next_event() {
  if (events_.empty())
    return std::nullopt;
  auto out = std::optional<client_event>{std::move(events_.front())};
  events_.pop_front();
  return out;
}

} // namespace bus::mms
