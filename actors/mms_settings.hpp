#pragma once

#include "messages/mms/association.hpp"
#include "messages/mms/vmd.hpp"

namespace bus {

/// References that are read again and again.
struct mms_poll {
  std::vector<std::string> paths; ///< `<domain>/<item>`
  duration interval = std::chrono::seconds{1};
};

struct mms_server_settings {
  std::string name;
  std::shared_ptr<const mms::vmd_description> vmd;
  std::shared_ptr<const mms::association_settings> association;
  std::string files = {};        ///< a folder; none where it is empty
  std::size_t max_peers = 2'000; ///< at once; more are turned away
};

} // namespace bus
