#include "actors/server/served_files.hpp"

#include "actors/server/folder.hpp"

#include <algorithm>

namespace bus {

namespace {

struct placed_file {
  iec104::file_name name;
  std::string path; ///< in the folder
  mms::file_store in;
};

std::vector<placed_file> placed(const std::vector<iec104_file>& all) {
  auto out = std::vector<placed_file>{};
  for (auto& one : all) {
    auto path = std::filesystem::absolute(one.path);
    out.push_back({one.name, path.filename().string(), folder(path.parent_path())});
  }
  return out;
}

} // namespace

iec104::file_source served_files(const std::vector<iec104_file>& all) {
  auto files = std::make_shared<const std::vector<placed_file>>(placed(all));
  auto list = [files] {
    auto out = std::vector<iec104::file_entry>{};
    for (auto& one : *files)
      if (auto found = one.in.find(one.path))
        out.push_back({one.name, found->size, found->modified});
    return out;
  };
  auto read = [files](const iec104::file_name& x) -> result<bytes> {
    auto found = std::ranges::find(*files, x, &placed_file::name);
    if (found == files->end())
      return fail(errc::not_found, to_string(x));
    auto about = found->in.find(found->path);
    if (!about)
      return tl::make_unexpected(std::move(about.error()));
    if (about->size > iec104::largest_file)
      return fail(errc::unsupported, to_string(x), "the file is too large");
    return found->in.read(found->path, 0, about->size);
  };
  return {std::move(list), std::move(read)};
}

} // namespace bus
