#include "actors/connection/event_journal.hpp"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <fstream>
#include <iterator>
#include <unistd.h>

namespace bus {

namespace {

namespace fs = std::filesystem;

// Two files: events go to the one until its first is old enough, then it takes the
// place of the other.

constexpr auto current = "events";
constexpr auto previous = "events.previous";

struct record {
  std::int64_t at;
  bytes asdu;
};

auto broken(const fs::path& x) {
  return fail(errc::access_denied, "events", x.string() + ": " + std::strerror(errno));
}

void append(std::int64_t at, byte_view asdu, bytes& out) {
  auto to = writer{out};
  for (auto shift = 48; shift >= 0; shift -= 16)
    to.u16(static_cast<std::uint16_t>(static_cast<std::uint64_t>(at) >> shift));
  to.u16(static_cast<std::uint16_t>(asdu.size())).put(asdu);
}

/// Whole ones: what was not finished is left out.
void read(const fs::path& at, std::vector<record>& to) {
  auto in = std::ifstream{at, std::ios::binary};
  auto all = bytes(std::istreambuf_iterator<char>{in}, {});
  for (auto from = reader{all}; from.left() > 0;) {
    auto time = std::uint64_t{0};
    for (auto i = 0; i < 4; ++i)
      time = time << 16 | from.u16();
    auto octets = from.view(from.u16());
    if (!from)
      return;
    to.push_back(
      {static_cast<std::int64_t>(time), bytes{octets.begin(), octets.end()}});
  }
}

} // namespace

result<event_journal> event_journal::open(const fs::path& folder, duration overlap,
                                          std::vector<bytes>& last) {
  auto why = std::error_code{};
  fs::create_directories(folder, why);
  auto found = std::vector<record>{};
  read(folder / previous, found);
  read(folder / current, found);
  auto out = event_journal{};
  out.folder_ = folder;
  out.overlap_ = overlap;
  auto all = bytes{};
  for (auto& one : found) {
    if (one.at < found.back().at - overlap.count())
      continue;
    append(one.at, one.asdu, all); // should this start be the last thing we do
    last.push_back(std::move(one.asdu));
  }
  if (auto begun = out.begin_segment(0, all); !begun)
    return tl::make_unexpected(std::move(begun.error()));
  return out;
}

result<void> event_journal::begin_segment(std::int64_t now, const bytes& first) {
  auto at = folder_ / current;
  if (file_)
    std::rename(at.c_str(), (folder_ / previous).c_str());
  auto part = folder_ / "events.part";
  file_ =
    descriptor{::open(part.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0640)};
  if (!file_)
    return broken(part);
  if (auto done = write(first); !done)
    return done;
  if (std::rename(part.c_str(), at.c_str()) != 0)
    return broken(at);
  begun_ = now;
  return {};
}

result<void> event_journal::write(const bytes& x) {
  for (auto done = std::size_t{0}; done < x.size();) {
    auto put = ::write(file_.get(), x.data() + done, x.size() - done);
    if (put < 0 && errno == EINTR)
      continue;
    if (put < 0)
      return broken(folder_ / current);
    done += static_cast<std::size_t>(put);
  }
  return {};
}

result<void> event_journal::note(const std::vector<bytes>& asdus, const utc_time& now) {
  if (begun_ == 0)
    begun_ = now.ns;
  if (now.ns - begun_ > overlap_.count())
    if (auto done = begin_segment(now.ns, {}); !done)
      return done;
  auto all = bytes{};
  for (auto& one : asdus)
    append(now.ns, one, all);
  return write(all);
}

void event_journal::forget() {
  auto why = std::error_code{};
  fs::remove(folder_ / current, why);
  fs::remove(folder_ / previous, why);
}

} // namespace bus
