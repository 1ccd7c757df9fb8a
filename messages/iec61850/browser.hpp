#pragma once

#include "messages/mms/device.hpp"

namespace bus::iec61850 {

/// Classes of what a logical node has (IEC 61850-7-2, ACSI class).
enum class acsi_class : std::uint8_t {
  data_object,
  data_set,
  brcb,
  urcb,
  lcb,
  log,
  sgcb,
  gocb,
  gscb,
  msvcb,
  usvcb,
};

/// An entry of a logical node, and the functional constraints that it has.
struct logical_node_entry {
  std::string name;
  std::vector<std::string> constraints = {};
};

/// What a server has (the seed's Browser; IEC 61850-7-2, directory services).
/// Answers are called back once. Names are those of one level, without what is
/// above.
class browser {
public:
  template <class T>
  using then = mms::device::then<result<T>>;
  using deadline_of = mms::device::deadline_of;
  using names = std::vector<std::string>;

  explicit browser(mms::device& x)
    : device_{x} {}

  /// Logical devices.
  void get_server_directory(deadline_of when, then<names> done);

  /// Logical nodes.
  void get_logical_device_directory(const std::string& logical_device, deadline_of when,
                                    then<names> done);

  /// What the node has of one class; constraints only of data objects.
  void get_logical_node_directory(const std::string& logical_device,
                                  const std::string& logical_node, acsi_class what,
                                  deadline_of when,
                                  then<std::vector<logical_node_entry>> done);

  /// Names below a data object, or below an attribute in it.
  void get_data_directory(const std::string& logical_device,
                          const std::string& logical_node,
                          const std::string& data_object,
                          const std::string& functional_constraint, deadline_of when,
                          then<names> done);

  /// Members, each as LD, LN, FC, DO, ...
  void get_data_set_directory(const std::string& logical_device,
                              const std::string& logical_node,
                              const std::string& data_set, deadline_of when,
                              then<std::vector<names>> done);

  void get_data_definition(const std::string& logical_device,
                           const std::string& logical_node,
                           const std::string& data_object, const names& element,
                           const std::string& functional_constraint, deadline_of when,
                           then<mms::type_description> done);

private:
  mms::device& device_;
};

} // namespace bus::iec61850
