#include "tests/messages/iec104/client_commanded.hpp"

using namespace bus;
using namespace bus::iec104;
using namespace std::chrono_literals;
using bus::test::commanded;
using bus::test::outcome;
using bus::test::point;

namespace {

using kind = action::control::kind;

std::string success(const std::string& at, const std::string& what,
                    const std::string& steps) {
  return R"({"ref":")" + at + R"(","action":")" + what + R"(","steps":[)" + steps
         + "]}";
}

} // namespace

BOOST_AUTO_TEST_SUITE(iec104_client_command)

BOOST_AUTO_TEST_CASE(a_direct_command_is_executed_and_ends) {
  auto uut = commanded{};
  uut.command(200, true);
  BOOST_TEST(uut.sent() == "C_SC_NA_1 act 1/200 true");
  BOOST_TEST(int{uut.last.head.originator} == 3);
  uut.confirm();
  BOOST_TEST(uut.told.steps == "operate");
  BOOST_TEST(uut.told.calls == 0);
  uut.terminate();
  BOOST_TEST(uut.told.text
             == success("1/200", "operate", R"("operate","termination")"));
  BOOST_TEST(uut.sent() == "");
  uut.terminate();
  BOOST_TEST(uut.told.calls == 1);
  BOOST_TEST(uut.told.steps == "operate");
}

BOOST_AUTO_TEST_CASE(a_command_is_selected_before_where_the_point_says_so) {
  auto uut = commanded{};
  uut.command(201, true);
  BOOST_TEST(uut.sent() == "C_SC_NA_1 act 1/201 true select");
  uut.confirm();
  BOOST_TEST(uut.told.steps == "select");
  BOOST_TEST(uut.sent() == "C_SC_NA_1 act 1/201 true");
  uut.confirm();
  BOOST_TEST(uut.told.steps == "select operate");
  uut.terminate();
  BOOST_TEST(uut.told.text
             == success("1/201", "operate", R"("select","operate","termination")"));
  BOOST_TEST(uut.told.calls == 1);
}

BOOST_AUTO_TEST_CASE(without_a_termination_the_confirmation_is_the_end) {
  auto uut = commanded{};
  uut.command(202, bus::double_point::on);
  BOOST_TEST(uut.sent() == "C_DC_NA_1 act 1/202 \"on\"");
  uut.confirm();
  BOOST_TEST(uut.told.text == success("1/202", "operate", R"("operate")"));
  BOOST_TEST(uut.told.steps == "");
  uut.command(203, true);
  uut.sent();
  uut.confirm();
  BOOST_TEST(uut.sent() == "C_DC_NA_1 act 1/203 \"on\"");
  uut.confirm();
  BOOST_TEST(uut.told.text == success("1/203", "operate", R"("select","operate")"));
}

BOOST_AUTO_TEST_CASE(a_select_stays_until_it_is_operated) {
  auto uut = commanded{};
  uut.command(201, true, kind::select);
  BOOST_TEST(uut.sent() == "C_SC_NA_1 act 1/201 true select");
  uut.confirm();
  BOOST_TEST(uut.told.text == success("1/201", "select", R"("select")"));
  auto x = action::control{kind::operate, true};
  x.is_selected = true;
  uut.command(201, x);
  BOOST_TEST(uut.sent() == "C_SC_NA_1 act 1/201 true");
  uut.confirm();
  uut.terminate();
  BOOST_TEST(uut.told.text
             == success("1/201", "operate", R"("operate","termination")"));
}

BOOST_AUTO_TEST_CASE(a_cancel_deactivates) {
  auto uut = commanded{};
  auto cancel = [&](std::uint32_t at) {
    uut.command(at, true, kind::cancel);
    auto sent = uut.sent();
    uut.answer(cause::deactivation_confirmation);
    BOOST_TEST(uut.told.text
               == success("1/" + std::to_string(at), "cancel", R"("cancel")"));
    return sent;
  };
  BOOST_TEST(cancel(201) == "C_SC_NA_1 deact 1/201 true select");
  BOOST_TEST(cancel(200) == "C_SC_NA_1 deact 1/200 true");
  uut.command(200, true, kind::select);
  uut.sent();
  uut.confirm();
  BOOST_TEST(cancel(200) == "C_SC_NA_1 deact 1/200 true select");
  BOOST_TEST(cancel(200) == "C_SC_NA_1 deact 1/200 true");
}

BOOST_AUTO_TEST_CASE(t_is_sent_as_asked) {
  auto uut = commanded{};
  auto x = action::control{kind::operate, true};
  x.test = true;
  uut.command(201, x);
  BOOST_TEST(uut.sent() == "C_SC_NA_1 act 1/201 true select test");
  uut.confirm();
  BOOST_TEST(uut.sent() == "C_SC_NA_1 act 1/201 true test");
}

BOOST_AUTO_TEST_CASE(a_refusal_is_the_stations_word) {
  struct step {
    std::uint32_t at;
    int confirmations;
    std::string steps;
  };
  for (auto& x : {step{200, 0, ""}, step{201, 0, ""}, step{201, 1, " [select]"}}) {
    for (auto& [why, word] :
         {std::pair{cause::activation_confirmation, "negative-confirmation"},
          std::pair{cause::unknown_type, "unknown-type"},
          std::pair{cause::unknown_cause, "unknown-cause"},
          std::pair{cause::unknown_common_address, "unknown-common-address"},
          std::pair{cause::unknown_object_address, "unknown-object-address"}}) {
      auto uut = commanded{};
      uut.command(x.at, true);
      uut.sent();
      for (auto i = 0; i < x.confirmations; ++i) {
        uut.confirm();
        uut.sent();
      }
      uut.answer(why, true);
      BOOST_TEST(uut.told.text == std::string{"rejected: "} + word + x.steps);
      BOOST_TEST(uut.told.calls == 1);
      BOOST_TEST(uut.sent() == "");
    }
  }
}

