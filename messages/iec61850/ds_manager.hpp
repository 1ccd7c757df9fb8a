#pragma once

#include "messages/mms/device.hpp"

namespace bus::iec61850 {

/// Data sets of a server (the seed's DsManager). A data set is `LD/LN$name`, or
/// `@name` of this association's own; members are paths, `LD/LN$FC$DO`.
class ds_manager {
public:
  using then = mms::device::then<result<void>>;
  using deadline_of = mms::device::deadline_of;

  explicit ds_manager(mms::device& x)
    : device_{x} {}

  void create_data_set(const std::string& data_set,
                       const std::vector<std::string>& members, deadline_of when,
                       then done);

  /// Fails with not_found where it is not there, with access_denied where the server
  /// keeps it.
  void delete_data_set(const std::string& data_set, deadline_of when, then done);

private:
  mms::device& device_;
};

} // namespace bus::iec61850
