#include "actors/server/folder.hpp"

#include <algorithm>
#include <cstring>
#include <fstream>

namespace bus {

namespace {

namespace fs = std::filesystem;
using entry = mms::file_store::entry;

constexpr auto most_listed = std::size_t{10'000}; ///< told of one folder

error failed(const std::string& path, const std::error_code& why) {
  auto code = why == std::errc::no_such_file_or_directory ? errc::not_found
              : why == std::errc::permission_denied       ? errc::access_denied
              : why == std::errc::file_exists             ? errc::rejected
                                                          : errc::invalid_value;
  return {code, "file", path + ": " + why.message()};
}

utc_time modified(const fs::path& x) {
  auto none = std::error_code{};
  auto time = fs::last_write_time(x, none);
  if (none)
    return {};
  auto at = std::chrono::file_clock::to_sys(time).time_since_epoch();
  return {std::chrono::duration_cast<std::chrono::nanoseconds>(at).count()};
}

class served_folder {
public:
  explicit served_folder(fs::path root)
    : root_{std::move(root)} {}

  /// The file's own place, within the folder.
  result<fs::path> inside(const std::string& path) const {
    auto why = std::error_code{};
    auto root = fs::weakly_canonical(root_, why);
    auto out = why ? fs::path{} : fs::weakly_canonical(root_ / path, why);
    if (why)
      return tl::make_unexpected(failed(path, why));
    auto [in_root, rest] = std::ranges::mismatch(root, out);
    if (in_root != root.end())
      return fail(errc::not_found, "file", path);
    return out;
  }

  result<entry> find(const std::string& path) const {
    auto at = inside(path);
    if (!at)
      return tl::make_unexpected(std::move(at.error()));
    auto why = std::error_code{};
    if (!fs::is_regular_file(*at, why))
      return fail(errc::not_found, "file", path);
    auto size = fs::file_size(*at, why);
    if (why)
      return tl::make_unexpected(failed(path, why));
    return entry{path,
                 static_cast<std::uint32_t>(std::min<std::uintmax_t>(
                   size, std::numeric_limits<std::uint32_t>::max())),
                 modified(*at)};
  }

  result<std::vector<entry>> list(const std::string& path) const {
    auto at = inside(path);
    if (!at)
      return tl::make_unexpected(std::move(at.error()));
    auto why = std::error_code{};
    if (!fs::is_directory(*at, why)) {
      auto one = find(path);
      if (!one)
        return tl::make_unexpected(std::move(one.error()));
      return std::vector{*one};
    }
    auto out = std::vector<entry>{};
    auto next = fs::recursive_directory_iterator{
      *at, fs::directory_options::skip_permission_denied, why};
    for (;
         !why && next != fs::recursive_directory_iterator{} && out.size() < most_listed;
         next.increment(why))
      if (auto one = find((path.empty() ? fs::path{} : fs::path{path})
                          / fs::relative(next->path(), *at, why)))
        out.push_back(std::move(*one));
    std::ranges::sort(out, {}, &entry::path);
    return out;
  }

  result<bytes> read(const std::string& path, std::uint64_t from,
                     std::size_t size) const {
    auto at = inside(path);
    if (!at)
      return tl::make_unexpected(std::move(at.error()));
    auto in = std::ifstream{*at, std::ios::binary};
    if (!in)
      return tl::make_unexpected(
        failed(path, std::error_code{errno, std::generic_category()}));
    in.seekg(static_cast<std::streamoff>(from));
    auto out = bytes(size);
    in.read(reinterpret_cast<char*>(out.data()), static_cast<std::streamsize>(size));
    out.resize(static_cast<std::size_t>(std::max<std::streamsize>(in.gcount(), 0)));
    return out;
  }

  result<void> remove(const std::string& path) const {
    if (auto one = find(path); !one)
      return tl::make_unexpected(std::move(one.error()));
    auto why = std::error_code{};
    fs::remove(*inside(path), why);
    if (why)
      return tl::make_unexpected(failed(path, why));
    return {};
  }

  result<void> rename(const std::string& from, const std::string& to) const {
    if (auto one = find(from); !one)
      return tl::make_unexpected(std::move(one.error()));
    auto target = inside(to);
    if (!target)
      return tl::make_unexpected(std::move(target.error()));
    auto why = std::error_code{};
    if (fs::exists(*target, why))
      return fail(errc::rejected, "file", to + " is there already");
    fs::rename(*inside(from), *target, why);
    if (why)
      return tl::make_unexpected(failed(to, why));
    return {};
  }

  result<void> write(const std::string& path, byte_view all) const {
    auto at = inside(path);
    if (!at)
      return tl::make_unexpected(std::move(at.error()));
    auto why = std::error_code{};
    fs::create_directories(at->parent_path(), why);
    // Whole or not at all: readers see the old file until the new one is there.
    auto part = fs::path{* at} += ".part";
    auto out = std::ofstream{part, std::ios::binary | std::ios::trunc};
    out.write(reinterpret_cast<const char*>(all.data()),
              static_cast<std::streamsize>(all.size()));
    out.close();
    if (out)
      fs::rename(part, *at, why);
    if (!out || why)
      return fail(errc::access_denied, "file", path + ": cannot be written");
    return {};
  }

private:
  fs::path root_;
};

} // namespace

mms::file_store folder(std::filesystem::path root) {
  auto in = std::make_shared<const served_folder>(std::move(root));
  auto out = mms::file_store{};
  out.list = [in](auto& path) { return in->list(path); };
  out.find = [in](auto& path) { return in->find(path); };
  out.read = [in](auto& path, auto from, auto size) {
    return in->read(path, from, size);
  };
  out.remove = [in](auto& path) { return in->remove(path); };
  out.rename = [in](auto& from, auto& to) { return in->rename(from, to); };
  out.write = [in](auto& path, auto all) { return in->write(path, all); };
  return out;
}

} // namespace bus
