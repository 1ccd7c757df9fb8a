#include "messages/xmppsp/xer_payload.hpp"

#include "asn1/mms_fields.hpp"
#include "messages/acse/session.hpp"
#include "messages/asn1/ber.hpp"
#include "messages/copp/session.hpp"
#include "tests/support/captures.hpp"
#include "tests/support/hex.hpp"
#include "tests/support/random_value.hpp"

#include <boost/test/unit_test.hpp>

#include <iostream>
#include <map>

using namespace bus;
using namespace bus::xmppsp;
using bus::test::hex;

namespace {

namespace ber = asn1::ber;
using asn1::mms::mms_pdu;

const auto mms_syntax = asn1::object_identifier{1u, 0u, 9506u, 2u, 1u};
const auto mms_context = asn1::object_identifier{1u, 0u, 9506u, 2u, 3u};

std::string xml_of(element_kind kind, byte_view ppdu) {
  auto out = std::string{};
  append_xer(kind, ppdu, out);
  return out;
}

bool is_whole_in_octets(const std::string& xml) {
  return xml.starts_with("<octets>");
}

bool holds(const std::string& x, std::string_view part) {
  return x.find(part) != x.npos;
}

/// Whether the same octets come back of the XML.
bool comes_back(element_kind kind, const bytes& ppdu) {
  auto back = bytes{0x55}; // what is there stays
  auto done = decode_xer(kind, xml_of(kind, ppdu), back);
  return done && back.front() == 0x55
         && std::equal(back.begin() + 1, back.end(), ppdu.begin(), ppdu.end());
}

bytes encoding_of_pdu(const mms_pdu& x) {
  return ber::encode(x).value();
}

mms_pdu report(std::size_t values) {
  using namespace asn1::mms;
  auto out = information_report{};
  using names = variable_access_specification;
  out.variable_access_specification = names::make<names::variable_list_name>(
    object_name::make<object_name::vmd_specific>("RPT"));
  for (auto i = std::size_t{0}; i < values; ++i)
    out.list_of_access_result.push_back(access_result::make<access_result::success>(
      data::make<data::integer>(static_cast<std::int64_t>(i))));
  auto told = unconfirmed_pdu{
    unconfirmed_service::make<unconfirmed_service::information_report>(std::move(out))};
  return mms_pdu::make<mms_pdu::unconfirmed_pdu>(std::move(told));
}

struct sample {
  element_kind kind;
  std::string what;
  bytes ppdu;
};

acse::user_information mms_user(const mms_pdu& x) {
  return {3, encoding_of_pdu(x)};
}

/// The layers of two ends, and what they say of an association.
struct layers {
  copp::settings syntaxes{
    bytes{0, 0, 0, 1}, bytes{0, 0, 0, 1}, {acse::abstract_syntax, mms_syntax}};
  acse::settings client_names{mms_context}, server_names{mms_context};
  copp::session calling{syntaxes}, called{syntaxes};
  acse::session asking{client_names}, asked{server_names};
  bytes cp, cpa;

  layers() {
    client_names.own = {asn1::object_identifier{1u, 1u, 999u}, 12};
    client_names.peer = {asn1::object_identifier{1u, 1u, 999u, 1u}, -12};
    client_names.passwords = {"a <secret> & \"more\"\x01\xe4"};
    auto initiate = mms_pdu::make<mms_pdu::initiate_request_pdu>();
    auto aarq = asking.connect(mms_user(initiate)).value();
    cp = calling.connect(acse::abstract_syntax, aarq).value();
    BOOST_REQUIRE(called.receive_connect(cp));
    BOOST_REQUIRE(asked.receive(aarq));
  }

  void accept() {
    auto initiated = mms_pdu::make<mms_pdu::initiate_response_pdu>();
    auto aare = asked.accept(mms_user(initiated)).value();
    cpa = called.accept(acse::abstract_syntax, aare).value();
    BOOST_REQUIRE(calling.receive_accept(cpa));
    BOOST_REQUIRE(asking.receive(aare));
  }

  bytes refuse() {
    auto why = mms_pdu::make<mms_pdu::initiate_error_pdu>();
    auto aare = asked.refuse(acse::diagnostic::authentication_failure, mms_user(why));
    return called.refuse(acse::abstract_syntax, aare.value()).value();
  }

  bytes abort() {
    return calling.abort(acse::abstract_syntax, asking.abort(false).value()).value();
  }

  bytes release() {
    auto rlrq = asking.release().value();
    BOOST_REQUIRE(asked.receive(rlrq));
    return calling.user_data(acse::abstract_syntax, rlrq).value();
  }