BOOST_AUTO_TEST_CASE(a_negative_termination_is_a_refusal) {
  auto uut = commanded{};
  uut.command(200, true);
  uut.sent();
  uut.confirm();
  uut.terminate(true);
  BOOST_TEST(uut.told.text == "rejected: negative-termination [operate]");
  uut.command(200, true, kind::cancel);
  uut.sent();
  uut.answer(cause::deactivation_confirmation, true);
  BOOST_TEST(uut.told.text == "rejected: negative-confirmation");
}

BOOST_AUTO_TEST_CASE(answers_of_others_are_not_looked_at) {
  auto uut = commanded{};
  uut.command(201, true);
  uut.sent();
  auto other = uut.last;
  auto differs = [&](auto change) {
    other = uut.last;
    change(other);
    uut.receive(mirror(other, cause::activation_confirmation, false));
  };
  differs([](asdu& x) { x.head.common_address = 2; });
  differs([](asdu& x) { x.objects[0].address = 202; });
  differs([](asdu& x) { x.objects[0].element = single_command{false, 0, true}; });
  differs([](asdu& x) { x.objects[0].element = single_command{true, 0, false}; });
  differs([](asdu& x) {
    x.head.type = type_id::c_dc_na_1;
    x.objects[0].element = double_command{bus::double_point::on, 0, true};
  });
  uut.terminate();
  uut.answer(cause::deactivation_confirmation);
  BOOST_TEST(uut.sent() == "");
  uut.confirm();
  BOOST_TEST(uut.sent() == "C_SC_NA_1 act 1/201 true");
  uut.terminate(); // before its confirmation: of a command before it
  BOOST_TEST(uut.told.calls == 0);
}

BOOST_AUTO_TEST_CASE(a_set_point_may_come_back_limited) {
  auto uut = commanded{{point(210, type_id::c_se_nb_1, false, false)}};
  uut.command(210, std::int64_t{1'000});
  uut.sent();
  uut.last.objects[0].element = set_scaled{500};
  uut.confirm();
  BOOST_TEST(uut.told.text == success("1/210", "operate", R"("operate")"));
}

BOOST_AUTO_TEST_CASE(one_command_of_an_address_at_a_time) {
  auto uut = commanded{};
  uut.command(200, true);
  auto second = outcome{};
  for (auto what : {kind::select, kind::operate, kind::cancel})
    uut.client.control({1, 200}, {what, true}, uut.in(1s), uut.now, second.acted());
  BOOST_TEST(second.calls == 3);
  BOOST_TEST(second.text == "busy: another command of it is under way");
  BOOST_TEST(uut.sent() == "C_SC_NA_1 act 1/200 true");
  uut.command(202, true); // another one is free
  BOOST_TEST(uut.sent() == "C_DC_NA_1 act 1/202 \"on\"");
}

BOOST_AUTO_TEST_CASE(what_cannot_be_commanded_is_refused) {
  auto uut =
    commanded{{point(210, type_id::c_bo_na_1), point(211, type_id::c_bo_na_1, true),
               point(212, type_id::p_me_nb_1)}};
  auto text_of = [&](std::uint32_t at, action::control x) {
    uut.command(at, std::move(x));
    BOOST_TEST(uut.sent() == "");
    return uut.told.text;
  };
  for (auto at : {204u, 299u}) {
    auto ref = "1/" + std::to_string(at);
    BOOST_TEST(text_of(at, {kind::operate, true})
               == "unsupported: no command is configured for " + ref
                    + ": add {address: " + ref + ", command: C_SC_NA_1} to points");
  }
  BOOST_TEST(text_of(210, {kind::select, std::uint64_t{1}})
             == "unsupported: C_BO_NA_1 has no select");
  BOOST_TEST(text_of(211, {kind::operate, std::uint64_t{1}})
             == "unsupported: C_BO_NA_1 has no select");
  BOOST_TEST(text_of(212, {kind::operate, std::int64_t{1}})
             == "unsupported: P_ME_NB_1 is no command: write it");
  BOOST_TEST(text_of(200, {kind::operate, std::int64_t{1}})
             == "type-mismatch: expected a boolean");
  BOOST_TEST(text_of(202, {kind::operate, bus::double_point::intermediate})
             == "invalid-value: a command is to off or on");
  auto timed = action::control{kind::operate, true};
  timed.time = uut.now.utc;
  BOOST_TEST(text_of(200, timed)
             == "unsupported: C_SC_NA_1 has no time: configure C_SC_TA_1");
}

BOOST_AUTO_TEST_CASE(origin_and_checks_are_not_looked_at) {
  auto uut = commanded{};
  auto x = action::control{kind::operate, true};
  x.origin_category = 2;
  x.origin_identity = "somebody";
  x.synchro_check = x.interlock_check = true;
  x.issued = uut.now.utc;
  uut.command(200, x);
  BOOST_TEST(uut.sent() == "C_SC_NA_1 act 1/200 true");
}

BOOST_AUTO_TEST_SUITE_END()
