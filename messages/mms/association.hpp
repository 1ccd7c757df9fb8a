#pragma once

#include "messages/acse/session.hpp"
#include "messages/copp/session.hpp"
#include "messages/mms/transport.hpp"
#include "messages/time.hpp"

#include <functional>
#include <memory>

namespace bus::mms {

/// How one end associates. Many associations share one.
struct association_settings {
  /// What it holds chooses what carries the association.
  mms::transport::settings transport;
  /// Its syntaxes are those of ACSE and MMS where there are none.
  copp::settings copp;
  acse::settings acse{application_context};
  parameters local = all_parameters();
  duration step_timeout = std::chrono::seconds{10}; ///< for each answer of the peer
  /// Of a responder: why a peer is not to be associated; none where there is no
  /// reason, or no such function.
  std::function<std::optional<acse::diagnostic>(const acse::associate_request&)>
    validate = {};

  association_settings();

  /// The settings of that transport, which is chosen from now on.
  osi_transport::settings& osi();
  xmpp_transport::settings& xmpp();
};

/// A peer wants to associate: answer with accept() or refuse().
struct associate_indication {
  acse::associate_request request;
  parameters proposed;
};

/// PDUs may go from now on.
struct established {
  parameters agreed;
};

struct pdu_received {
  pdu what;
};

/// The association is over; the connection is to be closed once the output is
/// written. `orderly`: after a release, at either end's wish.
struct closed {
  error why;
  bool orderly = false;
};

using association_event =
  std::variant<associate_indication, established, pdu_received, closed>;

/// One end of one association, from a connection's octets to MMS PDUs: composes
/// transport, session, presentation, association control and MMS's initiate and
/// conclude.
///
/// What comes out of step at a layer ends it with that layer's abort. An MMS PDU
/// that cannot be read is answered by a reject, and the association goes on.
class association {
public:
  association(role who, const association_settings& x);

  /// An initiator's beginning, once the TCP connection is there.
  result<void> connect(time_point now);

  /// A responder's: the peer has the step's time to say what it wants.
  void listen(time_point now);

  void receive(byte_view octets, time_point now);
  std::optional<association_event> next_event();

  result<void> accept();

  /// With the diagnostic of the AARE; the association is over.
  void refuse(acse::diagnostic why);

  /// Fails where the PDU is larger than the peer takes, or breaks its module. A
  /// response that is too large becomes the error `pdu-size`.
  result<void> send(const pdu& x);

  /// Conclude, then release. Requests under way are lost.
  result<void> conclude(time_point now);

  /// Releases at once, after a conclude of the peer's.
  void abort();

  void tick(time_point now);
  time_point deadline() const { return deadline_; }

  /// What is to be written to the connection.
  bytes take_output() { return std::exchange(transport_.output(), {}); }
  bool has_output() { return !transport_.output().empty(); }

  bool is_open() const { return state_ == state::open; }
  const parameters& agreed() const { return agreed_; }

private:
  enum class state {
    idle,
    associating, ///< asked, or waits to be asked
    called,      ///< indicated: accept or refuse
    open,
    concluding, ///< the peer's conclude response is awaited
    releasing,  ///< its RLRE
    over,       ///< told, or to be told by next_event()
    told,
  };

  using maybe_event = std::optional<association_event>;

  maybe_event take(const cosp::event& x);
  maybe_event called(const cosp::connect_indication& x);
  maybe_event accepted(const cosp::accepted& x);
  maybe_event refused(const cosp::refused& x);
  maybe_event aborted(const cosp::aborted& x);
  maybe_event finishing(const cosp::finish_indication& x);
  maybe_event take_values();
  maybe_event take_pdu(byte_view octets);
  maybe_event take_apdu(byte_view octets);
  maybe_event concluded();
  void reject_unreadable(byte_view octets);
  void refuse_with(acse::diagnostic why, acse::user_information user);

  void end(error why, bool orderly = false);
  void abort_with(error why);
  result<void> write(const pdu& x);

  const association_settings* settings_;
  transport transport_;
  copp::session copp_;
  acse::session acse_;
  state state_ = state::idle;
  std::int64_t context_ = 0; ///< of MMS
  parameters agreed_;
  copp::pdv_list values_; ///< of the DT at hand
  std::size_t next_value_ = 0;
  time_point now_ = {};
  time_point deadline_ = never;
  std::size_t last_header_ = 0;
  std::unique_ptr<closed> end_; ///< to be told
};

} // namespace bus::mms
