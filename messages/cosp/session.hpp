#pragma once

#include "messages/cosp/codec.hpp"

namespace bus::cosp {

enum class role : std::uint8_t { initiator, responder };

struct settings {
  std::optional<bytes> own_ssel = {}, peer_ssel = {};
};

// What a TSDU brought. User data stand in it.

struct none {};
struct connect_indication {
  byte_view user_data;
};
struct accepted {
  byte_view user_data;
};
struct refused {
  error why;
  byte_view user_data;
};
struct data {
  byte_view user_data;
};
struct finish_indication {
  byte_view user_data;
};
struct finished {
  byte_view user_data;
};
struct not_finished {
  byte_view user_data;
};
struct aborted {
  bool by_user = false;
  byte_view user_data;
};
using event = std::variant<none, connect_indication, accepted, refused, data,
                           finish_indication, finished, not_finished, aborted>;

/// One end of one session connection: which SPDU may come when. The owner of an
/// error is to abort.
class session {
public:
  /// Keeps to `x`, which many sessions share.
  session(role who, const settings& x)
    : settings_{&x},
      role_{who} {}

  /// CN
  result<bytes> connect(byte_view user_data);

  /// A CN for another selector fails with access_denied, and is to be refused.
  result<event> receive(byte_view tsdu);

  result<bytes> accept(byte_view user_data);             ///< AC
  result<bytes> refuse(reason why, byte_view user_data); ///< RF
  result<bytes> finish(byte_view user_data);             ///< FN
  result<bytes> disconnect(byte_view user_data);         ///< DN
  result<bytes> not_finished(byte_view user_data);       ///< NF
  bytes abort(byte_view user_data);                      ///< AB by the user
  bytes provider_abort();                                ///< AB by this layer

private:
  enum class state : std::uint8_t {
    idle,
    calling,
    called,
    open,
    finishing,
    asked_to_finish,
    over
  };

  result<event> called(const spdu& x);
  result<event> answered(const spdu& x);

  const settings* settings_;
  role role_;
  state state_ = state::idle;
  std::uint8_t version_ = 2; ///< the bit of the version agreed on
};

} // namespace bus::cosp
