#include "messages/iec104/client_request.hpp"

#include "messages/iec104/point.hpp"
#include "tests/messages/iec104/client_fixture.hpp"

using namespace bus;
using namespace bus::iec104;
using namespace std::chrono_literals;
using bus::test::client_fixture;
using bus::test::outcome;

namespace {

using kind = action::control::kind;

client_point point(type_id command, std::uint8_t qualifier = 0) {
  auto out = client_point{{1, 200}};
  out.command = command;
  out.qualifier = qualifier;
  return out;
}

const auto now =
  moment{time_point{} + 1h, from_rfc3339("2026-07-01T12:00:00Z").value()};
const auto summer = zone{60min, true};

result<command_request> control_of(const client_point& of, value to) {
  return make_control(of, {kind::operate, std::move(to)}, summer, now);
}

element command_of(const client_point& of, value to) {
  return control_of(of, std::move(to)).value().element;
}

element write_of(const client_point& of, value to) {
  return make_write(of, to, summer, now).value().element;
}

std::string refusal_of(const client_point& of, value to) {
  auto why = make_write(of, to, summer, now).error();
  return std::string{name(why.code)} + ": " + why.cause;
}

/// A client with one point, of which the station is asked.
class written : public client_fixture {
public:
  explicit written(client_point of)
    : client_fixture{settings(std::move(of))} {
    start();
  }

  void write(value to) { client.write({1, 200}, to, in(10s), now, told.written()); }

  outcome told;

private:
  static client_settings settings(client_point of) {
    auto out = client_settings{};
    out.interrogates = false;
    out.points = {std::move(of)};
    return out;
  }
};

} // namespace

BOOST_AUTO_TEST_SUITE(iec104_client_request)

