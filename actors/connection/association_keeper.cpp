#include "actors/connection/association_keeper.hpp"

#include "actors/log/log.hpp"
#include "messages/mms/server.hpp"

namespace bus {

void association_keeper::start(caf::scheduled_actor* self, mms_encoder_actor encoder,
                               data_model_actor model, const std::string& name,
                               std::string protocol, duration first_retry,
                               duration longest_retry) {
  self_ = self;
  encoder_ = std::move(encoder);
  model_ = std::move(model);
  backoff_ = backoff{first_retry, longest_retry};
  dice_.seed(static_cast<unsigned>(std::hash<std::string>{}(name)));
  status_ = {
    name, std::move(protocol), connection_state::connecting, {}, utc_time::now()};
}

void association_keeper::dial() {
  redial_ = never;
  caf::anon_send(encoder_, mms_dial{});
}

void association_keeper::associated() {
  open_ = true;
  backoff_.reset();
  tell_state(connection_state::connected, {});
}

void association_keeper::ended(const error& why) {
  auto was_open = std::exchange(open_, false);
  tell_state(was_open ? connection_state::disconnected : connection_state::failed,
             to_string(why));
  auto dice = std::uniform_real_distribution<>{}(dice_);
  redial_ = now_of(self_) + backoff_.next(dice);
}

void association_keeper::tick(time_point now) {
  if (now >= redial_)
    dial();
}

void association_keeper::received(mms::device& device, mms::pdu_list& x) {
  auto server = mms::server{}; // nothing is served here: it rejects
  for (auto& one : x.list)
    if (!device.receive(one))
      std::ignore = server.receive(one);
  if (auto out = server.take_output(); !out.empty())
    caf::anon_send(encoder_, mms_pdus{std::make_shared<mms::pdu_list>(
                               mms::pdu_list{std::move(out)})});
}

void association_keeper::send_output(mms::device& device) {
  if (auto out = device.take_output(); !out.empty() && open_)
    caf::anon_send(encoder_, mms_pdus{std::make_shared<mms::pdu_list>(
                               mms::pdu_list{std::move(out)})});
}

void association_keeper::tell_state(connection_state to, std::string cause) {
  if (status_.state == to && status_.cause == cause)
    return;
  log::info("connection." + status_.connection,
            std::string{bus::name(to)} + (cause.empty() ? "" : ": " + cause));
  status_.state = to;
  status_.cause = std::move(cause);
  status_.since = utc_time::now();
  caf::anon_send(model_, status_);
}

} // namespace bus
