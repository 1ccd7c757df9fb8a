#pragma once

#include "actors/interfaces.hpp"
#include "actors/loop/hosted.hpp"
#include "actors/mms_settings.hpp"

#include <unordered_map>

namespace bus {

/// The peers of one server: an actor for each, numbered, so many and no more.
class server_peers {
public:
  void use(caf::local_actor* self, std::string name, std::size_t most,
           std::shared_ptr<const mms::association_settings> association) {
    self_ = self;
    name_ = std::move(name);
    most_ = most;
    association_ = std::move(association);
  }

  /// Starts a peer of `server`, or turns it away.
  void accept(const link_accepted& x, const mms_server_actor& server,
              bool stores_files);

  struct peer {
    std::uint64_t number;
    mms_peer_actor who;
  };

  /// The peer that ended; nothing where it is none.
  std::optional<std::uint64_t> left(const caf::actor_addr& x);

  /// Null where it is gone.
  const mms_peer_actor* find(std::uint64_t number) const;

  std::size_t size() const { return by_address_.size(); }

private:
  void turn_away(const link_accepted& x);

  caf::local_actor* self_ = nullptr;
  std::string name_;
  std::size_t most_ = 0;
  std::shared_ptr<const mms::association_settings> association_;
  std::uint64_t last_ = 0;
  std::unordered_map<caf::actor_addr, std::uint64_t> by_address_;
  std::unordered_map<std::uint64_t, mms_peer_actor> by_number_;
  std::size_t turned_away_ = 0; ///< and not yet told
  time_point quiet_until_ = {};
};

} // namespace bus
