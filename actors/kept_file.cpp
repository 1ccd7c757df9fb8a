#include "actors/kept_file.hpp"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <fstream>
#include <iterator>
#include <unistd.h>

namespace bus {

namespace {

namespace fs = std::filesystem;

auto not_kept(const fs::path& x) {
  return fail(errc::access_denied, "state", x.string() + ": " + std::strerror(errno));
}

} // namespace

bytes kept_file::read(const fs::path& at) {
  auto in = std::ifstream{at, std::ios::binary};
  return {std::istreambuf_iterator<char>{in}, {}};
}

result<void> kept_file::replace(const fs::path& at, byte_view all) {
  auto why = std::error_code{};
  fs::create_directories(at.parent_path(), why);
  auto part = fs::path{at} += ".part";
  at_ = part;
  size_ = 0;
  file_ =
    descriptor{::open(part.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0640)};
  if (!file_)
    return not_kept(part);
  if (auto done = append(all); !done)
    return done;
  at_ = at;
  if (std::rename(part.c_str(), at.c_str()) != 0)
    return not_kept(at);
  return {};
}

result<void> kept_file::append(byte_view more) {
  for (auto done = std::size_t{0}; done < more.size();) {
    auto put = ::write(file_.get(), more.data() + done, more.size() - done);
    if (put < 0 && errno == EINTR)
      continue;
    if (put < 0)
      return not_kept(at_);
    done += static_cast<std::size_t>(put);
  }
  size_ += more.size();
  return {};
}

} // namespace bus
