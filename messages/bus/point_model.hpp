#pragma once

#include "messages/bus/point.hpp"

#include <functional>
#include <optional>
#include <string_view>
#include <unordered_map>

namespace bus {

/// A reference's two halves: `"pv1:active_power"`.
struct ref_parts {
  std::string_view connection;
  std::string_view path;
};

/// Fails with invalid_value where there is no colon or no name before it.
result<ref_parts> split_ref(std::string_view ref);

/// What a connection looks like in `status`.
struct connection_summary {
  connection_status status;
  std::size_t points = 0;
  std::uint64_t updates = 0;
  utc_time last_update = {};
};

/// All points the bus knows: the last sample of each, by connection.
class point_model {
public:
  /// A connection's points, or new ones in place of its old: points that stay
  /// keep their samples.
  void add(point_table_ptr table, connection_status status);

  /// Keeps the batch's samples; false when its table is none of ours (any more).
  bool take(const point_batch& x);

  /// Keeps a state; false for an unknown connection.
  bool change(const connection_status& x);

  /// The last sample; not_found for a point the bus does not know.
  result<sample> read(std::string_view ref) const;

  bool knows(std::string_view name) const;

  /// Each point whose reference begins with `prefix`, connections in the order
  /// of their joining.
  void each(std::string_view prefix,
            const std::function<void(const point_info&, const sample&)>& take) const;

  std::vector<connection_summary> status() const;

private:
  struct connection {
    point_table_ptr table;
    std::vector<sample> samples;
    std::vector<std::uint32_t> by_ref;
    connection_summary summary;
  };

  const connection* find(std::string_view name) const;
  static std::optional<std::uint32_t> point_of(const connection& x,
                                               std::string_view ref);
  static std::vector<sample> kept(const connection& old, const connection& now);

  std::vector<connection> connections_;
  std::unordered_map<std::string, std::size_t> by_name_;
  std::unordered_map<const point_table*, std::size_t> by_table_;
};

} // namespace bus
