#include "messages/cosp/session.hpp"

#include <algorithm>

namespace bus::cosp {

namespace {

constexpr auto version_1 = std::uint8_t{1};
constexpr auto version_2 = std::uint8_t{2};
constexpr auto duplex = std::uint16_t{2};

// X.225, 8.3.9.3: Transport Disconnect of an abort
constexpr auto released = std::uint8_t{1};
constexpr auto user_abort = std::uint8_t{2};
constexpr auto protocol_error = std::uint8_t{4};

std::optional<byte_view> view_of(const std::optional<bytes>& x) {
  return x ? std::optional{byte_view{*x}} : std::nullopt;
}

} // namespace

result<bytes> session::connect(byte_view user_data) {
  if (state_ != state::idle)
    return fail(errc::out_of_state, "cosp.cn");
  state_ = state::calling;
  auto cn = spdu{spdu_kind::connect};
  cn.calling_ssel = view_of(settings_->own_ssel);
  cn.called_ssel = view_of(settings_->peer_ssel);
  cn.versions = version_2;
  cn.requirements = duplex;
  cn.user_data = user_data;
  return encode(cn);
}

result<event> session::receive(byte_view tsdu) {
  auto read = decode(tsdu);
  if (!read)
    return tl::make_unexpected(std::move(read.error()));
  auto& x = *read;
  auto in = [this](auto... states) { return ((state_ == states) || ...); };
  switch (x.kind) {
  case spdu_kind::give_tokens_or_data:
    if (in(state::open, state::finishing))
      return data{x.user_data};
    return fail(errc::malformed, "cosp.dt", "unexpected");
  case spdu_kind::connect: return called(x);
  case spdu_kind::accept:
  case spdu_kind::refuse: return answered(x);
  case spdu_kind::finish:
    if (!in(state::open, state::finishing))
      return fail(errc::malformed, "cosp.fn", "unexpected");
    state_ = state::asked_to_finish;
    return finish_indication{x.user_data};
  case spdu_kind::disconnect:
    if (!in(state::finishing))
      return fail(errc::malformed, "cosp.dn", "unexpected");
    state_ = state::over;
    return finished{x.user_data};
  case spdu_kind::not_finished:
    if (!in(state::finishing))
      return fail(errc::malformed, "cosp.nf", "unexpected");
    state_ = state::open;
    return cosp::not_finished{x.user_data};
  case spdu_kind::abort:
    state_ = state::over;
    return aborted{(x.transport_disconnect & user_abort) != 0, x.user_data};
  case spdu_kind::abort_accept: return none{};
  }
  return none{};
}

result<event> session::called(const spdu& x) {
  if (role_ != role::responder || state_ != state::idle)
    return fail(errc::malformed, "cosp.cn", "unexpected");
  state_ = state::called;
  if (settings_->own_ssel && x.called_ssel
      && !std::ranges::equal(*settings_->own_ssel, *x.called_ssel))
    return fail(errc::access_denied, "cosp.cn.called_ssel", to_hex(*x.called_ssel));
  if ((x.versions & (version_1 | version_2)) == 0)
    return fail(errc::malformed, "cosp.cn.version");
  if ((x.requirements & duplex) == 0)
    return fail(errc::malformed, "cosp.cn.requirements", "duplex is not proposed");
  version_ = (x.versions & version_2) != 0 ? version_2 : version_1;
  return connect_indication{x.user_data};
}

result<event> session::answered(const spdu& x) {
  if (state_ != state::calling)
    return fail(errc::malformed, "cosp.ac", "unexpected");
  if (x.kind == spdu_kind::accept) {
    state_ = state::open;
    return accepted{x.user_data};
  }
  state_ = state::over;
  return refused{
    {errc::rejected, "cosp.rf", std::string{name(static_cast<reason>(x.reason_code))}},
    x.user_data};
}

result<bytes> session::accept(byte_view user_data) {
  if (state_ != state::called)
    return fail(errc::out_of_state, "cosp.ac");
  state_ = state::open;
  auto ac = spdu{spdu_kind::accept};
  ac.called_ssel = view_of(settings_->own_ssel);
  ac.versions = version_;
  ac.requirements = duplex;
  ac.user_data = user_data;
  return encode(ac);
}

result<bytes> session::refuse(reason why, byte_view user_data) {
  if (state_ != state::called)
    return fail(errc::out_of_state, "cosp.rf");
  state_ = state::over;
  auto rf = spdu{spdu_kind::refuse};
  rf.transport_disconnect = released;
  rf.has_reason = true;
  rf.reason_code = static_cast<std::uint8_t>(
    why == reason::rejected_with_data && user_data.empty() ? reason::rejected : why);
  rf.user_data = user_data;
  return encode(rf);
}

result<bytes> session::finish(byte_view user_data) {
  if (state_ != state::open)
    return fail(errc::out_of_state, "cosp.fn");
  state_ = state::finishing;
  auto fn = spdu{spdu_kind::finish};
  fn.user_data = user_data;
  return encode(fn);
}

result<bytes> session::disconnect(byte_view user_data) {
  if (state_ != state::asked_to_finish)
    return fail(errc::out_of_state, "cosp.dn");
  state_ = state::over;
  auto dn = spdu{spdu_kind::disconnect};
  dn.user_data = user_data;
  return encode(dn);
}

result<bytes> session::not_finished(byte_view user_data) {
  if (state_ != state::asked_to_finish)
    return fail(errc::out_of_state, "cosp.nf");
  state_ = state::open;
  auto nf = spdu{spdu_kind::not_finished};
  nf.user_data = user_data;
  return encode(nf);
}

bytes session::abort(byte_view user_data) {
  state_ = state::over;
  auto ab = spdu{spdu_kind::abort};
  ab.transport_disconnect = released | user_abort;
  ab.user_data = user_data;
  return encode(ab);
}

bytes session::provider_abort() {
  state_ = state::over;
  auto ab = spdu{spdu_kind::abort};
  ab.transport_disconnect = released | protocol_error;
  return encode(ab);
}

} // namespace bus::cosp
