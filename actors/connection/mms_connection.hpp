#pragma once

#include "actors/connection/association_keeper.hpp"
#include "actors/interfaces.hpp"
#include "actors/loop/hosted.hpp"
#include "actors/mms_settings.hpp"
#include "messages/mms/device.hpp"

#include <unordered_map>

namespace bus {

struct mms_connection_settings {
  std::string name;
  std::vector<mms_poll> polls = {};
  point_table_ptr table = {}; ///< what is polled, all polls one behind the other
  duration first_retry = std::chrono::milliseconds{500};
  duration longest_retry = std::chrono::seconds{30};
  double phase = 0; ///< of its polls within their intervals, 0 to 1
};

/// The polls' points as the bus knows them.
point_table_ptr make_table(const std::string& connection,
                           const std::vector<mms_poll>& polls);

/// One MMS server on the bus: associates and does so again, polls, answers reads,
/// writes and questions about its objects.
class mms_connection_state {
public:
  static inline const char* name = "connection";

  using pointer = mms_connection_actor::stateful_pointer<mms_connection_state>;

  void start(pointer self, mms_encoder_actor encoder, data_model_actor model,
             mms_connection_settings x);
  void associated(const mms_associated& x);
  void ended(const mms_ended& x);
  void received(mms::pdu_list& x);
  void unsent(const mms_unsent& x);
  void tick();

  caf::typed_response_promise<points_read> read(const read_points& x);
  caf::typed_response_promise<points_written> write(const write_points& x);
  caf::typed_response_promise<browsed> browse(const browse_path& x);
  caf::typed_response_promise<described> describe(const describe_path& x);

private:
  struct polling {
    mms_poll what;
    std::uint32_t first; ///< its first point
    time_point next = never;
    bool under_way = false;
  };

  void poll(polling& x, time_point now);
  void observed(std::uint32_t point, const result<value>& x, reason why);
  void lost();
  void tell();
  void flush();
  mms::device::deadline_of until(time_point deadline) const;

  pointer self_ = nullptr;
  mms_encoder_actor encoder_;
  data_model_actor model_;
  mms_connection_settings settings_;
  mms::device device_;
  association_keeper association_;
  std::vector<polling> polls_;
  std::vector<sample> last_; ///< of the table's points
  std::unordered_map<std::string, std::uint32_t> by_path_;
  std::vector<point_update> changes_;
  unsigned batches_out_ = 0;
  alarm alarm_;
};

mms_connection_actor::behavior_type
mms_connection(mms_connection_actor::stateful_pointer<mms_connection_state> self,
               mms_encoder_actor encoder, data_model_actor model,
               mms_connection_settings settings);

} // namespace bus
