#include "messages/iec61850/report_control.hpp"

#include <algorithm>

// What clients do with a report control block: its attributes, read and written.

namespace bus::iec61850 {

namespace {

using mms::data;
using mms::data_access_error;
using failure = report_control::failure;

constexpr auto done = std::nullopt;
constexpr auto longest_text = std::size_t{129};

std::optional<std::uint32_t> number_in(const data& x) {
  auto* number = x.get_if<data::unsigned_>();
  auto out = number ? number->to_uint64() : std::nullopt;
  if (!out || *out > std::numeric_limits<std::uint32_t>::max())
    return std::nullopt;
  return static_cast<std::uint32_t>(*out);
}

std::string text_in(const data& x) {
  auto* text = x.get_if<data::visible_string>();
  return text ? *text : std::string{};
}

bool flag_in(const data& x) {
  auto* flag = x.get_if<data::boolean>();
  return flag && *flag;
}

/// Bits that a peer sent, in as many as there are of it here.
asn1::bit_string bits_in(const data& x, std::size_t size) {
  auto out = asn1::bit_string{size};
  if (auto* bits = x.get_if<data::bit_string>())
    for (auto bit = std::size_t{0}; bit < size; ++bit)
      out.set(bit, bits->test(bit));
  return out;
}

template <data::alternative Kind, class T>
data make(T&& x) {
  return data::make<Kind>(std::forward<T>(x));
}

} // namespace

bool report_control::is_others(const client_id& who, time_point now) const {
  if (!owner_ || owner_->number == who.number)
    return false;
  if (reserved_until_ == never)
    return true;
  // Its owner lost the association, and may come back.
  return now < reserved_until_
         && (who.address.empty() || who.address != owner_->address);
}

void report_control::own(const client_id& who, bool implicitly) {
  implicitly_ = implicitly && (!owner_ || implicitly_ || owner_->number != who.number);
  owner_ = who;
  reserved_until_ = never;
}

void report_control::disown() {
  owner_.reset();
  reserved_until_ = never;
  implicitly_ = false;
}

failure report_control::write(const client_id& who, std::string_view attribute,
                              const data& to, const moment& now, const lookup& find,
                              const value_source& value_of) {
  if (!read(attribute))
    return data_access_error::object_non_existent;
  if (attribute == "ConfRev" || attribute == "SqNum" || attribute == "TimeofEntry"
      || attribute == "Owner")
    return data_access_error::object_access_denied;
  if (is_others(who, now.at))
    return data_access_error::temporarily_unavailable;
  if (attribute == "RptEna")
    return enable(who, flag_in(to), now);
  if (attribute == "GI")
    return flag_in(to) ? interrogate(now, value_of) : done;
  if (enabled_)
    return data_access_error::temporarily_unavailable;
  if (attribute == "Resv")
    return reserve(who, flag_in(to) ? -1 : 0);
  if (attribute == "ResvTms") {
    auto* seconds = to.get_if<data::integer>();
    return reserve(who, seconds ? seconds->to_int64().value_or(-1) : 0);
  }
  return configure(attribute, to, now, find);
}

failure report_control::configure(std::string_view attribute, const data& to,
                                  const moment& now, const lookup& find) {
  auto change = [&](auto& which, auto value) {
    if (which == value)
      return;
    which = std::move(value);
    purge();
  };
  if (attribute == "RptID") {
    auto text = text_in(to);
    if (text.size() > longest_text)
      return data_access_error::object_value_invalid;
    change(settings_.rpt_id, text == settings_.reference ? std::string{} : text);
  } else if (attribute == "DatSet") {
    return set_data_set(text_in(to), find);
  } else if (attribute == "OptFlds") {
    settings_.opt_flds = bits_in(to, opt_flds::size);
  } else if (attribute == "TrgOps") {
    change(settings_.trg_ops, bits_in(to, trigger::size));
    start_integrity(now);
  } else if (attribute == "BufTm" || attribute == "IntgPd") {
    auto milliseconds_now = number_in(to);
    if (!milliseconds_now)
      return data_access_error::object_value_invalid;
    change(attribute == "BufTm" ? settings_.buf_tm : settings_.intg_pd,
           *milliseconds_now);
    start_integrity(now);
  } else if (attribute == "PurgeBuf") {
    if (flag_in(to))
      purge();
  } else {
    auto* id = to.get_if<data::octet_string>();
    return id ? resume_after(id->view()) : data_access_error::object_value_invalid;
  }
  return done;
}

failure report_control::enable(const client_id& who, bool on, const moment& now) {
  if (on == (enabled_ == who.number))
    return done;
  if (!on) {
    enabled_.reset();
    resumed_ = false;
    if (!settings_.buffered)
      purge();
    start_integrity(now);
    if (implicitly_)
      disown();
    return done;
  }
  if (set_.members == 0)
    return data_access_error::object_attribute_inconsistent;
  own(who, true);
  if (settings_.buffered && !resumed_ && positioned_ != who.number)
    next_ = 0;
  positioned_ = who.number;
  seq_num_ = 0;
  enabled_ = who.number;
  if (integrity_at_ == never || !settings_.buffered)
    start_integrity(now);
  return done;
}

failure report_control::reserve(const client_id& who, std::int64_t seconds) {
  if (settings_.buffered && (seconds < 0 || seconds > 32'767))
    return data_access_error::object_value_invalid;
  if (seconds == 0)
    disown();
  else
    own(who, false);
  if (settings_.buffered)
    resv_tms_ = static_cast<std::int16_t>(seconds);
  return done;
}

failure report_control::set_data_set(const std::string& name, const lookup& find) {
  if (name == settings_.data_set)
    return done;
  auto found = name.empty() ? std::optional{data_set_info{}} : find(name);
  if (!found)
    return data_access_error::object_value_invalid;
  settings_.data_set = name;
  set_ = std::move(*found);
  ++settings_.conf_rev;
  purge();
  return done;
}

failure report_control::resume_after(byte_view id) {
  auto wanted = from_entry_id(id);
  if (!wanted)
    return data_access_error::object_value_invalid;
  if (*wanted == 0) {
    next_ = 0;
    resumed_ = true;
    return done;
  }
  auto found = std::ranges::lower_bound(buffer_, *wanted, {}, &buffered_entry::id);
  if (found == buffer_.end() || found->id != *wanted)
    return data_access_error::object_value_invalid;
  next_ = static_cast<std::size_t>(found - buffer_.begin()) + 1;
  resumed_ = true;
  return done;
}

failure report_control::interrogate(const moment& now, const value_source& value_of) {
  if (!enabled_)
    return data_access_error::temporarily_unavailable;
  if (wants(reason::general_interrogation))
    emit_all(reason::general_interrogation, now, value_of);
  return done;
}

void report_control::left(std::uint64_t client, const moment& now) {
  if (enabled_ == client) {
    enabled_.reset();
    resumed_ = false;
    if (!settings_.buffered)
      purge();
    start_integrity(now);
  }
  if (!owner_ || owner_->number != client || reserved_until_ != never)
    return;
  if (settings_.buffered && resv_tms_ > 0)
    reserved_until_ = now.at + std::chrono::seconds{resv_tms_};
  else
    disown();
}

std::optional<data> report_control::read(std::string_view attribute) const {
  auto& x = settings_;
  if (attribute == "RptID")
    return make<data::visible_string>(rpt_id());
  if (attribute == "RptEna")
    return make<data::boolean>(enabled_.has_value());
  if (attribute == "DatSet")
    return make<data::visible_string>(x.data_set);
  if (attribute == "ConfRev")
    return make<data::unsigned_>(x.conf_rev);
  if (attribute == "OptFlds")
    return make<data::bit_string>(x.opt_flds);
  if (attribute == "BufTm")
    return make<data::unsigned_>(x.buf_tm);
  if (attribute == "SqNum")
    return make<data::unsigned_>(std::uint64_t{seq_num_});
  if (attribute == "TrgOps")
    return make<data::bit_string>(x.trg_ops);
  if (attribute == "IntgPd")
    return make<data::unsigned_>(x.intg_pd);
  if (attribute == "GI")
    return make<data::boolean>(false);
  if (attribute == "Owner")
    return make<data::octet_string>(
      asn1::octet_string{owner_ ? owner_->address : bytes{}});
  if (!x.buffered)
    return attribute == "Resv" ? std::optional{make<data::boolean>(owner_.has_value())}
                               : std::nullopt;
  auto* newest = enabled_ || buffer_.empty() ? nullptr : &buffer_.back();
  if (attribute == "PurgeBuf")
    return make<data::boolean>(false);
  if (attribute == "EntryID")
    return make<data::octet_string>(
      asn1::octet_string{to_entry_id(newest ? newest->id : last_sent_)});
  if (attribute == "TimeofEntry")
    return mms::make_binary_time(
      mms::to_binary_time(newest ? newest->time : last_time_));
  if (attribute == "ResvTms")
    return make<data::integer>(std::int64_t{resv_tms_});
  return std::nullopt;
}

} // namespace bus::iec61850
