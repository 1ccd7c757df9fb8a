#pragma once

#include "messages/mms/types.hpp"
#include "messages/time.hpp"

#include <functional>
#include <map>

namespace bus::mms {

using asn1::mms::file_name;

/// A store of files as the services need it. Paths are relative, their parts
/// divided by `/`, and lead nowhere above the store. Errors: not_found,
/// access_denied, busy, invalid_value.
struct file_store {
  struct entry {
    std::string path;
    std::uint32_t size = 0; ///< octets
    utc_time modified = {};
  };

  /// All files in a folder and below, sorted; of a file itself alone.
  std::function<result<std::vector<entry>>(const std::string& path)> list;
  std::function<result<entry>(const std::string& path)> find;
  std::function<result<bytes>(const std::string& path, std::uint64_t from,
                              std::size_t size)>
    read;
  std::function<result<void>(const std::string& path)> remove;
  std::function<result<void>(const std::string& from, const std::string& to)> rename;
  std::function<result<void>(const std::string& path, byte_view all)> write;
};

/// The path that a FileName stands for; fails with the error of the answer.
tl::expected<std::string, service_error> path_of(const file_name& x);

service_error file_error(const error& x);

/// The files that one association has open, and the file services (ISO 9506-2,
/// annex D).
class open_files {
public:
  using answer = tl::expected<response, service_error>;

  /// At most so many files are open at once.
  explicit open_files(std::size_t most = 16)
    : most_{most} {}

  answer open(const file_store& from, const asn1::mms::file_open_request& x);

  /// The next octets, as many as `room`.
  answer read(const file_store& from, std::int32_t frsm, std::size_t room);
  answer close(std::int32_t frsm);

  static answer directory(const file_store& from,
                          const asn1::mms::file_directory_request& x, std::size_t room);
  static answer rename(const file_store& in, const asn1::mms::file_rename_request& x);
  static answer remove(const file_store& from, const file_name& x);

private:
  struct state {
    std::string path;
    std::uint64_t position;
    std::uint64_t size;
  };

  std::size_t most_;
  std::map<std::int32_t, state> open_; ///< by file read state machine
  std::int32_t next_ = 0;
};

} // namespace bus::mms
