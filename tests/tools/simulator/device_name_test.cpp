#include "tools/simulator/device_name.hpp"

#include <boost/test/unit_test.hpp>

#include <filesystem>
#include <fstream>
#include <stdlib.h>

using namespace bus;
using namespace bus::simulator;
namespace fs = std::filesystem;

namespace {

struct fixture {
  fixture() {
    char name[] = "/tmp/device_name_XXXXXX";
    BOOST_REQUIRE(mkdtemp(name) != nullptr);
    folder = name;
    path = folder / "ttyS9";
  }
  ~fixture() { fs::remove_all(folder); }

  std::string target() const {
    auto none = std::error_code{};
    return fs::read_symlink(path, none).string();
  }

  fs::path folder;
  fs::path path;
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(simulator_device_name, fixture)

BOOST_AUTO_TEST_CASE(the_link_lives_as_long_as_the_name) {
  {
    auto uut = device_name::make(path, "/dev/pts/901").value();
    auto moved = std::move(uut);
    BOOST_TEST(target() == "/dev/pts/901");
  }
  BOOST_TEST(fs::is_empty(folder));
}

BOOST_AUTO_TEST_CASE(a_link_left_behind_is_replaced) {
  fs::create_symlink("/dev/pts/900", path);
  auto uut = device_name::make(path, "/dev/pts/901");
  BOOST_REQUIRE(uut.has_value());
  BOOST_TEST(target() == "/dev/pts/901");
}

BOOST_AUTO_TEST_CASE(anything_else_is_left_alone) {
  std::ofstream{path} << "mine";
  BOOST_TEST(!device_name::make(path, "/dev/pts/901").has_value());
  BOOST_TEST(fs::file_size(path) == 4);
  fs::remove(path);
  fs::create_symlink("/dev/null", path);
  BOOST_TEST(!device_name::make(path, "/dev/pts/901").has_value());
  BOOST_TEST(target() == "/dev/null");
}

BOOST_AUTO_TEST_CASE(a_link_that_somebody_replaced_stays) {
  {
    auto older = device_name::make(path, "/dev/pts/901").value();
    fs::remove(path);
    fs::create_symlink("/dev/pts/902", path);
  }
  BOOST_TEST(target() == "/dev/pts/902");
}

BOOST_AUTO_TEST_CASE(a_folder_that_is_missing_fails) {
  BOOST_TEST(!device_name::make(folder / "none" / "ttyS9", "/dev/pts/901").has_value());
}

BOOST_AUTO_TEST_SUITE_END()
