#pragma once

#include "messages/acse/codec.hpp"

#include <vector>

namespace bus::acse {

struct settings {
  object_identifier application_context;
  ae_title own = {}, peer = {};
  /// An initiator sends it; a responder wants one of these, or takes all where
  /// there are none.
  std::vector<std::string> passwords = {};
};

/// What came in, as far as an association's user acts on it.
struct connect_indication {
  associate_request request;
};
struct accepted {
  user_information user;
};
struct refused {
  error why;
};
struct release_indication {};
struct released {};
struct aborted {
  error why;
};
using event = std::variant<connect_indication, accepted, refused, release_indication,
                           released, aborted>;

/// One association's end: which APDU may come, and what its answer says.
class session {
public:
  /// Keeps to `x`, which many sessions share.
  explicit session(const settings& x)
    : settings_{&x} {}

  result<bytes> connect(user_information user);

  /// An AARQ that is not to be accepted comes as out_of_state or access_denied with
  /// the diagnostic's name as its cause; answer it with refuse().
  result<event> receive(byte_view in);

  result<bytes> accept(user_information user);

  /// `user` as far as the user has something to say.
  result<bytes> refuse(diagnostic why, user_information user = {});

  result<bytes> release();
  result<bytes> release_response();

  /// An abort's APDU; the association is over.
  result<bytes> abort(bool by_provider);

  bool is_associated() const { return state_ == state::associated; }

  /// Why the last AARQ is not to be accepted.
  std::optional<diagnostic> refusal() const { return refusal_; }

private:
  enum class state {
    idle,
    calling,
    called,
    associated,
    releasing,
    released_by_peer,
    over
  };

  result<event> called(associate_request x);
  result<event> answered(associate_response x);
  std::optional<diagnostic> check(const associate_request& x) const;

  const settings* settings_;
  state state_ = state::idle;
  std::optional<diagnostic> refusal_;
};

} // namespace bus::acse
