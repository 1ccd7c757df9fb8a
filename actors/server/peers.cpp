#include "actors/server/peers.hpp"

#include "actors/log/log.hpp"
#include "actors/server/mms_peer.hpp"

namespace bus {

namespace {

constexpr auto quiet_after_warning = std::chrono::seconds{10};

} // namespace

void server_peers::accept(const link_accepted& x, const mms_server_actor& server,
                          bool stores_files) {
  if (size() >= most_)
    return turn_away(x);
  auto number = ++last_;
  auto one =
    spawn_on(*loop_of(self_), mms_peer, server, number, stores_files, x, association_);
  static_cast<caf::scheduled_actor*>(self_)->monitor(one);
  by_address_.emplace(one.address(), number);
  by_number_.emplace(number, std::move(one));
}

/// Told at most every ten seconds: there may be thousands.
void server_peers::turn_away(const link_accepted& x) {
  ++turned_away_;
  if (auto now = now_of(self_); now >= quiet_until_) {
    quiet_until_ = now + quiet_after_warning;
    log::warning("server." + name_, std::to_string(std::exchange(turned_away_, 0))
                                      + " peers were turned away: "
                                      + std::to_string(size()) + " are there already");
  }
  self_->send_exit(x.link, caf::exit_reason::user_shutdown);
}

std::optional<std::uint64_t> server_peers::left(const caf::actor_addr& x) {
  auto gone = by_address_.extract(x);
  if (!gone)
    return std::nullopt;
  by_number_.erase(gone.mapped());
  return gone.mapped();
}

const mms_peer_actor* server_peers::find(std::uint64_t number) const {
  auto found = by_number_.find(number);
  return found == by_number_.end() ? nullptr : &found->second;
}

} // namespace bus
