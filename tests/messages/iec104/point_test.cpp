#include "messages/iec104/point.hpp"

#include "messages/iec104/type_info.hpp"
#include "tests/messages/iec104/random_asdu.hpp"

#include <boost/test/unit_test.hpp>

#include <cmath>

using namespace bus;
using namespace bus::iec104;

namespace {

using id = type_id;
using qd = quality_descriptor;
using position = bus::double_point;

bool is(const element& x, const value& expected) {
  auto got = to_value(x);
  return got && same(*got, expected);
}

template <class T>
T made(id type, const value& x, quality how = quality::good()) {
  return std::get<T>(to_element(type, x, how).value());
}

errc refused(id type, const value& x) {
  auto got = to_element(type, x);
  return got ? errc::gone : got.error().code;
}

value members(structure x) {
  return std::make_shared<const structure>(std::move(x));
}

bool is_monitored(const type_info& x) {
  return x.name.starts_with("M_") && x.id != id::m_ei_na_1;
}

} // namespace

BOOST_AUTO_TEST_SUITE(iec104_point)

BOOST_AUTO_TEST_CASE(elements_are_values_of_the_bus) {
  BOOST_TEST(is(single_point{true}, true));
  BOOST_TEST(is(iec104::double_point{position::on}, position::on));
  BOOST_TEST(is(step_position{-5, true},
                members({{"posVal", std::int64_t{-5}}, {"transInd", true}})));
  BOOST_TEST(
    is(bitstring32{0x80000003}, bit_string{"11000000000000000000000000000001"}));
  BOOST_TEST(is(normalized{-32768}, -1.0f));
  BOOST_TEST(is(normalized_without_quality{0x4000}, 0.5f));
  BOOST_TEST(is(scaled{-7}, std::int64_t{-7}));
  BOOST_TEST(is(short_float{1.5f}, 1.5f));
  BOOST_TEST(is(integrated_total{-3, 4}, std::int64_t{-3}));
  BOOST_TEST(is(packed_points{1, 0x8000},
                members({{"states", bit_string{"1000000000000000"}},
                         {"changed", bit_string{"0000000000000001"}}})));
  BOOST_TEST(is(protection_event{position::off, {qd::elapsed_invalid}, 7},
                members({{"state", position::off},
                         {"elapsed_ms", std::int64_t{7}},
                         {"elapsed_invalid", true}})));
  BOOST_TEST(is(single_command{true}, true));
  BOOST_TEST(is(double_command{position::off}, position::off));
  BOOST_TEST(is(regulating_step{step::higher}, std::int64_t{2}));
  BOOST_TEST(is(set_float{2.5f}, 2.5f));
  BOOST_TEST((to_value(interrogation{}).error().code == errc::unsupported));
  BOOST_TEST((to_value(file_ready{}).error().code == errc::unsupported));
}

BOOST_AUTO_TEST_CASE(quality_keeps_the_flags_of_the_wire) {
  auto of = [](std::uint8_t bits) { return to_quality(scaled{0, {bits}}); };
  using v = validity;
  BOOST_TEST((of(0) == quality::good()));
  BOOST_TEST((of(qd::invalid) == quality::make(v::invalid)));
  BOOST_TEST(
    (of(qd::not_topical) == quality::make(v::questionable, quality::old_data)));
  BOOST_TEST((of(qd::overflow) == quality::make(v::questionable, quality::overflow)));
  BOOST_TEST((of(qd::substituted) == quality::make(v::good, quality::substituted)));
  BOOST_TEST((of(qd::blocked) == quality::make(v::good, quality::operator_blocked)));
  BOOST_TEST((of(qd::invalid | qd::not_topical)
              == quality::make(v::invalid, quality::old_data)));
  BOOST_TEST((to_quality(normalized_without_quality{}) == quality::good()));
  BOOST_TEST(
    (to_quality(integrated_total{0, 0, true, true, false})
     == quality::make(v::questionable, quality::overflow | quality::inconsistent)));
  BOOST_TEST((to_quality(integrated_total{0, 0, false, false, true})
              == quality::make(v::invalid)));
}

BOOST_AUTO_TEST_CASE(every_monitored_element_comes_back) {
  auto random = std::mt19937{7};
  for (const auto& type : type_table)
    BOOST_TEST_CONTEXT(type.name) {
      for (auto i = 0; is_monitored(type) && i < 300; ++i) {
        auto x = test::random_object(random, type.id, 1).element;
        if (auto* total = std::get_if<integrated_total>(&x))
          total->sequence = 0;
        if (auto* number = std::get_if<short_float>(&x);
            number && std::isnan(number->number))
          continue; // whose payload a copy of a float may lose
        BOOST_REQUIRE(
          (to_element(type.id, to_value(x).value(), to_quality(x)).value() == x));
      }
    }
}

