#include "messages/iec104/codec.hpp"

#include "tests/messages/iec104/random_asdu.hpp"
#include "tests/support/hex.hpp"

#include <boost/test/unit_test.hpp>

using namespace bus;
using namespace bus::iec104;
using bus::test::hex;

namespace {

using id = type_id;
using qd = quality_descriptor;

struct example {
  asdu said;
  const char* octets;
};

cp56time2a june() {
  auto out = cp56time2a{};
  out.milliseconds = 15250;
  out.minute = 30;
  out.hour = 14;
  out.summer = true;
  out.day = 15;
  out.day_of_week = 4;
  out.month = 6;
  out.year = 23;
  return out;
}

asdu one(id type, cause why, std::uint32_t address, element x, time_tag time = {}) {
  return {{type, why}, {{address, std::move(x), time}}};
}

const std::vector<example>& examples() {
  static const auto all = std::vector<example>{
    {one(id::c_ic_na_1, cause::activation, 0, interrogation{20}),
     "64 01 06 00 01 00 00 00 00 14"},
    {one(id::c_ci_na_1, cause::activation, 0, counter_interrogation{5, freeze::freeze}),
     "65 01 06 00 01 00 00 00 00 45"},
    {one(id::c_rd_na_1, cause::request, 100, read_command{}),
     "66 01 05 00 01 00 64 00 00"},
    {one(id::c_cs_na_1, cause::activation, 0, clock_synchronization{}, june()),
     "67 01 06 00 01 00 00 00 00 92 3b 1e 8e 8f 06 17"},
    {one(id::c_ts_na_1, cause::activation, 0, test_command{}),
     "68 01 06 00 01 00 00 00 00 aa 55"},
    {one(id::c_rp_na_1, cause::activation, 0, reset_process{1}),
     "69 01 06 00 01 00 00 00 00 01"},
    {one(id::c_cd_na_1, cause::spontaneous, 0, delay_acquisition{300}),
     "6a 01 03 00 01 00 00 00 00 2c 01"},
    {one(id::c_ts_ta_1, cause::activation, 0, test_command{0x1234}, june()),
     "6b 01 06 00 01 00 00 00 00 34 12 92 3b 1e 8e 8f 06 17"},
    {one(id::m_ei_na_1, cause::initialized, 0, end_of_initialization{1, true}),
     "46 01 04 00 01 00 00 00 00 81"},

    {one(id::m_sp_na_1, cause::spontaneous, 100, single_point{true, {qd::not_topical}}),
     "01 01 03 00 01 00 64 00 00 41"},
    {one(id::m_sp_tb_1, cause::spontaneous, 0x123456, single_point{true}, june()),
     "1e 01 03 00 01 00 56 34 12 01 92 3b 1e 8e 8f 06 17"},
    {one(id::m_sp_ta_1, cause::spontaneous, 1, single_point{false},
         cp24time2a{1000, 59, false, true}),
     "02 01 03 00 01 00 01 00 00 00 e8 03 bb"},
    {one(id::m_dp_na_1, cause::periodic, 2,
         iec104::double_point{bus::double_point::on, {qd::invalid}}),
     "03 01 01 00 01 00 02 00 00 82"},
    {one(id::m_st_na_1, cause::spontaneous, 3, step_position{-5, true, {qd::blocked}}),
     "05 01 03 00 01 00 03 00 00 fb 10"},
    {one(id::m_bo_na_1, cause::spontaneous, 4, bitstring32{0x80000001, {}}),
     "07 01 03 00 01 00 04 00 00 01 00 00 80 00"},
    {one(id::m_me_na_1, cause::periodic, 5, normalized{-32768, {qd::overflow}}),
     "09 01 01 00 01 00 05 00 00 00 80 01"},
    {one(id::m_me_nd_1, cause::periodic, 5, normalized_without_quality{0x4000}),
     "15 01 01 00 01 00 05 00 00 00 40"},
    {one(id::m_me_nb_1, cause::periodic, 6, scaled{-2, {qd::substituted}}),
     "0b 01 01 00 01 00 06 00 00 fe ff 20"},
    {one(id::m_me_nc_1, cause::spontaneous, 4001, short_float{1.5f}),
     "0d 01 03 00 01 00 a1 0f 00 00 00 c0 3f 00"},
    {one(id::m_it_na_1, cause::counter_requested_generally, 769,
         integrated_total{-2, 3, true, false, true}),
     "0f 01 25 00 01 00 01 03 00 fe ff ff ff a3"},
    {one(id::m_ps_na_1, cause::spontaneous, 8, packed_points{0x8001, 0x0102, {}}),
     "14 01 03 00 01 00 08 00 00 01 80 02 01 00"},
    {one(id::m_ep_td_1, cause::spontaneous, 9,
         protection_event{bus::double_point::on, {qd::elapsed_invalid}, 500}, june()),
     "26 01 03 00 01 00 09 00 00 0a f4 01 92 3b 1e 8e 8f 06 17"},
    {one(id::m_ep_te_1, cause::spontaneous, 9, protection_start{0x21, {}, 20}, june()),
     "27 01 03 00 01 00 09 00 00 21 00 14 00 92 3b 1e 8e 8f 06 17"},
    {one(id::m_ep_tf_1, cause::spontaneous, 9, protection_output{0x09, {}, 20}, june()),
     "28 01 03 00 01 00 09 00 00 09 00 14 00 92 3b 1e 8e 8f 06 17"},

    {one(id::c_sc_na_1, cause::activation, 2000, single_command{true, 1, true}),
     "2d 01 06 00 01 00 d0 07 00 85"},
    {one(id::c_dc_na_1, cause::activation, 2000,
         double_command{bus::double_point::on, 3, false}),
     "2e 01 06 00 01 00 d0 07 00 0e"},
    {one(id::c_rc_na_1, cause::activation, 2000, regulating_step{step::lower}),
     "2f 01 06 00 01 00 d0 07 00 01"},
    {one(id::c_se_na_1, cause::activation, 2000, set_normalized{0x1000, 0, true}),
     "30 01 06 00 01 00 d0 07 00 00 10 80"},
    {one(id::c_se_nb_1, cause::activation, 2000, set_scaled{-1, 5}),
     "31 01 06 00 01 00 d0 07 00 ff ff 05"},
    {one(id::c_se_tc_1, cause::activation, 2000, set_float{100.0f}, june()),
     "3f 01 06 00 01 00 d0 07 00 00 00 c8 42 00 92 3b 1e 8e 8f 06 17"},
    {one(id::c_bo_na_1, cause::activation, 2000, bitstring_command{0x01020304}),
     "33 01 06 00 01 00 d0 07 00 04 03 02 01"},

    {one(id::p_me_nc_1, cause::activation, 7, parameter_float{100.0f, {1, true, true}}),
     "70 01 06 00 01 00 07 00 00 00 00 c8 42 c1"},
    {one(id::p_ac_na_1, cause::activation, 7, parameter_activation{3}),
     "71 01 06 00 01 00 07 00 00 03"},

    {one(id::f_fr_na_1, cause::file_transfer, 1, file_ready{2, 0x010203, 0x80}),
     "78 01 0d 00 01 00 01 00 00 02 00 03 02 01 80"},
    {one(id::f_sr_na_1, cause::file_transfer, 1, section_ready{2, 3, 0x010203, 0}),
     "79 01 0d 00 01 00 01 00 00 02 00 03 03 02 01 00"},
    {one(id::f_sc_na_1, cause::file_transfer, 1, file_call{2, 3, 6}),
     "7a 01 0d 00 01 00 01 00 00 02 00 03 06"},
    {one(id::f_ls_na_1, cause::file_transfer, 1, last_section{2, 3, 4, 0xcc}),
     "7b 01 0d 00 01 00 01 00 00 02 00 03 04 cc"},
    {one(id::f_af_na_1, cause::file_transfer, 1, file_acknowledgement{2, 3, 1}),
     "7c 01 0d 00 01 00 01 00 00 02 00 03 01"},
    {one(id::f_sg_na_1, cause::file_transfer, 1, file_segment{2, 3, {0xaa, 0xbb}}),
     "7d 01 0d 00 01 00 01 00 00 02 00 03 02 aa bb"},
    {one(id::f_dr_ta_1, cause::request, 1, directory_entry{2, 300, 0, true}, june()),
     "7e 01 05 00 01 00 01 00 00 02 00 2c 01 00 20 92 3b 1e 8e 8f 06 17"},
    {one(id::f_sc_nb_1, cause::file_transfer, 1, log_query{2, june(), june()}),
     "7f 01 0d 00 01 00 01 00 00 02 00 92 3b 1e 8e 8f 06 17 92 3b 1e 8e 8f 06 17"},

    // P/N, T, originator, common address; a sequence and none.
    {{{id::m_sp_na_1, cause::activation_confirmation, true, true, 7, 0x0203},
      {{0x10, single_point{true}}, {0x10, single_point{false}}}},
     "01 02 c7 07 03 02 10 00 00 01 10 00 00 00"},
    {{{id::m_dp_na_1, cause::interrogated_by_station, false, false, 0, 2},
      {{10, iec104::double_point{bus::double_point::on}},
       {11, iec104::double_point{bus::double_point::off, {qd::invalid}}}},
      true},
     "03 82 14 00 02 00 0a 00 00 02 81"},
  };
  return all;
}

errc code_of(const char* octets) {
  auto got = decode(hex(octets));
  return got ? errc::gone : got.error().code;
}

/// Why it cannot be encoded.
std::string refused(const asdu& x) {
  auto got = encode(x);
  BOOST_REQUIRE(!got);
  BOOST_TEST((got.error().code == errc::invalid_value));
  return got.error().cause;
}

} // namespace

