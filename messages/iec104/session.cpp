#include "messages/iec104/session.hpp"

#include <algorithm>
#include <cassert>
#include <utility>

namespace bus::iec104 {

namespace {

constexpr auto largest_window = std::uint16_t{sequence_modulus - 1};

std::uint16_t next(std::uint16_t x) {
  return static_cast<std::uint16_t>((x + 1) % sequence_modulus);
}

/// How many there are from `from` up to `to`.
std::uint16_t distance(std::uint16_t from, std::uint16_t to) {
  return static_cast<std::uint16_t>((to - from + sequence_modulus) % sequence_modulus);
}

} // namespace

session::session(role who, session_settings x)
  : settings_{x},
    role_{who} {
  settings_.k = std::clamp(x.k, std::uint16_t{1}, largest_window);
  settings_.w = std::clamp(x.w, std::uint16_t{1}, largest_window);
}

void session::connecting(time_point now) {
  state_ = state::connecting;
  connect_due_ = now + settings_.t0;
}

void session::opened(time_point now) {
  state_ = state::stopped;
  deframer_.reset();
  output_.clear();
  send_number_ = receive_number_ = to_acknowledge_ = untaken_ = 0;
  sent_at_.clear();
  is_deactivated_ = false;
  forget_numbers();
  connect_due_ = change_due_ = test_due_ = acknowledge_due_ = never;
  silent_since_ = now;
}

/// Numbers that were given and never came stay without acknowledgement.
void session::forget_numbers() {
  waiting_.clear();
  untold_ = sent_at_.size();
  acknowledged_number_ = last_number_;
}

void session::line_closed(const error& why) {
  close(why.code, why.where, why.cause);
}

result<void> session::start(time_point now) {
  if (role_ != role::controlling || state_ != state::stopped)
    return fail(errc::out_of_state, "iec104.start");
  state_ = state::starting;
  ask(u_frame::start_activation, now);
  return {};
}

result<void> session::stop(time_point now) {
  if (role_ != role::controlling || state_ != state::started)
    return fail(errc::out_of_state, "iec104.stop");
  if (!waiting_.empty())
    return fail(errc::busy, "iec104.stop", "ASDUs wait to be sent");
  acknowledge();
  state_ = state::stopping;
  ask(u_frame::stop_activation, now);
  return {};
}

result<std::uint64_t> session::send(byte_view asdu, time_point now) {
  if (!is_open())
    return fail(errc::not_connected, "iec104.send");
  if (state_ != state::started)
    return fail(errc::out_of_state, "iec104.send");
  if (asdu.empty() || asdu.size() > largest_asdu)
    return fail(errc::invalid_value, "iec104.send", "the ASDU's length");
  if (waiting_.size() >= std::max<std::size_t>(settings_.queue_limit, 1))
    return fail(errc::busy, "iec104.send");
  if (has_room())
    put_numbered(asdu, now);
  else
    waiting_.push_back({asdu.begin(), asdu.end()});
  return ++last_number_;
}

void session::receive(byte_view in, time_point now) {
  if (!is_open())
    return;
  deframer_.receive(in);
  while (is_open()) {
    auto frame = deframer_.next();
    if (!frame)
      return close(frame.error().code, frame.error().where, frame.error().cause);
    if (!*frame)
      return;
    silent_since_ = now;
    std::visit([&](const auto& x) { take(x, now); }, **frame);
  }
}

void session::tick(time_point now) {
  if (connect_due_ <= now)
    return close(errc::timeout, "iec104.t0");
  if (!is_open())
    return;
  auto oldest = sent_at_.empty() ? never : sent_at_.front() + settings_.t1;
  if (std::min({oldest, change_due_, test_due_}) <= now)
    return close(errc::timeout, "iec104.t1");
  if (acknowledge_due_ <= now)
    acknowledge();
  if (test_due_ == never && silent_since_ + settings_.t3 <= now) {
    test_due_ = now + settings_.t1;
    put(u_frame::test_activation);
  }
}

void session::taken(std::size_t count, time_point now) {
  if (!is_open() || untaken_ == 0 || count == 0)
    return;
  auto number = std::min<std::size_t>(count, untaken_);
  untaken_ = static_cast<std::uint16_t>(untaken_ - number);
  count_taken(number, now);
  acknowledge_when_due();
  confirm_stop_when_acknowledged();
}

void session::deactivate() {
  if (role_ != role::controlled || !is_open())
    return;
  forget_numbers();
  acknowledge();
  if (state_ == state::started)
    state_ = state::stopped;
  is_deactivated_ = state_ == state::stopping;
}

std::optional<event> session::next_event() {
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
  if (!is_open())
    return connect_due_;
  auto out = std::min({change_due_, test_due_, acknowledge_due_});
  if (!sent_at_.empty())
    out = std::min(out, *sent_at_.begin() + settings_.t1);
  if (test_due_ == never)
    out = std::min(out, silent_since_ + settings_.t3);
  return out;
}

/// A peer that is asked to stop may have sent before it heard of it.
bool session::may_receive() const {
  return state_ == state::started || is_asking_to_stop();
}

bool session::is_asking_to_stop() const {
  return state_ == state::stopping && role_ == role::controlling;
}

bool session::has_room() const {
  return state_ == state::started && sent_at_.size() < settings_.k;
}

void session::take(const i_frame& x, time_point now) {
  if (!may_receive())
    return close(errc::malformed, "iec104.i", "data transfer is stopped");
  if (x.send != receive_number_)
    return close(errc::malformed, "iec104.ns",
                 std::to_string(x.send) + " is not " + std::to_string(receive_number_));
  receive_number_ = next(receive_number_);
  if (!settings_.acknowledges_taken)
    count_taken(1, now);
  else if (++untaken_ == largest_window) // numbers would mean something else
    return close(errc::malformed, "iec104.k", "too many are not acknowledged");
  if (!take_acknowledgement(x.receive, now))
    return;
  events_.push_back(received{{x.asdu.begin(), x.asdu.end()}});
  acknowledge_when_due();
}

void session::count_taken(std::size_t count, time_point now) {
  if (to_acknowledge_ == 0)
    acknowledge_due_ = now + settings_.t2;
  to_acknowledge_ = static_cast<std::uint16_t>(to_acknowledge_ + count);
}

void session::acknowledge_when_due() {
  // The peer does not confirm the stop before all that it sent is acknowledged.
  if (to_acknowledge_ >= settings_.w || is_asking_to_stop())
    acknowledge();
}

void session::take(const s_frame& x, time_point now) {
  take_acknowledgement(x.receive, now);
}

void session::take(u_frame x, time_point now) {
  switch (x) {
  case u_frame::test_activation: return put(u_frame::test_confirmation);
  case u_frame::test_confirmation: test_due_ = never; return;
  case u_frame::start_activation:
  case u_frame::stop_activation: return take_activation(x, now);
  case u_frame::start_confirmation:
  case u_frame::stop_confirmation: return take_confirmation(x);
  }
}

void session::take_activation(u_frame x, time_point now) {
  if (role_ != role::controlled)
    return close(errc::malformed, "iec104.u", std::string{name(x)});
  if (x == u_frame::stop_activation)
    return take_stop();
  put(u_frame::start_confirmation);
  is_deactivated_ = false;
  if (std::exchange(state_, state::started) != state::started)
    events_.push_back(started{});
  pump(now);
}

void session::take_stop() {
  if (state_ == state::stopped) // known, or deactivated: nothing to tell
    is_deactivated_ = true;
  state_ = state::stopping;
  acknowledge();
  confirm_stop_when_acknowledged();
}

void session::take_confirmation(u_frame x) {
  auto start = x == u_frame::start_confirmation;
  if (role_ != role::controlling
      || state_ != (start ? state::starting : state::stopping))
    return close(errc::malformed, "iec104.u", std::string{name(x)});
  change_due_ = never;
  state_ = start ? state::started : state::stopped;
  events_.push_back(start ? event{started{}} : event{stopped{}});
}

/// `number` is the peer's V(R): all before it have come (5.1).
bool session::take_acknowledgement(std::uint16_t number, time_point now) {
  auto open = static_cast<std::uint16_t>(sent_at_.size());
  auto not_come = distance(number, send_number_);
  if (not_come > open) {
    close(errc::malformed, "iec104.nr", std::to_string(number) + " was not sent");
    return false;
  }
  auto come = static_cast<std::size_t>(open - not_come);
  if (come == 0)
    return true;
  for (auto i = std::size_t{0}; i < come; ++i)
    sent_at_.pop_front();
  tell_acknowledged(come);
  confirm_stop_when_acknowledged();
  pump(now);
  return true;
}

void session::tell_acknowledged(std::size_t come) {
  auto untold = std::min(come, untold_);
  untold_ -= untold;
  if (come == untold)
    return;
  acknowledged_number_ += come - untold;
  events_.push_back(acknowledged{acknowledged_number_});
}

/// A controlled station's. What came is to be acknowledged before, too: afterwards S
/// frames are out of place.
void session::confirm_stop_when_acknowledged() {
  if (role_ != role::controlled || state_ != state::stopping)
    return;
  if (!sent_at_.empty() || untaken_ > 0)
    return;
  acknowledge();
  state_ = state::stopped;
  put(u_frame::stop_confirmation);
  if (!std::exchange(is_deactivated_, false))
    events_.push_back(stopped{});
}

void session::ask(u_frame x, time_point now) {
  change_due_ = now + settings_.t1;
  put(x);
}

void session::acknowledge() {
  if (to_acknowledge_ > 0)
    put(s_frame{taken_number()});
}

/// N(R) of what we send: all before it are taken.
std::uint16_t session::taken_number() const {
  return distance(untaken_, receive_number_);
}

void session::pump(time_point now) {
  for (; has_room() && !waiting_.empty(); waiting_.pop_front())
    put_numbered(waiting_.front(), now);
}

void session::put_numbered(byte_view asdu, time_point now) {
  put(i_frame{send_number_, taken_number(), asdu});
  send_number_ = next(send_number_);
  sent_at_.push_back(now);
}

/// All but U frames acknowledge what came and is taken.
void session::put(const apdu& x) {
  [[maybe_unused]] auto fits = encode(x, output_);
  assert(fits);
  if (std::holds_alternative<u_frame>(x))
    return;
  to_acknowledge_ = 0;
  acknowledge_due_ = never;
}

void session::close(errc code, std::string where, std::string cause) {
  if (state_ == state::closed)
    return;
  state_ = state::closed;
  connect_due_ = never;
  output_.clear();
  sent_at_.clear();
  waiting_.clear();
  events_.push_back(closed{{code, std::move(where), std::move(cause)}});
}

} // namespace bus::iec104
