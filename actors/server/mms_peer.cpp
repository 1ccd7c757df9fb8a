#include "actors/server/mms_peer.hpp"

#include "actors/encoder/mms_encoder.hpp"

#include <algorithm>
#include <iterator>

namespace bus {

namespace {

constexpr auto obtain_timeout = std::chrono::seconds{30};

mms::service_error failed(const error& x) {
  return mms::file_error(x);
}

} // namespace

void mms_peer_state::start(pointer self, mms_server_actor server, std::uint64_t number,
                           bool stores_files, std::size_t most_requests,
                           bytes address) {
  self_ = self;
  server_ = std::move(server);
  number_ = number;
  stores_files_ = stores_files;
  most_requests_ = most_requests;
  address_ = std::move(address);
}

void mms_peer_state::associated(const mms_associated& x) {
  session_.established(*x.agreed, most_requests_);
  window_ = x.agreed->max_outstanding_called;
  self_->send(server_, vmd_joined{number_, x.agreed, address_});
}

void mms_peer_state::ended(const mms_ended&) {
  self_->quit(caf::exit_reason::user_shutdown);
}

void mms_peer_state::received(mms::pdu_list& x) {
  auto asked = std::shared_ptr<mms::request_list>{};
  for (auto& one : x.list) {
    if (obtaining_ && obtaining_->client.receive(one))
      continue;
    auto what = session_.receive(one);
    if (what && what->service.is<mms::request::obtain_file>())
      obtain(std::move(*what));
    else if (what) {
      if (!asked)
        asked = std::make_shared<mms::request_list>();
      asked->list.push_back(std::move(*what));
    }
  }
  if (asked)
    self_->send(server_, vmd_requests{number_, std::move(asked)});
  take_answers();
  flush();
}

void mms_peer_state::answered(const vmd_answers& x) {
  for (auto& one : x.what->list) {
    if (auto* answer = std::get_if<mms::served_list::answer>(&one)) {
      session_.respond(answer->invoke_id, std::move(answer->what));
    } else {
      session_.tell(std::move(std::get<mms::unconfirmed>(one)));
      ++told_;
    }
  }
  flush();
  if (told_ > 0)
    ask_for_room();
}

/// What a server tells by itself is bounded by what the peer reads.
void mms_peer_state::ask_for_room() {
  if (std::exchange(asks_for_room_, true))
    return;
  auto count = std::exchange(told_, 0);
  self_->request(encoder_, caf::infinite, drain_link{})
    .then(
      [this, count](link_drained) {
        asks_for_room_ = false;
        self_->send(server_, vmd_taken{number_, count});
        if (told_ > 0)
          ask_for_room();
      },
      [](const caf::error&) {}); // the link is over, and so are we
}

void mms_peer_state::obtain(asn1::mms::confirmed_request_pdu x) {
  auto& what = x.service.get<mms::request::obtain_file>();
  auto to = mms::path_of(what.destination_file);
  constexpr auto file_busy = 2;
  constexpr auto file_access_denied = 6;
  if (!to || to->empty() || obtaining_ || window_ == 0 || what.source_file_server
      || !stores_files_) {
    auto no = !to ? std::move(to.error())
                  : mms::make_error<mms::error_class::file>(
                    obtaining_ ? file_busy : file_access_denied);
    session_.respond(x.invoke_id, tl::make_unexpected(std::move(no)));
    return;
  }
  obtaining_ = std::make_unique<obtaining>(
    obtaining{x.invoke_id, std::move(*to), mms::obtaining{std::move(what.source_file)},
              mms::client{}});
  auto agreed = mms::parameters{};
  agreed.max_outstanding_calling = 1;
  obtaining_->client.established(agreed);
  auto now = now_of(self_);
  obtaining_->client.submit({0, obtaining_->from.first(), now + obtain_timeout}, now);
}

void mms_peer_state::take_answers() {
  while (obtaining_) {
    auto event = obtaining_->client.next_event();
    if (!event)
      return;
    auto* done = std::get_if<mms::completion>(&*event);
    if (!done)
      continue;
    auto next = obtaining_->from.take(std::move(done->answer));
    auto now = now_of(self_);
    if (!next)
      return store();
    obtaining_->client.submit({0, std::move(*next), now + obtain_timeout}, now);
  }
}

void mms_peer_state::store() {
  auto from = std::move(obtaining_);
  auto invoke_id = from->invoke_id;
  auto file = std::move(from->from).file();
  if (!file)
    return session_.respond(invoke_id, tl::make_unexpected(failed(file.error())));
  self_->request(server_, caf::infinite, vmd_store{from->destination, std::move(*file)})
    .then([this, invoke_id](const vmd_stored& x) {
      if (x.done)
        session_.respond(invoke_id, mms::response::make<mms::response::obtain_file>());
      else
        session_.respond(invoke_id, tl::make_unexpected(failed(x.done.error())));
      flush();
    });
}

void mms_peer_state::unsent(const mms_unsent& x) {
  if (obtaining_)
    obtaining_->client.unsent(x.invoke_id, x.why);
  take_answers();
  flush();
}

void mms_peer_state::tick() {
  alarm_.fired();
  if (obtaining_)
    obtaining_->client.tick(now_of(self_));
  take_answers();
  flush();
}

void mms_peer_state::flush() {
  auto out = session_.take_output();
  if (obtaining_) {
    std::ranges::move(obtaining_->client.take_output(), std::back_inserter(out));
    alarm_.set(self_, obtaining_->client.deadline());
  }
  if (!out.empty())
    self_->send(encoder_, mms_pdus{std::make_shared<mms::pdu_list>(
                            mms::pdu_list{std::move(out)})});
}

mms_peer_actor::behavior_type
mms_peer(mms_peer_actor::stateful_pointer<mms_peer_state> self, mms_server_actor server,
         std::uint64_t number, bool stores_files, link_accepted from,
         std::shared_ptr<const mms::association_settings> settings) {
  // All three end together, and with the server.
  self->monitor(server);
  self->set_down_handler(
    [self](const caf::down_msg&) { self->quit(caf::exit_reason::user_shutdown); });
  self->state.start(self, std::move(server), number, stores_files,
                    settings->local.max_outstanding_calling, std::move(from.address));
  auto encoder = spawn_on(*loop_of(self), called_mms_encoder, std::move(from.link),
                          mms_user_actor{self}, std::move(settings));
  self->link_to(encoder);
  self->state.use(std::move(encoder));
  return {
    [self](const mms_pdus& x) { self->state.received(*x.what); },
    [self](const vmd_answers& x) { self->state.answered(x); },
    [self](const mms_associated& x) { self->state.associated(x); },
    [self](const mms_ended& x) { self->state.ended(x); },
    [self](const mms_unsent& x) { self->state.unsent(x); },
    [self](tick) { self->state.tick(); },
  };
}

} // namespace bus
