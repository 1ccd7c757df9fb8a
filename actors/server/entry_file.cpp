#include "actors/server/entry_file.hpp"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <fstream>
#include <iterator>
#include <unistd.h>

namespace bus {

namespace {

namespace fs = std::filesystem;

/// A file is written anew when it is so many times larger than the buffer may be.
constexpr auto most_growth = std::size_t{3};

auto broken(const fs::path& x) {
  return fail(errc::access_denied, "report_buffer",
              x.string() + ": " + std::strerror(errno));
}

/// One file name of a path: `LD0_LLN0-BR-brcb01`.
std::string file_name(std::string_view path) {
  auto out = std::string{};
  for (auto x : path)
    out += x == '/' ? '_' : x == '$' ? '-' : x;
  return out + ".entries";
}

iec61850::buffer_header header_of(const std::string& path,
                                  const iec61850::report_control& x) {
  return {path, x.settings().data_set, static_cast<std::uint32_t>(x.members())};
}

} // namespace

result<entry_file> entry_file::open(const fs::path& folder, const std::string& path,
                                    iec61850::report_control& block) {
  auto why = std::error_code{};
  fs::create_directories(folder, why);
  auto out = entry_file{};
  out.at_ = folder / file_name(path);
  out.block_ = path;
  auto in = std::ifstream{out.at_, std::ios::binary};
  auto octets = bytes(std::istreambuf_iterator<char>{in}, {});
  if (auto found = iec61850::read_entries(octets);
      found && found->header == header_of(path, block))
    block.restore(std::move(found->entries));
  // What was not finished, or is of another data set, is left out.
  if (auto done = out.rewrite(block); !done)
    return tl::make_unexpected(std::move(done.error()));
  return out;
}

result<void> entry_file::rewrite(iec61850::report_control& block) {
  auto all = bytes{};
  iec61850::append_header(header_of(block_, block), all);
  for (auto& one : block.buffer())
    iec61850::append_entry(one, all);
  std::ignore = block.take_buffer_change();
  auto part = fs::path{at_} += ".part";
  file_ =
    descriptor{::open(part.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0640)};
  if (!file_)
    return broken(part);
  size_ = 0;
  if (auto done = write(all); !done)
    return done;
  if (std::rename(part.c_str(), at_.c_str()) != 0)
    return broken(at_);
  return {};
}

result<void> entry_file::write(const bytes& x) {
  for (auto done = std::size_t{0}; done < x.size();) {
    auto put = ::write(file_.get(), x.data() + done, x.size() - done);
    if (put < 0 && errno == EINTR)
      continue;
    if (put < 0)
      return broken(at_);
    done += static_cast<std::size_t>(put);
  }
  size_ += x.size();
  return {};
}

result<void> entry_file::follow(iec61850::report_control& block) {
  auto change = block.take_buffer_change();
  if (change.purged || (size_ > most_growth * block.settings().most_octets))
    return rewrite(block);
  auto& all = block.buffer();
  auto count = std::min(change.appended, all.size());
  if (count == 0)
    return {};
  auto more = bytes{};
  for (auto i = all.size() - count; i < all.size(); ++i)
    iec61850::append_entry(all[i], more);
  return write(more);
}

} // namespace bus
