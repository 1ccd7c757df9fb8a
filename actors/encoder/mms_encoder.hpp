#pragma once

#include "actors/interfaces.hpp"
#include "actors/loop/hosted.hpp"
#include "messages/mms/association.hpp"

namespace bus {

using association_settings_ptr = std::shared_ptr<const mms::association_settings>;

class mms_encoder_state {
public:
  static inline const char* name = "encoder";

  using pointer = mms_encoder_actor::stateful_pointer<mms_encoder_state>;

  void start(pointer self, link_actor link, association_settings_ptr x);
  void attach(const mms_attach& x) { user_ = x.user; }
  void dial();
  void listen();
  void opened();
  void closed(const error& why);
  void received(const bytes& data);
  void send(const mms::pdu_list& x);
  void conclude();
  void abort();
  const link_actor& link() const { return link_; }
  void tick();

private:
  void take_events();
  void called(const mms::associate_indication& x);
  void ended(const error& why, bool orderly);
  void flush();

  pointer self_ = nullptr;
  link_actor link_;
  association_settings_ptr settings_;
  mms_user_actor user_;
  std::unique_ptr<mms::association> association_;
  bool dials_ = false;
  bool carried_ = false; ///< since the link was asked for, and until it is closed
  std::optional<mms_ended> end_; ///< why the association closed the link
  alarm alarm_;
};

/// An association that is called: dials when told to, and again after it ended.
mms_encoder_actor::behavior_type
dialing_mms_encoder(mms_encoder_actor::stateful_pointer<mms_encoder_state> self,
                    link_actor link, association_settings_ptr settings);

/// One that a peer calls, over a link that is open. It ends with the link.
mms_encoder_actor::behavior_type
called_mms_encoder(mms_encoder_actor::stateful_pointer<mms_encoder_state> self,
                   link_actor link, mms_user_actor user,
                   association_settings_ptr settings);

} // namespace bus
