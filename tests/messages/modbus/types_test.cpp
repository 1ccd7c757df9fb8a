#include "messages/modbus/types.hpp"

#include <boost/test/unit_test.hpp>

using namespace bus;
using namespace bus::modbus;

BOOST_AUTO_TEST_SUITE(modbus_types)

BOOST_AUTO_TEST_CASE(a_table_reads_from_its_own_word) {
  for (auto x : {table::coil, table::discrete_input, table::holding_register,
                 table::input_register, table::queue})
    BOOST_TEST((to_table(name(x)).value() == x));
}

BOOST_AUTO_TEST_CASE(a_table_reads_from_the_older_word_too) {
  BOOST_TEST((to_table("COIL").value() == table::coil));
  BOOST_TEST((to_table("DISCRETE_INPUT").value() == table::discrete_input));
  BOOST_TEST((to_table("HOLDING_REGISTER").value() == table::holding_register));
  BOOST_TEST((to_table("INPUT_REGISTER").value() == table::input_register));
  BOOST_TEST((to_table("QUEUE").value() == table::queue));
}

BOOST_AUTO_TEST_CASE(an_unknown_table_is_an_invalid_value) {
  for (auto word : {"", "Coil", "holding_register", "HOLDING", "coils"})
    BOOST_TEST((to_table(word).error().code == errc::invalid_value));
}

BOOST_AUTO_TEST_CASE(exceptions_have_the_words_of_the_standard) {
  BOOST_TEST(name(exception_code::illegal_data_address) == "illegal-data-address");
  BOOST_TEST(name(exception_code::gateway_target_failed_to_respond)
             == "gateway-target-failed-to-respond");
  BOOST_TEST(name(exception_code{99}) == "exception-99");
}

BOOST_AUTO_TEST_SUITE_END()
