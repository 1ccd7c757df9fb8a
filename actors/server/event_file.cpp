#include "actors/server/event_file.hpp"

namespace bus {

namespace {

namespace fs = std::filesystem;

// A file is records: an event, or a mark and how many of the oldest are gone.

constexpr auto gone_mark = std::uint16_t{0xffff};
constexpr auto gone_size = std::size_t{6};
constexpr auto extension = std::string_view{".events"};

/// A file is written anew when it grew by so much.
constexpr auto most_event_growth = std::size_t{4} << 20;

void append_gone(std::size_t count, bytes& out) {
  writer{out}
    .u16(gone_mark)
    .u16(static_cast<std::uint16_t>(count >> 16))
    .u16(static_cast<std::uint16_t>(count));
}

/// What is left of all that was written.
std::vector<iec104::buffered_event> read_all(byte_view in) {
  auto out = std::vector<iec104::buffered_event>{};
  auto gone = std::size_t{0};
  while (!in.empty()) {
    auto used = std::size_t{0};
    for (auto& one : iec104::read_events(in, used))
      out.push_back(std::move(one));
    in = in.subspan(used);
    auto from = reader{in};
    if (in.size() < gone_size || from.u16() != gone_mark)
      break; // the end, or what was not finished
    gone += std::size_t{from.u16()} << 16;
    gone += from.u16();
    in = in.subspan(gone_size);
  }
  out.erase(out.begin(),
            out.begin() + static_cast<std::ptrdiff_t>(std::min(gone, out.size())));
  return out;
}

} // namespace

std::vector<std::string> event_file::groups_in(const fs::path& folder) {
  auto out = std::vector<std::string>{};
  auto why = std::error_code{};
  for (auto& one : fs::directory_iterator{folder, why})
    if (auto name = one.path().filename().string(); name.ends_with(extension))
      out.push_back(name.substr(0, name.size() - extension.size()));
  return out;
}

result<event_file> event_file::open(const fs::path& folder, const std::string& group,
                                    iec104::event_buffer& to) {
  auto out = event_file{};
  out.at_ = folder / (group + std::string{extension});
  to.restore(read_all(kept_file::read(out.at_)));
  if (auto done = out.rewrite(to); !done)
    return tl::make_unexpected(std::move(done.error()));
  return out;
}

result<void> event_file::rewrite(iec104::event_buffer& x) {
  auto all = bytes{};
  for (auto& one : x.all())
    iec104::append(one, all);
  std::ignore = x.take_change();
  auto done = file_.replace(at_, all);
  live_ = file_.size();
  return done;
}

result<void> event_file::follow(iec104::event_buffer& x) {
  if (file_.size() > live_ + most_event_growth)
    return rewrite(x);
  auto change = x.take_change();
  if (change.removed == 0 && change.appended == 0)
    return {};
  auto more = bytes{};
  if (change.removed > 0)
    append_gone(change.removed, more);
  auto& all = x.all();
  for (auto i = all.size() - change.appended; i < all.size(); ++i)
    iec104::append(all[i], more);
  return file_.append(more);
}

} // namespace bus