BOOST_AUTO_TEST_SUITE(iec104_codec)

BOOST_AUTO_TEST_CASE(known_asdus_are_encoded) {
  for (const auto& x : examples())
    BOOST_TEST_CONTEXT(x.octets)
  BOOST_TEST(encode(x.said).value() == hex(x.octets));
}

BOOST_AUTO_TEST_CASE(known_asdus_are_decoded) {
  for (const auto& x : examples())
    BOOST_TEST_CONTEXT(x.octets) {
      BOOST_TEST((decode(hex(x.octets)).value() == x.said));
      BOOST_TEST((decode_head(hex(x.octets)).value() == x.said.head));
    }
}

BOOST_AUTO_TEST_CASE(whatever_is_encoded_is_decoded_the_same) {
  auto random = std::mt19937{104};
  for (const auto& type : type_table)
    BOOST_TEST_CONTEXT(type.name) {
      for (auto i = 0; i < 200; ++i) {
        auto said =
          test::random_asdu(random, type.id, type.amount == amount::many && i % 2 == 0);
        auto octets = encode(said);
        BOOST_REQUIRE(octets.has_value());
        BOOST_TEST(octets->size() <= largest_asdu);
        BOOST_REQUIRE((decode(*octets).value() == said));
      }
    }
}

BOOST_AUTO_TEST_CASE(what_is_cut_or_has_more_is_malformed) {
  for (const auto& x : examples())
    BOOST_TEST_CONTEXT(x.octets) {
      auto octets = hex(x.octets);
      for (auto size = std::size_t{0}; size < octets.size(); ++size)
        BOOST_TEST(
          (decode(byte_view{octets}.first(size)).error().code == errc::malformed));
      octets.push_back(0);
      BOOST_TEST((decode(octets).error().code == errc::malformed));
    }
}

