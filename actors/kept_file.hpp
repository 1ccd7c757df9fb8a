#pragma once

#include "actors/descriptor.hpp"
#include "messages/bytes.hpp"
#include "messages/result.hpp"

#include <filesystem>

namespace bus {

/// A file that outlives the program: octets are there before a call returns, as far as
/// the system is not killed itself. Calls block for as long as the system takes them
/// into its cache.
class kept_file {
public:
  /// All anew, in a folder made where there is none: a reader sees the old octets or
  /// the new ones.
  result<void> replace(const std::filesystem::path& at, byte_view all);

  /// Behind what replace() wrote.
  result<void> append(byte_view more);

  std::size_t size() const { return size_; }

  /// What is in a file; nothing where it cannot be read.
  static bytes read(const std::filesystem::path& at);

private:
  std::filesystem::path at_;
  descriptor file_;
  std::size_t size_ = 0;
};

} // namespace bus
