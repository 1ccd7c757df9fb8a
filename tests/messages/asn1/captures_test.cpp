#include "asn1/acse.hpp"
#include "asn1/mms.hpp"
#include "asn1/presentation.hpp"
#include "messages/asn1/ber.hpp"
#include "messages/asn1/xer.hpp"
#include "tests/support/captures.hpp"

#include <boost/test/unit_test.hpp>

#include <iostream>
#include <map>
#include <set>

using namespace bus;
using namespace bus::asn1;
using test::captured_pdu;

namespace {

struct outcome {
  bool decoded = false;
  bytes again;              ///< what we write of it
  bool same_by_xml = false; ///< also by way of XML
  std::string why;
};

template <class T>
outcome replay(const bytes& octets) {
  auto out = outcome{};
  auto x = ber::decode<T>(octets);
  out.decoded = x.has_value();
  if (!x) {
    out.why = to_string(x.error());
    return out;
  }
  out.again = ber::encode(*x).value();
  auto text = xer::encode(*x);
  auto back = text ? xer::decode<T>(*text) : tl::make_unexpected(text.error());
  out.same_by_xml = back && ber::encode(*back) == out.again;
  out.why = back ? "" : to_string(back.error());
  return out;
}

/// Why a sender's octets are not the shortest: empty where they are, `"?"` where
/// nothing explains it.
std::string not_minimal(const bytes& sent, const bytes& ours) {
  if (sent == ours)
    return "";
  auto only_true = sent.size() == ours.size();
  for (auto i = std::size_t{0}; only_true && i < sent.size(); ++i)
    only_true = sent[i] == ours[i] || (ours[i] == 0xff && sent[i] == 1);
  if (only_true)
    return "TRUE is sent as 01, DER has FF";
  auto holds = [&](std::string_view x) {
    return to_hex(sent).find(x) != std::string::npos;
  };
  auto shorter = sent.size() - ours.size();
  if (shorter == 3 && (holds("800100") || holds("810101")))
    return "a component is sent though it has its default value";
  if (shorter == 2 && holds("a2081a06"))
    return "a string is sent in one part, constructed";
  return "?";
}

outcome replay(const captured_pdu& x) {
  using replayer = outcome (*)(const bytes&);
  static const auto by_type = std::map<std::string, replayer>{
    {"MMSpdu", replay<mms::mms_pdu>},
    {"ACSE-apdu", replay<acse::acse_apdu>},
    {"CP-type", replay<presentation::cp_type>},
    {"CPA-PPDU", replay<presentation::cpa_ppdu>},
    {"User-data", replay<presentation::user_data>},
    {"Abort-type", replay<presentation::abort_type>},
  };
  return by_type.at(x.type)(x.octets);
}

std::string label(const captured_pdu& x) {
  return x.file + ", frame " + std::to_string(x.frame) + ", " + x.type + ' '
         + to_hex(
           byte_view{x.octets}.first(std::min<std::size_t>(x.octets.size(), 40)));
}

/// Scenario 19 sends what is malformed, to see how its peer takes it: frame and
/// type of what is refused.
const auto on_purpose = std::set<std::pair<unsigned, std::string>>{
  {30, "MMSpdu"}, // an unknown service, and a length too short for it
  {33, "User-data"}, {33, "MMSpdu"}, // a length of 127 octets of length
  {35, "MMSpdu"},                    // an unknown PDU
  {39, "MMSpdu"},                    // a tag that does not end
  {42, "MMSpdu"},                    // a value that does not end
  {45, "User-data"}, {45, "MMSpdu"}, // an indefinite length that does not end
  {47, "MMSpdu"},                    // an unknown scope
  {54, "MMSpdu"},                    // a request without anything
};

bool is_malformed(const captured_pdu& x) {
  return x.file.starts_with("19_") && on_purpose.contains({x.frame, x.type});
}

void check_all(const std::vector<captured_pdu>& all) {
  auto reasons = std::map<std::string, int>{};
  for (auto& x : all) {
    auto out = replay(x);
    BOOST_TEST(out.decoded != is_malformed(x), label(x) << ": " << out.why);
    if (!out.decoded)
      continue;
    auto why = not_minimal(x.octets, out.again);
    BOOST_TEST(why != "?", label(x) << " is written as " << to_hex(out.again));
    BOOST_TEST(out.same_by_xml, label(x) << " is lost in XML: " << out.why);
    ++reasons[why.empty() ? "are written as they came" : why];
  }
  for (auto& [why, count] : reasons)
    BOOST_TEST_MESSAGE(count << ": " << why);
}

/// None where the recordings are not here; the test says so then.
std::optional<std::filesystem::path> captures() {
  auto shared = test::shared_folder();
  if (shared)
    return *shared / "captures";
  std::cout << "skipped: ../shared with its captures is not here" << std::endl;
  return std::nullopt;
}

} // namespace

BOOST_AUTO_TEST_SUITE(asn1_recorded_dialogues)

BOOST_AUTO_TEST_CASE(of_libiec61850_decode_and_are_written_as_they_came) {
  if (auto folder = captures())
    check_all(test::captured_pdus(*folder));
}

BOOST_AUTO_TEST_CASE(of_hat_decode_and_are_written_as_they_came) {
  if (auto folder = captures())
    check_all(test::listed_pdus(*folder));
}

BOOST_AUTO_TEST_SUITE_END()