BOOST_AUTO_TEST_CASE(malformed_asdus_are_refused) {
  for (auto x : {
         "01 00 03 00 01 00",                            // no object
         "01 80 03 00 01 00 64 00 00",                   // no object in a sequence
         "64 02 06 00 01 00 00 00 00 14 00 00 00 14",    // two commands
         "64 81 06 00 01 00 00 00 00 14",                // a sequence of a command
         "66 00 05 00 01 00",                            // no object to be read
         "01 ff 03 00 01 00 64 00 00 01",                // 127 objects in one octet
         "01 82 14 00 01 00 ff ff ff 00 00",             // behind the last address
         "7d 01 0d 00 01 00 01 00 00 02 00 03 03 aa bb", // a segment that is cut
         "7d 01 0d 00 01 00 01 00 00 02 00 03 01 aa bb", // and one that is not
       })
    BOOST_TEST_CONTEXT(x)
  BOOST_TEST((code_of(x) == errc::malformed));
  BOOST_TEST((decode(bytes(250, 1)).error().code == errc::malformed));
}

BOOST_AUTO_TEST_CASE(a_type_that_is_not_known_is_unsupported_and_its_head_is_read) {
  for (auto x : {"00 01 03 00 01 00", "16 01 03 00 01 00 01", "ff 01 03 00 01 00"})
    BOOST_TEST((code_of(x) == errc::unsupported));
  auto head = decode_head(hex("63 05 86 02 03 00 aa bb")).value();
  BOOST_TEST(
    (head == asdu_head{static_cast<id>(0x63), cause::activation, false, true, 2, 3}));
  BOOST_TEST(!decode_head(hex("63 05 86 02 03")));
  BOOST_TEST(!encode(asdu{{static_cast<id>(0x63)}}));
}

