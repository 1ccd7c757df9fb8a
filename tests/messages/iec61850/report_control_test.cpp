#include "messages/iec61850/entry_codec.hpp"
#include "messages/iec61850/report_control.hpp"

#include <boost/test/unit_test.hpp>

using namespace bus;
using namespace bus::iec61850;

namespace {

using refused = mms::data_access_error;
using kinds = mms::data;

const auto us = client_id{1, {10, 0, 0, 1}};
const auto others = client_id{2, {10, 0, 0, 2}};

constexpr auto began = std::int64_t{1'790'000'000'000}; ///< in milliseconds

mms::data flag(bool x) {
  return kinds::make<kinds::boolean>(x);
}

mms::data number(std::uint64_t x) {
  return kinds::make<kinds::unsigned_>(x);
}

mms::data text(std::string x) {
  return kinds::make<kinds::visible_string>(std::move(x));
}

mms::data bits(std::string_view x) {
  return kinds::make<kinds::bit_string>(asn1::bit_string{x});
}

mms::data octets(bytes x) {
  return kinds::make<kinds::octet_string>(asn1::octet_string{x});
}

/// A control block over four members whose values are numbers.
struct block {
  std::vector<int> values = {0, 0, 0, 0};
  std::chrono::milliseconds at{1'000};
  report_control rcb;

  explicit block(bool buffered, std::string_view ops = "011111",
                 std::size_t most = 1 << 20)
    : rcb{settings(buffered, ops, most), 1} {
    rcb.use({4, {"LD/A$MX$a", "LD/A$MX$b", "LD/A$MX$c", "LD/A$MX$d"}});
  }

  static report_control_settings settings(bool buffered, std::string_view ops,
                                          std::size_t most) {
    auto out =
      report_control_settings{buffered ? "LD/LLN0$BR$b" : "LD/LLN0$RP$u", buffered};
    out.data_set = "LD/LLN0$ds";
    out.trg_ops = asn1::bit_string{ops};
    out.opt_flds = asn1::bit_string{std::string_view{"0111101110"}};
    out.most_octets = most;
    return out;
  }

  moment now() const {
    return {time_point{at}, utc_time{(began + at.count()) * 1'000'000}};
  }

  report_control::value_source value_of() {
    return [this](std::uint32_t member) {
      return kinds::make<kinds::integer>(values[member]);
    };
  }

  report_control::failure write(std::string_view attribute, const mms::data& to,
                                const client_id& who = us) {
    auto find =
      [](const std::string& name) -> std::optional<report_control::data_set_info> {
      if (name != "LD/LLN0$other")
        return std::nullopt;
      return report_control::data_set_info{2, {"LD/A$MX$c", "LD/A$MX$d"}};
    };
    return rcb.write(who, attribute, to, now(), find, value_of());
  }

  void change(std::uint32_t member, int to, reason why = reason::data_change) {
    values[member] = to;
    rcb.note(member, why);
    rcb.settle(now(), value_of());
  }

  void pass(int milliseconds) {
    at += std::chrono::milliseconds{milliseconds};
    rcb.tick(now(), value_of());
  }

  /// What is told now.
  std::vector<report> told(std::size_t max_pdu_size = 65'000) {
    auto out = std::vector<report>{};
    for (auto& one : rcb.take_reports(1'000, max_pdu_size))
      out.push_back(decode_report(one).value());
    return out;
  }
};

std::vector<int> numbers(const report& x) {
  auto out = std::vector<int>{};
  for (auto& one : x.entries)
    out.push_back(static_cast<int>(one.value.get<kinds::integer>().to_int64().value()));
  return out;
}

std::uint64_t id_of(const report& x) {
  return from_entry_id(*x.entry_id).value();
}

} // namespace

BOOST_AUTO_TEST_SUITE(iec61850_report_control)

BOOST_AUTO_TEST_CASE(tells_nothing_until_it_is_enabled) {
  auto x = block{false};
  x.change(0, 1);
  BOOST_TEST(x.told().empty());
  BOOST_TEST(!x.write("RptEna", flag(true)).has_value());
  BOOST_TEST(x.told().empty()); // what was before is not told
  x.change(0, 2);
  auto told = x.told();
  BOOST_REQUIRE(told.size() == 1);
  BOOST_TEST(told[0].rpt_id == "LD/LLN0$RP$u");
  BOOST_TEST((numbers(told[0]) == std::vector{2}));
  BOOST_TEST((told[0].entries[0].why == static_cast<reasons>(reason::data_change)));
  BOOST_TEST((told[0].seq_num == 0u));
}

BOOST_AUTO_TEST_CASE(only_the_triggers_that_are_set_count) {
  constexpr std::pair<const char*, reason> all[] = {{"010000", reason::data_change},
                                                    {"001000", reason::quality_change},
                                                    {"000100", reason::data_update}};
  for (auto& [ops, wanted] : all)
    for (auto& [other, why] : all) {
      auto x = block{false, ops};
      std::ignore = x.write("RptEna", flag(true));
      x.change(1, 5, why);
      BOOST_TEST(x.told().size() == (why == wanted ? 1u : 0u));
    }
}

BOOST_AUTO_TEST_CASE(the_buffer_time_gathers_changes_of_different_members) {
  auto x = block{false};
  std::ignore = x.write("BufTm", number(100));
  std::ignore = x.write("RptEna", flag(true));
  x.change(0, 1);
  x.pass(50);
  x.change(2, 3);
  BOOST_TEST(x.told().empty());
  x.pass(50);
  auto told = x.told();
  BOOST_REQUIRE(told.size() == 1);
  BOOST_TEST((numbers(told[0]) == std::vector{1, 3}));
}

BOOST_AUTO_TEST_CASE(a_second_change_of_a_member_sends_the_first) {
  auto x = block{false};
  std::ignore = x.write("BufTm", number(100));
  std::ignore = x.write("RptEna", flag(true));
  x.change(0, 1);
  x.change(1, 8);
  x.change(0, 2);
  auto told = x.told();
  BOOST_REQUIRE(told.size() == 1);
  BOOST_TEST((numbers(told[0]) == std::vector{1, 8}));
  x.pass(100);
  told = x.told();
  BOOST_REQUIRE(told.size() == 1);
  BOOST_TEST((numbers(told[0]) == std::vector{2}));
}

BOOST_AUTO_TEST_CASE(what_changes_together_is_one_entry_with_all_its_reasons) {
  auto x = block{false};
  std::ignore = x.write("RptEna", flag(true));
  x.rcb.note(3, reason::data_change);
  x.rcb.note(1, reason::data_change);
  x.rcb.note(3, reason::quality_change);
  x.rcb.settle(x.now(), x.value_of());
  auto told = x.told();
  BOOST_REQUIRE(told.size() == 1);
  BOOST_REQUIRE(told[0].entries.size() == 2);
  BOOST_TEST(told[0].entries[0].member == 1u);
  BOOST_TEST(
    (told[0].entries[1].why == (reason::data_change | reason::quality_change)));
}

BOOST_AUTO_TEST_CASE(integrity_and_interrogation_tell_all) {
  auto x = block{false};
  BOOST_TEST((x.write("GI", flag(true)) == refused::temporarily_unavailable));
  std::ignore = x.write("IntgPd", number(1'000));
  std::ignore = x.write("RptEna", flag(true));
  x.pass(999);
  BOOST_TEST(x.told().empty());
  x.pass(1);
  auto told = x.told();
  BOOST_REQUIRE(told.size() == 1);
  BOOST_TEST(told[0].entries.size() == 4u);
  BOOST_TEST((told[0].entries[0].why == static_cast<reasons>(reason::integrity)));
  BOOST_TEST(!x.write("GI", flag(true)).has_value());
  told = x.told();
  BOOST_REQUIRE(told.size() == 1);
  BOOST_TEST(
    (told[0].entries[3].why == static_cast<reasons>(reason::general_interrogation)));
  x.pass(10'000); // far too late: one, not ten
  BOOST_TEST(x.told().size() == 1u);
}

BOOST_AUTO_TEST_CASE(an_interrogation_comes_after_what_is_gathered) {
  auto x = block{false};
  std::ignore = x.write("BufTm", number(100));
  std::ignore = x.write("RptEna", flag(true));
  x.change(0, 7);
  std::ignore = x.write("GI", flag(true));
  auto told = x.told();
  BOOST_REQUIRE(told.size() == 2);
  BOOST_TEST((numbers(told[0]) == std::vector{7}));
  BOOST_TEST(told[1].entries.size() == 4u);
}

BOOST_AUTO_TEST_CASE(attributes_are_fixed_while_it_is_enabled) {
  auto x = block{true};
  std::ignore = x.write("RptEna", flag(true));
  for (auto* one : {"RptID", "DatSet", "OptFlds", "TrgOps", "BufTm", "IntgPd",
                    "PurgeBuf", "EntryID", "ResvTms"})
    BOOST_TEST((x.write(one, flag(true)) == refused::temporarily_unavailable), one);
  for (auto* one : {"ConfRev", "SqNum", "TimeofEntry", "Owner"})
    BOOST_TEST((x.write(one, number(1)) == refused::object_access_denied), one);
  BOOST_TEST((x.write("Resv", flag(true)) == refused::object_non_existent));
}

BOOST_AUTO_TEST_CASE(it_belongs_to_one_client) {
  auto x = block{false};
  BOOST_TEST(!x.write("Resv", flag(true)).has_value());
  BOOST_TEST(
    (x.write("RptEna", flag(true), others) == refused::temporarily_unavailable));
  BOOST_TEST((x.rcb.read("Owner") == octets(us.address)));
  BOOST_TEST(!x.write("Resv", flag(false)).has_value());
  BOOST_TEST(!x.write("RptEna", flag(true), others).has_value());
  BOOST_TEST((x.write("RptEna", flag(false)) == refused::temporarily_unavailable));
  x.rcb.left(others.number, x.now());
  BOOST_TEST(!x.rcb.is_enabled());
  BOOST_TEST(!x.write("RptEna", flag(true)).has_value());
}

BOOST_AUTO_TEST_CASE(a_reservation_outlives_the_association_for_its_time) {
  auto x = block{true};
  BOOST_TEST((x.write("ResvTms", kinds::make<kinds::integer>(-1))
              == refused::object_value_invalid));
  BOOST_TEST(!x.write("ResvTms", kinds::make<kinds::integer>(10)).has_value());
  x.rcb.left(us.number, x.now());
  x.pass(9'999);
  BOOST_TEST(
    (x.write("RptEna", flag(true), others) == refused::temporarily_unavailable));
  // The same client is known again by its address.
  BOOST_TEST(!x.write("BufTm", number(0), {7, us.address}).has_value());
  x.pass(1);
  BOOST_TEST(!x.write("RptEna", flag(true), others).has_value());
}

BOOST_AUTO_TEST_CASE(a_buffered_block_keeps_what_happens_while_nobody_listens) {
  auto x = block{true};
  for (auto i = 1; i <= 3; ++i)
    x.change(0, i);
  std::ignore = x.write("RptEna", flag(true));
  auto told = x.told();
  BOOST_REQUIRE(told.size() == 3);
  BOOST_TEST((numbers(told[2]) == std::vector{3}));
  BOOST_TEST(id_of(told[0]) < id_of(told[1]));
  BOOST_TEST((told[0].time_of_entry == utc_time{(began + 1'000) * 1'000'000}));
}

BOOST_AUTO_TEST_CASE(an_entry_id_resumes_behind_it) {
  auto x = block{true};
  for (auto i = 1; i <= 5; ++i)
    x.change(0, i);
  std::ignore = x.write("RptEna", flag(true));
  auto all = x.told();
  x.rcb.left(us.number, x.now());
  x.change(0, 6);
  BOOST_TEST(!x.write("EntryID", octets(*all[2].entry_id)).has_value());
  std::ignore = x.write("RptEna", flag(true));
  auto told = x.told();
  BOOST_REQUIRE(told.size() == 3);
  BOOST_TEST((numbers(told[0]) == std::vector{4}));
  BOOST_TEST((numbers(told[2]) == std::vector{6}));
}

BOOST_AUTO_TEST_CASE(without_an_entry_id_another_association_gets_all_that_is_kept) {
  auto x = block{true};
  x.change(0, 1);
  x.change(0, 2);
  std::ignore = x.write("RptEna", flag(true));
  BOOST_TEST(x.told().size() == 2u);
  // Off and on in the same association goes on where it was.
  std::ignore = x.write("RptEna", flag(false));
  x.change(0, 3);
  std::ignore = x.write("RptEna", flag(true));
  BOOST_TEST(x.told().size() == 1u);
  x.rcb.left(us.number, x.now());
  std::ignore = x.write("RptEna", flag(true), others);
  BOOST_TEST(x.told().size() == 3u);
  std::ignore = x.write("RptEna", flag(false), others);
  BOOST_TEST(!x.write("EntryID", octets(bytes(8)), others).has_value());
  std::ignore = x.write("RptEna", flag(true), others);
  BOOST_TEST(x.told().size() == 3u);
}

BOOST_AUTO_TEST_CASE(unknown_entry_ids_are_refused) {
  auto x = block{true};
  x.change(0, 1);
  for (auto& id : {bytes{}, bytes{1}, bytes{0, 0, 0, 0, 0, 0, 9, 9}, bytes(9)})
    BOOST_TEST((x.write("EntryID", octets(id)) == refused::object_value_invalid));
}

BOOST_AUTO_TEST_CASE(a_full_buffer_drops_the_oldest_and_tells_once) {
  auto x = block{true, "010000", 2'000};
  for (auto i = 0; i < 100; ++i)
    x.change(0, i);
  std::ignore = x.write("RptEna", flag(true));
  auto told = x.told();
  BOOST_REQUIRE(told.size() > 3);
  BOOST_TEST(told.size() < 20u);
  BOOST_TEST((numbers(told.back()) == std::vector{99}));
  BOOST_TEST(told[0].buf_ovfl.value());
  BOOST_TEST(!told[1].buf_ovfl.value());
  // What was told already and leaves is no loss.
  for (auto i = 0; i < 5; ++i)
    x.change(0, -i - 1);
  for (auto& one : x.told())
    BOOST_TEST(!one.buf_ovfl.value());
}

BOOST_AUTO_TEST_CASE(purging_and_other_attributes_empty_the_buffer) {
  auto count = [](block& x) {
    std::ignore = x.write("RptEna", flag(true));
    auto out = x.told().size();
    return out;
  };
  auto fill = [](block& x) {
    x.change(0, 1);
    x.change(0, 2);
  };
  auto purged = block{true}, same = block{true}, other = block{true};
  fill(purged);
  std::ignore = purged.write("PurgeBuf", flag(true));
  BOOST_TEST(count(purged) == 0u);
  fill(same);
  std::ignore = same.write("TrgOps", bits("011111")); // what it is already
  std::ignore = same.write("BufTm", number(0));
  std::ignore = same.write("DatSet", text("LD/LLN0$ds"));
  BOOST_TEST(count(same) == 2u);
  fill(other);
  std::ignore = other.write("TrgOps", bits("010000"));
  BOOST_TEST(count(other) == 0u);
}

BOOST_AUTO_TEST_CASE(another_data_set_is_another_revision) {
  auto x = block{false};
  BOOST_TEST(
    (x.write("DatSet", text("LD/LLN0$none")) == refused::object_value_invalid));
  BOOST_TEST(!x.write("DatSet", text("LD/LLN0$other")).has_value());
  BOOST_TEST((x.rcb.read("ConfRev") == number(2)));
  BOOST_TEST(x.rcb.members() == 2u);
  BOOST_TEST(!x.write("DatSet", text("")).has_value());
  BOOST_TEST((x.write("RptEna", flag(true)) == refused::object_attribute_inconsistent));
}

BOOST_AUTO_TEST_CASE(a_report_larger_than_a_pdu_comes_in_segments) {
  auto x = block{true};
  std::ignore = x.write("RptEna", flag(true));
  std::ignore = x.write("GI", flag(true));
  auto parts = x.told(130);
  BOOST_REQUIRE(parts.size() > 1);
  auto joiner = report_joiner{};
  auto whole = std::optional<report>{};
  for (auto i = std::size_t{0}; i < parts.size(); ++i) {
    BOOST_TEST((parts[i].sub_seq_num == i));
    BOOST_TEST(parts[i].more_segments_follow == (i + 1 < parts.size()));
    BOOST_TEST((parts[i].seq_num == 0u));
    whole = joiner.add(std::move(parts[i])).value();
  }
  BOOST_REQUIRE(whole.has_value());
  BOOST_TEST(whole->entries.size() == 4u);
}

BOOST_AUTO_TEST_CASE(numbers_of_reports_wrap_as_their_types_do) {
  auto x = block{false};
  std::ignore = x.write("RptEna", flag(true));
  for (auto i = 0; i < 300; ++i) {
    x.change(0, i + 1);
    auto told = x.told();
    BOOST_REQUIRE(told.size() == 1);
    BOOST_REQUIRE((told[0].seq_num == static_cast<std::uint64_t>(i % 256)));
  }
}

BOOST_AUTO_TEST_CASE(a_peer_that_does_not_read_gets_the_last_values) {
  auto x = block{false};
  std::ignore = x.write("RptEna", flag(true));
  for (auto i = 0; i < 1'000; ++i)
    x.change(static_cast<std::uint32_t>(i % 2), i);
  auto told = x.told();
  BOOST_TEST(told.size() == 64u);
  BOOST_TEST((numbers(told.back()) == std::vector{998, 999}));
}

BOOST_AUTO_TEST_CASE(a_buffer_is_kept_in_octets_and_restored) {
  auto x = block{true};
  for (auto i = 1; i <= 4; ++i)
    x.change(static_cast<std::uint32_t>(i - 1), i * 100'000);
  auto file = bytes{};
  auto header = buffer_header{"LD/LLN0$BR$b", "LD/LLN0$ds", 4};
  append_header(header, file);
  for (auto& one : x.rcb.buffer())
    append_entry(one, file);
  auto change = x.rcb.take_buffer_change();
  BOOST_TEST(change.appended == 4u);
  auto read = read_entries(file);
  BOOST_REQUIRE(read.has_value());
  BOOST_TEST((read->header == header));
  BOOST_TEST(read->size == file.size());
  auto again = block{true};
  again.rcb.restore(std::move(read->entries));
  again.change(0, 7);
  std::ignore = again.write("RptEna", flag(true));
  auto told = again.told();
  BOOST_REQUIRE(told.size() == 5);
  BOOST_TEST((numbers(told[3]) == std::vector{400'000}));
  BOOST_TEST(id_of(told[4]) > id_of(told[3]));
}

BOOST_AUTO_TEST_CASE(a_file_that_ends_anywhere_is_read_as_far_as_it_is_whole) {
  auto x = block{true};
  x.change(0, 1);
  x.change(1, 2);
  auto file = bytes{};
  append_header({"b", "d", 4}, file);
  auto header_size = file.size();
  for (auto& one : x.rcb.buffer())
    append_entry(one, file);
  for (auto size = std::size_t{0}; size < file.size(); ++size) {
    auto read = read_entries(byte_view{file}.first(size));
    BOOST_TEST(read.has_value() == (size >= header_size));
    if (read)
      BOOST_TEST(read->entries.size() < 2u);
  }
}

BOOST_AUTO_TEST_SUITE_END()
