#pragma once

#include "actors/connection/event_journal.hpp"
#include "actors/connection/keyed_commands.hpp"
#include "actors/iec104_settings.hpp"
#include "actors/interfaces.hpp"
#include "actors/loop/hosted.hpp"
#include "messages/backoff.hpp"
#include "messages/iec104/line_switch.hpp"

#include <random>

namespace bus {

/// One controlled station on the bus, over one line or several: what it tells becomes
/// points, and what the bus's clients ask of it is done. An ASDU is acknowledged when
/// the bus has taken what it told.
class iec104_connection_state {
public:
  static inline const char* name = "connection";

  using pointer = iec104_connection_actor::stateful_pointer<iec104_connection_state>;

  void start(pointer self, std::vector<iec104_line_actor> lines, data_model_actor model,
             iec104_client_settings x);
  void end();
  void changed(const iec104_changed& x);
  void received(const iec104_asdus& x);
  void tick();

  caf::typed_response_promise<points_read> read(const read_points& x);
  caf::typed_response_promise<points_written> write(const write_points& x);
  browsed browse(const browse_path& x) const;
  described describe(const describe_path& x) const;
  caf::typed_response_promise<acted> act(const act_on& x);

private:
  using promise = caf::typed_response_promise<acted>;

  struct line {
    iec104_line_actor who;
    backoff waits;
    time_point redial = never;
  };

  void opened(std::size_t which);
  void closed(std::size_t which, const error& why);
  void started(std::size_t which);
  void stopped(const error& why);
  void start_next();
  void keep_events(const std::vector<bytes>& asdus);
  void tell_again(const std::vector<bytes>& asdus);
  void take_told(std::size_t asdus);
  void make_points(const std::vector<iec104::told_object>& told);
  void add_point(point_table& to, const iec104::address& at, std::string_view type,
                 const std::string& unit, bool writable);
  void configured_points();
  void lost();
  void tell();
  void acknowledge(std::size_t count);
  void tell_state(connection_state to, std::string cause);
  void control(const iec104::address& at, const action::control& x, time_point deadline,
               promise to);
  void act_on_file(const action::file& x, time_point deadline, promise to);
  void flush();
  bool is_open() const { return active_.has_value(); }
  iec104::moment now() const;

  pointer self_ = nullptr;
  data_model_actor model_;
  iec104_client_settings settings_;
  std::optional<iec104::client> client_;
  std::optional<iec104::line_switch> switch_;
  std::vector<line> lines_;
  std::optional<std::size_t> active_; ///< the line that transfers data
  std::minstd_rand dice_;
  connection_status status_;
  std::optional<event_journal> journal_;
  keyed_commands commands_;

  point_table_ptr table_;
  std::unordered_map<iec104::address, std::uint32_t> points_;
  std::vector<sample> last_; ///< of the table's points
  std::vector<point_update> changes_;
  std::size_t untold_ = 0;       ///< ASDUs that the changes came with
  unsigned batches_out_ = 0;     ///< sent to the model, not yet taken
  std::uint64_t connection_ = 0; ///< counts the starts of data transfer
  alarm alarm_;
};

iec104_connection_actor::behavior_type iec104_connection(
  iec104_connection_actor::stateful_pointer<iec104_connection_state> self,
  std::vector<iec104_line_actor> lines, data_model_actor model,
  iec104_client_settings settings);

} // namespace bus
