#pragma once

#include "actors/connection/association_keeper.hpp"
#include "actors/connection/keyed_commands.hpp"
#include "actors/connection/state_file.hpp"
#include "actors/iec61850_settings.hpp"
#include "messages/iec61850/browser.hpp"
#include "messages/iec61850/directory.hpp"
#include "messages/iec61850/ds_manager.hpp"
#include "messages/iec61850/operation.hpp"
#include "messages/iec61850/reader.hpp"
#include "messages/iec61850/reference.hpp"
#include "messages/iec61850/writer.hpp"

#include <map>

namespace bus {

/// One IEC 61850 server on the bus: its reports and polls become points, and what the
/// bus's clients ask of it is done.
class iec61850_connection_state {
public:
  static inline const char* name = "connection";

  using pointer = mms_connection_actor::stateful_pointer<iec61850_connection_state>;

  void start(pointer self, mms_encoder_actor encoder, data_model_actor model,
             iec61850_client_settings x);
  void associated(const mms_associated& x);
  void ended(const mms_ended& x);
  void received(mms::pdu_list& x);
  void unsent(const mms_unsent& x);
  void tick();

  caf::typed_response_promise<points_read> read(const read_points& x);
  caf::typed_response_promise<points_written> write(const write_points& x);
  caf::typed_response_promise<browsed> browse(const browse_path& x);
  caf::typed_response_promise<described> describe(const describe_path& x);
  caf::typed_response_promise<acted> act(const act_on& x);

private:
  using promise = caf::typed_response_promise<acted>;
  using deadline_of = mms::device::deadline_of;

  /// A report that is to be received, and what goes with it.
  struct reporting {
    iec61850::subscription of;
    std::shared_ptr<report_position> position = {};
    std::vector<std::uint32_t> points = {}; ///< of the members
    std::string block = {};                 ///< reference without the connection
    std::string data_set = {};
    time_point retry = never;
    bool wanted = true;
    bool is_starting = false;
  };

  struct polling {
    iec61850_poll what;
    std::vector<std::string> paths;
    std::vector<std::uint32_t> points = {};
    time_point next = never;
    bool under_way = false;
  };

  void enable(std::size_t which);
  void start_report(std::size_t which, deadline_of when,
                    std::function<void(result<void>)> done);
  void enabled(std::size_t which, const result<void>& how);
  void open_position(reporting& x);
  void make_points();
  void poll(std::size_t which, time_point now);
  bool take_report(asn1::mms::information_report& x);
  void tell_report(reporting& from, iec61850::told_report x);
  void observed(std::uint32_t point, sample to, reasons why);
  void lost();
  void tell();
  void flush();
  void hold(bool on);
  void watch_silence(time_point now);
  deadline_of until(time_point deadline) const;
  std::string ref_of(const std::string& path) const;
  void log_warning(const std::string& text) const;

  void
  names_of(const std::string& logical_device, deadline_of when,
           std::function<void(result<std::shared_ptr<iec61850::device_names>>)> done);
  void describe_object(const iec61850::reference& at, deadline_of when,
                       std::function<void(result<value>)> done);

  void act(const iec61850::reference& at, const action::control& x, deadline_of when,
           promise to);
  void act(const iec61850::reference& at, const action::data_set& x, deadline_of when,
           promise to);
  void act(const iec61850::reference& at, const action::report& x, deadline_of when,
           promise to);
  void act(const iec61850::reference& at, const action::setting& x, deadline_of when,
           promise to);
  void act(const iec61850::reference& at, const action::file& x, deadline_of when,
           promise to);
  void act(const iec61850::reference& at, const action::log& x, deadline_of when,
           promise to);
  template <class Other>
  void act(const iec61850::reference&, const Other&, deadline_of, promise to) {
    to.deliver(acted{not_for("iec61850")});
  }
  void list_data_sets(const iec61850::reference& at, deadline_of when, promise to);

  pointer self_ = nullptr;
  mms_encoder_actor encoder_;
  data_model_actor model_;
  iec61850_client_settings settings_;
  mms::device device_;
  iec61850::browser browser_{device_};
  iec61850::reader reader_{device_};
  iec61850::writer writer_{device_};
  iec61850::ds_manager ds_manager_{device_};
  iec61850::operations operations_{device_};
  association_keeper association_;
  std::vector<std::unique_ptr<reporting>> reports_;
  std::vector<polling> polls_;
  point_table_ptr table_;
  std::vector<sample> last_; ///< of the table's points
  std::vector<point_update> changes_;
  std::deque<point_batch_ptr> waiting_; ///< for the model to take more
  unsigned batches_out_ = 0;
  keyed_commands commands_;
  time_point heard_ = {}; ///< the last time something came
  bool asks_status_ = false;
  bool held_ = false; ///< nothing is read: the bus does not keep up
  alarm alarm_;
};

mms_connection_actor::behavior_type iec61850_connection(
  mms_connection_actor::stateful_pointer<iec61850_connection_state> self,
  mms_encoder_actor encoder, data_model_actor model, iec61850_client_settings settings);

} // namespace bus
