#pragma once

#include "actors/kept_file.hpp"
#include "messages/iec61850/entry_codec.hpp"

namespace bus {

/// The buffer of one report control block on disk, so that it outlives the server.
/// Entries are appended before the process's write is answered; what the system took
/// is kept when the program is killed. Calls block for as long as the system takes
/// them into its cache.
class entry_file {
public:
  entry_file() = default;

  /// Opens the block's file in a folder, made where there is none, and restores the
  /// block's buffer from it, where it is of the same data set.
  static result<entry_file> open(const std::filesystem::path& folder,
                                 const std::string& path,
                                 iec61850::report_control& block);

  /// Writes what happened to the block's buffer since the last call.
  result<void> follow(iec61850::report_control& block);

private:
  result<void> rewrite(iec61850::report_control& block);

  std::filesystem::path at_;
  std::string block_;
  kept_file file_;
};

} // namespace bus
