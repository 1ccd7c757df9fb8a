#include "messages/iec104/client.hpp"
#include "tests/messages/iec104/station_fixture.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <map>
#include <random>

using namespace bus;
using namespace bus::iec104;
using test::at;

namespace {

/// A client and a station with files, face to face.
class peers {
public:
  std::map<file_name, bytes> files;
  result<bytes> got = fail(errc::busy, "", "not told yet");
  result<std::vector<file_entry>> listed = fail(errc::busy, "", "not told yet");
  std::size_t segments = 0;
  std::function<void(asdu&)> spoil = [](asdu&) {};

  peers()
    : station_{station::make({{test::measured(1), test::measured(1, 2)}, {}}, {})
                 .value()},
      client_{{.common_addresses = {1, 2}, .interrogates = false}} {
    station_.serve_files(
      {[this] {
         auto out = std::vector<file_entry>{};
         for (auto& [name, content] : files)
           out.push_back({name, static_cast<std::uint32_t>(content.size()), made});
         return out;
       },
       [this](const file_name& x) -> result<bytes> {
         if (auto found = files.find(x); found != files.end())
           return found->second;
         return fail(errc::not_found, to_string(x));
       }});
    BOOST_REQUIRE(station_.opened(1, {127, 0, 0, 1}));
    station_.started(1);
    client_.started(at(0));
  }

  void get(const file_name& x, double until = 60) {
    client_.get_file(x, at(until).at, at(now_),
                     [this](auto how) { got = std::move(how); });
    talk();
  }

  void list(std::optional<std::uint16_t> of = {}) {
    client_.list_files(of, at(60).at, at(now_),
                       [this](auto how) { listed = std::move(how); });
    talk();
  }

  /// To and fro until both are silent.
  void talk() {
    for (auto is_over = false; !is_over;) {
      auto asked = client_.take_output();
      for (auto& octets : asked)
        station_.receive(1, octets, at(now_));
      auto told = station_.take_output(1, 5);
      station_.acknowledged(1, told.size());
      for (auto& octets : told)
        client_.receive(spoiled(octets), at(now_));
      is_over = asked.empty() && told.empty();
    }
  }

  void pass(double seconds) {
    now_ += seconds;
    client_.tick(at(now_));
    station_.tick(at(now_));
    talk();
  }

  void stop() { client_.stopped({errc::not_connected, "line"}); }
  station& of() { return station_; }
  client& who() { return client_; }

  static constexpr auto made = utc_time{1'790'000'000'000'000'000};

private:
  bytes spoiled(const bytes& octets) {
    auto x = decode(octets).value();
    segments += x.head.type == type_id::f_sg_na_1;
    spoil(x);
    return encode(x).value();
  }

