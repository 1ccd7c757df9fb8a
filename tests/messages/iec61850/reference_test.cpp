#include "messages/iec61850/add_cause.hpp"
#include "messages/iec61850/quality.hpp"
#include "messages/iec61850/reference.hpp"

#include <boost/test/unit_test.hpp>

using namespace bus;
using namespace bus::iec61850;

namespace {

struct known_reference {
  const char* text;
  const char* path;
  const char* again; ///< as the bus writes it
};

constexpr known_reference known_references[] = {
  {"LD0/MMXU1.TotW.mag.f[MX]", "LD0/MMXU1$MX$TotW$mag$f", "LD0/MMXU1.TotW.mag.f[MX]"},
  {"LD0/MMXU1.TotW[MX]", "LD0/MMXU1$MX$TotW", "LD0/MMXU1.TotW[MX]"},
  {"LD0/MMXU1$MX$TotW$mag$f", "LD0/MMXU1$MX$TotW$mag$f", "LD0/MMXU1.TotW.mag.f[MX]"},
  {"LD0/LLN0.BR.brcb01", "LD0/LLN0$BR$brcb01", "LD0/LLN0.BR.brcb01"},
  {"LD0/LLN0.BR.brcb01.EntryID", "LD0/LLN0$BR$brcb01$EntryID",
   "LD0/LLN0.BR.brcb01.EntryID"},
  {"LD0/LLN0.urcb01[RP]", "LD0/LLN0$RP$urcb01", "LD0/LLN0.RP.urcb01"},
  {"LD0/LLN0.ds1", "LD0/LLN0$ds1", "LD0/LLN0.ds1"},
  {"LD0/LLN0$ds1", "LD0/LLN0$ds1", "LD0/LLN0.ds1"},
  {"LD0/CSWI1.Pos", "LD0/CSWI1$Pos", "LD0/CSWI1.Pos"},
  {"LD0/LLN0.SGCB[SP]", "LD0/LLN0$SP$SGCB", "LD0/LLN0.SGCB[SP]"},
  {"LD0/MMXU1", "LD0/MMXU1", "LD0/MMXU1"},
  {"LD0/MMXU1[MX]", "LD0/MMXU1$MX", "LD0/MMXU1[MX]"},
  {"LD0", "LD0", "LD0"},
  {"@mine", "@mine", "@mine"},
  {"", "", ""},
};

} // namespace

BOOST_AUTO_TEST_SUITE(iec61850_reference)

BOOST_AUTO_TEST_CASE(references_become_paths_and_are_written_again) {
  for (auto& x : known_references) {
    auto parsed = parse_reference(x.text);
    BOOST_TEST_REQUIRE(parsed.has_value(), x.text);
    BOOST_TEST(parsed->path() == x.path);
    BOOST_TEST(to_string(*parsed) == x.again);
  }
}

BOOST_AUTO_TEST_CASE(what_is_no_reference_is_told) {
  for (auto* text : {"/x", "LD0/", "LD0/A..b", "LD0/A.b[XX]", "LD0/A.b[MX", "LD0/A.b]",
                     "LD 0/A", "@", "LD0/A.b c[MX]", "a:b"}) {
    auto parsed = parse_reference(text);
    BOOST_TEST(!parsed.has_value(), text);
    if (!parsed)
      BOOST_TEST((parsed.error().code == errc::invalid_value));
  }
}

BOOST_AUTO_TEST_CASE(paths_of_devices_that_name_otherwise_stay) {
  BOOST_TEST(to_reference("LD0/A$MX$B") == "LD0/A.B[MX]");
  BOOST_TEST(to_reference("dev/ice/x") == "dev/ice/x");
}

BOOST_AUTO_TEST_CASE(causes_have_words) {
  for (auto i = 0; i < 28; ++i) {
    auto cause = static_cast<add_cause>(i);
    BOOST_TEST((to_add_cause(name(cause)) == cause));
  }
  BOOST_TEST(
    (to_add_cause("Blocked-by-Interlocking") == add_cause::blocked_by_interlocking));
  BOOST_TEST(!to_add_cause("because").has_value());
  BOOST_TEST(name(static_cast<add_cause>(99)) == "unknown");
}

BOOST_AUTO_TEST_CASE(every_quality_comes_back) {
  for (auto bits = 0u; bits < 1u << 13; ++bits) {
    auto x = quality{static_cast<std::uint16_t>(bits)};
    BOOST_REQUIRE((to_quality(make_quality(x)) == x));
    BOOST_REQUIRE((to_quality(mms::to_value(make_quality(x))) == x));
  }
  BOOST_TEST(!to_quality(mms::data::make<mms::data::boolean>(true)).has_value());
}

BOOST_AUTO_TEST_CASE(positions_are_words_where_they_stand) {
  auto on = value{bus::bit_string{"10"}};
  BOOST_TEST((with_positions(on, "stVal") == value{double_point::on}));
  BOOST_TEST((with_positions(on, "Check") == on));
  auto inside = std::make_shared<structure>();
  inside->emplace_back("stVal", on);
  inside->emplace_back("q", bus::bit_string{"01"});
  auto out = with_positions(std::shared_ptr<const structure>{inside}, "Pos");
  BOOST_TEST((*member(out, "stVal") == value{double_point::on}));
  BOOST_TEST((*member(out, "q") == value{bus::bit_string{"01"}}));
  BOOST_TEST((to_sample(out, {}).quality == quality::make(validity::invalid)));
}

BOOST_AUTO_TEST_SUITE_END()
