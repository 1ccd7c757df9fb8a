#pragma once

#include "messages/bus/point.hpp"
#include "messages/iec61850/report.hpp"
#include "messages/mms/device.hpp"

#include <set>

namespace bus::iec61850 {

/// A report that is to be received.
struct subscription_settings {
  std::string block;         ///< path, `LD/LN$BR$brcb01`; without its number all of
                             ///< its instances are tried
  std::string data_set = {}; ///< path, `LD/LN$name`; empty: as it is
  std::optional<std::uint32_t> integrity = {};   ///< milliseconds
  std::optional<std::uint32_t> buffer_time = {}; ///< milliseconds
  std::optional<std::uint32_t> conf_rev = {};    ///< another one is refused
  asn1::bit_string triggers{std::string_view{"011001"}};
  bool purge = false;        ///< what was buffered before is not wanted
  std::int16_t reserve = 60; ///< seconds, of a buffered block
  bool is_buffered() const { return block.find("$BR$") != block.npos; }
};

/// Where a buffered report stood, so that it goes on from there.
struct resume_position {
  bytes entry_id = {};             ///< the last that surely was told; empty: none
  std::vector<bytes> perhaps = {}; ///< those that may have been told
};

/// A member of the data set, what it is on the bus. There are many: it is small.
struct subscribed_member {
  static constexpr auto none = ~std::uint32_t{0};

  mms::device::shared_type type = {}; ///< null where it is not known
  /// For attributes: the members that are its quality and its time.
  std::uint32_t quality = none, time = none;
  bool is_position = false; ///< two bits that are a switch's position
};

/// A report as the bus tells it; entries in the order of the data set.
struct told_report {
  report head; ///< without its entries
  struct entry {
    std::uint32_t member;
    sample what;
    reasons why;
  };
  std::vector<entry> entries;
  bool duplicate = false;   ///< it may have been told before
  std::uint64_t missed = 0; ///< reports before it that did not come
};

/// Receives the reports of one control block: the start-up order, its instances,
/// segments, gaps, and going on after an interruption (IEC 61850-7-2, 17.2).
class subscription {
public:
  using deadline_of = mms::device::deadline_of;

  subscription(mms::device& device, subscription_settings x)
    : device_{&device},
      settings_{std::move(x)} {}

  /// Enables it at the server. `done` has no error once it is enabled.
  void start(resume_position from, deadline_of when,
             std::function<void(result<void>)> done);
  void stop(deadline_of when, std::function<void(result<void>)> done);
  void interrogate(deadline_of when, std::function<void(result<void>)> done);

  /// The association is over.
  void closed();

  /// Whether a report is of this one.
  bool owns(const report& x) const;
  /// A report of this one; nothing where segments of it are still to come.
  result<std::optional<told_report>> received(report x, const utc_time& now);

  bool is_enabled() const { return enabled_; }
  const subscription_settings& settings() const { return settings_; }
  const std::string& block() const { return block_; } ///< the instance that it has
  const std::vector<subscribed_member>& members() const { return members_; }

  /// `LD/LN$FC$DO` of each member; none once forget_paths() was called.
  const std::vector<std::string>& paths() const { return paths_; }
  const std::string& data_set() const { return data_set_; }

  /// The paths of the members are known elsewhere now: there are many.
  void forget_paths();

  /// What was lost or passed over while it started, for the log; empty: nothing.
  std::string take_notice() { return std::exchange(notice_, {}); }

private:
  struct starting;
  using starting_ptr = std::shared_ptr<starting>;

  void candidates(const starting_ptr& x);
  void next_candidate(const starting_ptr& x, error last);
  void read_block(const starting_ptr& x);
  void turn_off(const starting_ptr& x);
  void reserve(const starting_ptr& x);
  void choose_data_set(const starting_ptr& x);
  void know_members(const starting_ptr& x);
  void know_types(const starting_ptr& x);
  void know_next_type(const starting_ptr& x);
  void one_type_less(const starting_ptr& x);
  void configure(const starting_ptr& x);
  void position(const starting_ptr& x);
  void enable(const starting_ptr& x);
  void interrogate_first(const starting_ptr& x);
  void write_where_other(const starting_ptr& x, const char* attribute, value to,
                         std::function<void()> next);
  void write(const starting_ptr& x, const char* attribute, value to,
             std::function<void(result<void>)> next);
  const value* attribute(const starting& x, const char* name) const;
  void pair_members();

  mms::device* device_;
  subscription_settings settings_;
  std::string block_;
  std::string rpt_id_;
  std::string data_set_;
  std::uint64_t conf_rev_ = 0;
  bool enabled_ = false;
  std::vector<subscribed_member> members_;
  std::vector<std::string> paths_;                  ///< of the members
  std::unordered_map<std::uint32_t, value> beside_; ///< qualities and times of others
  report_joiner joiner_;
  std::optional<std::uint64_t> seq_num_;
  bytes resume_after_;      ///< an EntryID; empty: none
  std::set<bytes> perhaps_; ///< entries that may have been told
  std::string notice_;
};

} // namespace bus::iec61850
