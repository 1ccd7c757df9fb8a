#include "actors/connection/event_journal.hpp"

namespace bus {

namespace {

namespace fs = std::filesystem;

// Two files: events go to the one until its first is old enough, then it takes the
// place of the other.

constexpr auto current_events = "events";
constexpr auto previous_events = "events.previous";

struct noted_event {
  std::int64_t at;
  bytes asdu;
};

void append_record(std::int64_t at, byte_view asdu, bytes& out) {
  auto to = writer{out};
  for (auto shift = 48; shift >= 0; shift -= 16)
    to.u16(static_cast<std::uint16_t>(static_cast<std::uint64_t>(at) >> shift));
  to.u16(static_cast<std::uint16_t>(asdu.size())).put(asdu);
}

/// Whole ones: what was not finished is left out.
void read_records(const fs::path& at, std::vector<noted_event>& to) {
  auto all = kept_file::read(at);
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
  auto found = std::vector<noted_event>{};
  read_records(folder / previous_events, found);
  read_records(folder / current_events, found);
  auto out = event_journal{};
  out.folder_ = folder;
  out.overlap_ = overlap;
  auto all = bytes{};
  for (auto& one : found) {
    if (one.at < found.back().at - overlap.count())
      continue;
    append_record(one.at, one.asdu, all); // should this start be the last thing we do
    last.push_back(std::move(one.asdu));
  }
  if (auto begun = out.begin_segment(0, all); !begun)
    return tl::make_unexpected(std::move(begun.error()));
  return out;
}

result<void> event_journal::begin_segment(std::int64_t now, const bytes& first) {
  auto at = folder_ / current_events;
  if (begun_ != 0)
    std::rename(at.c_str(), (folder_ / previous_events).c_str());
  begun_ = now;
  return file_.replace(at, first);
}

result<void> event_journal::note(const std::vector<bytes>& asdus, const utc_time& now) {
  if (begun_ == 0)
    begun_ = now.ns;
  if (now.ns - begun_ > overlap_.count())
    if (auto done = begin_segment(now.ns, {}); !done)
      return done;
  auto all = bytes{};
  for (auto& one : asdus)
    append_record(now.ns, one, all);
  return file_.append(all);
}

void event_journal::forget() {
  auto why = std::error_code{};
  fs::remove(folder_ / current_events, why);
  fs::remove(folder_ / previous_events, why);
}

} // namespace bus
