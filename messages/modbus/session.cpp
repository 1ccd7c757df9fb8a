#include "messages/modbus/session.hpp"

#include <algorithm>
#include <utility>

namespace bus::modbus {

namespace {

bool is_write(const request& x) {
  return !std::holds_alternative<read_data>(x)
         && !std::holds_alternative<exchange_registers>(x)
         && !std::holds_alternative<read_identification>(x);
}

bool pipelines(const session_settings& x) {
  return x.how == framing::mbap && x.max_outstanding > 1;
}

} // namespace

session::session(session_settings x)
  : settings_{x},
    deframer_{x.how, role::client} {
  if (!pipelines(settings_))
    settings_.max_outstanding = 1;
}

void session::opened(time_point now) {
  open_ = true;
  deframer_.reset();
  quiet_until_ = now;
  pump(now);
}

void session::closed(const error& why) {
  open_ = false;
  why_closed_ = why;
  output_.clear();
  for (auto& x : std::exchange(outstanding_, {}))
    finish(x.what.id, tl::make_unexpected(why), {});
  for (auto& queue : waiting_)
    for (auto& x : std::exchange(queue, {}))
      finish(x.id, tl::make_unexpected(why), {});
}

void session::submit(transaction x, time_point now) {
  if (!open_)
    return finish(x.id, tl::make_unexpected(why_closed_), {});
  auto waiting = std::size_t{0};
  for (const auto& queue : waiting_)
    waiting += queue.size();
  if (waiting > 0 && waiting >= settings_.queue_limit)
    return finish(x.id, fail(errc::busy, "modbus.queue"), {});
  waiting_[static_cast<std::size_t>(x.urgency)].push_back(std::move(x));
  pump(now);
}

result<void> session::receive(byte_view in, time_point now) {
  if (!open_)
    return {};
  deframer_.receive(in, now);
  for (;;) {
    auto next = deframer_.next();
    if (!next) {
      ++counters_.discarded;
      if (!serial())
        return tl::make_unexpected(next.error());
      continue;
    }
    if (!*next)
      break;
    arrived(**next, now);
  }
  pump(now);
  return {};
}

void session::tick(time_point now) {
  auto late = [&](const auto& x) { return x.due <= now; };
  auto at = std::find_if(outstanding_.begin(), outstanding_.end(), late);
  while (at != outstanding_.end()) {
    ++counters_.timeouts;
    finish(at->what.id, fail(errc::timeout, "modbus.answer"), now - at->sent);
    quiet_until_ = serial() ? now + settings_.settle : quiet_until_;
    at = outstanding_.erase(at);
    at = std::find_if(at, outstanding_.end(), late);
  }
  pump(now);
}

std::optional<completion> session::next_event() {
  if (events_.empty())
    return {};
  auto out = std::move(events_.front());
  events_.pop_front();
  return out;
}

bytes session::take_output() {
  return std::exchange(output_, {});
}

time_point session::deadline() const {
  auto queued = [](const auto& queue) { return !queue.empty(); };
  auto out = never;
  for (const auto& x : outstanding_)
    out = std::min(out, x.due);
  if (open_ && idle() && std::any_of(waiting_.begin(), waiting_.end(), queued))
    out = std::min(out, quiet_until_);
  return out;
}

bool session::idle() const {
  return outstanding_.size() < settings_.max_outstanding;
}

fifo<transaction>* session::next_queue() {
  auto queued = [](const auto& queue) { return !queue.empty(); };
  auto found = std::find_if(waiting_.begin(), waiting_.end(), queued);
  return found == waiting_.end() ? nullptr : &*found;
}

void session::pump(time_point now) {
  while (open_ && idle() && now >= quiet_until_) {
    auto* queue = next_queue();
    if (!queue)
      return;
    auto next = std::move(queue->front());
    queue->pop_front();
    if (next.expires <= now)
      finish(next.id, fail(errc::timeout, "modbus.queue"), {});
    else
      send(std::move(next), now);
  }
}

std::uint16_t session::take_wire_id() {
  auto used = [&](const auto& x) { return x.wire_id == next_wire_id_; };
  while (std::any_of(outstanding_.begin(), outstanding_.end(), used))
    ++next_wire_id_;
  return next_wire_id_++;
}

void session::send(transaction x, time_point now) {
  auto pdu = encode(x.ask);
  auto broadcast = serial() && x.unit == 0;
  if (!pdu)
    return finish(x.id, tl::make_unexpected(pdu.error()), {});
  if (broadcast && !is_write(x.ask))
    return finish(x.id, fail(errc::invalid_value, "modbus.broadcast"), {});
  auto wire_id = take_wire_id();
  auto frame = encode(settings_.how, {wire_id, x.unit, std::move(*pdu)});
  output_.insert(output_.end(), frame.begin(), frame.end());
  ++counters_.sent;
  if (serial())
    deframer_.reset();
  if (broadcast) {
    quiet_until_ = now + settings_.settle;
    return finish(x.id, written{}, {});
  }
  auto due = now + x.timeout;
  outstanding_.push_back({std::move(x), wire_id, now, due});
}

void session::arrived(const adu& x, time_point now) {
  auto mine = [&](const auto& y) {
    return y.what.unit == x.unit && (serial() || y.wire_id == x.transaction);
  };
  auto at = std::find_if(outstanding_.begin(), outstanding_.end(), mine);
  auto answer = at == outstanding_.end() ? fail(errc::malformed, "modbus.answer")
                                         : decode_response(x.pdu, at->what.ask);
  if (at == outstanding_.end() || (serial() && !answer)) {
    ++counters_.discarded;
    return;
  }
  auto done = std::move(*at);
  outstanding_.erase(at);
  quiet_until_ = serial() ? now + settings_.gap : quiet_until_;
  if (answer)
    ++counters_.answered;
  finish(done.what.id, std::move(answer), now - done.sent);
}

void session::finish(std::uint64_t id, result<response> answer, duration took) {
  auto* refusal = answer ? std::get_if<exception>(&*answer) : nullptr;
  if (refusal) {
    ++counters_.exceptions;
    answer = fail(errc::rejected, "modbus.exception", name(refusal->code));
  }
  events_.push_back({id, std::move(answer), took});
}

} // namespace bus::modbus
