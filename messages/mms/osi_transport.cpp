#include "messages/mms/osi_transport.hpp"

#include <algorithm>

namespace bus::mms {

namespace {

constexpr auto tpkt_header = tpkt::header_size;
constexpr auto data_header = cotp::last_data_header.size();

static_assert(osi_transport::header_size
              == tpkt_header + data_header + cosp::data_header.size());

void append(bytes& to, byte_view x) {
  to.insert(to.end(), x.begin(), x.end());
}

} // namespace

osi_transport::osi_transport(role who, const settings& x)
  : cotp_{who == role::initiator ? cotp::role::initiator : cotp::role::responder,
          x.cotp},
    cosp_{who == role::initiator ? cosp::role::initiator : cosp::role::responder,
          x.cosp} {}

result<void> osi_transport::connect(bytes cp) {
  cp_ = std::move(cp);
  put_tpdu(cotp_.connect());
  return {};
}

result<std::optional<cosp::event>> osi_transport::next() {
  while (true) {
    auto tpdu = frames_.next();
    if (!tpdu)
      return tl::make_unexpected(std::move(tpdu.error()));
    if (!*tpdu)
      return std::nullopt;
    auto event = take(**tpdu);
    if (!event || *event)
      return event;
  }
}

result<std::optional<cosp::event>> osi_transport::take(byte_view tpdu) {
  auto event = cotp_.receive(tpdu);
  if (!event) {
    if (event.error().code == errc::access_denied)
      put_tpdu(cotp_.refuse(cotp::reason::address_unknown));
    return tl::make_unexpected(std::move(event.error()));
  }
  if (auto* data = std::get_if<cotp::data_event>(&*event))
    return take_session(data->tsdu);
  if (auto* ended = std::get_if<cotp::disconnected>(&*event))
    return tl::make_unexpected(std::move(ended->why));
  if (std::holds_alternative<cotp::connect_indication>(*event)) {
    auto cc = cotp_.accept();
    if (!cc)
      return tl::make_unexpected(std::move(cc.error()));
    put_tpdu(*cc);
  } else if (std::holds_alternative<cotp::connected>(*event)) {
    auto asked = put(cosp_.connect(cp_));
    cp_ = bytes{};
    if (!asked)
      return tl::make_unexpected(std::move(asked.error()));
  }
  return std::nullopt;
}

result<std::optional<cosp::event>> osi_transport::take_session(byte_view tsdu) {
  auto event = cosp_.receive(tsdu);
  if (event) {
    if (std::holds_alternative<cosp::none>(*event))
      return std::nullopt;
    return std::optional{std::move(*event)};
  }
  if (event.error().code == errc::access_denied)
    std::ignore = refuse(cosp::reason::ssap_unknown, {});
  else
    abort_by_provider();
  return tl::make_unexpected(std::move(event.error()));
}

result<void> osi_transport::accept(byte_view cpa) {
  return put(cosp_.accept(cpa));
}

result<void> osi_transport::refuse(cosp::reason why, byte_view cpr) {
  return put(cosp_.refuse(why, cpr));
}

result<void> osi_transport::finish(byte_view user_data) {
  return put(cosp_.finish(user_data));
}

result<void> osi_transport::disconnect(byte_view user_data) {
  return put(cosp_.disconnect(user_data));
}

void osi_transport::abort(byte_view aru) {
  put_tsdu(cosp_.abort(aru));
}

void osi_transport::abort_by_provider() {
  put_tsdu(cosp_.provider_abort());
}

result<void> osi_transport::send(byte_view user_data) {
  auto tsdu = bytes(cosp::data_header.begin(), cosp::data_header.end());
  append(tsdu, user_data);
  put_tsdu(tsdu);
  return {};
}

bool osi_transport::put_header(std::uint8_t* at, std::size_t size) const {
  auto tsdu = cosp::data_header.size() + size;
  if (tsdu > cotp_.payload_size())
    return false;
  tpkt::put_header(at, data_header + tsdu);
  at = std::ranges::copy(cotp::last_data_header, at + tpkt_header).out;
  std::ranges::copy(cosp::data_header, at);
  return true;
}

void osi_transport::put_tpdu(byte_view tpdu) {
  auto at = out_.size();
  out_.resize(at + tpkt_header);
  tpkt::put_header(out_.data() + at, tpdu.size());
  append(out_, tpdu);
}

void osi_transport::put_tsdu(byte_view tsdu) {
  cotp_.segment(tsdu, [this](const auto& header, byte_view part) {
    auto at = out_.size();
    out_.resize(at + tpkt_header);
    tpkt::put_header(out_.data() + at, header.size() + part.size());
    append(out_, header);
    append(out_, part);
  });
}

result<void> osi_transport::put(result<bytes> spdu) {
  if (!spdu)
    return tl::make_unexpected(std::move(spdu.error()));
  put_tsdu(*spdu);
  return {};
}

} // namespace bus::mms
