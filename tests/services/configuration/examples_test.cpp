#include "services/configuration/simulator_loader.hpp"
#include "services/configuration/station_loader.hpp"

#include <boost/test/unit_test.hpp>

#include <filesystem>

namespace bus::configuration {

namespace {

template <class Settings>
std::string told(const tl::expected<Settings, mistakes>& read) {
  auto out = std::string{};
  if (!read)
    for (auto& x : read.error())
      out += to_string(x) + "\n";
  return out;
}

std::string mistakes_of(const std::filesystem::path& file) {
  auto path = file.string();
  if (file.stem().string().ends_with("-simulator"))
    return told(load_simulator_file(path));
  return told(load_station_file(path, true));
}

} // namespace

BOOST_AUTO_TEST_SUITE(configuration_examples)

BOOST_AUTO_TEST_CASE(are_all_good) {
  auto count = 0;
  for (auto& file :
       std::filesystem::directory_iterator{STATIONBUS_SOURCE_DIR "/deploy/examples"}) {
    if (file.path().extension() != ".yaml")
      continue;
    ++count;
    BOOST_TEST(mistakes_of(file.path()) == "", file.path());
  }
  BOOST_TEST(count > 20);
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace bus::configuration
