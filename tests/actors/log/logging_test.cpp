#include "actors/log/logging.hpp"

#include "actors/log/logger.hpp"

#include <boost/test/unit_test.hpp>

#include <filesystem>
#include <fstream>
#include <sstream>

namespace bus {

namespace {

namespace fs = std::filesystem;

/// A folder of its own, and no logger left behind.
struct scratch {
  fs::path folder = fs::temp_directory_path() / "stationbus_logging_test";
  scratch() {
    fs::remove_all(folder);
    fs::create_directories(folder);
  }
  ~scratch() {
    (void)set_up_logging({});
    fs::remove_all(folder);
  }
  std::string log() const { return folder / "bus.log"; }

  std::string content() const {
    spdlog::default_logger()->flush();
    auto out = std::stringstream{};
    out << std::ifstream{log()}.rdbuf();
    return out.str();
  }

  std::ptrdiff_t files() const {
    return std::distance(fs::directory_iterator{folder}, fs::directory_iterator{});
  }
};

void fill(std::size_t lines) {
  for (std::size_t i = 0; i < lines; ++i)
    logger("filler")->info(std::string(100, 'x'));
}

} // namespace

BOOST_AUTO_TEST_SUITE(logging)

BOOST_FIXTURE_TEST_CASE(gives_a_logger_the_level_of_the_longest_name_it_begins_with,
                        scratch) {
  auto x = logging_settings{log(), "WARNING", {}};
  x.levels = {{"connection", "INFO"}, {"connection.ied1", "DEBUG"}, {"link", "NOTSET"}};
  BOOST_REQUIRE(set_up_logging(x));
  using namespace spdlog::level;
  BOOST_TEST(logger("connection.ied1")->level() == debug);
  BOOST_TEST(logger("connection.ied1.reports")->level() == debug);
  BOOST_TEST(logger("connection.ied10")->level() == info);
  BOOST_TEST(logger("connections")->level() == warn);
  BOOST_TEST(logger("link")->level() == warn);
  BOOST_TEST(logger("")->level() == warn);
  BOOST_TEST(logger(".")->level() == warn);
  BOOST_TEST(logger("connection.ied1") == logger("connection.ied1"));
}

BOOST_FIXTURE_TEST_CASE(writes_time_level_name_and_message, scratch) {
  BOOST_REQUIRE(set_up_logging({log(), "INFO", {{"quiet", "CRITICAL"}}}));
  logger("connection.ied1")->warn("no answer");
  logger("quiet")->error("unheard");
  logger("connection.ied1")->debug("unheard");
  spdlog::info("by default");
  auto text = content();
  BOOST_TEST(text.find("Z warning [connection.ied1] no answer\n") == 24u - 1u);
  BOOST_TEST(text.find("[stationbus] by default\n") != text.npos);
  BOOST_TEST(text.find("unheard") == text.npos);
}

BOOST_FIXTURE_TEST_CASE(keeps_as_many_files_of_a_size_as_configured, scratch) {
  BOOST_REQUIRE(set_up_logging({log(), "INFO", {}, 1, 3}));
  fill(100);
  BOOST_TEST(files() == 3);
  for (auto& x : fs::directory_iterator{folder})
    BOOST_TEST(x.file_size() <= 1024u);
}

BOOST_FIXTURE_TEST_CASE(keeps_one_file_where_size_or_count_is_zero, scratch) {
  BOOST_REQUIRE(set_up_logging({log(), "INFO", {}, 0, 3}));
  fill(100);
  BOOST_REQUIRE(set_up_logging({log(), "INFO", {}, 1, 0}));
  fill(100);
  BOOST_TEST(files() == 1);
  BOOST_TEST(content().size() > 20'000u);
}

BOOST_FIXTURE_TEST_CASE(says_when_the_file_cannot_be_written, scratch) {
  std::ofstream{folder / "file"} << "x";
  auto done = set_up_logging({folder / "file" / "bus.log"});
  BOOST_TEST(!done);
  BOOST_TEST(done.error().where == "logging.file");
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace bus
