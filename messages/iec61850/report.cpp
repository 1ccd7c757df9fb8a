#include "messages/iec61850/report.hpp"

#include <array>
#include <iterator>

namespace bus::iec61850 {

namespace {

using asn1::mms::information_report;
using mms::access_result;
using mms::data;
using specification = asn1::mms::variable_access_specification;

constexpr auto list_name = "RPT";
constexpr auto most_members = std::size_t{10'000};

struct pair {
  reason ours;
  unsigned theirs;
};

constexpr auto reason_bits = std::array{
  pair{reason::data_change, trigger::data_change},
  pair{reason::quality_change, trigger::quality_change},
  pair{reason::data_update, trigger::data_update},
  pair{reason::integrity, trigger::integrity},
  pair{reason::general_interrogation, trigger::general_interrogation},
};

/// The fields of a report one after the other; stays failed at the first that is
/// missing or of another type.
class field_reader {
public:
  explicit field_reader(information_report& x)
    : list_{x.list_of_access_result} {}

  template <data::alternative Kind>
  auto* take(const char* what) {
    using type = std::remove_reference_t<decltype(std::declval<data>().get<Kind>())>;
    auto* value = next(what);
    auto* out = value ? value->get_if<Kind>() : static_cast<type*>(nullptr);
    if (value && !out)
      note(what);
    return out;
  }

  data* next(const char* what) {
    if (failed_)
      return nullptr;
    if (at_ >= list_.size()) {
      note(what);
      return nullptr;
    }
    auto* out = list_[at_++].get_if<access_result::success>();
    if (!out)
      note(what);
    return out;
  }

  std::optional<std::uint64_t> number(const char* what) {
    auto* x = take<data::unsigned_>(what);
    auto out = x ? x->to_uint64() : std::nullopt;
    if (x && !out)
      note(what);
    return out;
  }

  std::optional<std::string> text(const char* what) {
    auto* x = take<data::visible_string>(what);
    return x ? std::optional{std::move(*x)} : std::nullopt;
  }

  std::optional<bool> flag(const char* what) {
    auto* x = take<data::boolean>(what);
    return x ? std::optional{*x} : std::nullopt;
  }

  bool at_end() const { return at_ == list_.size(); }
  void note(const char* what) { failed_ = failed_ ? failed_ : what; }
  const char* failed() const { return failed_; }

private:
  asn1::list_of<access_result>& list_;
  std::size_t at_ = 0;
  const char* failed_ = nullptr;
};

std::optional<utc_time> time_in(field_reader& from) {
  auto* octets = from.take<data::binary_time>("time_of_entry");
  auto time = octets ? mms::read_binary_time(octets->view()) : std::nullopt;
  if (octets && !time)
    from.note("time_of_entry");
  return time ? std::optional{mms::to_utc(*time)} : std::nullopt;
}

std::optional<bytes> octets_in(field_reader& from) {
  auto* octets = from.take<data::octet_string>("entry_id");
  if (!octets)
    return std::nullopt;
  return bytes(octets->view().begin(), octets->view().end());
}

void read_header(field_reader& from, const asn1::bit_string& has, report& out) {
  using namespace opt_flds;
  if (has.test(sequence_number))
    out.seq_num = from.number("seq_num");
  if (has.test(report_time_stamp))
    out.time_of_entry = time_in(from);
  if (has.test(data_set_name))
    out.data_set = from.text("data_set");
  if (has.test(buffer_overflow))
    out.buf_ovfl = from.flag("buf_ovfl");
  if (has.test(opt_flds::entry_id))
    out.entry_id = octets_in(from);
  if (has.test(conf_revision))
    out.conf_rev = from.number("conf_rev");
  if (has.test(segmentation)) {
    out.sub_seq_num = from.number("sub_seq_num");
    out.more_segments_follow = from.flag("more_segments_follow").value_or(false);
  }
}

void read_entries(field_reader& from, const asn1::bit_string& has, report& out) {
  auto* inclusion = from.take<data::bit_string>("inclusion");
  if (!inclusion)
    return;
  out.members = inclusion->size();
  if (out.members > most_members)
    return from.note("inclusion");
  for (auto i = std::size_t{0}; i < inclusion->size(); ++i)
    if (inclusion->test(i))
      out.entries.push_back({static_cast<std::uint32_t>(i)});
  if (has.test(opt_flds::data_reference))
    for (auto& one : out.entries)
      one.reference = from.text("data_reference");
  for (auto& one : out.entries)
    if (auto* value = from.next("value"))
      one.value = std::move(*value);
  if (has.test(opt_flds::reason_for_inclusion))
    for (auto& one : out.entries)
      if (auto* why = from.take<data::bit_string>("reason"))
        one.why = to_reasons(*why);
}

} // namespace

std::optional<unsigned> to_trigger(std::string_view word) {
  return word == "dchg"        ? std::optional{trigger::data_change}
         : word == "qchg"      ? std::optional{trigger::quality_change}
         : word == "dupd"      ? std::optional{trigger::data_update}
         : word == "integrity" ? std::optional{trigger::integrity}
         : word == "gi"        ? std::optional{trigger::general_interrogation}
                               : std::nullopt;
}

asn1::bit_string make_reason(reasons x) {
  auto out = asn1::bit_string{trigger::reason_size};
  for (auto& [ours, theirs] : reason_bits)
    if (x & static_cast<reasons>(ours))
      out.set(theirs);
  return out;
}

reasons to_reasons(const asn1::bit_string& x) {
  auto out = reasons{0};
  for (auto& [ours, theirs] : reason_bits)
    if (x.test(theirs))
      out = static_cast<reasons>(out | static_cast<reasons>(ours));
  return out;
}

bool is_report(const information_report& x) {
  auto* list =
    x.variable_access_specification.get_if<specification::variable_list_name>();
  auto* own = list ? list->get_if<mms::object_name::vmd_specific>() : nullptr;
  return own && *own == list_name;
}

result<report> decode_report(information_report& x) {
  auto from = field_reader{x};
  auto out = report{};
  out.rpt_id = from.text("rpt_id").value_or(std::string{});
  if (auto* has = from.take<data::bit_string>("opt_flds")) {
    auto fields = *has;
    read_header(from, fields, out);
    read_entries(from, fields, out);
  }
  if (!from.failed() && !from.at_end())
    from.note("end");
  if (from.failed())
    return fail(errc::malformed, std::string{"iec61850.report."} + from.failed());
  return out;
}

namespace {

class field_writer {
public:
  explicit field_writer(information_report& to)
    : to_{to.list_of_access_result} {}

