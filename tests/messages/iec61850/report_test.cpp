#include "messages/asn1/ber.hpp"
#include "messages/iec61850/report.hpp"

#include <boost/test/unit_test.hpp>

using namespace bus;
using namespace bus::iec61850;

namespace {

mms::data number(int x) {
  return mms::data::make<mms::data::integer>(x);
}

/// A report with those fields that the bits of OptFlds say.
report with_fields(unsigned fields) {
  auto has = [&](unsigned bit) { return (fields >> bit & 1) != 0; };
  auto out = report{"id"};
  if (has(opt_flds::sequence_number))
    out.seq_num = 7;
  if (has(opt_flds::report_time_stamp))
    out.time_of_entry = utc_time{1'790'000'000'123'000'000};
  if (has(opt_flds::data_set_name))
    out.data_set = "LD/LLN0$ds";
  if (has(opt_flds::buffer_overflow))
    out.buf_ovfl = true;
  if (has(opt_flds::entry_id))
    out.entry_id = bytes{1, 2, 3, 4, 5, 6, 7, 8};
  if (has(opt_flds::conf_revision))
    out.conf_rev = 3;
  if (has(opt_flds::segmentation)) {
    out.sub_seq_num = 2;
    out.more_segments_follow = true;
  }
  out.members = 3;
  for (auto member : {0u, 2u}) {
    auto& entry = out.entries.emplace_back();
    entry.member = member;
    entry.value = number(static_cast<int>(member) + 10);
    if (has(opt_flds::data_reference))
      entry.reference = "LD/A$MX$B";
    if (has(opt_flds::reason_for_inclusion))
      entry.why = reason::data_change | reason::integrity;
  }
  return out;
}

asn1::mms::information_report over_the_wire(report x) {
  auto told = asn1::mms::unconfirmed_pdu{
    mms::unconfirmed::make<mms::unconfirmed::information_report>(
      encode_report(std::move(x)))};
  auto octets =
    asn1::ber::encode(mms::pdu::make<mms::pdu::unconfirmed_pdu>(std::move(told)));
  auto back = asn1::ber::decode<mms::pdu>(octets.value());
  return back.value()
    .get<mms::pdu::unconfirmed_pdu>()
    .service.get<mms::unconfirmed::information_report>();
}

report segment(std::uint64_t number_of, bool more, std::uint32_t member) {
  auto out = report{"id"};
  out.seq_num = 1;
  out.sub_seq_num = number_of;
  out.more_segments_follow = more;
  out.members = 9;
  out.entries.push_back({member, {}, number(static_cast<int>(member))});
  return out;
}

} // namespace

BOOST_AUTO_TEST_SUITE(iec61850_report)

BOOST_AUTO_TEST_CASE(every_combination_of_fields_comes_back) {
  for (auto fields = 0u; fields < 1u << 10; fields += 2) {
    auto x = with_fields(fields);
    auto wire = over_the_wire(x);
    BOOST_TEST_REQUIRE(is_report(wire));
    auto back = decode_report(wire);
    BOOST_REQUIRE(back.has_value());
    BOOST_TEST(back->rpt_id == x.rpt_id);
    BOOST_TEST((back->seq_num == x.seq_num && back->time_of_entry == x.time_of_entry));
    BOOST_TEST((back->data_set == x.data_set && back->buf_ovfl == x.buf_ovfl));
    BOOST_TEST((back->entry_id == x.entry_id && back->conf_rev == x.conf_rev));
    BOOST_TEST((back->sub_seq_num == x.sub_seq_num));
    BOOST_TEST(back->more_segments_follow == x.more_segments_follow);
    BOOST_TEST(back->members == x.members);
    BOOST_REQUIRE(back->entries.size() == 2);
    for (auto i = std::size_t{0}; i < 2; ++i) {
      auto &is = back->entries[i], &was = x.entries[i];
      BOOST_TEST((is.member == was.member && is.value == was.value));
      BOOST_TEST((is.reference == was.reference && is.why == was.why));
    }
  }
}

BOOST_AUTO_TEST_CASE(a_report_that_is_cut_anywhere_is_refused) {
  auto whole = encode_report(with_fields(0x3fe));
  for (auto size = std::size_t{0}; size < whole.list_of_access_result.size(); ++size) {
    auto part = whole;
    part.list_of_access_result.resize(size);
    BOOST_TEST(!decode_report(part).has_value());
  }
  whole.list_of_access_result.emplace_back();
  BOOST_TEST(!decode_report(whole).has_value());
}

BOOST_AUTO_TEST_CASE(a_failed_member_and_a_wrong_type_are_refused_with_their_place) {
  auto x = encode_report(with_fields(0));
  x.list_of_access_result[3] = mms::failure(mms::data_access_error::hardware_fault);
  auto failed = decode_report(x);
  BOOST_REQUIRE(!failed.has_value());
  BOOST_TEST(failed.error().where == "iec61850.report.value");
  x.list_of_access_result[0] =
    mms::access_result::make<mms::access_result::success>(number(1));
  BOOST_TEST(decode_report(x).error().where == "iec61850.report.rpt_id");
}

BOOST_AUTO_TEST_CASE(what_is_no_report_is_known) {
  auto x = encode_report(with_fields(0));
  x.variable_access_specification
    .emplace<asn1::mms::variable_access_specification::variable_list_name>(
      mms::vmd_name("other"));
  BOOST_TEST(!is_report(x));
}

BOOST_AUTO_TEST_CASE(segments_are_put_together_in_their_order) {
  auto joiner = report_joiner{};
  BOOST_TEST(!joiner.add(segment(0, true, 0)).value().has_value());
  BOOST_TEST(!joiner.add(segment(1, true, 4)).value().has_value());
  auto whole = joiner.add(segment(2, false, 8)).value();
  BOOST_REQUIRE(whole.has_value());
  BOOST_TEST(whole->entries.size() == 3u);
  BOOST_TEST(whole->entries[2].member == 8u);
}

BOOST_AUTO_TEST_CASE(a_missing_segment_drops_its_report_only) {
  auto joiner = report_joiner{};
  BOOST_TEST(!joiner.add(segment(0, true, 0)).value().has_value());
  BOOST_TEST(!joiner.add(segment(2, false, 8)).has_value());
  BOOST_TEST(!joiner.add(segment(1, false, 8)).has_value());
  BOOST_TEST(!joiner.add(segment(0, true, 0)).value().has_value());
  BOOST_TEST(joiner.add(segment(0, false, 1)).value().has_value());
}

BOOST_AUTO_TEST_CASE(reasons_come_back_from_their_bits) {
  for (auto x = 0u; x < 32; ++x)
    BOOST_TEST((to_reasons(make_reason(static_cast<reasons>(x))) == x));
}

BOOST_AUTO_TEST_SUITE_END()
