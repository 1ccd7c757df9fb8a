#include "actors/server/entry_file.hpp"

namespace bus {

namespace {

namespace fs = std::filesystem;

/// A file is written anew when it is so many times larger than the buffer may be.
constexpr auto most_growth = std::size_t{3};

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
  auto out = entry_file{};
  out.at_ = folder / file_name(path);
  out.block_ = path;
  if (auto found = iec61850::read_entries(kept_file::read(out.at_));
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
  return file_.replace(at_, all);
}

result<void> entry_file::follow(iec61850::report_control& block) {
  auto change = block.take_buffer_change();
  if (change.purged || (file_.size() > most_growth * block.settings().most_octets))
    return rewrite(block);
  auto& all = block.buffer();
  auto count = std::min(change.appended, all.size());
  if (count == 0)
    return {};
  auto more = bytes{};
  for (auto i = all.size() - count; i < all.size(); ++i)
    iec61850::append_entry(all[i], more);
  return file_.append(more);
}

} // namespace bus
