#include "services/configuration/environment.hpp"
#include "services/configuration/scl.hpp"
#include "services/configuration/scl_types.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>

using namespace bus;
using namespace bus::configuration;

namespace {

std::string feeder() {
  return read_file(STATIONBUS_SOURCE_DIR "/deploy/examples/feeder.cid").value();
}

std::string replaced(std::string in, std::string_view what, std::string_view with) {
  auto at = in.find(what);
  BOOST_REQUIRE(at != in.npos);
  return in.replace(at, what.size(), with);
}

scl::problems problems_of(const std::string& text) {
  auto read = scl::parse(text, "f.cid", "", "");
  return read ? scl::problems{} : read.error();
}

bool told(const scl::problems& x, std::string_view what) {
  return std::ranges::any_of(x, [&](auto& one) {
    return one.starts_with("f.cid:") && one.find(what) != one.npos;
  });
}

} // namespace

BOOST_AUTO_TEST_SUITE(configuration_scl)

BOOST_AUTO_TEST_CASE(a_server_is_made_of_a_file) {
  auto read = scl::parse(feeder(), "f.cid", "", "");
  BOOST_REQUIRE(read.has_value());
  auto& x = read->objects;
  BOOST_TEST(x.ied_name == "FEEDER1");
  BOOST_TEST(x.objects.vendor == "stationbus");
  BOOST_REQUIRE(x.objects.domains.size() == 1);
  BOOST_TEST(x.objects.domains[0].name == "FEEDER1LD0");
  BOOST_TEST(x.addresses.at("FEEDER1LD0/MMXU1$MX$Hz$mag$f") == "hz");
  auto made = iec61850::server::make(x, {}, {});
  BOOST_REQUIRE(made.has_value());
  for (auto* path :
       {"LLN0$BR$brcb02$EntryID", "LLN0$RP$urcb04$Resv", "LLN0$SP$SGCB$ActSG",
        "PTOC1$SE$StrVal$setMag$f", "LLN0$LG$lcb01$LogEna", "CSWI1$CO$Pos$SBOw$ctlVal",
        "MMXU1$MX$PhV$phsA$cVal$mag$f", "LLN0$EX$NamPlt$ldNs"})
    BOOST_TEST(made->find(std::string{"FEEDER1LD0/"} + path).has_value(), path);
  auto value = [&](const char* item) {
    return mms::to_value(
      made->objects().value(*made->find(std::string{"FEEDER1LD0/"} + item)));
  };
  BOOST_TEST((value("CSWI1$CF$Pos$ctlModel") == bus::value{std::int64_t{4}}));
  BOOST_TEST((value("CSWI1$ST$Pos$stVal") == bus::value{bit_string{"01"}}));
  BOOST_TEST((value("MMXU1$MX$Hz$mag$f") == bus::value{50.f}));
  BOOST_TEST((value("PTOC1$SG$StrVal$setMag$f") == bus::value{400.f}));
}

BOOST_AUTO_TEST_CASE(what_is_wrong_is_told_with_its_line) {
  auto text = feeder();
  BOOST_TEST(told(problems_of(replaced(text, "type=\"MV_type\"", "type=\"None\"")),
                  "there is no DOType \"None\""));
  BOOST_TEST(told(problems_of(replaced(text, "<Val>off</Val>", "<Val>sideways</Val>")),
                  "is no value of the type Dbpos"));
  BOOST_TEST(told(problems_of(replaced(text, "ldInst=\"LD0\" lnClass=\"MMXU\"",
                                       "ldInst=\"LD9\" lnClass=\"MMXU\"")),
                  "expected one of this server"));
  BOOST_TEST(told(problems_of(replaced(text, "<DAI name=\"f\"", "<DAI name=\"g\"")),
                  "has no g"));
  BOOST_TEST(told(problems_of("<SCL/>"), "there is no IED"));
  BOOST_TEST(told(problems_of("<other/>"), "the root is no SCL"));
  BOOST_TEST(
    told(problems_of(text.substr(0, 4'000)), "expected a file of IEC 61850-6"));
  BOOST_TEST(told(problems_of(""), "expected a file of IEC 61850-6"));
}

BOOST_AUTO_TEST_CASE(types_without_end_are_refused) {
  auto text = replaced(feeder(), "<BDA name=\"f\" bType=\"FLOAT32\"/>",
                       "<BDA name=\"f\" bType=\"Struct\" type=\"AnalogueValue\"/>");
  BOOST_TEST(told(problems_of(text), "types within types without end"));
}

BOOST_AUTO_TEST_CASE(what_is_not_served_is_a_notice) {
  auto text = replaced(feeder(), "<SettingControl",
                       "<GSEControl name=\"g\" appID=\"1\"/><SettingControl");
  text = replaced(text, "bType=\"INT32\" fc=\"ST\"", "bType=\"PhyComAddr\" fc=\"ST\"");
  auto read = scl::parse(text, "f.cid", "", "");
  BOOST_REQUIRE(read.has_value());
  BOOST_REQUIRE(read->objects.notices.size() >= 2);
  auto has = [&](std::string_view what) {
    return std::ranges::any_of(read->objects.notices,
                               [&](auto& one) { return one.find(what) != one.npos; });
  };
  BOOST_TEST(has("GSEControl g"));
  BOOST_TEST(has("its type PhyComAddr is not known"));
}

BOOST_AUTO_TEST_CASE(one_of_several_ieds_is_named) {
  auto text = replaced(feeder(), "  <DataTypeTemplates>",
                       "  <IED name=\"OTHER\"/><DataTypeTemplates>");
  BOOST_TEST(told(problems_of(text), "there are 2 IEDs"));
  BOOST_TEST(scl::parse(text, "f.cid", "FEEDER1", "AP1").has_value());
  BOOST_TEST(!scl::parse(text, "f.cid", "FEEDER1", "AP2").has_value());
  BOOST_TEST(!scl::parse(text, "f.cid", "OTHER", "").has_value());
}

BOOST_AUTO_TEST_CASE(basic_values_are_read_and_others_refused) {
  auto ok = [](const char* type, const char* text) {
    return scl::basic_value(type, text, {{"on", 1}}).has_value();
  };
  for (auto& [type, text] : {std::pair{"BOOLEAN", "true"},
                             {"INT32", " -5 "},
                             {"FLOAT32", "1e3"},
                             {"Enum", "on"},
                             {"Enum", "7"},
                             {"Dbpos", "intermediate"},
                             {"Quality", "0000000000000"},
                             {"Timestamp", "2026-01-31T12:00:00.000"},
                             {"VisString255", " a b "},
                             {"Octet64", "0a0b"}})
    BOOST_TEST(ok(type, text), type);
  for (auto& [type, text] : {std::pair{"BOOLEAN", "yes"},
                             {"INT32", "5.5"},
                             {"FLOAT32", "much"},
                             {"Enum", "off"},
                             {"Dbpos", "open"},
                             {"Timestamp", "noon"},
                             {"Unknown", "1"}})
    BOOST_TEST(!ok(type, text), type);
  BOOST_TEST(!scl::basic_type("PhyComAddr").has_value());
}

BOOST_AUTO_TEST_SUITE_END()
