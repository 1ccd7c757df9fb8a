#pragma once

#include "messages/bus/point.hpp"
#include "messages/mms/vmd.hpp"

#include <functional>

namespace bus {

/// A server's variables as points of the bus: which of its leaves are points, and
/// what is to be told of them.
class served_points {
public:
  using place = mms::vmd::place;
  using node = mms::variable_table::node;

  struct rules {
    /// Whether a leaf is a point.
    std::function<bool(const node&)> is_point;
    /// A leaf's path on the bus, of `<domain>/<item>`.
    std::function<std::string(const std::string&)> path_of;
    /// Its value now.
    std::function<sample(place, const utc_time&)> sample_of;
    /// Hands a batch to the model; calls back once it is taken. Without it nobody is
    /// told.
    std::function<void(point_batch_ptr, std::function<void()>)> hand_over;
  };

  void make(const std::string& name, const mms::vmd& objects, rules x);

  /// All are to be told, once the table is known.
  void tell_all();
  const point_table_ptr& table() const { return table_; }

  /// What is at the place, and below it, is to be told.
  void changed(place x);

  /// Tells what is to be told, one batch at a time: what changes meanwhile is told
  /// with its last value.
  void tell();

  std::size_t size() const { return places_.size(); }

private:
  void changed_point(std::uint32_t point);

  const mms::vmd* objects_ = nullptr;
  rules rules_;
  point_table_ptr table_;
  std::vector<place> places_;                      ///< of the points
  std::vector<std::vector<std::uint32_t>> points_; ///< by domain and node
  std::vector<std::uint32_t> changed_;             ///< to be told
  std::vector<bool> is_changed_;
  bool told_ = false; ///< a batch is on its way
  reasons why_ = static_cast<reasons>(reason::initial);
};

} // namespace bus
