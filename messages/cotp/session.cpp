#include "messages/cotp/session.hpp"

#include <algorithm>

namespace bus::cotp {

namespace {

constexpr auto own_ref = std::uint16_t{1}; ///< one connection, one reference
constexpr auto most_empty_parts = std::size_t{64};
constexpr auto keep = std::size_t{4096};

} // namespace

bytes session::connect() {
  state_ = state::calling;
  auto out = connect_request{};
  out.src_ref = own_ref;
  out.tpdu_size = settings_->max_tpdu_size;
  out.calling_tsel = settings_->own_tsel;
  out.called_tsel = settings_->peer_tsel;
  return encode(out);
}

result<event> session::receive(byte_view in) {
  auto read = decode(in);
  if (!read)
    return tl::make_unexpected(std::move(read.error()));
  if (auto* data = std::get_if<data_tpdu>(&*read))
    return collect(*data);
  if (auto* asked = std::get_if<connect_request>(&*read))
    return called(*asked);
  if (auto* answer = std::get_if<connect_confirm>(&*read))
    return confirmed(*answer);
  state_ = state::over;
  if (auto* end = std::get_if<disconnect_request>(&*read))
    return disconnected{{errc::not_connected, "cotp.dr", std::string{name(end->why)}}};
  return disconnected{{errc::not_connected, "cotp.er", "the peer found an error"}};
}

result<event> session::called(const connect_request& x) {
  if (role_ != role::responder || state_ != state::idle)
    return fail(errc::malformed, "cotp.cr", "unexpected");
  peer_ref_ = x.src_ref;
  if (settings_->own_tsel && x.called_tsel && *settings_->own_tsel != *x.called_tsel)
    return fail(errc::access_denied, "cotp.cr.called_tsel", to_hex(*x.called_tsel));
  if (!x.class_0_too)
    return fail(errc::malformed, "cotp.cr.class", "only class 0 is there");
  // A peer that says nothing takes what RFC 1006, 5 allows, which is more.
  if (x.tpdu_size)
    agreed_ = std::min(*x.tpdu_size, settings_->max_tpdu_size);
  tpdu_size_ = agreed_.value_or(settings_->max_tpdu_size);
  state_ = state::called;
  return connect_indication{};
}

result<event> session::confirmed(const connect_confirm& x) {
  if (state_ != state::calling)
    return fail(errc::malformed, "cotp.cc", "unexpected");
  if (x.transport_class != 0)
    return fail(errc::malformed, "cotp.cc.class", "only class 0 was proposed");
  peer_ref_ = x.src_ref;
  // Without an answer the proposal stands, as most peers mean it.
  tpdu_size_ =
    std::min(x.tpdu_size.value_or(settings_->max_tpdu_size), settings_->max_tpdu_size);
  state_ = state::open;
  return connected{};
}

result<bytes> session::accept() {
  if (state_ != state::called)
    return fail(errc::out_of_state, "cotp.cc");
  state_ = state::open;
  auto out = connect_confirm{};
  out.dst_ref = peer_ref_;
  out.src_ref = own_ref;
  out.tpdu_size = agreed_;
  out.called_tsel = settings_->own_tsel;
  return encode(out);
}

bytes session::refuse(reason why) {
  state_ = state::over;
  return encode(disconnect_request{peer_ref_, 0, why});
}

/// One TPDU that is a whole TSDU is handed on in place.
result<event> session::collect(const data_tpdu& x) {
  if (state_ != state::open)
    return fail(errc::malformed, "cotp.dt", "unexpected");
  if (whole_ && tsdu_.capacity() > keep)
    tsdu_ = bytes{};
  else if (whole_)
    tsdu_.clear();
  if (whole_ && x.last)
    return data_event{x.payload};
  whole_ = x.last;
  empty_parts_ = x.payload.empty() ? empty_parts_ + 1 : 0;
  if (tsdu_.size() + x.payload.size() > settings_->max_tsdu
      || empty_parts_ > most_empty_parts)
    return fail(errc::malformed, "cotp.tsdu", "segments without an end");
  tsdu_.insert(tsdu_.end(), x.payload.begin(), x.payload.end());
  if (!x.last)
    return none{};
  return data_event{tsdu_};
}

} // namespace bus::cotp
