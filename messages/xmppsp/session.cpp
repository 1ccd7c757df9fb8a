#include "messages/xmppsp/session.hpp"

#include <algorithm>
#include <array>
#include <random>

namespace bus::xmppsp {

namespace {

/// Octets of an element without its user data, at most.
constexpr auto largest_header = std::size_t{448};
constexpr auto least_element = std::size_t{1'024};

std::string place(element_kind x) {
  return "xmppsp." + std::string{name(x)};
}

error unexpected(element_kind x) {
  return {errc::malformed, place(x), "it does not fit what was said before"};
}

} // namespace

std::string random_id() {
  auto source = std::random_device{};
  auto octets = std::array<std::uint8_t, 16>{};
  for (auto& one : octets)
    one = static_cast<std::uint8_t>(source());
  return to_hex(octets);
}

// ---- what comes -------------------------------------------------------------

result<event> session::receive(std::string_view xml) {
  if (state_ == state::over)
    return none{};
  if (!partial_)
    parts_ = bytes{};
  if (xml.size() > largest_element)
    return broken(reason::element_too_large,
                  {errc::malformed, "xmppsp.element",
                   std::to_string(xml.size()) + " octets; at most "
                     + std::to_string(largest_element) + " are taken"});
  auto read = decode(xml, scratch_);
  if (!read)
    return broken(reason::malformed_element, std::move(read.error()));
  auto& x = *read;
  if (!is_ours(x))
    return drop_stray(x);
  if (x.kind == element_kind::abort)
    return take_abort(x);
  if (x.seq < received_) {
    ++duplicates_;
    return none{};
  }
  if (x.seq > received_)
    return broken(reason::sequence_gap,
                  {errc::malformed, place(x.kind) + ".seq",
                   "number " + std::to_string(x.seq) + " came where "
                     + std::to_string(received_)
                     + " was due: a message was lost or overtaken; connect again"});
  return take_next(x);
}

/// Whoever carries the connection has compared the Jabber identifiers.
bool session::is_ours(const element& x) const {
  if (x.kind == element_kind::connect)
    return role_ == role::responder && (peer_id_.empty() || x.from == peer_id_);
  if (x.kind == element_kind::abort)
    return x.to.empty() ? x.from == peer_id_ : x.to == id_;
  return x.to == id_ && (peer_id_.empty() || x.from == peer_id_);
}

event session::drop_stray(const element& x) {
  ++strays_;
  if (!x.to.empty() && x.kind != element_kind::abort)
    out_.push_back(encode_abort(x.to, x.from, reason::unknown_connection));
  return none{};
}

event session::take_abort(const element& x) {
  state_ = state::over;
  return aborted{x.reason, x.by_user, x.user_data};
}

bool session::fits(element_kind x) const {
  auto in = [this](auto... states) { return ((state_ == states) || ...); };
  switch (x) {
  case element_kind::connect: return in(state::idle);
  case element_kind::accept:
  case element_kind::refuse: return in(state::calling);
  case element_kind::data:
  case element_kind::finish: return in(state::open, state::finishing);
  case element_kind::finished: return in(state::finishing);
  case element_kind::abort: return true;
  }
  return false;
}

result<event> session::take_next(const element& x) {
  ++received_;
  if (!fits(x.kind) || (partial_ && *partial_ != x.kind))
    return broken(reason::unexpected_element, unexpected(x.kind));
  if (peer_id_.empty())
    peer_id_ = x.from;
  auto size = parts_.size() + x.user_data.size();
  if (size > settings_->max_user_data)
    return broken(reason::user_data_too_large,
                  {errc::malformed, place(x.kind),
                   std::to_string(size) + " octets of user data; at most "
                     + std::to_string(settings_->max_user_data) + " are taken"});
  if (!x.more && !partial_)
    return take_whole(x, x.user_data);
  parts_.insert(parts_.end(), x.user_data.begin(), x.user_data.end());
  partial_ = x.more ? std::optional{x.kind} : std::nullopt;
  return x.more ? result<event>{none{}} : take_whole(x, parts_);
}

result<event> session::take_whole(const element& x, byte_view user_data) {
  switch (x.kind) {
  case element_kind::connect: return called(x, user_data);
  case element_kind::accept: state_ = state::open; return accepted{user_data};
  case element_kind::refuse:
    state_ = state::over;
    return refused{{errc::rejected, "xmppsp.refuse", std::string{name(x.reason)}},
                   user_data};
  case element_kind::data: return data_indication{user_data};
  case element_kind::finish:
    state_ = state::asked_to_finish;
    return finish_indication{user_data};
  case element_kind::finished: state_ = state::over; return finish_confirm{user_data};
  case element_kind::abort: break;
  }
  return none{};
}

result<event> session::called(const element& x, byte_view user_data) {
  state_ = state::called;
  if (x.version == version)
    return connect_indication{user_data, x.prefers};
  auto named = name_myself();
  auto no = element{element_kind::refuse};
  no.reason = reason::version_not_supported;
  if (named)
    std::ignore = put(no, {});
  state_ = state::over;
  return fail(errc::unsupported, place(x.kind) + ".version",
              "the peer speaks version " + std::to_string(x.version)
                + "; only version 1 is known here");
}

tl::unexpected<error> session::broken(reason why, error what) {
  abort_by_provider(why);
  return tl::make_unexpected(std::move(what));
}

// ---- what goes --------------------------------------------------------------

result<void> session::name_myself() {
  id_ = settings_->make_id();
  if (!is_id(id_))
    return fail(errc::invalid_value, "xmppsp.id",
                "make_id is to make 1 to 64 letters, digits, '.', '_' and '-'");
  return {};
}

result<void> session::connect(byte_view user_data) {
  if (role_ != role::initiator || state_ != state::idle)
    return fail(errc::out_of_state, place(element_kind::connect));
  auto named = name_myself();
  if (!named)
    return named;
  auto x = element{element_kind::connect};
  x.prefers = settings_->encoding;
  return go(state::idle, state::calling, x, user_data);
}

result<void> session::accept(byte_view user_data) {
  if (state_ == state::called)
    if (auto named = name_myself(); !named)
      return named;
  return go(state::called, state::open, {element_kind::accept}, user_data);
}

result<void> session::refuse(reason why, byte_view user_data) {
  if (state_ == state::called)
    if (auto named = name_myself(); !named)
      return named;
  auto x = element{element_kind::refuse};
  x.reason = why;
  x.by_user = why == reason::rejected;
  return go(state::called, state::over, x, user_data);
}

result<void> session::send(byte_view user_data) {
  return go(state::open, state::open, {element_kind::data}, user_data);
}

result<void> session::finish(byte_view user_data) {
  return go(state::open, state::finishing, {element_kind::finish}, user_data);
}

result<void> session::finished(byte_view user_data) {
  return go(state::asked_to_finish, state::over, {element_kind::finished}, user_data);
}

void session::abort(byte_view user_data) {
  auto x = element{element_kind::abort};
  x.reason = reason::user_abort;
  x.by_user = true;
  put_abort(x, user_data);
}

void session::abort_by_provider(reason why) {
  auto x = element{element_kind::abort};
  x.reason = why;
  put_abort(x, {});
}

/// Says nothing to whom nothing was said, and of whom nothing came.
void session::put_abort(element x, byte_view user_data) {
  auto known = !id_.empty() || !peer_id_.empty();
  if (std::exchange(state_, state::over) == state::over || !known)
    return;
  if (id_.empty() && !name_myself())
    return;
  auto too_large = 4 * (user_data.size() / 3 + 1) + largest_header > max_element();
  std::ignore = put(x, too_large ? byte_view{} : user_data);
}

result<void> session::go(state from, state to, element x, byte_view user_data) {
  if (state_ != from)
    return fail(errc::out_of_state, place(x.kind));
  auto done = put(x, user_data);
  if (done)
    state_ = to;
  return done;
}

std::size_t session::max_element() const {
  return std::clamp(settings_->max_element, least_element, largest_element);
}

/// As XML where that is wanted, and one element holds it; else in base64, cut into
/// segments where it takes several.
result<void> session::put(element x, byte_view user_data) {
  if (user_data.size() > settings_->max_user_data)
    return fail(errc::invalid_value, place(x.kind),
                std::to_string(user_data.size())
                  + " octets of user data; max_user_data is "
                  + std::to_string(settings_->max_user_data));
  x.from = id_;
  x.to = x.kind == element_kind::connect ? std::string_view{} : peer_id_;
  if (put_xml(x, user_data))
    return {};
  x.encoding = encoding::base64;
  auto most = (max_element() - largest_header) / 4 * 3;
  do {
    x.user_data = user_data.first(std::min(most, user_data.size()));
    user_data = user_data.subspan(x.user_data.size());
    x.more = !user_data.empty();
    x.seq = sent_++;
    out_.push_back(encode(x));
  } while (x.more);
  return {};
}

bool session::put_xml(element& x, byte_view user_data) {
  if (settings_->encoding != encoding::xml || user_data.size() > max_element())
    return false;
  x.encoding = encoding::xml;
  x.user_data = user_data;
  x.seq = sent_;
  auto text = encode(x);
  if (text.size() > max_element())
    return false;
  ++sent_;
  out_.push_back(std::move(text));
  return true;
}

} // namespace bus::xmppsp