  void put(data x) {
    to_.push_back(access_result::make<access_result::success>(std::move(x)));
  }

  template <data::alternative Kind, class T>
  void put(T&& x) {
    to_.emplace_back().template emplace<access_result::success>(
      data::make<Kind>(std::forward<T>(x)));
  }

private:
  asn1::list_of<access_result>& to_;
};

asn1::bit_string fields_of(const report& x) {
  using namespace opt_flds;
  auto out = asn1::bit_string{opt_flds::size};
  out.set(sequence_number, x.seq_num.has_value());
  out.set(report_time_stamp, x.time_of_entry.has_value());
  out.set(data_set_name, x.data_set.has_value());
  out.set(buffer_overflow, x.buf_ovfl.has_value());
  out.set(opt_flds::entry_id, x.entry_id.has_value());
  out.set(conf_revision, x.conf_rev.has_value());
  out.set(segmentation, x.sub_seq_num.has_value());
  if (!x.entries.empty()) {
    out.set(data_reference, x.entries.front().reference.has_value());
    out.set(reason_for_inclusion, x.entries.front().why.has_value());
  }
  return out;
}

void write_header(field_writer& to, report& x) {
  if (x.seq_num)
    to.put<data::unsigned_>(*x.seq_num);
  if (x.time_of_entry)
    to.put(mms::make_binary_time(mms::to_binary_time(*x.time_of_entry)));
  if (x.data_set)
    to.put<data::visible_string>(std::move(*x.data_set));
  if (x.buf_ovfl)
    to.put<data::boolean>(*x.buf_ovfl);
  if (x.entry_id)
    to.put<data::octet_string>(asn1::octet_string{*x.entry_id});
  if (x.conf_rev)
    to.put<data::unsigned_>(*x.conf_rev);
  if (x.sub_seq_num) {
    to.put<data::unsigned_>(*x.sub_seq_num);
    to.put<data::boolean>(x.more_segments_follow);
  }
}

} // namespace

information_report encode_report(report x) {
  auto out = information_report{};
  out.variable_access_specification =
    specification::make<specification::variable_list_name>(mms::vmd_name(list_name));
  out.list_of_access_result.reserve(12 + 3 * x.entries.size());
  auto to = field_writer{out};
  auto fields = fields_of(x);
  to.put<data::visible_string>(std::move(x.rpt_id));
  to.put<data::bit_string>(fields);
  write_header(to, x);
  auto inclusion = asn1::bit_string{x.members};
  for (auto& one : x.entries)
    inclusion.set(one.member);
  to.put<data::bit_string>(std::move(inclusion));
  if (fields.test(opt_flds::data_reference))
    for (auto& one : x.entries)
      to.put<data::visible_string>(one.reference.value_or(std::string{}));
  for (auto& one : x.entries)
    to.put(std::move(one.value));
  if (fields.test(opt_flds::reason_for_inclusion))
    for (auto& one : x.entries)
      to.put<data::bit_string>(make_reason(one.why.value_or(0)));
  return out;
}

result<std::optional<report>> report_joiner::add(report x) {
  auto broken = [&](const char* why) {
    parts_.reset();
    return fail(errc::malformed, "iec61850.report.sub_seq_num", why);
  };
  auto number = x.sub_seq_num.value_or(0);
  if (number == 0) {
    parts_.reset(); // what was open stays without its end: its number is a gap
    if (!x.more_segments_follow)
      return std::optional{std::move(x)};
    parts_ = std::move(x);
    return std::nullopt;
  }
  if (!parts_ || parts_->sub_seq_num.value_or(0) + 1 != number
      || parts_->rpt_id != x.rpt_id || parts_->seq_num != x.seq_num)
    return broken("a segment of a report is missing");
  if (parts_->entries.size() + x.entries.size() > most_entries)
    return broken("a report of too many segments");
  std::move(x.entries.begin(), x.entries.end(), std::back_inserter(parts_->entries));
  parts_->sub_seq_num = number;
  if (x.more_segments_follow)
    return std::nullopt;
  auto out = std::optional{std::move(*parts_)};
  parts_.reset();
  return out;
}

} // namespace bus::iec61850
