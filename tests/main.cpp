#define BOOST_TEST_MODULE stationbus
#include <boost/test/unit_test.hpp>