BOOST_AUTO_TEST_CASE(every_command_is_made_of_a_value) {
  using T = type_id;
  for (auto time : {0, 13}) {
    auto of = [&](T x, std::uint8_t qualifier) {
      return point(static_cast<T>(static_cast<int>(x) + time), qualifier);
    };
    BOOST_TEST(
      (command_of(of(T::c_sc_na_1, 1), true) == element{single_command{true, 1}}));
    BOOST_TEST((command_of(of(T::c_dc_na_1, 3), bus::double_point::on)
                == element{double_command{bus::double_point::on, 3}}));
    BOOST_TEST((command_of(of(T::c_rc_na_1, 0), std::int64_t{2})
                == element{regulating_step{step::higher}}));
    BOOST_TEST((command_of(of(T::c_se_na_1, 127), 0.5f)
                == element{set_normalized{16'384, 127}}));
    BOOST_TEST(
      (command_of(of(T::c_se_nb_1, 0), std::int64_t{-7}) == element{set_scaled{-7}}));
    BOOST_TEST((command_of(of(T::c_se_nc_1, 5), 1.5) == element{set_float{1.5f, 5}}));
    BOOST_TEST((command_of(of(T::c_bo_na_1, 0), std::uint64_t{9})
                == element{bitstring_command{9}}));
  }
}

BOOST_AUTO_TEST_CASE(a_command_with_a_time_has_the_one_that_was_asked_for) {
  auto of = point(type_id::c_sc_ta_1);
  auto time_of = [&](const action::control& x) {
    auto made = make_control(of, x, summer, now).value();
    return to_rfc3339(to_utc(std::get<cp56time2a>(made.time), summer).value());
  };
  auto x = action::control{kind::operate, true};
  BOOST_TEST(time_of(x) == "2026-07-01T12:00:00.000000000Z");
  x.issued = from_rfc3339("2026-07-01T11:00:00Z").value();
  BOOST_TEST(time_of(x) == "2026-07-01T11:00:00.000000000Z");
  x.time = from_rfc3339("2026-12-01T11:00:00Z").value();
  BOOST_TEST(time_of(x) == "2026-12-01T11:00:00.000000000Z");
  auto made = make_control(of, {kind::operate, true}, summer, now).value();
  BOOST_TEST(std::get<cp56time2a>(made.time).summer);
  BOOST_TEST(int{std::get<cp56time2a>(made.time).hour} == 14);
  x.time = from_rfc3339("2080-01-01T00:00:00Z").value();
  BOOST_TEST((make_control(of, x, summer, now).error().code == errc::invalid_value));
}

BOOST_AUTO_TEST_CASE(numbers_are_scaled_back) {
  auto of = point(type_id::c_se_nb_1);
  of.scale = 0.1;
  of.offset = 5;
  BOOST_TEST((command_of(of, 17.3) == element{set_scaled{123}}));
  BOOST_TEST((command_of(of, std::int64_t{5}) == element{set_scaled{0}}));
  BOOST_TEST((control_of(of, 1e9).error().code == errc::invalid_value));
  BOOST_TEST((control_of(of, true).error().code == errc::type_mismatch));
  of.command = type_id::c_se_nc_1;
  BOOST_TEST((command_of(of, 6.0) == element{set_float{10}}));
  of.command = type_id::p_me_nb_1;
  BOOST_TEST((write_of(of, 17.3) == element{parameter_scaled{123}}));
  of.command = type_id::c_rc_na_1; // no number
  BOOST_TEST((command_of(of, std::int64_t{1}) == element{regulating_step{}}));
  of.scale = 0;
  BOOST_TEST((control_of(of, std::int64_t{1}).error().cause == "its scale is 0"));
}

BOOST_AUTO_TEST_CASE(nothing_is_rounded_where_nothing_is_scaled) {
  BOOST_TEST(
    (control_of(point(type_id::c_se_nb_1), 1.5).error().code == errc::invalid_value));
}

BOOST_AUTO_TEST_CASE(a_qualifier_that_does_not_fit_is_refused) {
  for (auto [type, most] :
       {std::pair{type_id::c_dc_na_1, 31}, std::pair{type_id::c_bo_na_1, 0}}) {
    auto to = type == type_id::c_dc_na_1 ? value{true} : value{std::uint64_t{1}};
    BOOST_TEST(
      control_of(point(type, static_cast<std::uint8_t>(most)), to).has_value());
    BOOST_TEST(
      (control_of(point(type, static_cast<std::uint8_t>(most + 1)), to).error().cause
       == "its qualifier does not fit its command"));
  }
}

BOOST_AUTO_TEST_CASE(parameters_are_written) {
  BOOST_TEST((write_of(point(type_id::p_me_na_1, 0xc3), -0.5f)
              == element{parameter_normalized{-16'384, {3, true, true}}}));
  BOOST_TEST((write_of(point(type_id::p_me_nb_1, 1), std::int64_t{7})
              == element{parameter_scaled{7, {1}}}));
  BOOST_TEST((write_of(point(type_id::p_me_nc_1, 1), 7.5)
              == element{parameter_float{7.5f, {1}}}));
  BOOST_TEST(
    (write_of(point(type_id::p_ac_na_1, 3), true) == element{parameter_activation{3}}));
}

BOOST_AUTO_TEST_CASE(what_is_no_write_is_refused) {
  BOOST_TEST(refusal_of(client_point{{1, 200}}, true)
             == "unsupported: no command is configured for 1/200: add {address: 1/200, "
                "command: C_SC_NA_1} to points");
  for (auto x : {type_id::c_sc_na_1, type_id::c_dc_ta_1, type_id::c_rc_na_1})
    BOOST_TEST(refusal_of(point(x), true)
               == "rejected: a command is no write: use operate");
  BOOST_TEST(refusal_of(point(type_id::p_ac_na_1), std::int64_t{1})
             == "type-mismatch: expected a boolean");
  BOOST_TEST(refusal_of(point(type_id::p_me_nb_1), true)
             == "type-mismatch: expected a number");
  BOOST_TEST(refusal_of(point(type_id::m_sp_na_1), true).starts_with("unsupported"));
}

BOOST_AUTO_TEST_CASE(a_set_point_is_written_as_it_is_configured) {
  auto of = point(type_id::c_se_nb_1);
  of.select = true;
  auto uut = written{of};
  uut.write(std::int64_t{5});
  BOOST_TEST(uut.sent() == "C_SE_NB_1 act 1/200 5 select");
  uut.confirm();
  BOOST_TEST(uut.sent() == "C_SE_NB_1 act 1/200 5");
  uut.confirm();
  BOOST_TEST(uut.told.calls == 0);
  uut.terminate();
  BOOST_TEST(uut.told.text == "done");
  uut.write(std::int64_t{6});
  uut.sent();
  uut.confirm(true);
  BOOST_TEST(uut.told.text == "rejected: negative-confirmation");
  uut.write(true);
  BOOST_TEST(uut.told.text == "type-mismatch: expected a number");
  BOOST_TEST(uut.told.calls == 3);
}

BOOST_AUTO_TEST_CASE(a_parameter_has_no_termination) {
  auto uut = written{point(type_id::p_me_nb_1, 1)};
  uut.write(std::int64_t{5});
  BOOST_TEST(uut.sent() == "P_ME_NB_1 act 1/200 5");
  uut.confirm();
  BOOST_TEST(uut.told.text == "done");
}

BOOST_AUTO_TEST_CASE(parameters_are_activated_and_deactivated) {
  auto uut = written{point(type_id::p_ac_na_1, 3)};
  uut.write(true);
  BOOST_TEST(uut.sent() == "P_AC_NA_1 act 1/200");
  uut.confirm();
  uut.write(false);
  BOOST_TEST(uut.sent() == "P_AC_NA_1 deact 1/200");
  uut.answer(cause::deactivation_confirmation);
  BOOST_TEST(uut.told.text == "done");
  BOOST_TEST(uut.told.calls == 2);
}

BOOST_AUTO_TEST_SUITE_END()
