#pragma once

#include "messages/iec104/codec.hpp"
#include "messages/iec104/point.hpp"
#include "messages/iec104/station.hpp"

#include <boost/test/unit_test.hpp>

namespace bus::test {

using iec104::address;
using iec104::cause;
using iec104::type_id;

constexpr auto t0 = time_point{};
constexpr auto utc0 = utc_time{1'790'000'000'000'000'000};

inline iec104::moment at(double seconds) {
  auto passed = duration{static_cast<std::int64_t>(seconds * 1e9)};
  return {t0 + passed, {utc0.ns + passed.count()}};
}

inline iec104::served_point measured(std::uint32_t object, std::uint16_t common = 1) {
  return {.at = {common, object}, .type = type_id::m_me_tf_1};
}

inline iec104::served_point switched(std::uint32_t object, std::uint32_t shown) {
  return {
    .at = {1, object}, .command = type_id::c_dc_na_1, .feedback = address{1, shown}};
}

/// A station with one client, which takes all that is sent to it.
struct served {
  explicit served(std::vector<iec104::served_point> points,
                  iec104::station_settings how = {},
                  std::vector<iec104::redundancy_group> groups = {})
    : station{
      iec104::station::make({std::move(points), std::move(groups)}, how).value()} {
    open(1);
    take();
  }

  void open(std::uint64_t peer, bytes client = {127, 0, 0, 1}) {
    BOOST_REQUIRE(station.opened(peer, client));
    station.started(peer);
  }

  std::vector<iec104::asdu> take(std::uint64_t peer = 1, bool acknowledge = true,
                                 std::size_t most = 1'000) {
    auto out = std::vector<iec104::asdu>{};
    for (auto& octets : station.take_output(peer, most))
      out.push_back(iec104::decode(octets).value());
    if (acknowledge)
      station.acknowledged(peer, out.size());
    return out;
  }

  void set(std::uint32_t object, value to, double seconds = 0,
           std::uint16_t common = 1) {
    auto point = station.find({common, object});
    BOOST_REQUIRE(point.has_value());
    auto done = station.set({*point, std::move(to)}, at(seconds));
    BOOST_TEST(done.has_value(), (done ? "" : to_string(done.error())));
  }

  void send(type_id type, cause why, std::uint32_t object, iec104::element what,
            std::uint64_t peer = 1, iec104::time_tag time = {}, double seconds = 0,
            std::uint16_t common = 1) {
    auto x = iec104::asdu{{.type = type, .cause = why, .common_address = common},
                          {{object, what, time}}};
    station.receive(peer, iec104::encode(x).value(), at(seconds));
  }

  std::optional<command> asked() {
    while (auto event = station.next_event())
      if (auto* x = std::get_if<iec104::process_asked>(&*event))
        return x->what;
    return std::nullopt;
  }

  iec104::station station;
};

inline std::string text_of(const iec104::asdu& x) {
  auto out = std::string{iec104::name(x.head.type)} + ' ' + iec104::name(x.head.cause);
  if (x.head.negative)
    out += " negative";
  for (auto& one : x.objects)
    out += ' ' + std::to_string(one.address);
  return out;
}

inline std::vector<std::string> texts_of(const std::vector<iec104::asdu>& x) {
  auto out = std::vector<std::string>{};
  for (auto& one : x)
    out.push_back(text_of(one));
  return out;
}

using texts = std::vector<std::string>;

} // namespace bus::test

#define CHECK_TEXTS(got, ...)                                                          \
  do {                                                                                 \
    auto expected_texts = texts __VA_ARGS__;                                           \
    auto got_texts = texts_of(got);                                                    \
    BOOST_CHECK_EQUAL_COLLECTIONS(got_texts.begin(), got_texts.end(),                  \
                                  expected_texts.begin(), expected_texts.end());       \
  } while (false)
