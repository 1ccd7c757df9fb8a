#include "tests/tools/asn1_interpreter/module_of.hpp"

#include <boost/test/unit_test.hpp>

#include <bit>
#include <cmath>
#include <limits>
#include <random>

namespace bus::asn1_interpreter::test {

namespace {

const module_of& m() {
  static const auto out = module_of{"A ::= REAL"};
  return out;
}

std::string written(double x) {
  return to_hex(m().encoded(rules::ber, "A", {x})->octets);
}

double read(const std::string& octets) {
  return std::get<double>(m().decoded(rules::ber, "A", hex(octets)).value().is);
}

std::string nr(int form, const std::string& text) {
  auto octets = bytes{9, static_cast<std::uint8_t>(text.size() + 1),
                      static_cast<std::uint8_t>(form)};
  octets.insert(octets.end(), text.begin(), text.end());
  return m().read(rules::ber, "A", octets);
}

} // namespace

BOOST_AUTO_TEST_SUITE(asn1_interpreter_ber_real)

BOOST_AUTO_TEST_CASE(is_written_in_base_2_with_an_odd_mantissa) {
  BOOST_TEST(written(1) == "0903800001");
  BOOST_TEST(written(10) == "0903800105");
  BOOST_TEST(written(-0.625) == "0903c0fd05");
  BOOST_TEST(written(std::ldexp(1, 200)) == "09048100c801");
  BOOST_TEST(written(5e-324) == "090481fbce01");
  BOOST_TEST(written(std::numeric_limits<double>::max()) == "090a8103cb1fffffffffffff");
}

BOOST_AUTO_TEST_CASE(special_values_have_octets_of_their_own) {
  auto infinity = std::numeric_limits<double>::infinity();
  BOOST_TEST(written(0) == "0900");
  BOOST_TEST(written(-0.0) == "090143");
  BOOST_TEST(written(infinity) == "090140");
  BOOST_TEST(written(-infinity) == "090141");
  BOOST_TEST(written(std::nan("")) == "090142");
  BOOST_TEST(read("09 00") == 0);
  BOOST_TEST(!std::signbit(read("09 00")));
  BOOST_TEST(std::signbit(read("09 01 43")));
  BOOST_TEST(read("09 01 40") == infinity);
  BOOST_TEST(read("09 01 41") == -infinity);
  BOOST_TEST(std::isnan(read("09 01 42")));
  BOOST_TEST(m().from_ber("A", "09 01 44")
             == "A: at octet 0: a special REAL value that is not known");
}

BOOST_AUTO_TEST_CASE(bases_2_8_and_16_are_read_with_a_scale) {
  BOOST_TEST(read("09 03 80 03 05") == 40);   // 5 * 2^3
  BOOST_TEST(read("09 03 90 02 05") == 320);  // 5 * 8^2
  BOOST_TEST(read("09 03 a0 02 05") == 1280); // 5 * 16^2
  BOOST_TEST(read("09 03 8c 03 05") == 320);  // 5 * 2^3 * 2^3
  BOOST_TEST(read("09 03 e4 ff 05") == -0.625);
}

BOOST_AUTO_TEST_CASE(exponents_are_read_in_all_lengths) {
  BOOST_TEST(read("09 04 81 00 03 05") == 40);
  BOOST_TEST(read("09 05 82 00 00 03 05") == 40);
  BOOST_TEST(read("09 07 83 04 00 00 00 03 05") == 40);
  BOOST_TEST(read("09 04 81 ff fd 05") == 0.625);
}

BOOST_AUTO_TEST_CASE(long_mantissas_are_rounded_once) {
  BOOST_TEST(read("09 0b 80 00 00 20 00 00 00 00 00 01 00")
             == 9007199254740992.0 * 256 + 256);
  // 2^53 + 1 lies between two doubles: to the even one, and up with one bit more.
  BOOST_TEST(read("09 09 80 00 20 00 00 00 00 00 01") == 9007199254740992.0);
  BOOST_TEST(read("09 0d 80 00 20 00 00 00 00 00 01 00 00 00 01")
             == std::ldexp(9007199254740994.0, 32));
  BOOST_TEST(read("09 0b 81 fb cd 00 00 00 00 00 00 00 03") == 1e-323);
}

BOOST_AUTO_TEST_CASE(decimal_forms_are_read) {
  BOOST_TEST(nr(1, "  +12") == "12.0");
  BOOST_TEST(nr(1, "-7") == "-7.0");
  BOOST_TEST(nr(2, "1,5") == "1.5");
  BOOST_TEST(nr(2, "-.25") == "-0.25");
  BOOST_TEST(nr(2, "4.") == "4.0");
  BOOST_TEST(nr(3, "15.E-1") == "1.5");
  BOOST_TEST(nr(3, "+1,5e+1") == "15.0");
}

BOOST_AUTO_TEST_CASE(decimal_forms_that_are_another_one_are_refused) {
  auto wrong = "A: at octet 0: a decimal REAL that is not of its form";
  BOOST_TEST(nr(1, "1.5") == wrong);
  BOOST_TEST(nr(2, "15") == wrong);
  BOOST_TEST(nr(3, "1.5") == wrong);
  BOOST_TEST(nr(4, "1") == wrong);
  for (auto text : {"", "-", "+-1", "1 ", "1x"})
    BOOST_TEST(nr(1, text).starts_with("A: at octet 0: a decimal REAL"));
}

BOOST_AUTO_TEST_CASE(broken_binary_forms_are_refused) {
  BOOST_TEST(m().from_ber("A", "09 03 b0 01 05")
             == "A: at octet 0: a binary REAL with a reserved base");
  for (auto octets :
       {"09 01 80", "09 02 80 01", "09 02 81 01", "09 02 83 00", "09 03 83 02 01"})
    BOOST_TEST(m().from_ber("A", octets)
               == "A: at octet 0: a binary REAL that is cut off");
}

BOOST_AUTO_TEST_CASE(what_no_double_holds_is_refused) {
  BOOST_TEST(m().from_ber("A", "09 04 81 04 00 01")
             == "A: at octet 0: the number is too large for a double");
  BOOST_TEST(m().from_ber("A", "09 04 81 f0 00 01")
             == "A: at octet 0: the number is too small for a double");
  BOOST_TEST(m().from_ber("A", "09 0a 83 07 7f ff ff ff ff ff ff 01")
             == "A: at octet 0: the number is too large for a double");
}

BOOST_AUTO_TEST_CASE(any_double_comes_back_the_same) {
  auto dice = std::mt19937_64{1};
  for (auto i = 0; i < 1000; ++i) {
    auto x = std::bit_cast<double>(dice());
    for (auto of : {rules::ber, rules::xer}) {
      auto octets = m().encoded(of, "A", {x}).value().octets;
      BOOST_TEST((m().decoded(of, "A", octets).value() == value{x}));
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace bus::asn1_interpreter::test
