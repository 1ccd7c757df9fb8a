#include "tests/support/iec61850_objects.hpp"

#include "messages/mms/type.hpp"

namespace bus::test {

namespace {

using parts = std::vector<std::pair<std::string, mms::type_description>>;

mms::type_description leaf(const char* text) {
  return mms::parse_type(text).value();
}

mms::type_description group(parts x) {
  return mms::make_structure(std::move(x));
}

mms::type_description
leaves(const std::vector<std::pair<const char*, const char*>>& x) {
  auto out = parts{};
  for (auto& [name, type] : x)
    out.emplace_back(name, leaf(type));
  return group(std::move(out));
}

mms::type_description unbuffered_block() {
  return leaves({{"RptID", "visible-string(-129)"},
                 {"RptEna", "boolean"},
                 {"Resv", "boolean"},
                 {"DatSet", "visible-string(-129)"},
                 {"ConfRev", "uint32"},
                 {"OptFlds", "bit-string(-10)"},
                 {"BufTm", "uint32"},
                 {"SqNum", "uint8"},
                 {"TrgOps", "bit-string(-6)"},
                 {"IntgPd", "uint32"},
                 {"GI", "boolean"}});
}

mms::type_description buffered_block() {
  return leaves({{"RptID", "visible-string(-129)"},
                 {"RptEna", "boolean"},
                 {"DatSet", "visible-string(-129)"},
                 {"ConfRev", "uint32"},
                 {"OptFlds", "bit-string(-10)"},
                 {"BufTm", "uint32"},
                 {"SqNum", "uint16"},
                 {"TrgOps", "bit-string(-6)"},
                 {"IntgPd", "uint32"},
                 {"GI", "boolean"},
                 {"PurgeBuf", "boolean"},
                 {"EntryID", "octet-string(8)"},
                 {"TimeofEntry", "binary-time"},
                 {"ResvTms", "int16"}});
}

mms::type_description setting_block() {
  return leaves({{"NumOfSG", "uint8"},
                 {"ActSG", "uint8"},
                 {"EditSG", "uint8"},
                 {"CnfEdit", "boolean"},
                 {"LActTm", "utc-time"}});
}

mms::type_description command() {
  return group(
    {{"ctlVal", leaf("boolean")},
     {"origin", leaves({{"orCat", "int8"}, {"orIdent", "octet-string(-64)"}})},
     {"ctlNum", leaf("uint8")},
     {"T", leaf("utc-time")},
     {"Test", leaf("boolean")},
     {"Check", leaf("bit-string(-2)")}});
}

} // namespace

iec61850::server_description iec61850_objects() {
  auto domain = mms::vmd_description::domain{"LD"};
  auto st = parts{}, co = parts{}, cf = parts{}, sv = parts{}, bl = parts{};
  for (auto model = 0; model < 5; ++model) {
    auto name = "S" + std::to_string(model);
    st.emplace_back(
      name,
      leaves({{"stVal", "boolean"}, {"q", "bit-string(-13)"}, {"t", "utc-time"}}));
    co.emplace_back(name, group({{"SBO", leaf("visible-string(-129)")},
                                 {"SBOw", command()},
                                 {"Oper", command()},
                                 {"Cancel", command()}}));
    cf.emplace_back(name, leaves({{"ctlModel", "int8"}}));
    sv.emplace_back(name, leaves({{"subEna", "boolean"},
                                  {"subVal", "boolean"},
                                  {"subQ", "bit-string(-13)"}}));
    bl.emplace_back(name, leaves({{"blkEna", "boolean"}}));
    domain.values.emplace_back("G$CF$" + name + "$ctlModel", std::int64_t{model});
  }
  auto setting = group({{"V", leaves({{"setVal", "int32"}})}});
  domain.variables.push_back(
    {"LLN0",
     group({{"BR", group({{"b01", buffered_block()}})},
            {"RP", group({{"u01", unbuffered_block()}, {"u02", unbuffered_block()}})},
            {"SP", group({{"SGCB", setting_block()}})}})});
  domain.variables.push_back({"G", group({{"ST", group(st)},
                                          {"CO", group(co)},
                                          {"CF", group(cf)},
                                          {"SV", group(sv)},
                                          {"BL", group(bl)},
                                          {"SG", setting},
                                          {"SE", setting}})});
  domain.lists.emplace_back(
    "LLN0$ds",
    std::vector<std::string>{"G$ST$S1", "G$ST$S2$stVal", "G$ST$S2$q", "G$ST$S2$t"});
  for (auto* name : {"LLN0$BR$b01$DatSet", "LLN0$RP$u01$DatSet", "LLN0$RP$u02$DatSet"})
    domain.values.emplace_back(name, std::string{"LD/LLN0$ds"});
  domain.values.emplace_back("LLN0$SP$SGCB$NumOfSG", std::uint64_t{3});
  auto out = iec61850::server_description{};
  out.objects.vendor = "test";
  out.objects.domains.push_back(std::move(domain));
  return out;
}

} // namespace bus::test