BOOST_AUTO_TEST_CASE(a_doubt_that_has_no_flag_becomes_iv) {
  auto single = [](quality x) {
    return made<single_point>(id::m_sp_na_1, true, x).quality.bits;
  };
  auto total = [](quality x) {
    return made<integrated_total>(id::m_it_na_1, std::int64_t{1}, x);
  };
  using v = validity;
  BOOST_TEST(single(quality::make(v::questionable, quality::oscillatory))
             == qd::invalid);
  BOOST_TEST(single(quality::make(v::questionable, quality::overflow)) == qd::invalid);
  BOOST_TEST(single(quality::make(v::reserved)) == qd::invalid);
  BOOST_TEST(single(quality::make(v::questionable, quality::old_data))
             == qd::not_topical);
  BOOST_TEST(single(quality::make(v::good, quality::test)) == 0);
  BOOST_TEST(single(quality::make(v::invalid, quality::old_data))
             == (qd::invalid | qd::not_topical));
  BOOST_TEST(total(quality::make(v::questionable, quality::old_data)).invalid);
  BOOST_TEST(!total(quality::make(v::questionable, quality::overflow)).invalid);
}

BOOST_AUTO_TEST_CASE(values_of_other_kinds_are_taken_where_they_fit) {
  BOOST_TEST(
    (made<iec104::double_point>(id::m_dp_na_1, true).position == position::on));
  BOOST_TEST((made<double_command>(id::c_dc_na_1, false).position == position::off));
  BOOST_TEST(made<step_position>(id::m_st_na_1, std::int64_t{63}).position == 63);
  BOOST_TEST(made<scaled>(id::m_me_nb_1, 5.0).raw == 5);
  BOOST_TEST(made<scaled>(id::m_me_nb_1, std::uint64_t{5}).raw == 5);
  BOOST_TEST(made<set_float>(id::c_se_nc_1, std::int64_t{5}).number == 5.0f);
  BOOST_TEST(made<set_float>(id::c_se_nc_1, 0.1).number == 0.1f);
  BOOST_TEST(made<set_normalized>(id::c_se_na_1, 0.5).raw == 0x4000);
  BOOST_TEST(made<bitstring_command>(id::c_bo_na_1, std::uint64_t{0xffffffff}).bits
             == 0xffffffff);
  BOOST_TEST(made<bitstring_command>(id::c_bo_na_1, bit_string{"01"}).bits == 2);
  BOOST_TEST(
    (made<regulating_step>(id::c_rc_na_1, std::int64_t{1}).step == step::lower));
}

BOOST_AUTO_TEST_CASE(values_that_do_not_fit_are_refused) {
  for (auto [type, x] : {std::pair<id, value>{id::m_me_nb_1, std::int64_t{32768}},
                         {id::m_me_nb_1, 0.5},
                         {id::m_me_nb_1, std::nan("")},
                         {id::m_me_na_1, 1.0},
                         {id::m_me_na_1, -1.1},
                         {id::m_me_na_1, std::nan("")},
                         {id::m_me_nc_1, 1e39},
                         {id::m_st_na_1, std::int64_t{64}},
                         {id::m_it_na_1, std::int64_t{2'147'483'648}},
                         {id::c_rc_na_1, std::int64_t{0}},
                         {id::c_rc_na_1, std::int64_t{3}},
                         {id::c_bo_na_1, std::int64_t{-1}},
                         {id::c_bo_na_1, bit_string{std::string(33, '0')}}})
    BOOST_TEST_CONTEXT(name(type))
  BOOST_TEST((refused(type, x) == errc::invalid_value));
}

BOOST_AUTO_TEST_CASE(values_of_another_type_are_refused) {
  for (auto [type, x] : {std::pair<id, value>{id::m_sp_na_1, std::int64_t{1}},
                         {id::m_dp_na_1, std::string{"half"}},
                         {id::m_me_nb_1, true},
                         {id::m_me_na_1, std::string{"1"}},
                         {id::m_me_nc_1, true},
                         {id::m_bo_na_1, true},
                         {id::m_st_na_1, true},
                         {id::m_st_na_1, members({{"posVal", std::int64_t{1}}})},
                         {id::m_ps_na_1, std::int64_t{1}},
                         {id::m_ep_td_1, std::shared_ptr<const structure>{}}})
    BOOST_TEST_CONTEXT(name(type))
  BOOST_TEST((refused(type, x) == errc::type_mismatch));
  BOOST_TEST((refused(id::c_ic_na_1, std::int64_t{20}) == errc::unsupported));
  BOOST_TEST((refused(static_cast<id>(99), true) == errc::unsupported));
}

BOOST_AUTO_TEST_CASE(a_command_is_selected_and_qualified) {
  auto x = to_element(id::c_sc_na_1, true).value();
  BOOST_TEST(set_select(x, true));
  BOOST_TEST(set_qualifier(x, 2));
  BOOST_TEST((x == element{single_command{true, 2, true}}));
  BOOST_TEST(!set_qualifier(x, 32));
  auto y = to_element(id::c_se_nb_1, std::int64_t{1}).value();
  BOOST_TEST(set_qualifier(y, 127));
  BOOST_TEST(!set_qualifier(y, 128));
  auto z = to_element(id::c_bo_na_1, std::int64_t{1}).value();
  BOOST_TEST(!set_select(z, true));
  BOOST_TEST(!set_qualifier(z, 0));
}

BOOST_AUTO_TEST_SUITE_END()
