#include "messages/iec61850/control.hpp"
#include "messages/iec61850/settings.hpp"

#include <boost/test/unit_test.hpp>

using namespace bus;
using namespace bus::iec61850;
using namespace std::chrono_literals;

namespace {

using model = ctl_model;

/// An object, and the commands of two clients.
struct object {
  control_object it;
  duration at = 0s;

  explicit object(model x, bool many = false)
    : it{control_object::settings{x, 10s, many, 5s}} {}

  moment now() const { return {time_point{at}, utc_time{at.count()}}; }

  static command_parameters command(bool to = true) {
    auto out = command_parameters{};
    out.ctl_val = mms::data::make<mms::data::boolean>(to);
    return out;
  }

  /// The cause of a refusal; `none` where it is done, nothing where it is decided.
  static std::optional<add_cause> cause(const control_object::verdict& x) {
    return x ? std::optional{x->cause} : std::nullopt;
  }

  std::optional<add_cause> select(std::uint64_t who = 1) {
    return cause(it.select(who, time_point{at}));
  }
  std::optional<add_cause> select_with_value(std::uint64_t who = 1, bool to = true) {
    return cause(it.select_with_value(who, command(to), time_point{at}));
  }
  std::optional<add_cause> operate(std::uint64_t who = 1, bool to = true) {
    return cause(it.operate(who, command(to), now()));
  }
  std::optional<add_cause> cancel(std::uint64_t who = 1) {
    return cause(it.cancel(who, command(), time_point{at}));
  }
  void decide(bool ok = true) {
    it.decided({ok, ok ? add_cause::none : add_cause::blocked_by_process}, now());
  }
  void pass(duration x) {
    at += x;
    it.tick(time_point{at});
  }
};

constexpr auto done = add_cause::none;
constexpr auto decided = std::nullopt; ///< the process is asked

} // namespace

BOOST_AUTO_TEST_SUITE(iec61850_control)

BOOST_AUTO_TEST_CASE(status_only_takes_no_command) {
  auto x = object{model::status_only};
  BOOST_TEST((x.operate() == add_cause::not_supported));
  BOOST_TEST((x.select() == add_cause::not_supported));
  BOOST_TEST((x.select_with_value() == add_cause::not_supported));
  BOOST_TEST((x.cancel() == add_cause::not_supported));
}

BOOST_AUTO_TEST_CASE(direct_with_normal_security_is_over_with_its_answer) {
  auto x = object{model::direct_with_normal_security};
  BOOST_TEST((x.operate() == decided));
  BOOST_TEST((x.operate(2) == add_cause::command_already_in_execution));
  x.decide();
  BOOST_TEST(!x.it.is_executing());
  BOOST_TEST(!x.it.take_termination().has_value());
  BOOST_TEST((x.operate(2) == decided));
  x.decide(false);
  BOOST_TEST((x.operate() == decided));
}

BOOST_AUTO_TEST_CASE(direct_with_enhanced_security_ends_with_a_termination) {
  auto x = object{model::direct_with_enhanced_security};
  BOOST_TEST((x.operate() == decided));
  x.decide();
  BOOST_TEST(x.it.is_executing());
  BOOST_TEST((x.operate() == add_cause::command_already_in_execution));
  x.it.terminated({});
  auto end = x.it.take_termination();
  BOOST_REQUIRE(end.has_value());
  BOOST_TEST((end->how.ok && end->client == 1u));
  BOOST_TEST(!x.it.take_termination().has_value());
  BOOST_TEST((x.operate() == decided));
}

BOOST_AUTO_TEST_CASE(an_execution_without_an_end_is_over_in_time) {
  auto x = object{model::direct_with_enhanced_security};
  std::ignore = x.operate();
  x.decide();
  BOOST_TEST((x.it.deadline() == time_point{5s}));
  x.pass(5s);
  auto end = x.it.take_termination();
  BOOST_REQUIRE(end.has_value());
  BOOST_TEST((!end->how.ok && end->how.cause == add_cause::time_limit_over));
}

BOOST_AUTO_TEST_CASE(a_refusal_begins_nothing) {
  auto x = object{model::direct_with_enhanced_security};
  std::ignore = x.operate();
  x.decide(false);
  BOOST_TEST(!x.it.is_executing());
  BOOST_TEST(!x.it.take_termination().has_value());
}

