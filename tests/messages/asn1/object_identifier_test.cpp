#include "messages/asn1/object_identifier.hpp"

#include <boost/test/unit_test.hpp>

using namespace bus;
using namespace bus::asn1;

BOOST_AUTO_TEST_SUITE(asn1_object_identifier)

BOOST_AUTO_TEST_CASE(names_do_not_count_in_comparison) {
  auto named = object_identifier{named_arc{"iso", 1}, named_arc{"standard", 0}, 9506u};
  auto plain = object_identifier{1u, 0u, 9506u};
  auto renamed = object_identifier{named_arc{"x", 1}, 0u, named_arc{"mms", 9506}};
  BOOST_TEST(same(named, plain));
  BOOST_TEST(same(plain, renamed));
  BOOST_TEST(same(named, renamed));
}

BOOST_AUTO_TEST_CASE(other_numbers_and_other_lengths_differ) {
  auto x = object_identifier{1u, 0u, 9506u};
  BOOST_TEST(!same(x, object_identifier{1u, 0u, 9507u}));
  BOOST_TEST(!same(x, object_identifier{1u, 0u}));
  BOOST_TEST(!same(x, object_identifier{1u, 0u, 9506u, 2u}));
  BOOST_TEST(
    !same(object_identifier{named_arc{"a", 1}}, object_identifier{named_arc{"a", 2}}));
}

BOOST_AUTO_TEST_CASE(text_reads_both_ways) {
  for (auto text :
       {"1.0.9506.2.3", "2.1.1", "0.0", "2.999.3", "1.39", "2.18446744073709551615"})
    BOOST_TEST(to_string(parse(text).value()) == text);
}

BOOST_AUTO_TEST_CASE(names_are_left_out_of_the_text) {
  auto x = object_identifier{named_arc{"iso", 1}, 0u, named_arc{"mms", 9506}};
  BOOST_TEST(to_string(x) == "1.0.9506");
}

BOOST_AUTO_TEST_CASE(what_is_no_identifier_is_refused) {
  for (auto text :
       {"", "1", "1.", ".1", "1..2", "3.0", "1.40", "0.40", "1.0.x", "1.0.-1", "1.0 ",
        " 1.0", "1.00", "01.0", "1.0.18446744073709551616", "1,0"})
    BOOST_TEST((parse(text).error().code == errc::invalid_value));
}

BOOST_AUTO_TEST_SUITE_END()
