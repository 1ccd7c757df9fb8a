#pragma once

#include "messages/mms/files.hpp"

namespace bus::mms {

/// Fetches a file for the service obtainFile (ISO 9506-2, annex D): opens, reads
/// and closes it at the peer that asked for it.
class obtaining {
public:
  explicit obtaining(file_name source, std::size_t most = std::size_t{64} << 20)
    : source_{std::move(source)},
      most_{most} {}

  request first() const;

  /// The next request; none when all is there, or failed.
  std::optional<request> take(result<response> x);

  /// The file, after the last answer.
  result<bytes> file() &&;

private:
  request close();

  file_name source_;
  std::size_t most_;
  std::optional<std::int32_t> frsm_; ///< once it is open
  bool closing_ = false;
  bytes octets_;
  std::optional<error> failure_;
};

} // namespace bus::mms