BOOST_AUTO_TEST_CASE(sbo_with_normal_security_selects_by_reading) {
  auto x = object{model::sbo_with_normal_security};
  BOOST_TEST((x.operate() == add_cause::object_not_selected));
  BOOST_TEST((x.select_with_value() == add_cause::not_supported));
  BOOST_TEST((x.select() == done));
  BOOST_TEST((x.select() == add_cause::object_already_selected));
  BOOST_TEST((x.select(2) == add_cause::locked_by_other_client));
  BOOST_TEST((x.operate(2) == add_cause::locked_by_other_client));
  BOOST_TEST((x.operate() == decided));
  x.decide();
  BOOST_TEST(!x.it.is_selected());
  BOOST_TEST((x.select(2) == done));
}

BOOST_AUTO_TEST_CASE(a_selection_ends_in_time_by_cancel_and_with_its_client) {
  auto x = object{model::sbo_with_normal_security};
  std::ignore = x.select();
  BOOST_TEST((x.it.deadline() == time_point{10s}));
  x.pass(10s);
  BOOST_TEST((x.operate() == add_cause::object_not_selected));
  BOOST_TEST((x.select() == done));
  BOOST_TEST((x.cancel(2) == add_cause::locked_by_other_client));
  BOOST_TEST((x.cancel() == done));
  BOOST_TEST((x.cancel() == add_cause::object_not_selected));
  BOOST_TEST((x.select() == done));
  x.it.left(1);
  BOOST_TEST((x.select(2) == done));
}

BOOST_AUTO_TEST_CASE(sbo_with_enhanced_security_selects_with_the_value) {
  auto x = object{model::sbo_with_enhanced_security};
  BOOST_TEST((x.select() == add_cause::not_supported));
  BOOST_TEST((x.operate() == add_cause::object_not_selected));
  BOOST_TEST((x.select_with_value() == decided));
  BOOST_TEST((x.it.under_way() == control_action::select));
  BOOST_TEST((x.cancel() == add_cause::command_already_in_execution));
  x.decide();
  BOOST_TEST(x.it.is_selected());
  BOOST_TEST((x.select_with_value(2) == add_cause::locked_by_other_client));
  BOOST_TEST((x.operate() == decided));
  x.decide();
  x.it.terminated({false, add_cause::invalid_position});
  BOOST_TEST((x.it.take_termination()->how.cause == add_cause::invalid_position));
}

BOOST_AUTO_TEST_CASE(a_select_that_is_refused_selects_nothing) {
  auto x = object{model::sbo_with_enhanced_security};
  std::ignore = x.select_with_value();
  x.decide(false);
  BOOST_TEST(!x.it.is_selected());
}

BOOST_AUTO_TEST_CASE(an_operate_unlike_its_select_is_refused_and_unselects) {
  auto x = object{model::sbo_with_enhanced_security};
  std::ignore = x.select_with_value(1, true);
  x.decide();
  BOOST_TEST((x.operate(1, false) == add_cause::inconsistent_parameters));
  BOOST_TEST((x.operate(1, true) == add_cause::object_not_selected));
}

BOOST_AUTO_TEST_CASE(operate_many_stays_selected) {
  auto x = object{model::sbo_with_normal_security, true};
  std::ignore = x.select();
  std::ignore = x.operate();
  x.pass(9s);
  x.decide();
  BOOST_TEST(x.it.is_selected());
  x.pass(9s);
  BOOST_TEST((x.operate() == decided));
  x.decide(false);
  BOOST_TEST(!x.it.is_selected());
}

BOOST_AUTO_TEST_CASE(a_command_at_a_later_time_waits_and_can_be_cancelled) {
  auto x = object{model::direct_with_enhanced_security};
  auto later = object::command();
  later.oper_tm = utc_time{duration{20s}.count()};
  BOOST_TEST(!x.it.operate(1, later, x.now()).has_value());
  x.decide();
  BOOST_TEST(x.it.is_waiting(time_point{x.at}));
  BOOST_TEST((x.it.starts() == time_point{20s}));
  BOOST_TEST((x.cancel(2) == add_cause::command_already_in_execution));
  BOOST_TEST((x.cancel() == done));
  BOOST_TEST((x.it.take_termination()->how.cause == add_cause::abortion_by_cancel));
  std::ignore = x.it.operate(1, later, x.now());
  x.decide();
  x.pass(20s);
  BOOST_TEST(!x.it.is_waiting(time_point{x.at}));
  BOOST_TEST(x.it.is_executing());
  x.pass(5s);
  BOOST_TEST((x.it.take_termination()->how.cause == add_cause::time_limit_over));
}

