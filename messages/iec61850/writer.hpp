#pragma once

#include "messages/mms/device.hpp"

namespace bus::iec61850 {

/// Writes of a client (the seed's Writer). Values are the bus's, converted to the
/// server's types; answers are called back once.
class writer {
public:
  using then = mms::device::then<result<void>>;
  using deadline_of = mms::device::deadline_of;
  using names = std::vector<std::string>;

  explicit writer(mms::device& x)
    : device_{x} {}

  /// `path` is DO, ..., DA, ...
  void set_data_values(const std::string& logical_device,
                       const std::string& logical_node,
                       const std::string& functional_constraint, const names& path,
                       value to, deadline_of when, then done);

  void set_urcb_values(const std::string& logical_device,
                       const std::string& logical_node, const std::string& urcb,
                       const std::string& attribute, value to, deadline_of when,
                       then done);
  void set_brcb_values(const std::string& logical_device,
                       const std::string& logical_node, const std::string& brcb,
                       const std::string& attribute, value to, deadline_of when,
                       then done);

  // Commands: a structure as the object's SBOw, Oper and Cancel have it. The whole
  // of a control model is `operation`.

  void select_with_value(const std::string& logical_device,
                         const std::string& logical_node,
                         const std::string& data_object, value with, deadline_of when,
                         then done);
  void operate(const std::string& logical_device, const std::string& logical_node,
               const std::string& data_object, value with, deadline_of when, then done);
  void cancel(const std::string& logical_device, const std::string& logical_node,
              const std::string& data_object, value with, deadline_of when, then done);

  void select_active_sg(const std::string& logical_device, std::uint64_t group,
                        deadline_of when, then done);
  void select_edit_sg(const std::string& logical_device, std::uint64_t group,
                      deadline_of when, then done);
  void set_edit_sg_value(const std::string& logical_device,
                         const std::string& logical_node, const names& path, value to,
                         deadline_of when, then done);
  void confirm_edit_sg_values(const std::string& logical_device, deadline_of when,
                              then done);

private:
  mms::device& device_;
};

} // namespace bus::iec61850
