#pragma once

#include "messages/cotp/codec.hpp"

namespace bus::cotp {

enum class role : std::uint8_t { initiator, responder };

struct settings {
  std::optional<bytes> own_tsel = {}, peer_tsel = {};
  std::size_t max_tpdu_size = 8192;             ///< 128 to 8192, a power of two
  std::size_t max_tsdu = std::size_t{16} << 20; ///< octets, put together
};

// What a TPDU brought.

struct none {};
struct connect_indication {};
struct connected {};
/// A whole TSDU; it stands until the next one is received.
struct data_event {
  byte_view tsdu;
};
struct disconnected {
  error why;
};
using event =
  std::variant<none, connect_indication, connected, data_event, disconnected>;

/// One end of one transport connection of class 0.
class session {
public:
  /// Keeps to `x`, which many sessions share.
  session(role who, const settings& x)
    : settings_{&x},
      role_{who} {}

  /// CR
  bytes connect();

  /// A CR for another selector fails with access_denied, and is to be refused.
  result<event> receive(byte_view in);

  /// CC
  result<bytes> accept();

  /// DR
  bytes refuse(reason why);

  /// Octets of a TSDU that go in one TPDU.
  std::size_t payload_size() const { return tpdu_size_ - last_data_header.size(); }

  /// Calls put(header, payload) for each DT that the TSDU takes.
  template <class Put>
  void segment(byte_view tsdu, Put put) const {
    auto part = payload_size();
    for (; tsdu.size() > part; tsdu = tsdu.subspan(part))
      put(more_data_header, tsdu.first(part));
    put(last_data_header, tsdu);
  }

private:
  enum class state : std::uint8_t { idle, calling, called, open, over };

  result<event> called(const connect_request& x);
  result<event> confirmed(const connect_confirm& x);
  result<event> collect(const data_tpdu& x);

  const settings* settings_;
  role role_;
  state state_ = state::idle;
  bool whole_ = true; ///< the last TSDU ended
  std::uint16_t peer_ref_ = 0;
  std::optional<std::size_t> agreed_; ///< told in a CC where it was in the CR
  std::size_t tpdu_size_ = 128;
  std::size_t empty_parts_ = 0;
  bytes tsdu_;
};

} // namespace bus::cotp
