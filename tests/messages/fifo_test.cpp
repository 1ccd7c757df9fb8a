#include "messages/fifo.hpp"

#include <boost/test/unit_test.hpp>

#include <memory>
#include <numeric>

using namespace bus;

BOOST_AUTO_TEST_SUITE(fifo_queue)

BOOST_AUTO_TEST_CASE(gives_back_in_order_what_it_took) {
  auto uut = fifo<int>{};
  auto next = 0;
  for (auto i = 0; i < 1000; ++i) {
    uut.push_back(2 * i);
    uut.push_back(2 * i + 1);
    BOOST_TEST(uut.front() == next++);
    uut.pop_front();
    BOOST_TEST(uut.size() == static_cast<std::size_t>(i + 1));
  }
  for (; !uut.empty(); uut.pop_front())
    BOOST_TEST(uut.front() == next++);
  BOOST_TEST(next == 2000);
}

BOOST_AUTO_TEST_CASE(shows_and_erases_only_what_was_not_taken) {
  auto uut = fifo<int>{};
  for (auto i = 0; i < 10; ++i)
    uut.push_back(i);
  uut.pop_front();
  uut.pop_front();
  BOOST_TEST(std::accumulate(uut.begin(), uut.end(), 0) == 44);
  BOOST_TEST(*uut.erase(uut.begin()) == 3);
  uut.erase_if([](int x) { return x % 2 == 0; });
  BOOST_TEST((std::vector(uut.begin(), uut.end()) == std::vector{3, 5, 7, 9}));
  uut.erase_if([](int) { return true; });
  BOOST_TEST(uut.empty());
  BOOST_TEST((uut.begin() == uut.end()));
}

BOOST_AUTO_TEST_CASE(destroys_what_is_taken_in_the_end) {
  auto alive = std::make_shared<int>();
  auto uut = fifo<std::shared_ptr<int>>{};
  for (auto i = 0; i < 5; ++i)
    uut.push_back(alive);
  for (auto i = 0; i < 5; ++i)
    uut.pop_front();
  BOOST_TEST(alive.use_count() == 1);
  uut.push_back(alive);
  auto next = uut.erase(uut.begin());
  BOOST_TEST((next == uut.end()));
  BOOST_TEST(alive.use_count() == 1);
}

BOOST_AUTO_TEST_SUITE_END()
