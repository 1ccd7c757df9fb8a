#include "messages/mms/xmpp_transport.hpp"

namespace bus::mms {

namespace {

/// An abort by the peer's provider is told by its own word.
struct to_cosp {
  using outcome = result<std::optional<cosp::event>>;

  outcome operator()(xmppsp::none) const { return std::nullopt; }
  outcome operator()(const xmppsp::connect_indication& x) const {
    return cosp::connect_indication{x.user_data};
  }
  outcome operator()(const xmppsp::accepted& x) const {
    return cosp::accepted{x.user_data};
  }
  outcome operator()(xmppsp::refused& x) const {
    return cosp::refused{std::move(x.why), x.user_data};
  }
  outcome operator()(const xmppsp::data_indication& x) const {
    return cosp::data{x.user_data};
  }
  outcome operator()(const xmppsp::finish_indication& x) const {
    return cosp::finish_indication{x.user_data};
  }
  outcome operator()(const xmppsp::finish_confirm& x) const {
    return cosp::finished{x.user_data};
  }
  outcome operator()(const xmppsp::aborted& x) const {
    if (x.by_user)
      return cosp::aborted{true, x.user_data};
    return fail(errc::not_connected, "xmppsp.abort", std::string{name(x.why)});
  }
};

xmppsp::reason refusal(cosp::reason x) {
  switch (x) {
  case cosp::reason::temporary_congestion:
  case cosp::reason::provider_congestion: return xmppsp::reason::temporary_congestion;
  default: return xmppsp::reason::rejected;
  }
}

} // namespace

xmpp_transport::xmpp_transport(role who, const settings& x)
  : session_{who == role::initiator ? xmppsp::role::initiator : xmppsp::role::responder,
             x} {}

result<void> xmpp_transport::connect(bytes cp) {
  return put(session_.connect(cp));
}

result<std::optional<cosp::event>> xmpp_transport::next() {
  while (true) {
    auto element = frames_.next();
    if (!element) {
      session_.abort_by_provider(xmppsp::reason::element_too_large);
      put_frames();
      return tl::make_unexpected(std::move(element.error()));
    }
    if (!*element)
      return std::nullopt;
    auto event = take(**element);
    if (!event || *event)
      return event;
  }
}

result<std::optional<cosp::event>> xmpp_transport::take(std::string_view element) {
  auto event = session_.receive(element);
  put_frames(); // an abort, or the answer to a stray
  if (!event)
    return tl::make_unexpected(std::move(event.error()));
  return std::visit(to_cosp{}, *event);
}

result<void> xmpp_transport::accept(byte_view cpa) {
  return put(session_.accept(cpa));
}

result<void> xmpp_transport::refuse(cosp::reason why, byte_view cpr) {
  return put(session_.refuse(refusal(why), cpr));
}

result<void> xmpp_transport::finish(byte_view user_data) {
  return put(session_.finish(user_data));
}

result<void> xmpp_transport::disconnect(byte_view user_data) {
  return put(session_.finished(user_data));
}

void xmpp_transport::abort(byte_view aru) {
  session_.abort(aru);
  put_frames();
}

void xmpp_transport::abort_by_provider() {
  session_.abort_by_provider(xmppsp::reason::unexpected_element);
  put_frames();
}

void xmpp_transport::time_out() {
  session_.abort_by_provider(xmppsp::reason::timeout);
  put_frames();
}

result<void> xmpp_transport::send(byte_view user_data) {
  return put(session_.send(user_data));
}

result<void> xmpp_transport::put(result<void> done) {
  put_frames();
  return done;
}

void xmpp_transport::put_frames() {
  for (auto& one : session_.take_output())
    xmppsp::append_frame(one, out_);
}

} // namespace bus::mms