BOOST_AUTO_TEST_CASE(what_is_not_known_is_mirrored_as_it_came) {
  auto mirrored = [](const char* octets, cause why, bool negative = true) {
    return mirror(hex(octets), why, negative).value();
  };
  BOOST_TEST(mirrored("63 05 86 02 03 00 aa bb", cause::unknown_type)
             == hex("63 05 ec 02 03 00 aa bb"));
  BOOST_TEST(mirrored("64 01 3f 00 01 00 00 00 00 14", cause::unknown_cause)
             == hex("64 01 6d 00 01 00 00 00 00 14"));
  BOOST_TEST(mirrored("64 01 06 00 09 00 00 00 00 14", cause::unknown_common_address)
             == hex("64 01 6e 00 09 00 00 00 00 14"));
  BOOST_TEST(mirrored("2d 01 06 00 01 00 d0 07 00 85", cause::unknown_object_address)
             == hex("2d 01 6f 00 01 00 d0 07 00 85"));
  BOOST_TEST(
    mirrored("2d 01 46 00 01 00 d0 07 00 85", cause::activation_confirmation, false)
    == hex("2d 01 07 00 01 00 d0 07 00 85"));
  BOOST_TEST(!mirror(hex("63 05 86 02 03"), cause::unknown_type));
}

BOOST_AUTO_TEST_CASE(a_mirror_of_octets_is_that_of_the_asdu) {
  for (const auto& x : examples())
    BOOST_TEST(encode(mirror(x.said, cause::unknown_cause)).value()
               == mirror(hex(x.octets), cause::unknown_cause).value());
}

BOOST_AUTO_TEST_CASE(reserved_bits_are_not_looked_at) {
  BOOST_TEST((decode(hex("01 01 03 00 01 00 64 00 00 0f")).value()
              == one(id::m_sp_na_1, cause::spontaneous, 100, single_point{true})));
}

BOOST_AUTO_TEST_CASE(what_does_not_fit_its_field_is_not_encoded) {
  constexpr auto spont = cause::spontaneous;
  constexpr auto act = cause::activation;
  auto late = june();
  late.minute = 64;
  for (const auto& x : {
         one(id::m_sp_na_1, spont, 1, single_point{true, {qd::overflow}}),
         one(id::m_sp_na_1, static_cast<cause>(64), 1, single_point{}),
         one(id::m_dp_na_1, spont, 1,
             iec104::double_point{static_cast<bus::double_point>(4)}),
         one(id::m_st_na_1, spont, 1, step_position{64}),
         one(id::m_st_na_1, spont, 1, step_position{-65}),
         one(id::m_me_na_1, spont, 1, normalized{0, {qd::elapsed_invalid}}),
         one(id::m_it_na_1, spont, 1, integrated_total{0, 32}),
         one(id::m_ep_te_1, spont, 1, protection_start{0x40}, june()),
         one(id::m_ep_tf_1, spont, 1, protection_output{0x10}, june()),
         one(id::m_ei_na_1, spont, 0, end_of_initialization{128}),
         one(id::c_sc_na_1, act, 1, single_command{true, 32}),
         one(id::c_se_nb_1, act, 1, set_scaled{0, 128}),
         one(id::c_ci_na_1, act, 0, counter_interrogation{64}),
         one(id::p_me_nb_1, act, 1, parameter_scaled{0, {64}}),
         one(id::f_fr_na_1, act, 1, file_ready{1, 0x1000000}),
         one(id::f_dr_ta_1, act, 1, directory_entry{1, 1, 32}, june()),
         one(id::c_cs_na_1, act, 0, clock_synchronization{}, late),
       })
    BOOST_TEST_CONTEXT(name(x.head.type))
  BOOST_TEST(refused(x).ends_with("a value does not fit its field"));
}

