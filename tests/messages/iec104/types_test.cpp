#include "messages/iec104/types.hpp"

#include "messages/iec104/type_info.hpp"

#include <boost/test/unit_test.hpp>

#include <set>

using namespace bus;
using namespace bus::iec104;

BOOST_AUTO_TEST_SUITE(iec104_types)

BOOST_AUTO_TEST_CASE(types_have_the_names_of_the_standard) {
  BOOST_TEST(name(type_id::m_sp_na_1) == "M_SP_NA_1");
  BOOST_TEST(name(static_cast<type_id>(21)) == "M_ME_ND_1");
  BOOST_TEST(name(static_cast<type_id>(40)) == "M_EP_TF_1");
  BOOST_TEST(name(static_cast<type_id>(51)) == "C_BO_NA_1");
  BOOST_TEST(name(static_cast<type_id>(64)) == "C_BO_TA_1");
  BOOST_TEST(name(static_cast<type_id>(70)) == "M_EI_NA_1");
  BOOST_TEST(name(static_cast<type_id>(107)) == "C_TS_TA_1");
  BOOST_TEST(name(static_cast<type_id>(113)) == "P_AC_NA_1");
  BOOST_TEST(name(static_cast<type_id>(127)) == "F_SC_NB_1");
  for (auto none : {0, 22, 29, 41, 44, 52, 57, 65, 71, 99, 108, 114, 119, 128, 255})
    BOOST_TEST(name(static_cast<type_id>(none)).empty());
}

BOOST_AUTO_TEST_CASE(each_type_stands_once_and_reads_from_its_name) {
  auto seen = std::set<type_id>{};
  for (const auto& x : type_table) {
    BOOST_TEST(seen.insert(x.id).second);
    BOOST_TEST((to_type_id(x.name).value() == x.id));
  }
  BOOST_TEST(seen.size() == 67);
  BOOST_TEST((to_type_id("M_XX_NA_1").error().code == errc::invalid_value));
}

BOOST_AUTO_TEST_CASE(causes_have_the_abbreviations_of_the_standard) {
  BOOST_TEST(name(cause::spontaneous) == "spont");
  BOOST_TEST(name(cause::activation_termination) == "actterm");
  BOOST_TEST(name(cause::interrogated_by_station) == "inrogen");
  BOOST_TEST(name(static_cast<cause>(21)) == "inro1");
  BOOST_TEST(name(static_cast<cause>(36)) == "inro16");
  BOOST_TEST(name(static_cast<cause>(37)) == "reqcogen");
  BOOST_TEST(name(static_cast<cause>(41)) == "reqco4");
  BOOST_TEST(name(static_cast<cause>(19)) == "cause-19");
}

BOOST_AUTO_TEST_CASE(causes_without_meaning_are_known_as_such) {
  for (auto x : {1, 13, 14, 16, 20, 36, 37, 41, 44, 47})
    BOOST_TEST(is_known(static_cast<cause>(x)));
  for (auto x : {0, 17, 19, 42, 43, 48, 63})
    BOOST_TEST(!is_known(static_cast<cause>(x)));
}

BOOST_AUTO_TEST_CASE(a_controlled_station_refuses_what_it_is_not_to_be_asked) {
  using id = type_id;
  BOOST_TEST(!refusal(id::c_ic_na_1, cause::activation));
  BOOST_TEST(!refusal(id::c_sc_na_1, cause::deactivation));
  BOOST_TEST(!refusal(id::c_rd_na_1, cause::request));
  BOOST_TEST(!refusal(id::c_cd_na_1, cause::spontaneous));
  BOOST_TEST(!refusal(id::f_sc_na_1, cause::request));
  BOOST_TEST(!refusal(id::f_fr_na_1, cause::file_transfer));
  BOOST_TEST((refusal(id::c_cs_na_1, cause::deactivation) == cause::unknown_cause));
  BOOST_TEST((refusal(id::c_sc_na_1, cause::spontaneous) == cause::unknown_cause));
  BOOST_TEST((refusal(id::c_rd_na_1, cause::activation) == cause::unknown_cause));
  BOOST_TEST((refusal(id::m_sp_na_1, cause::spontaneous) == cause::unknown_type));
  BOOST_TEST((refusal(static_cast<id>(99), cause::activation) == cause::unknown_type));
}

BOOST_AUTO_TEST_SUITE_END()
