#pragma once

#include "actors/interfaces.hpp"
#include "actors/loop/hosted.hpp"
#include "messages/backoff.hpp"
#include "messages/mms/device.hpp"

#include <random>

namespace bus {

/// Dials an association, again after it ended with longer and longer waits, tells the
/// model how it stands, and carries a device's PDUs: what connections over MMS have in
/// common.
class association_keeper {
public:
  void start(caf::scheduled_actor* self, mms_encoder_actor encoder,
             data_model_actor model, const std::string& name, std::string protocol,
             duration first_retry, duration longest_retry);

  void associated();
  void ended(const error& why);
  void tick(time_point now);
  void dial();

  /// Gives the device what came; what is nothing of its own is rejected.
  void received(mms::device& device, mms::pdu_list& x);

  /// Sends what the device has to say.
  void send_output(mms::device& device);

  bool is_open() const { return open_; }
  time_point deadline() const { return redial_; }
  const connection_status& status() const { return status_; }
  void tell_state(connection_state to, std::string cause);

private:
  caf::scheduled_actor* self_ = nullptr;
  mms_encoder_actor encoder_;
  data_model_actor model_;
  backoff backoff_{{}, {}};
  std::minstd_rand dice_;
  connection_status status_;
  time_point redial_ = never;
  bool open_ = false;
};

} // namespace bus
