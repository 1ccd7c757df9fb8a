#include "messages/asn1/ber.hpp"
#include "messages/iec61850/add_cause.hpp"
#include "messages/iec61850/report.hpp"
#include "tests/support/captures.hpp"

#include <boost/test/unit_test.hpp>

#include <map>

using namespace bus;
using namespace bus::iec61850;

namespace {

using asn1::mms::information_report;

/// What foreign servers told by themselves, by recording.
std::map<std::string, std::vector<mms::pdu>> told_by_servers() {
  auto out = std::map<std::string, std::vector<mms::pdu>>{};
  auto shared = test::shared_folder();
  if (!shared) {
    BOOST_TEST_MESSAGE("skipped: the recordings are not there");
    return out;
  }
  for (auto& one : test::captured_pdus(*shared / "captures")) {
    if (one.of != test::captured_pdu::layer::mms || one.from_client)
      continue;
    auto decoded = asn1::ber::decode<mms::pdu>(one.octets);
    if (decoded && decoded->is<mms::pdu::unconfirmed_pdu>())
      out[one.file].push_back(std::move(*decoded));
  }
  return out;
}

information_report* report_in(mms::pdu& x) {
  auto& told = x.get<mms::pdu::unconfirmed_pdu>();
  auto* out = told.service.get_if<mms::unconfirmed::information_report>();
  return out && is_report(*out) ? out : nullptr;
}

/// The additional cause of a LastApplError; nothing where it is none.
std::optional<add_cause> cause_in(mms::pdu& x) {
  auto* told = x.get<mms::pdu::unconfirmed_pdu>()
                 .service.get_if<mms::unconfirmed::information_report>();
  if (!told || is_report(*told))
    return std::nullopt;
  for (auto& one : told->list_of_access_result) {
    auto* value = one.get_if<mms::access_result::success>();
    auto* parts = value ? value->get_if<mms::data::structure>() : nullptr;
    if (parts && parts->size() == 5 && (*parts)[0].is<mms::data::visible_string>())
      return static_cast<add_cause>(
        (*parts)[4].get<mms::data::integer>().to_int64().value());
  }
  return std::nullopt;
}

std::vector<report> reports_of(std::vector<mms::pdu> x) {
  auto out = std::vector<report>{};
  for (auto& one : x)
    if (auto* told = report_in(one))
      out.push_back(decode_report(*told).value());
  return out;
}

std::vector<add_cause> causes_of(std::vector<mms::pdu> x) {
  auto out = std::vector<add_cause>{};
  for (auto& one : x)
    if (auto cause = cause_in(one))
      out.push_back(*cause);
  return out;
}

} // namespace

BOOST_AUTO_TEST_SUITE(iec61850_recorded)

BOOST_AUTO_TEST_CASE(every_recorded_report_is_read_and_written_again_the_same) {
  auto count = 0;
  for (auto& [file, all] : told_by_servers())
    for (auto& one : all) {
      if (!report_in(one))
        continue;
      ++count;
      auto fields = report_in(one)->list_of_access_result.size();
      auto read = decode_report(*report_in(one));
      BOOST_TEST_REQUIRE(read.has_value(), file);
      // They send a reason in 6 bits, as edition 1 has it: ours has 7.
      auto again = encode_report(*read);
      BOOST_TEST(again.list_of_access_result.size() == fields, file);
      auto back = decode_report(again);
      BOOST_TEST_REQUIRE(back.has_value(), file);
      BOOST_TEST((back->seq_num == read->seq_num && back->entry_id == read->entry_id),
                 file);
      BOOST_TEST_REQUIRE(back->entries.size() == read->entries.size(), file);
      for (auto i = std::size_t{0}; i < read->entries.size(); ++i)
        BOOST_TEST((back->entries[i].value == read->entries[i].value
                    && back->entries[i].why == read->entries[i].why),
                   file);
    }
  BOOST_TEST_MESSAGE(count << " reports");
}

BOOST_AUTO_TEST_CASE(an_unbuffered_dialogue_has_what_its_page_lists) {
  auto all = told_by_servers();
  if (all.empty())
    return;
  auto reports = reports_of(all.at("08_urcb.pcap"));
  BOOST_REQUIRE(!reports.empty());
  auto& first = reports.front();
  BOOST_TEST(first.rpt_id == "urcbId");
  BOOST_TEST((first.data_set == "scnLD0/LLN0$dsMX" && first.seq_num == 0u
              && first.conf_rev == 1u));
  BOOST_TEST(first.entries.size() == 4u);
  BOOST_TEST((first.entries[0].reference == "scnLD0/GGIO1$MX$AnIn1"));
  BOOST_TEST(
    (first.entries[0].why == static_cast<reasons>(reason::general_interrogation)));
  auto reasons_seen = reasons{0};
  auto without_fields = false;
  for (auto& one : reports) {
    without_fields =
      without_fields || (!one.seq_num && !one.data_set && !one.time_of_entry);
    for (auto& entry : one.entries)
      reasons_seen = static_cast<reasons>(reasons_seen | entry.why.value_or(0));
  }
  BOOST_TEST(without_fields);
  for (auto why : {reason::data_change, reason::quality_change, reason::data_update,
                   reason::integrity, reason::general_interrogation})
    BOOST_TEST((reasons_seen & static_cast<reasons>(why)) != 0);
}

BOOST_AUTO_TEST_CASE(a_buffered_dialogue_has_entries_and_an_overflow) {
  auto all = told_by_servers();
  if (all.empty())
    return;
  auto overflows = 0;
  for (auto& one : reports_of(all.at("09_brcb_resync.pcap"))) {
    BOOST_TEST((one.entry_id && one.entry_id->size() == 8u));
    overflows += one.buf_ovfl.value_or(false);
  }
  BOOST_TEST(overflows > 0);
}

BOOST_AUTO_TEST_CASE(refused_commands_have_the_causes_that_their_page_lists) {
  auto all = told_by_servers();
  if (all.empty())
    return;
  using enum add_cause;
  BOOST_TEST((causes_of(all.at("15_control_sbo_enhanced.pcap"))
              == std::vector{object_not_selected, blocked_by_switching_hierarchy,
                             position_reached, inconsistent_parameters}));
  for (auto cause : causes_of(all.at("13_control_sbo_normal.pcap")))
    BOOST_TEST((cause == object_not_selected));
}

BOOST_AUTO_TEST_SUITE_END()