  bytes released() {
    return called.user_data(acse::abstract_syntax, asked.release_response().value())
      .value();
  }
};

bytes mms_data(const mms_pdu& x) {
  return copp::encode_user_data({3, encoding_of_pdu(x)});
}

/// One PPDU for each thing that presentation, association control and MMS say, as
/// our layers write them.
std::vector<sample> dialogue() {
  auto open = layers{}, refusing = layers{}, aborting = layers{};
  open.accept();
  aborting.accept();
  auto out = std::vector<sample>{
    {element_kind::connect, "CP", open.cp},
    {element_kind::accept, "CPA", open.cpa},
    {element_kind::refuse, "CPR by the user", refusing.refuse()},
    {element_kind::refuse, "CPR by the provider",
     refusing.called.refuse(
       copp::provider_reason::called_presentation_address_unknown)},
    {element_kind::data, "report", mms_data(report(3))},
    {element_kind::data, "conclude",
     mms_data(mms_pdu::make<mms_pdu::conclude_request_pdu>())},
    {element_kind::abort, "ARU", aborting.abort()},
    {element_kind::abort, "ARP",
     copp::session::abort(copp::abort_reason::unexpected_ppdu)},
  };
  out.push_back({element_kind::finish, "RLRQ", open.release()});
  out.push_back({element_kind::finished, "RLRE", open.released()});
  return out;
}

/// The kind whose elements carry such a PPDU.
std::optional<element_kind> kind_of(const std::string& type) {
  static const auto all = std::map<std::string, element_kind>{
    {"CP-type", element_kind::connect},  {"CPA-PPDU", element_kind::accept},
    {"CPR-PPDU", element_kind::refuse},  {"User-data", element_kind::data},
    {"Abort-type", element_kind::abort},
  };
  auto found = all.find(type);
  return found == all.end() ? std::nullopt : std::optional{found->second};
}

} // namespace

BOOST_AUTO_TEST_SUITE(xmppsp_xer_payload)

BOOST_AUTO_TEST_CASE(writes_pdus_as_elements_all_the_way_down) {
  auto ppdu = mms_data(report(1));
  BOOST_TEST(xml_of(element_kind::data, ppdu)
             == "<User-data><fully-encoded-data><PDV-list>"
                "<presentation-context-identifier>3</presentation-context-identifier>"
                "<presentation-data-values><single-ASN1-type>"
                "<MMSpdu><unconfirmed-PDU><service><informationReport>"
                "<variableAccessSpecification><variableListName><vmd-specific>RPT"
                "</vmd-specific></variableListName></variableAccessSpecification>"
                "<listOfAccessResult><success><integer>0</integer></success>"
                "</listOfAccessResult></informationReport></service></unconfirmed-PDU>"
                "</MMSpdu></single-ASN1-type></presentation-data-values></PDV-list>"
                "</fully-encoded-data></User-data>");
}

BOOST_AUTO_TEST_CASE(whatever_our_layers_say_comes_back_octet_for_octet) {
  auto all = dialogue();
  for (auto& [kind, what, ppdu] : all) {
    auto xml = xml_of(kind, ppdu);
    BOOST_TEST(comes_back(kind, ppdu), what << ": " << xml);
    BOOST_TEST(!holds(xml, "<octets>"), what << ": " << xml);
    auto by_acse = what != "CPR by the provider" && what != "ARP" && what != "conclude"
                   && what != "report";
    BOOST_TEST(holds(xml, "<ACSE-apdu>") == by_acse, what << ": " << xml);
    auto initiates = what == "CP" || what == "CPA" || what == "CPR by the user";
    auto tells = what == "conclude" || what == "report";
    BOOST_TEST(holds(xml, "<MMSpdu>") == (initiates || tells), what << ": " << xml);
  }
}