BOOST_AUTO_TEST_CASE(nobody_is_told_when_the_client_left) {
  auto x = object{model::direct_with_enhanced_security};
  std::ignore = x.operate();
  x.decide();
  x.it.left(1);
  x.it.terminated({});
  BOOST_TEST(x.it.take_termination()->client == 0u);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(iec61850_settings)

namespace {

using refused = mms::data_access_error;

mms::data number(int x) {
  return mms::data::make<mms::data::integer>(x);
}

mms::data group(std::uint64_t x) {
  return mms::data::make<mms::data::unsigned_>(x);
}

setting_groups three_groups() {
  return setting_groups{
    {{number(10), number(11)}, {number(20), number(21)}, {number(30), number(31)}}, 5};
}

const auto us = client_id{1, {}};
const auto others = client_id{2, {}};
const auto confirm = mms::data::make<mms::data::boolean>(true);
const auto start = moment{time_point{0s}, {}};

} // namespace

BOOST_AUTO_TEST_CASE(the_active_group_is_chosen_within_bounds) {
  auto x = three_groups();
  BOOST_TEST((x.active(0) == number(10)));
  BOOST_TEST(!x.write(us, "ActSG", group(3), start).has_value());
  BOOST_TEST(x.take_changed());
  BOOST_TEST(!x.take_changed());
  BOOST_TEST((x.active(1) == number(31)));
  for (auto wrong : {0, 4})
    BOOST_TEST((x.write(us, "ActSG", group(static_cast<std::uint64_t>(wrong)), start)
                == refused::object_value_invalid));
  BOOST_TEST(
    (x.write(us, "NumOfSG", group(1), start) == refused::object_access_denied));
  BOOST_TEST((x.write(us, "Nothing", group(1), start) == refused::object_non_existent));
}

BOOST_AUTO_TEST_CASE(a_group_is_edited_by_one_client_and_confirmed) {
  auto x = three_groups();
  BOOST_TEST(
    (x.write_value(us, 0, number(1), start) == refused::temporarily_unavailable));
  BOOST_TEST(!x.write(us, "EditSG", group(2), start).has_value());
  BOOST_TEST((*x.edited(0) == number(20)));
  BOOST_TEST(
    (x.write(others, "EditSG", group(2), start) == refused::temporarily_unavailable));
  BOOST_TEST(
    (x.write_value(others, 0, number(1), start) == refused::temporarily_unavailable));
  BOOST_TEST(
    (x.write(others, "CnfEdit", confirm, start) == refused::temporarily_unavailable));
  BOOST_TEST(!x.write_value(us, 0, number(99), start).has_value());
  BOOST_TEST(!x.write(us, "CnfEdit", confirm, start).has_value());
  BOOST_TEST(!x.take_changed()); // another group is active
  BOOST_TEST(!x.edited(0));
  std::ignore = x.write(us, "ActSG", group(2), start);
  BOOST_TEST((x.active(0) == number(99)));
}

BOOST_AUTO_TEST_CASE(editing_the_active_group_changes_what_is_active_once_confirmed) {
  auto x = three_groups();
  std::ignore = x.write(us, "EditSG", group(1), start);
  std::ignore = x.write_value(us, 1, number(77), start);
  BOOST_TEST((x.active(1) == number(11)));
  std::ignore = x.write(us, "CnfEdit", confirm, start);
  BOOST_TEST(x.take_changed());
  BOOST_TEST((x.active(1) == number(77)));
}

BOOST_AUTO_TEST_CASE(an_edit_ends_in_time_with_its_client_and_by_group_0) {
  for (auto how = 0; how < 3; ++how) {
    auto x = three_groups();
    std::ignore = x.write(us, "EditSG", group(2), start);
    std::ignore = x.write_value(us, 0, number(5), start);
    if (how == 0) {
      BOOST_TEST((x.deadline() == time_point{5s}));
      x.tick(time_point{5s});
    } else if (how == 1) {
      x.left(1);
    } else {
      std::ignore = x.write(us, "EditSG", group(0), start);
    }
    BOOST_TEST(!x.edited(0));
    BOOST_TEST(!x.write(others, "EditSG", group(2), start).has_value());
    BOOST_TEST((*x.edited(0) == number(20)));
  }
}

BOOST_AUTO_TEST_SUITE_END()
