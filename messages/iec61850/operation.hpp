#pragma once

#include "messages/iec61850/add_cause.hpp"
#include "messages/iec61850/control.hpp"
#include "messages/mms/device.hpp"

namespace bus::iec61850 {

/// What a client of the bus commands.
struct operation_request {
  control_action action = control_action::operate;
  std::string object; ///< path of the object without a constraint, `LD/LN$DO`
  value to = {};
  std::int64_t or_cat = 3; ///< remote control
  bytes or_ident = {};
  bool test = false;
  bool synchro_check = true; ///< what is not said is checked
  bool interlock_check = true;
  std::optional<utc_time> time = {};   ///< else at once
  std::optional<utc_time> issued = {}; ///< T; else when it is performed
  bool is_selected = false; ///< a select with the same parameters came before
  /// Told each step that another one follows.
  std::function<void(const std::string&)> stepped = {};
};

/// What was done, one after the other: `select`, `operate`, `termination`, `cancel`.
struct operation_outcome {
  std::vector<std::string> steps = {};
  ctl_model model = ctl_model::status_only;
  std::uint64_t ctl_num = 0;
};

struct operation_failure {
  error why;
  std::optional<add_cause> cause = {};
  std::vector<std::string> steps = {}; ///< what was done before
};

using operation_result = tl::expected<operation_outcome, operation_failure>;

/// The asking side of control (IEC 61850-7-2, 20): reads the control model and keeps
/// it, selects where it is needed, operates, and waits for the end of it where there
/// is one. One command at a time for each object, and the cancel of one whose end is
/// waited for.
class operations {
public:
  using then = std::function<void(operation_result)>;
  using deadline_of = mms::device::deadline_of;

  explicit operations(mms::device& x)
    : device_{x} {}

  /// `now` stands in the command as its time, T.
  void perform(operation_request x, deadline_of when, const utc_time& now, then done);

  /// LastApplError and CommandTermination; false for other reports.
  bool received(asn1::mms::information_report& x);

  /// Commands whose end did not come in time.
  void tick(time_point now);
  time_point deadline() const;

  void closed(const error& why);

private:
  struct job;
  using job_ptr = std::shared_ptr<job>;

  void know_model(const job_ptr& x);
  void know_type(const job_ptr& x);
  void step(const job_ptr& x);
  void select(const job_ptr& x);
  void select_with_value(const job_ptr& x);
  void operate(const job_ptr& x);
  void cancel(const job_ptr& x);
  void write(const job_ptr& x, const char* part, std::function<void()> next);
  result<value> parameters(const job& x, const mms::type_description& type) const;
  void finish(const job_ptr& x);
  void fail_with(const job_ptr& x, error why);
  void end(const job_ptr& x, operation_result how);
  static void did(job& x, const char* step);

  mms::device& device_;
  std::unordered_map<std::string, ctl_model> models_;     ///< by object
  std::unordered_map<std::string, std::uint8_t> numbers_; ///< last ctlNum, by object
  std::unordered_map<std::string, job_ptr> jobs_;         ///< by object
};

} // namespace bus::iec61850
