#pragma once

#include "messages/copp/codec.hpp"

namespace bus::copp {

struct settings {
  std::optional<bytes> own_psel, peer_psel;
  /// Abstract syntaxes: an initiator proposes all, a responder accepts these.
  std::vector<object_identifier> syntaxes;
};

/// The presentation's end of one association. It knows the contexts; the session
/// beneath keeps the order of what may come when. Whichever session that is, its
/// user data goes in here and comes out of here.
class session {
public:
  /// Keeps to `x`, which many sessions share.
  explicit session(const settings& x);

  // Of an initiator.

  /// A CP PPDU, with one value in the context of `syntax`.
  result<bytes> connect(const object_identifier& syntax, byte_view user_data);
  result<pdv_list> receive_accept(byte_view cpa);
  ending receive_refuse(byte_view cpr);

  // Of a responder.

  /// Fails where no answer but a refusal is left, and says with which reason.
  struct refusal {
    provider_reason reason = provider_reason::reason_not_specified;
    std::string cause;
  };
  tl::expected<connect_indication, refusal> receive_connect(byte_view cp);
  result<bytes> accept(const object_identifier& syntax, byte_view user_data);

  /// A CPR PPDU: by the user where there is user data, else by the provider.
  result<bytes> refuse(const object_identifier& syntax, byte_view user_data);
  bytes refuse(provider_reason why);

  // Of both.

  /// Also what releases carry. Fails where a value is in no context.
  result<pdv_list> receive_data(byte_view user_data);
  result<bytes> user_data(const object_identifier& syntax, byte_view octets) const;

  /// ARU and ARP PPDUs.
  result<bytes> abort(const object_identifier& syntax, byte_view octets);
  static bytes abort(abort_reason why);
  ending receive_abort(byte_view in);

  /// Empty where the context is none of those agreed on.
  const object_identifier* syntax_of(std::int64_t context) const;
  std::optional<std::int64_t> context_of(const object_identifier& syntax) const;

  /// The context that connect() proposes for one of the settings' syntaxes: odd
  /// ones are the initiator's (X.226, 6.2.2.7).
  static std::int64_t proposed_context(std::size_t place) {
    return static_cast<std::int64_t>(place) * 2 + 1;
  }

private:
  struct defined_context {
    std::int64_t id;
    const object_identifier* syntax; ///< one of the settings'; null where unknown
    bool agreed = false;
  };

  defined_context* find(std::int64_t id);
  bool has_all(const pdv_list& x) const;

  const settings* settings_;
  std::vector<defined_context> contexts_;
  bytes scratch_;
};

} // namespace bus::copp
