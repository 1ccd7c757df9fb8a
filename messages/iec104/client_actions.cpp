#include "messages/iec104/client.hpp"

namespace bus::iec104 {

namespace {

constexpr auto last_group = std::uint8_t{16};
constexpr auto last_counter_group = std::uint8_t{4};

bool is_group(const action::interrogation& x) {
  return x.group <= (x.counters ? last_counter_group : last_group);
}

client_interrogations::question question_of(const action::interrogation& x) {
  auto freeze = static_cast<iec104::freeze>(x.how);
  return {x.counters, x.group, x.counters ? freeze : freeze::read};
}

} // namespace

void client::control(const address& at, const action::control& x, time_point deadline,
                     const moment& now, acted done) {
  auto* point = find(at);
  begin(make_control(point ? *point : client_point{at}, x, settings_.zone, now),
        deadline, now, std::move(done));
}

void client::write(const address& at, const value& to, time_point deadline,
                   const moment& now, has_written done) {
  auto* point = find(at);
  auto told = [done = std::move(done)](action_result how) {
    if (how)
      done({});
    else
      done(tl::make_unexpected(std::move(how.error().why)));
  };
  begin(make_write(point ? *point : client_point{at}, to, settings_.zone, now),
        deadline, now, std::move(told));
}

void client::begin(result<command_request> x, time_point deadline, const moment& now,
                   acted done) {
  if (x)
    if (auto may = may_begin(x->at); !may)
      x = tl::make_unexpected(may.error());
  if (!x)
    return done(refused(std::move(x.error())));
  x->deadline = deadline;
  x->done = std::move(done);
  commands_.begin(std::move(*x), now, output_);
}

void client::read(const address& at, time_point deadline, const moment& now,
                  has_read done) {
  if (auto may = may_begin(at); !may)
    return done(tl::make_unexpected(may.error()));
  reads_.begin(at, deadline, now, output_, std::move(done));
}

void client::interrogate(const action::interrogation& x, time_point deadline,
                         const moment& now, acted done) {
  auto all = asked_stations(x.common_address);
  auto where = address{x.common_address.value_or(broadcast_address)};
  if (where.common == 0)
    return done(refused({errc::invalid_value, "common_address", "0 is no station"}));
  if (!is_group(x))
    return done(refused(
      {errc::invalid_value, "group",
       x.counters ? "expected a group from 1 to 4" : "expected a group from 1 to 16"}));
  if (all.empty())
    return done(refused(
      {errc::unsupported, "common_addresses", "no common address is configured"}));
  if (auto may = may_begin(where); !may)
    return done(refused(may.error()));
  interrogations_.ask(question_of(x), all, deadline, now, output_, std::move(done));
}

void client::list_files(const std::optional<std::uint16_t>& of, time_point deadline,
                        const moment& now, has_directory done) {
  if (auto may = may_begin({of.value_or(broadcast_address)}); !may)
    return done(tl::make_unexpected(may.error()));
  files_.list(asked_stations(of), deadline, now, output_, std::move(done));
}

void client::get_file(const file_name& x, time_point deadline, const moment& now,
                      has_file done) {
  if (auto may = may_begin(x.at); !may)
    return done(tl::make_unexpected(may.error()));
  files_.get(x, deadline, now, output_, std::move(done));
}

result<void> client::may_begin(const address& at) const {
  if (!is_started_)
    return fail(errc::not_connected, to_string(at));
  auto outstanding =
    commands_.size() + reads_.size() + interrogations_.size() + files_.size();
  if (outstanding >= settings_.most_outstanding)
    return fail(errc::busy, to_string(at), "too much is under way");
  return {};
}

/// The broadcast address is all of them: answers come from each.
std::vector<std::uint16_t>
client::asked_stations(const std::optional<std::uint16_t>& common) const {
  if (common && *common != broadcast_address)
    return {*common};
  return settings_.common_addresses;
}

} // namespace bus::iec104
