#pragma once

#include "actors/kept_file.hpp"
#include "messages/iec104/event_buffer.hpp"

namespace bus {

/// The events of one redundancy group on disk, so that they outlive the server. They
/// are appended before the process's write is answered, and leave when they are
/// acknowledged.
class event_file {
public:
  event_file() = default;

  /// Opens a group's file in a folder, made where there is none, and restores its
  /// buffer from it.
  static result<event_file> open(const std::filesystem::path& folder,
                                 const std::string& group, iec104::event_buffer& to);

  /// Writes what happened to the buffer since the last call.
  result<void> follow(iec104::event_buffer& x);

  /// Groups that have a file in the folder.
  static std::vector<std::string> groups_in(const std::filesystem::path& folder);

private:
  result<void> rewrite(iec104::event_buffer& x);

  std::filesystem::path at_;
  kept_file file_;
  std::size_t live_ = 0; ///< size when it was written anew
};

} // namespace bus