  station station_;
  client client_;
  double now_ = 0;
};

bytes random_bytes(std::size_t size) {
  auto random = std::mt19937{104};
  auto out = bytes(size);
  std::ranges::generate(out, [&] { return static_cast<std::uint8_t>(random()); });
  return out;
}

constexpr auto record = file_name{{1, 30'000}, 2};

std::string cause_of(const peers& x) {
  return x.got ? "got"
               : std::string{name(x.got.error().code)} + " " + x.got.error().cause;
}

} // namespace

BOOST_AUTO_TEST_SUITE(iec104_file)

BOOST_AUTO_TEST_CASE(names_are_read_as_they_are_written) {
  BOOST_TEST(to_string(record) == "1/30000/2");
  BOOST_TEST((to_file_name("1/30000/2").value() == record));
  for (auto* wrong : {"", "1", "1/30000", "1/0/1", "1/30000/", "1/30000/x",
                      "1/30000/65536", "1/30000/2/", "0/30000/-1"})
    BOOST_TEST(!to_file_name(wrong).has_value(), wrong);
}

BOOST_AUTO_TEST_CASE(files_of_all_sizes_come_as_they_are) {
  for (auto size : {0u, 1u, 235u, 236u, 237u, 65'535u, 65'536u, 200'000u}) {
    auto x = peers{};
    x.files[record] = random_bytes(size);
    x.get(record);
    BOOST_TEST_CONTEXT(size) {
      BOOST_REQUIRE_MESSAGE(x.got.has_value(), cause_of(x));
      BOOST_TEST((*x.got == x.files[record]));
    }
  }
}

BOOST_AUTO_TEST_CASE(the_largest_file_has_255_sections_at_most) {
  auto x = peers{};
  x.files[record] = random_bytes(largest_file);
  x.get(record);
  BOOST_REQUIRE_MESSAGE(x.got.has_value(), cause_of(x));
  BOOST_TEST((*x.got == x.files[record]));
}

BOOST_AUTO_TEST_CASE(a_larger_file_is_not_ready) {
  auto x = peers{};
  x.files[record] = bytes(largest_file + 1);
  x.get(record);
  BOOST_TEST(cause_of(x) == "not-found file-not-ready");
}

BOOST_AUTO_TEST_CASE(directories_of_all_stations_are_one) {
  auto x = peers{};
  for (auto i = 1u; i <= 30; ++i) // more than one ASDU of them
    x.files[{{1, i}, 1}] = bytes(i);
  x.files[{{2, 7}, 4}] = bytes(3);
  x.list();
  BOOST_REQUIRE(x.listed.has_value());
  BOOST_TEST(x.listed->size() == 31u);
  BOOST_TEST((x.listed->back() == file_entry{{{2, 7}, 4}, 3, peers::made}));
  x.list(2);
  BOOST_REQUIRE(x.listed.has_value());
  BOOST_TEST(x.listed->size() == 1u);
}

BOOST_AUTO_TEST_CASE(what_is_not_there_is_told) {
  auto x = peers{};
  x.files[record] = bytes(3);
  x.get({{1, 30'000}, 1});
  BOOST_TEST(cause_of(x) == "not-found file-not-ready");
  x.get({{1, 30'001}, 1});
  BOOST_TEST(cause_of(x) == "rejected unknown-object-address");
  x.get({{3, 30'000}, 1});
  BOOST_TEST(cause_of(x) == "rejected unknown-common-address");
  x.list(2);
  BOOST_REQUIRE(!x.listed.has_value());
  BOOST_TEST(x.listed.error().cause == "negative-confirmation");
}

BOOST_AUTO_TEST_CASE(a_station_without_files_says_so) {
  auto x = test::served{{test::measured(1)}};
  x.send(type_id::f_sc_na_1, cause::request, 0, file_call{});
  auto told = x.take();
  BOOST_REQUIRE(told.size() == 1u);
  BOOST_TEST(name(told[0].head.cause) == "unknown-type");
}

BOOST_AUTO_TEST_CASE(a_section_that_came_wrong_is_sent_again) {
  auto x = peers{};
  x.files[record] = random_bytes(70'000);
  auto to_spoil = 2;
  x.spoil = [&](asdu& y) {
    if (auto* part = std::get_if<file_segment>(&y.objects[0].element))
      if (part->section == 2 && to_spoil-- > 0)
        part->content[0] ^= 1;
  };
  x.get(record);
  BOOST_REQUIRE_MESSAGE(x.got.has_value(), cause_of(x));
  BOOST_TEST((*x.got == x.files[record]));
}

BOOST_AUTO_TEST_CASE(after_three_failures_the_transfer_ends) {
  auto x = peers{};
  x.files[record] = bytes(100);
  auto spoil = [](asdu& y) {
    if (auto* part = std::get_if<file_segment>(&y.objects[0].element))
      part->content[0] ^= 1;
  };
  x.spoil = spoil;
  x.get(record);
  BOOST_TEST(cause_of(x) == "rejected a section's checksum is wrong");
  BOOST_TEST(x.segments == 3u);
  x.spoil = [](asdu&) {};
  x.get(record);
  BOOST_TEST(cause_of(x) == "got");
}

BOOST_AUTO_TEST_CASE(sections_that_are_longer_than_said_are_not_taken) {
  auto x = peers{};
  x.files[record] = bytes(100);
  x.spoil = [](asdu& y) {
    if (auto* ready = std::get_if<section_ready>(&y.objects[0].element))
      ready->length = 101;
  };
  x.get(record);
  BOOST_TEST(cause_of(x) == "rejected the sections are longer than the file");
}

BOOST_AUTO_TEST_CASE(one_transfer_at_a_time) {
  auto x = peers{};
  x.files[record] = bytes(100);
  auto second = result<bytes>{};
  x.who().get_file(record, at(60).at, at(0), [&](auto how) { x.got = std::move(how); });
  x.who().get_file(record, at(60).at, at(0),
                   [&](auto how) { second = std::move(how); });
  BOOST_REQUIRE(!second.has_value());
  BOOST_TEST(second.error().cause == "1/30000/2 is transferred");
  x.talk();
  BOOST_TEST(cause_of(x) == "got");
}

BOOST_AUTO_TEST_CASE(silence_ends_a_transfer) {
  auto x = peers{};
  x.files[record] = bytes(100);
  x.who().get_file(record, at(60).at, at(0), [&](auto how) { x.got = std::move(how); });
  x.who().take_output(); // and it is lost
  x.pass(4.9);
  BOOST_TEST(cause_of(x) == "busy not told yet");
  x.pass(0.2);
  BOOST_TEST(cause_of(x) == "timeout no answer in time");
}

BOOST_AUTO_TEST_CASE(a_lost_connection_ends_all) {
  auto x = peers{};
  x.who().get_file(record, at(60).at, at(0), [&](auto how) { x.got = std::move(how); });
  x.who().list_files({}, at(60).at, at(0),
                     [&](auto how) { x.listed = std::move(how); });
  x.stop();
  BOOST_TEST(cause_of(x).starts_with("not-connected"));
  BOOST_TEST(!x.listed.has_value());
}

BOOST_AUTO_TEST_CASE(events_go_before_segments) {
  auto x = test::served{{test::measured(1)}};
  x.station.serve_files(
    {[] {
       return std::vector<file_entry>{{record, 1'000}};
     },
     [](const file_name&) -> result<bytes> { return bytes(1'000); }});
  auto ask = [&](file_order what, std::uint8_t section) {
    x.send(type_id::f_sc_na_1, cause::file_transfer, 30'000,
           file_call{2, section, static_cast<std::uint8_t>(what)});
    return x.take(1, true, 1).at(0);
  };
  BOOST_TEST(name(ask(file_order::select, 0).head.type) == "F_FR_NA_1");
  BOOST_TEST(name(ask(file_order::call, 0).head.type) == "F_SR_NA_1");
  BOOST_TEST(name(ask(file_order::call_section, 1).head.type) == "F_SG_NA_1");
  x.set(1, 2.5f, 1);
  BOOST_TEST(name(x.take(1, true, 1).at(0).head.type) == "M_ME_TF_1");
  auto rest = x.take();
  BOOST_REQUIRE(rest.size() == 5u); // four segments more, and the section's end
  BOOST_TEST(name(rest.back().head.type) == "F_LS_NA_1");
}

BOOST_AUTO_TEST_CASE(a_section_may_take_longer_than_a_minute) {
  auto x = test::served{{test::measured(1)}};
  x.station.serve_files(
    {[] {
       return std::vector<file_entry>{{record, 1'000}};
     },
     [](const file_name&) -> result<bytes> { return bytes(1'000); }});
  auto ask = [&](file_order what, std::uint8_t section) {
    x.send(type_id::f_sc_na_1, cause::file_transfer, 30'000,
           file_call{2, section, static_cast<std::uint8_t>(what)});
    return x.take(1, true, 1).at(0);
  };
  ask(file_order::select, 0);
  ask(file_order::call, 0);
  ask(file_order::call_section, 1);
  for (auto seconds = 60; seconds < 300; seconds += 60) { // of a slow line
    x.station.tick(at(seconds));
    BOOST_TEST((x.station.deadline() == at(seconds + 60).at));
    x.take(1, true, 1);
  }
  BOOST_TEST(name(x.take(1, true, 1).at(0).head.type) == "F_LS_NA_1");
  x.station.tick(at(300)); // and its receipt takes its time
  x.send(type_id::f_af_na_1, cause::file_transfer, 30'000,
         file_acknowledgement{2, 1, static_cast<std::uint8_t>(file_receipt::section)},
         1, {}, 310);
  auto told = x.take();
  BOOST_REQUIRE(told.size() == 1u);
  auto* end = std::get_if<last_section>(&told[0].objects[0].element);
  BOOST_REQUIRE(end);
  BOOST_TEST(end->qualifier == static_cast<std::uint8_t>(file_end::file));
}

BOOST_AUTO_TEST_CASE(who_is_silent_for_a_minute_begins_anew) {
  auto x = test::served{{test::measured(1)}};
  x.station.serve_files({[] {
                           return std::vector<file_entry>{{record, 10}};
                         },
                         [](const file_name&) -> result<bytes> { return bytes(10); }});
  auto send = [&](file_order what, double when) {
    x.send(type_id::f_sc_na_1, cause::file_transfer, 30'000,
           file_call{2, 0, static_cast<std::uint8_t>(what)}, 1, {}, when);
    return x.take();
  };
  send(file_order::select, 0);
  BOOST_TEST((x.station.deadline() == at(60).at));
  x.station.tick(at(60));
  auto told = send(file_order::call, 61);
  BOOST_REQUIRE(told.size() == 1u);
  BOOST_TEST(told[0].head.negative);
}

BOOST_AUTO_TEST_SUITE_END()