BOOST_AUTO_TEST_CASE(mms_pdus_of_all_kinds_come_back_octet_for_octet) {
  auto as_elements = 0;
  for (auto seed = 1u; seed <= 1'000; ++seed) {
    auto source = test::random_value{seed};
    auto pdu = ber::encode(source.of<mms_pdu>(asn1::mms::mms_pdu_shape));
    BOOST_REQUIRE(pdu);
    auto ppdu = copp::encode_user_data({3, *pdu});
    BOOST_TEST(comes_back(element_kind::data, ppdu), to_hex(*pdu));
    as_elements += holds(xml_of(element_kind::data, ppdu), "<MMSpdu>") ? 1 : 0;
  }
  BOOST_TEST(as_elements == 1'000);
}

BOOST_AUTO_TEST_CASE(what_is_no_such_pdu_is_told_in_octets) {
  for (auto* octets : {"00", "ff ff", "61 02 30 80", "31 05", "61 80 00 00"})
    for (auto kind : {element_kind::connect, element_kind::accept, element_kind::refuse,
                      element_kind::data, element_kind::abort}) {
      auto ppdu = hex(octets);
      BOOST_TEST(comes_back(kind, ppdu), octets);
      BOOST_TEST(is_whole_in_octets(xml_of(kind, ppdu)), octets);
    }
  BOOST_TEST(xml_of(element_kind::data, hex("00 1a FF")) == "<octets>001AFF</octets>");
}

BOOST_AUTO_TEST_CASE(a_value_that_would_not_come_back_is_told_in_octets) {
  for (auto* value : {
         "04 01 00",                                  // of no syntax that is known
         "a0 03 02 01 05",                            // a request without its service
         "a3 0c a0 0a a1 05 80 03 52 50 54 a0 01 00", // a list that ends too early
         "a3 08 a0 06 a0 00 a0 02 83 00",             // a boolean without a value
         "8b 81 00",                                  // a length in the long form
         "7f 01 00",                                  // an APDU that is not known
         "62 05 80 03 00 00 00",                      // a reason in three octets
         "af 00",                                     // a PDU that is not known
       }) {
    auto ppdu = copp::encode_user_data({3, hex(value)});
    auto xml = xml_of(element_kind::data, ppdu);
    BOOST_TEST(comes_back(element_kind::data, ppdu), value);
    BOOST_TEST(holds(xml, "<single-ASN1-type><octets>"), value << ": " << xml);
  }
}

BOOST_AUTO_TEST_CASE(text_that_no_xml_may_hold_is_told_in_octets) {
  for (auto* text : {"\xef\xbf\xbe", "a\xef\xbf\xbf"}) {
    auto x = report(0);
    auto& told = x.get<mms_pdu::unconfirmed_pdu>()
                   .service.get<asn1::mms::unconfirmed_service::information_report>();
    told.list_of_access_result.push_back(
      asn1::mms::access_result::make<asn1::mms::access_result::success>(
        asn1::mms::data::make<asn1::mms::data::m_ms_string>(text)));
    auto ppdu = mms_data(x);
    BOOST_TEST(comes_back(element_kind::data, ppdu));
    BOOST_TEST(!holds(xml_of(element_kind::data, ppdu), text));
  }
}

BOOST_AUTO_TEST_CASE(
  values_in_hexadecimal_digits_are_read_with_and_without_an_element) {
  auto of_value = [](std::string value) {
    auto out = bytes{};
    auto done = decode_xer(
      element_kind::data,
      "<User-data><fully-encoded-data><PDV-list><presentation-context-identifier>3"
      "</presentation-context-identifier><presentation-data-values><single-ASN1-type>"
        + value
        + "</single-ASN1-type></presentation-data-values></PDV-list>"
          "</fully-encoded-data></User-data>",
      out);
    return done ? to_hex(out) : to_string(done.error());
  };
  auto expected = std::string{"610a3008020103a0038b0100"};
  BOOST_TEST(of_value("8B0100") == expected);
  BOOST_TEST(of_value("<octets> 8b0100 </octets>") == expected);
  BOOST_TEST(of_value("<MMSpdu><conclude-RequestPDU/></MMSpdu>")
             == "61093007020103a0028b00");
  BOOST_TEST(holds(of_value("<octets>8b</octets>"), "single-ASN1-type"));
  BOOST_TEST(holds(of_value("<Report/>"), "<Report> is no value that is known"));
  BOOST_TEST(holds(of_value("<MMSpdu/>"), "MMSpdu"));
  BOOST_TEST(holds(of_value("<MMSpdu><conclude-RequestPDU/></MMSpdu><octets/>"),
                   "behind the end"));
  BOOST_TEST(holds(of_value("<ACSE-apdu><aarq></aarq></ACSE-apdu>"), "is missing"));
}

BOOST_AUTO_TEST_CASE(recorded_ppdus_come_back_octet_for_octet) {
  auto shared = test::shared_folder();
  if (!shared) {
    std::cout << "skipped: ../shared with its captures is not here" << std::endl;
    return;
  }
  auto all = test::captured_pdus(*shared / "captures");
  auto listed = test::listed_pdus(*shared / "captures");
  all.insert(all.end(), listed.begin(), listed.end());
  auto total = 0, in_octets = 0;
  for (auto& one : all) {
    auto kind = kind_of(one.type);
    auto is_mms = one.type == "MMSpdu";
    if (!kind && !is_mms)
      continue;
    auto ppdu = kind ? one.octets : copp::encode_user_data({3, one.octets});
    auto as = kind.value_or(element_kind::data);
    BOOST_TEST(comes_back(as, ppdu), one.file << ", frame " << one.frame);
    ++total;
    in_octets += holds(xml_of(as, ppdu), "<octets>") ? 1 : 0;
  }
  BOOST_TEST_MESSAGE(total << " PDUs, " << in_octets << " of them with octets");
  BOOST_TEST(total > 1'000);
  BOOST_TEST(in_octets * 2 < total); // others than ours: not the shortest encoding
}

BOOST_AUTO_TEST_SUITE_END()