BOOST_AUTO_TEST_CASE(objects_that_are_not_the_types_are_not_encoded) {
  constexpr auto spont = cause::spontaneous;
  auto other = std::string{": an object of another type"};
  BOOST_TEST(refused(one(id::m_sp_na_1, spont, 1, scaled{})) == "M_SP_NA_1" + other);
  BOOST_TEST(refused(one(id::m_sp_tb_1, spont, 1, single_point{}))
             == "M_SP_TB_1" + other);
  BOOST_TEST(refused(one(id::m_sp_na_1, spont, 1, single_point{}, june()))
             == "M_SP_NA_1" + other);
  BOOST_TEST(refused(one(id::m_sp_ta_1, spont, 1, single_point{}, june()))
             == "M_SP_TA_1" + other);
  BOOST_TEST(refused(one(id::m_sp_na_1, spont, 0x1000000, single_point{}))
             == "M_SP_NA_1: object address");
}

BOOST_AUTO_TEST_CASE(numbers_and_addresses_of_objects_are_looked_at) {
  auto x = asdu{{id::m_sp_na_1}};
  BOOST_TEST(refused(x) == "M_SP_NA_1: number of objects");
  x.objects = {{1, single_point{}}, {3, single_point{}}};
  BOOST_TEST(encode(x).has_value());
  x.sequence = true;
  BOOST_TEST(refused(x).ends_with("do not follow one another"));
  x.objects[1].address = 2;
  BOOST_TEST(encode(x).has_value());
  auto two = one(id::c_ic_na_1, cause::activation, 0, interrogation{});
  two.sequence = true;
  BOOST_TEST(refused(two) == "C_IC_NA_1: number of objects");
  two.sequence = false;
  two.objects.push_back(two.objects[0]);
  BOOST_TEST(refused(two) == "C_IC_NA_1: number of objects");
}

BOOST_AUTO_TEST_CASE(as_many_objects_fit_as_capacity_says) {
  BOOST_TEST(capacity(id::m_sp_na_1, false) == 60);
  BOOST_TEST(capacity(id::m_sp_na_1, true) == 127);
  BOOST_TEST(capacity(id::m_me_tf_1, false) == 16);
  BOOST_TEST(capacity(id::c_ic_na_1, false) == 1);
  BOOST_TEST(capacity(id::c_ic_na_1, true) == 0);
  BOOST_TEST(capacity(static_cast<id>(99), false) == 0);
  for (const auto& type : type_table) {
    if (type.amount == amount::one)
      continue;
    for (auto sequence : {false, true}) {
      auto x = asdu{{type.id}, {}, sequence};
      for (auto i = 0u; i < capacity(type.id, sequence); ++i) {
        x.objects.push_back(make_object(type.id).value());
        x.objects.back().address = i;
      }
      BOOST_TEST(encode(x).has_value());
      x.objects.push_back(x.objects.back());
      ++x.objects.back().address;
      BOOST_TEST(!encode(x));
    }
  }
}

BOOST_AUTO_TEST_CASE(a_segment_may_fill_the_asdu) {
  auto x = one(id::f_sg_na_1, cause::file_transfer, 1, file_segment{1, 1, bytes(236)});
  BOOST_TEST(encode(x).value().size() == largest_asdu);
  x.objects[0].element = file_segment{1, 1, bytes(237)};
  BOOST_TEST(refused(x) == "F_SG_NA_1: longer than an ASDU may be");
  x.objects[0].element = file_segment{1, 1, bytes(300)};
  BOOST_TEST(!encode(x));
}

BOOST_AUTO_TEST_SUITE_END()
