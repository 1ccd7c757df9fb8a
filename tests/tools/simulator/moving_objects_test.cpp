#include "tools/simulator/moving_objects.hpp"

#include "messages/iec104/point.hpp"

#include <boost/test/unit_test.hpp>

using namespace bus;
using namespace bus::simulator;
using namespace std::chrono_literals;
using iec104::type_id;

namespace {

constexpr auto kind = wave::kind::ramp; ///< from low to high in ten seconds

iec104::station_description station(type_id type, double scale = 1, double offset = 0) {
  auto point = iec104::served_point{{1, 100}, type};
  point.scale = scale;
  point.offset = offset;
  return {{point}};
}

moving_objects moving(const iec104::station_description& x, double low, double high,
                      wave::kind what = kind) {
  return moving_objects::make(x, {{0, {what, 10s, low, high}}}).value();
}

value at(const moving_objects& x, duration when) {
  return x.at(when).at(0).value;
}

template <class T>
T get(const moving_objects& x, duration when) {
  return std::get<T>(at(x, when));
}

std::int64_t position_of(const value& x) {
  auto& step = *std::get<std::shared_ptr<const structure>>(x);
  return std::get<std::int64_t>(step.at(0).second);
}

errc refused(const iec104::station_description& x, std::size_t point = 0) {
  return moving_objects::make(x, {{point}}).error().code;
}

} // namespace

BOOST_AUTO_TEST_SUITE(simulator_moving_objects)

BOOST_AUTO_TEST_CASE(an_object_is_told_by_its_address) {
  auto uut = moving(station(type_id::m_me_nc_1), 0, 10);
  BOOST_TEST(uut.at(1s).at(0).path == "1/100");
}

BOOST_AUTO_TEST_CASE(points_are_on_above_half_of_the_wave) {
  auto one = moving(station(type_id::m_sp_tb_1), 20, 40);
  BOOST_TEST(!get<bool>(one, 5s));
  BOOST_TEST(get<bool>(one, 6s));
  auto two = moving(station(type_id::m_dp_na_1), 20, 40);
  BOOST_TEST((get<double_point>(two, 5s) == double_point::off));
  BOOST_TEST((get<double_point>(two, 6s) == double_point::on));
}

BOOST_AUTO_TEST_CASE(numbers_have_the_form_of_their_type) {
  BOOST_TEST(get<std::int64_t>(moving(station(type_id::m_me_nb_1), 0, 15), 5s) == 8);
  BOOST_TEST(get<std::int64_t>(moving(station(type_id::m_it_na_1), 0, -10), 5s) == -5);
  BOOST_TEST(get<float>(moving(station(type_id::m_me_tf_1), 0, 5), 5s) == 2.5f);
  BOOST_TEST(get<float>(moving(station(type_id::m_me_nd_1), 0, 1), 5s) == 0.5f);
  BOOST_TEST(position_of(at(moving(station(type_id::m_st_na_1), 0, 15), 5s)) == 8);
}

BOOST_AUTO_TEST_CASE(what_is_beyond_a_type_becomes_the_nearest_that_it_can_say) {
  BOOST_TEST(get<std::int64_t>(moving(station(type_id::m_me_nb_1), 0, 1e6), 9s)
             == 32767);
  BOOST_TEST(get<std::int64_t>(moving(station(type_id::m_it_na_1), 0, -1e12), 9s)
             == -2147483648);
  BOOST_TEST(get<float>(moving(station(type_id::m_me_na_1), 0, 10), 9s)
             == 32767 / 32768.0f);
  BOOST_TEST(position_of(at(moving(station(type_id::m_st_na_1), 0, -900), 9s)) == -64);
}

BOOST_AUTO_TEST_CASE(a_scaled_number_is_one_that_its_raw_units_say) {
  auto uut = moving(station(type_id::m_me_nb_1, 0.5, 100), 100, 1e9);
  BOOST_TEST(get<double>(uut, 9s) == 0.5 * 32767 + 100);
  uut = moving(station(type_id::m_me_nb_1, 0.5, 100), 0, 201.5);
  BOOST_TEST(get<double>(uut, 5s) == 101);
}

BOOST_AUTO_TEST_CASE(whatever_moves_is_an_element_of_its_type) {
  for (auto type :
       {type_id::m_sp_na_1, type_id::m_dp_na_1, type_id::m_st_na_1, type_id::m_me_na_1,
        type_id::m_me_nb_1, type_id::m_me_nc_1, type_id::m_it_na_1, type_id::m_me_nd_1})
    for (auto t = 0s; t < 10s; t += 1s)
      BOOST_TEST(to_element(type, at(moving(station(type), -1e9, 1e9), t)).has_value());
}

BOOST_AUTO_TEST_CASE(what_is_constant_is_told_at_first_only) {
  auto on = moving(station(type_id::m_sp_na_1), 1, 1, wave::kind::constant);
  BOOST_TEST(std::get<bool>(on.at_first().at(0).value));
  BOOST_TEST(on.at(1s).empty());
  auto off = moving(station(type_id::m_sp_na_1), 0, 1, wave::kind::constant);
  BOOST_TEST(!std::get<bool>(off.at_first().at(0).value));
  BOOST_TEST(moving(station(type_id::m_sp_na_1), 0, 1).at_first().size() == 1);
}

BOOST_AUTO_TEST_CASE(what_does_not_move_is_refused) {
  BOOST_TEST((refused(station(type_id::m_sp_na_1), 1) == errc::not_found));
  BOOST_TEST((refused(station(type_id::m_bo_na_1)) == errc::type_mismatch));
  auto commanded = station(type_id::m_sp_na_1);
  commanded.points[0].type.reset();
  BOOST_TEST((refused(commanded) == errc::type_mismatch));
}

BOOST_AUTO_TEST_SUITE_END()
