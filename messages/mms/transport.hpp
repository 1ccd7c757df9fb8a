#pragma once

#include "messages/mms/osi_transport.hpp"
#include "messages/mms/xmpp_transport.hpp"

#include <memory>
#include <variant>

namespace bus::mms {

/// What carries an association: OSI over TCP or XMPPSP over XMPP, whichever its
/// settings hold. Both have the same functions, those of osi_transport.
class transport {
public:
  using settings = std::variant<osi_transport::settings, xmpp_transport::settings>;

  /// Keeps to `x`, which many share.
  transport(role who, const settings& x)
    : is_{make(who, x)} {}

  result<void> connect(bytes cp) {
    return with([&](auto& x) { return x.connect(std::move(cp)); });
  }

  void feed(byte_view octets) {
    with([&](auto& x) { x.feed(octets); });
  }

  result<std::optional<cosp::event>> next() {
    return with([](auto& x) { return x.next(); });
  }

  result<void> accept(byte_view cpa) {
    return with([&](auto& x) { return x.accept(cpa); });
  }

  result<void> refuse(cosp::reason why, byte_view cpr) {
    return with([&](auto& x) { return x.refuse(why, cpr); });
  }

  result<void> finish(byte_view user_data) {
    return with([&](auto& x) { return x.finish(user_data); });
  }

  result<void> disconnect(byte_view user_data) {
    return with([&](auto& x) { return x.disconnect(user_data); });
  }

  void abort(byte_view aru) {
    with([&](auto& x) { x.abort(aru); });
  }

  /// The peer was waited for too long.
  void time_out() {
    with([](auto& x) { x.time_out(); });
  }

  result<void> send(byte_view user_data) {
    return with([&](auto& x) { return x.send(user_data); });
  }

  std::size_t header_size() {
    return with([](auto& x) { return x.header_size; });
  }

  bool put_header(std::uint8_t* at, std::size_t size) {
    return with([&](auto& x) { return x.put_header(at, size); });
  }

  bytes& output() {
    return with([](auto& x) -> bytes& { return x.output(); });
  }

private:
  /// The larger one apart, so that an idle association over TCP stays small.
  using either = std::variant<osi_transport, std::unique_ptr<xmpp_transport>>;

  static either make(role who, const settings& x) {
    if (auto* osi = std::get_if<osi_transport::settings>(&x))
      return osi_transport{who, *osi};
    return std::make_unique<xmpp_transport>(who,
                                            *std::get_if<xmpp_transport::settings>(&x));
  }

  template <class F>
  std::invoke_result_t<F, osi_transport&> with(F f) {
    if (auto* osi = std::get_if<osi_transport>(&is_))
      return f(*osi);
    return f(**std::get_if<std::unique_ptr<xmpp_transport>>(&is_));
  }

  either is_;
};

} // namespace bus::mms
