#pragma once

#include "actors/interfaces.hpp"
#include "actors/loop/hosted.hpp"
#include "messages/modbus/poller.hpp"

namespace bus {

struct modbus_connection_settings {
  std::string name;
  std::uint8_t unit = 1;
  duration response_timeout = std::chrono::seconds{1};
  modbus::poller_settings poller = {};
  modbus::point_list points = {};
  point_table_ptr table = {}; ///< of the points, in the same order
};

/// The points as the bus knows them; `units` beside them, may be shorter.
point_table_ptr make_table(const std::string& connection,
                           const std::vector<modbus::point>& points,
                           const std::vector<std::string>& units = {});

/// One Modbus device on the bus: polls its points, turns answers into batches
/// of changes, serves reads and writes.
class modbus_connection_state {
public:
  static inline const char* name = "connection";

  using pointer = modbus_connection_actor::stateful_pointer<modbus_connection_state>;

  void start(pointer self, modbus_line_actor line, data_model_actor model,
             modbus_connection_settings x);
  void changed(const line_changed& x);
  void pump();

  caf::typed_response_promise<points_read> read(const read_points& x);
  caf::typed_response_promise<points_written> write(const write_points& x);
  caf::typed_response_promise<described> describe(const describe_path& x);
  browsed browse(const browse_path& x) const;

  alarm wake;

private:
  struct reading;
  struct writing;

  void ask_poll(const modbus::poller::poll& x);
  void tell(modbus::poll_outcome x);
  void tell_state(connection_state to, std::string cause);
  modbus::transaction to_transaction(modbus::request ask, modbus::priority urgency,
                                     time_point deadline) const;
  void read_block(std::shared_ptr<reading> job, const modbus::block& what);
  void take_block(reading& job, const modbus::block& what, const modbus::response& x);
  void write_item(std::shared_ptr<writing> job, std::size_t item);
  void write_bit(std::shared_ptr<writing> job, std::size_t item);
  void written(writing& job, std::size_t item, const result<modbus::response>& x);
  std::optional<std::uint32_t> find(std::string_view path) const;
  result<modbus::point> point_at(const std::string& path) const;

  pointer self_ = nullptr;
  modbus_line_actor line_;
  data_model_actor model_;
  std::string name_;
  std::uint8_t unit_ = 1;
  duration response_timeout_ = {};
  std::optional<modbus::poller> poller_;
  point_table_ptr table_;
  std::vector<std::uint32_t> by_name_;
  connection_status status_;
  bool open_ = false;
  unsigned batches_out_ = 0; ///< sent to the model, not yet taken
};

modbus_connection_actor::behavior_type modbus_connection(
  modbus_connection_actor::stateful_pointer<modbus_connection_state> self,
  modbus_line_actor line, data_model_actor model, modbus_connection_settings settings);

} // namespace bus
