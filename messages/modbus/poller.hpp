#pragma once

#include "messages/bus/quality.hpp"
#include "messages/modbus/plan.hpp"

#include <memory>
#include <optional>

namespace bus::modbus {

struct poller_settings {
  duration interval = std::chrono::seconds{1};
  plan_limits limits = {};
  /// Where in its interval the first poll falls, 0 to 1: devices are spread.
  double phase = 0;
  /// A device that answers nothing is polled with one block only, at growing
  /// intervals up to this, so that a dead unit takes little of a shared line.
  duration max_backoff = std::chrono::seconds{30};
};

/// One point's change, as a poll found it.
struct point_change {
  std::uint32_t point = 0; ///< index into the points
  bus::value value = {};
  bus::quality quality = {};
  reasons why = 0;
};

/// What one poll found out.
struct poll_outcome {
  std::vector<point_change> changes = {};
  /// Set when the device began to answer or stopped to.
  std::optional<bool> answering = {};
};

/// A device's points, shared by those who need them.
using point_list = std::shared_ptr<const std::vector<point>>;

/// Decides when which block of a device is read, and what its answers mean.
///
/// Polls keep to a fixed grid (start + phase + n * interval), skipping what was
/// missed; a block is not asked again before its last answer. A refused
/// block is retried without gaps, then in halves, so that one bad point does
/// not silence its neighbours; that point becomes invalid/bad-reference.
/// Three time-outs in a row mean that the device does not answer: all points
/// turn invalid/old-data, keeping their last value.
class poller {
public:
  poller(point_list points, poller_settings x);
  poller(std::vector<point> points, poller_settings x);

  /// The line is up: polls start. Down: all points turn invalid/old-data.
  void opened(time_point now);
  poll_outcome closed();

  struct poll {
    std::uint32_t block;
    request ask;
    time_point due; ///< when it should have been sent
  };

  /// The next poll that is due, if any; call until it has none.
  std::optional<poll> next(time_point now);

  /// The answer to a poll.
  poll_outcome answered(std::uint32_t block, const result<response>& x, time_point now);

  /// Reads the point's block again as soon as possible: it was just written.
  void refresh(std::uint32_t point, time_point now);

  /// What a read or write found out beside the polls.
  poll_outcome observed(std::uint32_t point, const value& v);

  /// When next() will have something; `never` while closed or all are out.
  time_point deadline() const;

  bool answering() const { return answering_; }
  const std::vector<point>& points() const { return *points_; }
  std::size_t block_count() const { return blocks_.size(); }

private:
  struct scheduled {
    block what;
    time_point due = never;
    bool out = false;
    bool again = false; ///< written while its answer was under way
  };

  /// What was told last. Numbers stand in `content`; of a text or an array
  /// `content` is the place in wide_. `kind` is value's index.
  struct last_told {
    static constexpr std::uint8_t wide = 255;

    std::uint64_t content = 0;
    bus::quality quality =
      bus::quality::make(validity::invalid, bus::quality::old_data);
    std::uint8_t kind = 0;
    bool told = false;
  };

  bool dead() const;
  bool any_out() const;
  std::optional<std::uint32_t> candidate() const;
  void spread(scheduled& x, time_point now) const;
  void put_back(scheduled& x, time_point now) const;
  void alive(time_point now, poll_outcome& out);
  void failed(std::uint32_t block, const error& why, time_point now, poll_outcome& out);
  void silent(std::uint32_t block, time_point now, poll_outcome& out);
  void probe_after(std::uint32_t block, time_point now);
  bool divide(std::uint32_t block, time_point now);

  void take(const block& from, const response& x, poll_outcome& out);
  void take_bits(const block& from, const bits& x, poll_outcome& out);
  void take_registers(const block& from, const registers& x, poll_outcome& out);
  void tell(std::uint32_t point, const result<value>& v, reasons unchanged,
            poll_outcome& out);
  void mark(std::uint32_t point, bus::quality x, poll_outcome& out);
  void invalidate(poll_outcome& out);
  bool changed(std::uint32_t point, const value& v) const;
  value recall(const last_told& x) const;
  void remember(last_told& x, const value& v);

  point_list points_;
  poller_settings settings_;
  std::vector<scheduled> blocks_;
  std::vector<last_told> last_;
  std::vector<value> wide_;
  time_point start_ = {};
  duration backoff_ = {};
  std::uint32_t probe_ = 0; ///< the one block polled while nothing answers
  bool open_ = false;
  bool answering_ = false;
  unsigned silences_ = 0;
};

} // namespace bus::modbus
