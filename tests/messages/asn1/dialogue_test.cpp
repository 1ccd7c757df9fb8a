#include "asn1/acse.hpp"
#include "asn1/mms_fields.hpp"
#include "asn1/presentation.hpp"
#include "messages/asn1/ber.hpp"
#include "tests/support/random_value.hpp"

#include <boost/test/unit_test.hpp>

#include <cstdlib>
#include <fstream>

using namespace bus;
using namespace bus::asn1;

namespace {

const auto acse_syntax = object_identifier{2u, 2u, 1u, 0u, 1u};
const auto mms_syntax = object_identifier{1u, 0u, 9506u, 2u, 1u};
const auto ber_syntax = object_identifier{2u, 1u, 1u};
constexpr auto acse_context = 1;
constexpr auto mms_context = 3;

presentation::user_data in_context(int context, bytes octets) {
  using values = presentation::pdv_list_presentation_data_values;
  auto one = presentation::pdv_list{};
  one.presentation_context_identifier = context;
  one.presentation_data_values = values::make<values::single_asn1_type>(
    open_type{std::move(octets), open_type::syntax::ber});
  return presentation::user_data::make<presentation::user_data::fully_encoded_data>(
    presentation::fully_encoded_data{one});
}

acse::association_information carrying(bytes mms) {
  auto out = builtin::external{};
  out.indirect_reference = mms_context;
  out.encoding.emplace<builtin::external_encoding::single_asn1_type>(
    open_type{std::move(mms), open_type::syntax::ber});
  return {out};
}

mms::initiate_request_pdu initiate() {
  auto out = mms::initiate_request_pdu{};
  out.local_detail_calling = 65000;
  out.proposed_max_serv_outstanding_calling = 5;
  out.proposed_max_serv_outstanding_called = 5;
  out.proposed_data_structure_nesting_level = std::int8_t{10};
  auto& detail = out.init_request_detail;
  detail.proposed_version_number = 1;
  detail.proposed_parameter_cbb = bit_string{std::string_view{"11110001000"}};
  detail.services_supported_calling = bit_string{85};
  return out;
}

bytes connect_presentation() {
  auto aarq = acse::aarq_apdu{};
  aarq.application_context_name = {1u, 0u, 9506u, 2u, 3u};
  aarq.called_ap_title = acse::ap_title::make<acse::ap_title::ap_title_form2>(
    object_identifier{1u, 1u, 999u});
  aarq.called_ae_qualifier =
    acse::ae_qualifier::make<acse::ae_qualifier::ae_qualifier_form2>(12);
  aarq.user_information = carrying(
    ber::encode(mms::mms_pdu::make<mms::mms_pdu::initiate_request_pdu>(initiate()))
      .value());
  auto apdu = acse::acse_apdu::make<acse::acse_apdu::aarq>(std::move(aarq));
  auto out = presentation::cp_type{};
  out.mode_selector.mode_value = 1;
  auto& normal = out.normal_mode_parameters.emplace();
  normal.calling_presentation_selector = octet_string{0, 0, 0, 1};
  normal.called_presentation_selector = octet_string{0, 0, 0, 1};
  normal.presentation_context_definition_list = {
    {acse_context, acse_syntax, {ber_syntax}}, {mms_context, mms_syntax, {ber_syntax}}};
  normal.user_data = in_context(acse_context, ber::encode(apdu).value());
  return ber::encode(out).value();
}

/// What the edition of 2003 added at the end of older types: Wireshark's decoder does
/// not know it and calls it malformed.
const auto later_components =
  std::set<std::string_view>{"accessControlList",
                             "additionalSupportedCalling",
                             "additionalSupportedCalled",
                             "additionalCbbSupportedCalling",
                             "additionalCbbSupportedCalled",
                             "privilegeClassIdentityCalling",
                             "privilegeClassIdentityCalled",
                             "displayEnhancement"};

/// Two answers about events hold a choice that tshark 4.0 passes over where a NULL
/// or a whole request is in it; what is behind it then looks malformed to it.
bool is_read_by_tshark(const mms::mms_pdu& x) {
  using answers = mms::confirmed_service_response;
  auto response = x.get_if<mms::mms_pdu::confirmed_response_pdu>();
  return !response
         || (!response->service.is<answers::report_event_condition_status>()
             && !response->service.is<answers::get_event_action_attributes>());
}

/// One PDU a line, for tests/end_to_end/asn1_tshark_test.py: `CP 3182...`.
void write_dialogue(std::ostream& to) {
  to << "CP " << to_hex(connect_presentation()) << '\n';
  for (auto seed = 1u; seed <= 500; ++seed) {
    auto source = test::random_value{seed, later_components};
    auto x = source.of<mms::mms_pdu>(mms::mms_pdu_shape);
    auto pdu = ber::encode(x);
    BOOST_TEST_REQUIRE(pdu.has_value(), (pdu ? "" : to_string(pdu.error())));
    auto octets = ber::encode(in_context(mms_context, *pdu)).value();
    if (octets.size() < 60'000 && is_read_by_tshark(x))
      to << "DT " << to_hex(octets) << '\n';
  }
}

} // namespace

BOOST_AUTO_TEST_SUITE(asn1_dialogue)

BOOST_AUTO_TEST_CASE(is_read_layer_by_layer) {
  auto cp = ber::decode<presentation::cp_type>(connect_presentation());
  BOOST_TEST_REQUIRE(cp.has_value());
  auto& user = *cp->normal_mode_parameters->user_data;
  auto& pdv = user.get<presentation::user_data::fully_encoded_data>().front();
  auto& apdu =
    pdv.presentation_data_values
      .get<presentation::pdv_list_presentation_data_values::single_asn1_type>();
  auto aarq = ber::decode<acse::acse_apdu>(apdu.octets);
  BOOST_TEST_REQUIRE(aarq.has_value());
  auto& carried = aarq->get<acse::acse_apdu::aarq>().user_information->front();
  auto& octets =
    carried.encoding.get<builtin::external_encoding::single_asn1_type>().octets;
  auto pdu = ber::decode<mms::mms_pdu>(octets);
  BOOST_TEST_REQUIRE(pdu.has_value());
  BOOST_TEST((pdu->get<mms::mms_pdu::initiate_request_pdu>() == initiate()));
}

BOOST_AUTO_TEST_CASE(is_written_for_other_readers) {
  auto file = std::getenv("STATIONBUS_DIALOGUE");
  if (!file)
    return; // asked for by the test that lets tshark read it
  auto to = std::ofstream{file};
  write_dialogue(to);
  BOOST_TEST(to.flush().good());
}

BOOST_AUTO_TEST_SUITE_END()
