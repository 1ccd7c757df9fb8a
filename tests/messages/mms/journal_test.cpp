#include "messages/mms/journal.hpp"

#include "messages/mms/types.hpp"

#include <boost/test/unit_test.hpp>

using namespace bus;
using namespace bus::mms;

namespace {

using asked_journal = asn1::mms::read_journal_request;
using first_asked = asn1::mms::read_journal_request_range_start_specification;
using last_asked = asn1::mms::read_journal_request_range_stop_specification;

constexpr auto plenty = std::size_t{60'000};
constexpr auto second = std::int64_t{1'000'000'000};

utc_time at(std::int64_t seconds) {
  return {.ns = (std::int64_t{1'700'000'000} + seconds) * second};
}

/// Entries a second apart, numbered from 0 in their only variable.
journal filled(std::int64_t count, std::size_t most = 100) {
  auto out = journal{most};
  for (auto i = std::int64_t{0}; i < count; ++i)
    out.append(at(i), {{"n", data::make<data::integer>(i)}});
  return out;
}

std::string numbers(const asn1::mms::read_journal_response& x) {
  using form = asn1::mms::entry_content_entry_form;
  auto out = std::string{};
  for (auto& one : x.list_of_journal_entry) {
    auto& content = one.entry_content.entry_form.get<form::data>();
    for (auto& variable : *content.list_of_variables)
      out +=
        std::to_string(
          variable.value_specification.get<data::integer>().to_int64().value_or(-1))
        + ' ';
  }
  return out;
}

std::string read(const journal& from, const asked_journal& what,
                 std::size_t room = plenty) {
  auto out = from.read(what, room);
  return out ? numbers(*out) : name(out.error());
}

} // namespace

BOOST_AUTO_TEST_SUITE(mms_journal)

BOOST_AUTO_TEST_CASE(the_oldest_make_room) {
  auto uut = filled(7, 5);
  BOOST_TEST(uut.size() == 5u);
  BOOST_TEST(read(uut, {}) == "2 3 4 5 6 ");
}

BOOST_AUTO_TEST_CASE(a_range_is_by_time_or_by_count) {
  auto uut = filled(6);
  auto what = asked_journal{};
  what.range_start_specification = first_asked::make<first_asked::starting_time>(
    write_binary_time(to_binary_time(at(2))));
  BOOST_TEST(read(uut, what) == "2 3 4 5 ");
  what.range_stop_specification =
    last_asked::make<last_asked::ending_time>(write_binary_time(to_binary_time(at(3))));
  BOOST_TEST(read(uut, what) == "2 3 ");
  what.range_stop_specification = last_asked::make<last_asked::number_of_entries>(1);
  BOOST_TEST(read(uut, what) == "2 ");
  what.range_stop_specification = last_asked::make<last_asked::number_of_entries>(-1);
  BOOST_TEST(read(uut, what) == "");
}

BOOST_AUTO_TEST_CASE(what_does_not_fit_is_continued_after_the_last_entry) {
  auto uut = filled(6);
  auto first = uut.read({}, 150);
  BOOST_REQUIRE(first);
  BOOST_TEST(first->more_follows);
  BOOST_TEST(numbers(*first) == "0 1 ");
  auto what = asked_journal{};
  auto& after = what.entry_to_start_after.emplace();
  after.entry_specification = first->list_of_journal_entry[1].entry_identifier;
  BOOST_TEST(read(uut, what) == "2 3 4 5 ");
  after.entry_specification = asn1::octet_string{bytes(9, 0xff)}; // none of ours
  BOOST_TEST(read(uut, what) == "");
  BOOST_TEST(read(uut, {}, 10) == "pdu-size");
}

BOOST_AUTO_TEST_CASE(tells_only_the_variables_that_are_wanted) {
  auto uut = journal{};
  uut.append(
    at(0), {{"a", data::make<data::integer>(1)}, {"b", data::make<data::integer>(2)}});
  auto what = asked_journal{};
  what.list_of_variables.emplace().push_back("b");
  BOOST_TEST(read(uut, what) == "2 ");
}

BOOST_AUTO_TEST_CASE(forgets_up_to_a_limit) {
  auto uut = filled(6);
  auto limit = asn1::mms::initialize_journal_request{};
  limit.limit_specification.emplace().limiting_time =
    write_binary_time(to_binary_time(at(1)));
  BOOST_TEST(uut.initialize(limit) == 2u);
  BOOST_TEST(read(uut, {}) == "2 3 4 5 ");
  BOOST_TEST(uut.initialize({}) == 4u);
  BOOST_TEST(uut.size() == 0u);
}

BOOST_AUTO_TEST_SUITE_END()
