#include "messages/xmppsp/router.hpp"

namespace bus::xmppsp {

std::string_view bare(std::string_view jid) {
  return jid.substr(0, jid.find('/'));
}

router::number router::call(std::string peer) {
  connections_.emplace(++last_, connection{std::move(peer), {}, {}});
  return last_;
}

void router::sent(number by, const heading& x) {
  auto found = connections_.find(by);
  if (found == connections_.end() || !found->second.id.empty() || x.from.empty())
    return;
  found->second.id = x.from;
  by_id_.emplace(found->second.id, by);
}

void router::remove(number x) {
  auto found = connections_.find(x);
  if (found == connections_.end())
    return;
  auto& it = found->second;
  if (auto known = by_id_.find(it.id); known != by_id_.end() && known->second == x)
    by_id_.erase(known);
  if (auto known = by_caller_.find({it.peer, it.peer_id});
      known != by_caller_.end() && known->second == x)
    by_caller_.erase(known);
  connections_.erase(found);
}

router::target router::route(const std::string& from, const heading& x) {
  if (x.to.empty())
    return of_called(from, x);
  auto found = by_id_.find(x.to);
  if (found == by_id_.end())
    return x.kind == element_kind::abort ? target{dropped{}} : target{unknown{}};
  auto& it = connections_.at(found->second);
  if (it.peer != from) {
    if (it.peer != bare(from))
      return dropped{true};
    it.peer = from;
  }
  if (it.peer_id.empty())
    it.peer_id = x.from;
  return for_connection{found->second};
}

/// What tells no id of ours: a connect, its segments, and what an initiator says
/// before it was answered.
router::target router::of_called(const std::string& from, const heading& x) {
  auto key = std::pair{from, std::string{x.from}};
  if (auto known = by_caller_.find(key); known != by_caller_.end())
    return for_connection{known->second};
  if (x.kind != element_kind::connect)
    return dropped{};
  connections_.emplace(++last_, connection{from, {}, key.second});
  by_caller_.emplace(std::move(key), last_);
  return caller{last_};
}

std::vector<router::number> router::connections_to(std::string_view jid) const {
  auto out = std::vector<number>{};
  auto whole = jid.find('/') == jid.npos;
  for (auto& [who, it] : connections_)
    if (it.peer == jid || (whole && bare(it.peer) == jid))
      out.push_back(who);
  return out;
}

const std::string& router::peer_of(number x) const {
  static const auto none = std::string{};
  auto found = connections_.find(x);
  return found == connections_.end() ? none : found->second.peer;
}

std::pair<std::string_view, std::string_view> router::ids_of(number x) const {
  auto found = connections_.find(x);
  if (found == connections_.end())
    return {};
  return {found->second.id, found->second.peer_id};
}

} // namespace bus::xmppsp
