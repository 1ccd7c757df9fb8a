#pragma once

#include "actors/interfaces.hpp"
#include "actors/loop/hosted.hpp"
#include "messages/mms/association.hpp"
#include "messages/mms/client.hpp"
#include "messages/mms/obtaining.hpp"
#include "messages/mms/server.hpp"

#include <functional>

namespace bus {

class mms_peer_state {
public:
  static inline const char* name = "connection";

  using pointer = mms_peer_actor::stateful_pointer<mms_peer_state>;

  void start(pointer self, mms_server_actor server, std::uint64_t number,
             bool stores_files, std::size_t most_requests, bytes address);
  void use(mms_encoder_actor encoder) { encoder_ = std::move(encoder); }
  void associated(const mms_associated& x);
  void ended(const mms_ended& x);
  void received(mms::pdu_list& x);
  void unsent(const mms_unsent& x);
  void answered(const vmd_answers& x);
  void tick();

private:
  void obtain(asn1::mms::confirmed_request_pdu x);
  void take_answers();
  void store();
  void flush();
  void ask_for_room();

  pointer self_ = nullptr;
  mms_server_actor server_;
  mms_encoder_actor encoder_;
  std::uint64_t number_ = 0;
  bool stores_files_ = false;
  bytes address_;
  std::size_t told_ = 0; ///< by the server, since it was said to have left
  bool asks_for_room_ = false;
  std::size_t most_requests_ = 0;
  mms::server session_;

  /// An obtainFile under way: we ask the peer, too.
  struct obtaining {
    std::uint32_t invoke_id;
    std::string destination;
    mms::obtaining from;
    mms::client client;
  };
  std::unique_ptr<obtaining> obtaining_;
  std::uint16_t window_ = 0; ///< for our requests
  alarm alarm_;
};

/// One peer of a server: takes its requests, has the server's objects answer
/// them, and ends with its association.
mms_peer_actor::behavior_type
mms_peer(mms_peer_actor::stateful_pointer<mms_peer_state> self, mms_server_actor server,
         std::uint64_t number, bool stores_files, link_accepted from,
         std::shared_ptr<const mms::association_settings> settings);

} // namespace bus
