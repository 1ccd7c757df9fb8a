#include "messages/iec104/client.hpp"

#include "messages/iec104/codec.hpp"
#include "messages/iec104/event_hash.hpp"
#include "messages/iec104/type_info.hpp"

#include <algorithm>

namespace bus::iec104 {

namespace {

using match = event_memory::match;

/// A time that is the same only in the same event.
bool is_certain(const time_tag& x) {
  auto* time = std::get_if<cp56time2a>(&x);
  return time && !time->invalid;
}

std::string unreadable(const error& why) {
  if (why.code == errc::unsupported)
    return "an ASDU of the unknown type " + why.cause;
  return "an ASDU that could not be read: " + to_string(why);
}

std::string text_of(const asdu_head& x) {
  return std::string{name(x.type)} + " of " + std::to_string(x.common_address)
         + ", cause " + name(x.cause);
}

bool is_station(std::uint16_t common) {
  return common != 0 && common != broadcast_address;
}

} // namespace

client::client(client_settings x)
  : settings_{std::move(x)},
    points_{std::move(settings_.points), settings_.most_points, settings_.zone},
    events_{settings_.most_repeats},
    commands_{settings_},
    reads_{settings_},
    interrogations_{settings_},
    files_{settings_},
    general_{settings_.interrogation_interval},
    counters_{settings_.counter_interval},
    clock_{settings_.clock_interval} {}

void client::started(const moment& now) {
  if (std::exchange(is_started_, true))
    return;
  output_.reset();
  events_.start();
  if (settings_.synchronizes)
    synchronize(now);
  if (settings_.interrogates)
    interrogate_all(false, now);
  if (settings_.interrogates_counters)
    interrogate_all(true, now);
  for (auto* x : {&general_, &counters_, &clock_})
    x->start(now.at);
}

void client::stopped(const error& why) {
  if (!std::exchange(is_started_, false))
    return;
  output_.take_asdus(); // nothing of it is to go out at a later start
  commands_.stopped(why);
  reads_.stopped(why);
  interrogations_.stopped(why);
  files_.stopped(why);
}

void client::receive(byte_view octets, const moment& now) {
  auto x = decode(octets);
  if (!x)
    return output_.remark(unreadable(x.error()));
  if (is_monitored(x->head.type))
    tell(octets, *x, now);
  else
    take_answer(*x, now);
}

void client::tell(byte_view octets, const asdu& x, const moment& now) {
  auto& head = x.head;
  if (!is_station(head.common_address) || !refusal_in(head).empty())
    return output_.remark("an ASDU that tells nothing: " + text_of(head));
  interrogations_.count(head, x.objects.size(), now);
  auto first = told_.size();
  auto hash = event_hash{octets, x};
  for (auto i = std::size_t{0}; i < x.objects.size(); ++i) {
    auto& object = x.objects[i];
    if (object.address == 0) {
      output_.remark("an object without an address: " + text_of(head));
      continue;
    }
    auto how = is_event(head.cause) ? events_.take(hash.of(i)) : match::fresh;
    if (how == match::of_this_run && is_certain(object.time))
      continue;
    if (!points_.tell(head, object, now, told_))
      output_.remark("too many points: those that are not configured are left out");
    else
      told_.back().maybe_repeated = how != match::fresh;
  }
  if (head.cause == cause::request && !reads_.empty())
    answer_reads(first);
}

void client::answer_reads(std::size_t first) {
  // Who is answered may call us.
  auto fresh = std::vector<told_object>(
    told_.begin() + static_cast<std::ptrdiff_t>(first), told_.end());
  for (auto& x : fresh)
    reads_.answer(x.at, x.what);
}

void client::take_answer(const asdu& x, const moment& now) {
  switch (x.head.type) {
  case type_id::m_ei_na_1:
    if (is_started_ && settings_.interrogates && is_configured(x.head.common_address))
      interrogations_.initialized(x.head.common_address, now, output_);
    return;
  case type_id::c_ic_na_1:
  case type_id::c_ci_na_1: return interrogations_.receive(x, now, output_);
  case type_id::c_rd_na_1: return reads_.receive(x);
  case type_id::f_dr_ta_1:
  case type_id::f_fr_na_1:
  case type_id::f_sr_na_1:
  case type_id::f_sg_na_1:
  case type_id::f_ls_na_1:
  case type_id::f_sc_na_1: return files_.receive(x, now, output_);
  case type_id::c_cs_na_1:
    if (auto word = refusal_in(x.head); !word.empty())
      output_.remark("clock synchronization of " + std::to_string(x.head.common_address)
                     + ": " + word);
    return;
  default: commands_.receive(x, now, output_);
  }
}

bool client::is_configured(std::uint16_t common) const {
  return std::ranges::count(settings_.common_addresses, common) > 0;
}

void client::tick(const moment& now) {
  if (!is_started_)
    return;
  commands_.tick(now);
  reads_.tick(now);
  interrogations_.tick(now, output_);
  files_.tick(now, output_);
  if (clock_.take_due(now.at))
    synchronize(now);
  if (general_.take_due(now.at))
    interrogate_all(false, now);
  if (counters_.take_due(now.at))
    interrogate_all(true, now);
}

time_point client::deadline() const {
  if (!is_started_)
    return never;
  return std::min({commands_.deadline(), reads_.deadline(), interrogations_.deadline(),
                   files_.deadline(), general_.next, counters_.next, clock_.next});
}

bool client::repetition::take_due(time_point now) {
  if (now < next)
    return false;
  start(now);
  return true;
}

std::vector<told_object> client::take_told() {
  return std::exchange(told_, {});
}

std::vector<bytes> client::take_output() {
  return output_.take_asdus();
}

std::vector<std::string> client::take_remarks() {
  return output_.take_remarks();
}

void client::remember(byte_view octets) {
  auto x = decode(octets);
  if (!x || !is_monitored(x->head.type) || !is_event(x->head.cause))
    return;
  auto hash = event_hash{octets, *x};
  for (auto i = std::size_t{0}; i < x->objects.size(); ++i)
    events_.add_earlier(hash.of(i));
}

void client::interrogate_all(bool counters, const moment& now) {
  auto freeze = counters ? settings_.freeze : freeze::read;
  for (auto common : settings_.common_addresses)
    interrogations_.begin({counters, 0, freeze}, common, now, output_);
}

void client::synchronize(const moment& now) {
  auto time = to_cp56(now.utc, settings_.zone);
  if (!time)
    return output_.remark("clock synchronization: " + to_string(time.error()));
  for (auto common : settings_.common_addresses)
    std::ignore = output_.send({{type_id::c_cs_na_1, cause::activation, false, false,
                                 settings_.originator, common},
                                {{0, clock_synchronization{}, *time}}});
}

} // namespace bus::iec104
