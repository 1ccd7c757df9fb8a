#include "actors/connection/state_file.hpp"

#include <boost/test/unit_test.hpp>

#include <cstdlib>

using namespace bus;
using namespace std::chrono_literals;

namespace {

namespace fs = std::filesystem;

/// A folder that is gone in the end.
struct folder {
  fs::path at;

  folder() {
    auto name = (fs::temp_directory_path() / "stationbus-XXXXXX").string();
    BOOST_REQUIRE(::mkdtemp(name.data()) != nullptr);
    at = name;
  }
  ~folder() { fs::remove_all(at); }
};

struct position : folder {
  report_position uut = open();

  report_position open(const char* data_set = "LD/LLN0$ds") const {
    return report_position::open(at / "block.position", data_set, 2s).value();
  }

  void note(std::uint8_t id, duration when) {
    BOOST_REQUIRE(uut.note({id}, utc_time{duration{when + 1h}.count()}).has_value());
  }

  std::string after() const { return to_hex(uut.where().entry_id); }
  std::string perhaps() const {
    auto out = std::string{};
    for (auto& one : uut.where().perhaps)
      out += to_hex(one);
    return out;
  }
};

} // namespace

BOOST_AUTO_TEST_SUITE(state_file)

BOOST_FIXTURE_TEST_CASE(nothing_noted_is_no_position, position) {
  BOOST_TEST(after() == "");
  BOOST_TEST(perhaps() == "");
}

BOOST_FIXTURE_TEST_CASE(a_new_association_goes_on_behind_the_last, position) {
  note(1, 0s);
  note(2, 1s);
  BOOST_TEST(after() == "02");
}

BOOST_FIXTURE_TEST_CASE(a_restart_asks_for_the_last_seconds_again, position) {
  note(1, 0s);
  note(2, 1s);
  note(3, 3s);
  note(4, 4s);
  uut = open();
  BOOST_TEST(after() == "02");
  BOOST_TEST(perhaps() == "020304");
}

BOOST_FIXTURE_TEST_CASE(what_was_not_told_again_yet_stays_marked, position) {
  for (auto i = std::uint8_t{1}; i <= 6; ++i)
    note(i, 10ms * i);
  uut = open();
  BOOST_TEST(after() == "");
  // Told again, slowly, and interrupted; in between the association is another one.
  note(1, 60s);
  uut = open();
  BOOST_TEST(perhaps() == "010203040506");
  note(1, 61s);
  note(2, 63s);
  BOOST_TEST(after() == "02");
  note(3, 66s);
  BOOST_TEST(perhaps() == "0203040506");
  uut = open();
  BOOST_TEST(after() == "02");
  BOOST_TEST(perhaps() == "0203040506");
  note(3, 70s);
  note(4, 70s);
  note(5, 70s);
  note(6, 70s);
  note(7, 70s);
  BOOST_TEST(after() == "07");
}

BOOST_FIXTURE_TEST_CASE(entries_of_another_data_set_are_forgotten, position) {
  note(1, 0s);
  note(2, 10s);
  uut = open("LD/LLN0$other");
  BOOST_TEST(after() == "");
  BOOST_TEST(perhaps() == "");
}

BOOST_AUTO_TEST_SUITE_END()
