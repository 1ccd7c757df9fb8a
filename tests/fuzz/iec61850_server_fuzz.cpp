#include "messages/asn1/ber.hpp"
#include "messages/iec61850/server.hpp"
#include "messages/mms/type.hpp"

#include <cstdlib>

using namespace bus;
using namespace bus::iec61850;

namespace {

mms::type_description leaf(const char* text) {
  return *mms::parse_type(text);
}

using parts = std::vector<std::pair<std::string, mms::type_description>>;

mms::type_description group(parts x) {
  return mms::make_structure(std::move(x));
}

mms::type_description block(bool buffered) {
  auto out =
    parts{{"RptID", leaf("visible-string(-129)")}, {"RptEna", leaf("boolean")}};
  if (!buffered)
    out.emplace_back("Resv", leaf("boolean"));
  for (auto& [name, type] :
       {std::pair{"DatSet", "visible-string(-129)"}, std::pair{"ConfRev", "uint32"},
        std::pair{"OptFlds", "bit-string(-10)"}, std::pair{"BufTm", "uint32"},
        std::pair{"SqNum", "uint16"}, std::pair{"TrgOps", "bit-string(-6)"},
        std::pair{"IntgPd", "uint32"}, std::pair{"GI", "boolean"}})
    out.emplace_back(name, leaf(type));
  if (buffered)
    for (auto& [name, type] :
         {std::pair{"PurgeBuf", "boolean"}, std::pair{"EntryID", "octet-string(8)"},
          std::pair{"TimeofEntry", "binary-time"}, std::pair{"ResvTms", "int16"}})
      out.emplace_back(name, leaf(type));
  return group(std::move(out));
}

/// Two control blocks, an object of each control model, a setting group, values that
/// can be substituted.
server_description some_objects() {
  auto origin =
    group({{"orCat", leaf("int8")}, {"orIdent", leaf("octet-string(-64)")}});
  auto oper = group({{"ctlVal", leaf("boolean")},
                     {"operTm", leaf("utc-time")},
                     {"origin", origin},
                     {"ctlNum", leaf("uint8")},
                     {"T", leaf("utc-time")},
                     {"Test", leaf("boolean")},
                     {"Check", leaf("bit-string(-2)")}});
  auto status = group({{"stVal", leaf("boolean")},
                       {"q", leaf("bit-string(-13)")},
                       {"t", leaf("utc-time")}});
  auto out = server_description{};
  auto domain = mms::vmd_description::domain{"D"};
  auto st = parts{}, co = parts{}, cf = parts{}, sv = parts{};
  for (auto model = 0; model < 5; ++model) {
    auto name = "S" + std::to_string(model);
    st.emplace_back(name, status);
    co.emplace_back(name, group({{"SBO", leaf("visible-string(-129)")},
                                 {"SBOw", oper},
                                 {"Oper", oper},
                                 {"Cancel", oper}}));
    cf.emplace_back(name, group({{"ctlModel", leaf("int8")}}));
    sv.emplace_back(name, group({{"subEna", leaf("boolean")},
                                 {"subVal", leaf("boolean")},
                                 {"subQ", leaf("bit-string(-13)")}}));
    domain.values.emplace_back("G$CF$" + name + "$ctlModel", std::int64_t{model});
  }
  auto setting = group({{"V", group({{"setVal", leaf("int32")}})}});
  domain.variables.push_back(
    {"LLN0",
     group({{"BR", group({{"b", block(true)}})},
            {"RP", group({{"u", block(false)}})},
            {"SP", group({{"SGCB", group({{"NumOfSG", leaf("uint8")},
                                          {"ActSG", leaf("uint8")},
                                          {"EditSG", leaf("uint8")},
                                          {"CnfEdit", leaf("boolean")},
                                          {"LActTm", leaf("utc-time")}})}})}})});
  domain.variables.push_back({"G", group({{"ST", group(st)},
                                          {"CO", group(co)},
                                          {"CF", group(cf)},
                                          {"SV", group(sv)},
                                          {"SG", setting},
                                          {"SE", setting}})});
  domain.lists.emplace_back(
    "LLN0$ds", std::vector<std::string>{"G$ST$S1", "G$ST$S2$stVal", "G$ST$S3"});
  domain.values.emplace_back("LLN0$BR$b$DatSet", std::string{"D/LLN0$ds"});
  domain.values.emplace_back("LLN0$RP$u$DatSet", std::string{"D/LLN0$ds"});
  domain.values.emplace_back("LLN0$SP$SGCB$NumOfSG", std::uint64_t{3});
  out.objects.domains.push_back(std::move(domain));
  return out;
}

} // namespace

/// Requests of two clients, one behind the other, each an octet of length in front,
/// and one that says who asks and how much time passed. What they are answered and
/// told has to be sayable, and every request has one answer in the end.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const auto objects = some_objects();
  if (size == 0)
    return 0;
  auto now = moment{time_point{std::chrono::seconds{1}}, utc_time{1'000'000'000}};
  auto how = server_options{};
  how.report_buffer = 4'000;
  auto uut = *server::make(objects, how, now);
  auto agreed = mms::parameters{};
  agreed.max_pdu_size = 128u << (data[0] % 8);
  uut.joined({1, {1, 2, 3, 4}}, agreed);
  uut.joined({2, {1, 2, 3, 5}}, agreed);
  auto asked = 0, answered = 0;
  auto say = [&] {
    while (auto event = uut.next_event()) {
      if (auto* answer = std::get_if<server_answer>(&*event)) {
        ++answered;
        if (!answer->what)
          continue;
        auto said = asn1::mms::confirmed_response_pdu{1, std::move(*answer->what)};
        if (!asn1::ber::encode(
              mms::pdu::make<mms::pdu::confirmed_response_pdu>(std::move(said))))
          std::abort();
      } else if (auto* told = std::get_if<server_tells>(&*event)) {
        auto said = asn1::mms::unconfirmed_pdu{std::move(told->what)};
        if (!asn1::ber::encode(
              mms::pdu::make<mms::pdu::unconfirmed_pdu>(std::move(said))))
          std::abort();
        uut.taken(told->client, 1);
      } else if (auto& question = std::get<process_asked>(*event); question.decides) {
        if (question.what.id.back() % 2 == 0)
          std::ignore = uut.decide(
            question.what.id, {question.what.id.back() % 4 == 0, add_cause::none}, now);
      }
    }
  };
  auto in = bus::reader{{data + 1, size - 1}};
  while (in.left() > 1) {
    auto length = in.u8();
    auto who = in.u8();
    auto octets = in.view(std::min<std::size_t>(length, in.left()));
    auto passed = std::chrono::milliseconds{(who >> 1) * 100};
    now.at += passed;
    now.utc.ns += std::chrono::nanoseconds{passed}.count();
    uut.tick(now);
    if (who == 255)
      uut.left(1, now);
    auto came = asn1::ber::decode<mms::pdu>(octets);
    if (auto* request =
          came ? came->get_if<mms::pdu::confirmed_request_pdu>() : nullptr) {
      ++asked;
      uut.request(1 + (who & 1), *request, now);
    }
    say();
  }
  now.at += std::chrono::hours{1};
  uut.tick(now);
  say();
  if (asked != answered)
    std::abort();
  return 0;
}
