#pragma once

#include "messages/iec61850/report.hpp"
#include "messages/mms/device.hpp"

namespace bus::iec61850 {

/// Reads of a client (the seed's Reader). Values are the bus's; answers are called
/// back once.
class reader {
public:
  using then = mms::device::then<result<value>>;
  using deadline_of = mms::device::deadline_of;
  using names = std::vector<std::string>;

  explicit reader(mms::device& x)
    : device_{x} {}

  /// `path` is DO, ..., DA, ...
  void get_data_values(const std::string& logical_device,
                       const std::string& logical_node,
                       const std::string& functional_constraint, const names& path,
                       deadline_of when, then done);

  /// Select before operate, with normal security. The value is the object's
  /// reference, or empty where it was not selected.
  void select(const std::string& logical_device, const std::string& logical_node,
              const std::string& data_object, deadline_of when, then done);

  void get_urcb_values(const std::string& logical_device,
                       const std::string& logical_node, const std::string& urcb,
                       const std::string& attribute, deadline_of when, then done);
  void get_brcb_values(const std::string& logical_device,
                       const std::string& logical_node, const std::string& brcb,
                       const std::string& attribute, deadline_of when, then done);

  /// `functional_constraint` is SG or SE.
  void get_edit_sg_value(const std::string& logical_device,
                         const std::string& logical_node,
                         const std::string& functional_constraint, const names& path,
                         deadline_of when, then done);

  /// NumOfSG, ActSG, EditSG, CnfEdit, LActTm, and ResvTms where it is.
  void get_sgcb_values(const std::string& logical_device, deadline_of when, then done);

  /// The next report, calls back once it is there. What comes while nobody waits is
  /// kept, as much as there is room.
  void get_report(std::function<void(report)> done);

  /// What is told by get_report(); false where there was no room.
  bool received(report x);

private:
  static constexpr auto most_reports = std::size_t{1'000};

  void read(std::string path, deadline_of when, then done);

  mms::device& device_;
  fifo<report> reports_;
  fifo<std::function<void(report)>> waiting_;
};

/// `LD/LN$FC$name$name`
std::string join_path(const std::string& logical_device,
                      const std::string& logical_node,
                      const std::string& functional_constraint,
                      const std::vector<std::string>& names);

} // namespace bus::iec61850
