#include "tools/cli/key_pair.hpp"

#include <boost/test/unit_test.hpp>

#include <filesystem>
#include <unistd.h>

namespace bus::cli {

BOOST_AUTO_TEST_SUITE(cli_key_pair)

BOOST_AUTO_TEST_CASE(reads_the_pair_it_wrote_and_lets_nobody_else) {
  auto path =
    std::filesystem::temp_directory_path() / ("keys-" + std::to_string(::getpid()));
  auto made = make_key_pair();
  BOOST_REQUIRE(is_key(made.public_key));
  BOOST_REQUIRE(write_private_file(path, to_text(made)).has_value());
  auto mode = std::filesystem::status(path).permissions();
  BOOST_TEST((mode == (std::filesystem::perms{0600})));
  BOOST_TEST(read_key_file(path).value().secret_key == made.secret_key);
  auto again = write_private_file(path, "");
  BOOST_TEST(!again.has_value());
  std::filesystem::remove(path);
}

BOOST_AUTO_TEST_CASE(refuses_a_file_that_holds_no_pair) {
  auto key = make_key_pair();
  BOOST_TEST(!parse_key_pair(key.public_key).has_value());
  BOOST_TEST(!parse_key_pair("hunter2 hunter3").has_value());
  BOOST_TEST(!parse_key_pair(to_text(key) + "more").has_value());
  BOOST_TEST(read_key_file("/nowhere").error().code == misused);
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace bus::cli
