#include "messages/iec61850/report_control.hpp"

#include "messages/asn1/ber.hpp"

#include <algorithm>

namespace bus::iec61850 {

namespace {

using mms::data;

constexpr auto most_waiting = std::size_t{64}; ///< unbuffered, until the peer reads
constexpr auto entry_octets = std::size_t{96}; ///< of an entry, beside its items
constexpr auto item_octets = std::size_t{48};

duration milliseconds(std::uint32_t x) {
  return std::chrono::milliseconds{x};
}

unsigned trigger_of(reason x) {
  switch (x) {
  case reason::quality_change: return trigger::quality_change;
  case reason::data_update: return trigger::data_update;
  case reason::integrity: return trigger::integrity;
  case reason::general_interrogation: return trigger::general_interrogation;
  default: return trigger::data_change;
  }
}

std::size_t octets_of(const data& x) {
  return asn1::ber::size(x).value_or(0);
}

} // namespace

bytes to_entry_id(std::uint64_t x) {
  auto out = bytes(8);
  for (auto i = std::size_t{0}; i < 8; ++i)
    out[i] = static_cast<std::uint8_t>(x >> 8 * (7 - i));
  return out;
}

std::optional<std::uint64_t> from_entry_id(byte_view x) {
  if (x.size() != 8)
    return std::nullopt;
  return bebytes_to_uint(x);
}

report_control::report_control(report_control_settings x, std::uint64_t first_id)
  : settings_{std::move(x)},
    next_id_{first_id} {}

// ---- what happens to the members --------------------------------------------

bool report_control::wants(reason why) const {
  return set_.members > 0 && (settings_.buffered || enabled_)
         && settings_.trg_ops.test(trigger_of(why));
}

void report_control::note(std::uint32_t member, reason why) {
  if (!wants(why))
    return;
  auto reasons_now = static_cast<reasons>(why);
  // What changes together comes in the members' order, mostly.
  if (!noted_.empty() && noted_.back().first == member)
    noted_.back().second = static_cast<reasons>(noted_.back().second | reasons_now);
  else
    noted_.emplace_back(member, reasons_now);
}

void report_control::settle(const moment& now, const value_source& value_of) {
  if (noted_.empty())
    return;
  auto noted = std::exchange(noted_, {});
  std::ranges::stable_sort(noted, {}, &std::pair<std::uint32_t, reasons>::first);
  auto is_pending = [&](auto& x) {
    return std::ranges::find(pending_, x.first, &pending::member) != pending_.end();
  };
  // A second change of a member: the first one is not to be lost (IEC 61850-7-2,
  // 17.2.3.2.2.3).
  if (!pending_.empty() && std::ranges::any_of(noted, is_pending))
    emit(now);
  for (auto& [member, why] : noted)
    if (!pending_.empty() && pending_.back().member == member)
      pending_.back().why = static_cast<reasons>(pending_.back().why | why);
    else
      pending_.push_back({member, why, value_of(member)});
  if (settings_.buf_tm == 0)
    emit(now);
  else if (send_at_ == never)
    send_at_ = now.at + milliseconds(settings_.buf_tm);
}

void report_control::emit(const moment& now) {
  send_at_ = never;
  if (pending_.empty())
    return;
  auto out = buffered_entry{};
  out.time = now.utc;
  out.items.reserve(pending_.size());
  std::ranges::stable_sort(pending_, {}, &pending::member);
  for (auto& x : std::exchange(pending_, {}))
    out.items.push_back({x.member, x.why, std::move(x.value)});
  append(std::move(out));
}

void report_control::emit_all(reason why, const moment& now,
                              const value_source& value_of) {
  emit(now);
  auto out = buffered_entry{};
  out.time = now.utc;
  out.items.reserve(set_.members);
  for (auto i = std::uint32_t{0}; i < set_.members; ++i)
    out.items.push_back({i, static_cast<reasons>(why), value_of(i)});
  append(std::move(out));
}

void report_control::append(buffered_entry x) {
  x.id = next_id_++;
  if (!settings_.buffered) {
    if (!enabled_)
      return;
    if (buffer_.size() < most_waiting)
      return buffer_.push_back(std::move(x));
    // The peer does not read: what it is told are the last values.
    auto& last = buffer_.back();
    for (auto& item : x.items) {
      auto found =
        std::ranges::find(last.items, item.member, &buffered_entry::item::member);
      if (found == last.items.end()) {
        last.items.push_back(std::move(item));
        continue;
      }
      found->why = static_cast<reasons>(found->why | item.why);
      found->value = std::move(item.value);
    }
    std::ranges::sort(last.items, {}, &buffered_entry::item::member);
    return;
  }
  x.octets = entry_octets;
  for (auto& item : x.items)
    x.octets += item_octets + octets_of(item.value);
  buffer_octets_ += x.octets;
  buffer_.push_back(std::move(x));
  ++change_.appended;
  while (buffer_octets_ > settings_.most_octets && buffer_.size() > 1)
    drop_oldest();
}

void report_control::drop_oldest() {
  buffer_octets_ -= buffer_.front().octets;
  buffer_.pop_front();
  if (next_ == 0)
    overflow_ = true;
  else
    --next_;
}

void report_control::purge() {
  buffer_.clear();
  buffer_octets_ = 0;
  next_ = 0;
  overflow_ = false;
  pending_.clear();
  noted_.clear();
  send_at_ = never;
  change_ = {true, 0};
}

void report_control::restore(std::deque<buffered_entry> x) {
  buffer_ = std::move(x);
  buffer_octets_ = 0;
  next_ = 0;
  for (auto& one : buffer_) {
    one.octets = entry_octets;
    for (auto& item : one.items)
      one.octets += item_octets + octets_of(item.value);
    buffer_octets_ += one.octets;
    next_id_ = std::max(next_id_, one.id + 1);
  }
}

void report_control::start_integrity(const moment& now) {
  auto runs = settings_.intg_pd > 0 && wants(reason::integrity);
  integrity_at_ = runs ? now.at + milliseconds(settings_.intg_pd) : never;
}

void report_control::tick(const moment& now, const value_source& value_of) {
  if (now.at >= reserved_until_)
    disown();
  if (now.at >= send_at_)
    emit(now);
  if (integrity_at_ == never)
    start_integrity(now);
  if (now.at < integrity_at_)
    return;
  integrity_at_ += milliseconds(settings_.intg_pd);
  if (now.at >= integrity_at_) // far too late: the period begins anew
    integrity_at_ = now.at + milliseconds(settings_.intg_pd);
  emit_all(reason::integrity, now, value_of);
}

time_point report_control::deadline() const {
  return std::min({send_at_, integrity_at_, reserved_until_});
}

// ---- reports ----------------------------------------------------------------

bool report_control::has_reports() const {
  return enabled_ && next_ < buffer_.size();
}

std::string report_control::rpt_id() const {
  return settings_.rpt_id.empty() ? settings_.reference : settings_.rpt_id;
}

report report_control::header(const buffered_entry& x) {
  auto wants_field = [&](unsigned bit) { return settings_.opt_flds.test(bit); };
  auto out = report{};
  out.rpt_id = rpt_id();
  if (wants_field(opt_flds::sequence_number))
    out.seq_num = seq_num_;
  if (wants_field(opt_flds::report_time_stamp))
    out.time_of_entry = x.time;
  if (wants_field(opt_flds::data_set_name))
    out.data_set = settings_.data_set;
  if (wants_field(opt_flds::buffer_overflow) && settings_.buffered)
    out.buf_ovfl = overflow_;
  if (wants_field(opt_flds::entry_id) && settings_.buffered)
    out.entry_id = to_entry_id(x.id);
  if (wants_field(opt_flds::conf_revision))
    out.conf_rev = settings_.conf_rev;
  out.members = set_.members;
  return out;
}

std::vector<asn1::mms::information_report>
report_control::encode(buffered_entry& x, std::size_t max_pdu_size) {
  auto with_reference = settings_.opt_flds.test(opt_flds::data_reference);
  auto with_reason = settings_.opt_flds.test(opt_flds::reason_for_inclusion);
  auto room = std::size_t{0};
  auto whole = header(x);
  if (auto taken =
        96 + whole.rpt_id.size() + settings_.data_set.size() + set_.members / 8;
      max_pdu_size > taken)
    room = max_pdu_size - taken;
  auto parts = std::vector<report>{whole};
  auto left = room;
  for (auto& item : x.items) {
    auto size = octets_of(item.value) + (with_reason ? 4 : 0);
    if (with_reference)
      size += set_.references[item.member].size() + 4;
    if (size > left && !parts.back().entries.empty()) {
      parts.push_back(whole);
      left = room;
    }
    left -= std::min(left, size);
    auto& entry = parts.back().entries.emplace_back();
    entry.member = item.member;
    // What is not buffered is sent once.
    if (settings_.buffered)
      entry.value = item.value;
    else
      entry.value = std::move(item.value);
    if (with_reference)
      entry.reference = set_.references[item.member];
    if (with_reason)
      entry.why = item.why;
  }
  auto out = std::vector<asn1::mms::information_report>{};
  for (auto i = std::size_t{0}; i < parts.size(); ++i) {
    if (parts.size() > 1) {
      parts[i].sub_seq_num = i;
      parts[i].more_segments_follow = i + 1 < parts.size();
    }
    out.push_back(encode_report(std::move(parts[i])));
  }
  return out;
}

std::vector<asn1::mms::information_report>
report_control::take_reports(std::size_t most, std::size_t max_pdu_size) {
  auto out = std::vector<asn1::mms::information_report>{};
  for (auto count = std::size_t{0}; count < most && has_reports(); ++count) {
    auto& entry = buffer_[next_];
    for (auto& segment : encode(entry, max_pdu_size))
      out.push_back(std::move(segment));
    ++seq_num_;
    if (!settings_.buffered)
      seq_num_ &= 0xff;
    overflow_ = false;
    last_sent_ = entry.id;
    last_time_ = entry.time;
    if (settings_.buffered)
      ++next_;
    else
      buffer_.pop_front();
  }
  return out;
}

} // namespace bus::iec61850
