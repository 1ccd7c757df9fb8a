#include "messages/xmppsp/base64.hpp"
#include "messages/xmppsp/codec.hpp"
#include "messages/xmppsp/frames.hpp"
#include "tests/support/hex.hpp"

#include <boost/test/unit_test.hpp>

#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

using namespace bus;
using namespace bus::xmppsp;
using bus::test::hex;

namespace {

const auto told = hex("61 0a 30 08 02 01 03 a0 03 8b 01 00");

constexpr auto in_namespace = std::string_view{" xmlns='urn:stationbus:xmppsp:1'"};

/// `<data ` and what is behind the namespace.
std::string data_element(std::string_view rest) {
  return "<data" + std::string{in_namespace} + std::string{rest};
}

std::string refusal(std::string_view xml) {
  auto scratch = bytes{};
  auto read = decode(xml, scratch);
  return read ? "it was read" : to_string(read.error());
}

bool same(const element& x, const element& y) {
  return x.kind == y.kind && x.from == y.from && x.to == y.to && x.seq == y.seq
         && x.more == y.more && std::ranges::equal(x.user_data, y.user_data)
         && (x.user_data.empty() || x.encoding == y.encoding) && x.version == y.version
         && x.prefers == y.prefers && x.reason == y.reason && x.by_user == y.by_user;
}

std::string read_text(const std::filesystem::path& path) {
  auto from = std::ifstream{path};
  auto out = std::ostringstream{};
  out << from.rdbuf();
  return out.str();
}

/// The blocks of a Markdown text that are XML.
std::vector<std::string> xml_blocks(const std::string& text) {
  auto out = std::vector<std::string>{};
  constexpr auto fence = std::string_view{"```xml\n"};
  for (auto at = text.find(fence); at != text.npos; at = text.find(fence, at)) {
    at += fence.size();
    auto end = text.find("```", at);
    out.push_back(text.substr(at, end - at));
    at = end;
  }
  return out;
}

} // namespace

BOOST_AUTO_TEST_SUITE(xmppsp_codec)

BOOST_AUTO_TEST_CASE(reads_what_it_wrote_of_every_kind) {
  using kinds = element_kind;
  for (auto kind : {kinds::connect, kinds::accept, kinds::refuse, kinds::data,
                    kinds::finish, kinds::finished, kinds::abort})
    for (auto as : {encoding::base64, encoding::xml})
      for (auto user_data : {byte_view{}, byte_view{told}}) {
        auto x = element{kind, "a-1", kind == kinds::connect ? "" : "B_2.x"};
        x.seq = 18'446'744'073'709'551'615u;
        x.encoding = as;
        x.user_data = user_data;
        x.more = as == encoding::base64 && kind != kinds::abort && !user_data.empty();
        if (kind == kinds::connect)
          x.prefers = encoding::xml;
        if (kind == kinds::refuse || kind == kinds::abort) {
          x.reason = reason::sequence_gap;
          x.by_user = as == encoding::xml;
        }
        auto text = encode(x);
        auto scratch = bytes{};
        auto read = decode(text, scratch);
        BOOST_REQUIRE_MESSAGE(read, text + ": " + refusal(text));
        BOOST_TEST(same(*read, x), text);
        auto seen = peek(text);
        BOOST_REQUIRE(seen);
        BOOST_TEST((seen->kind == kind && seen->from == x.from && seen->to == x.to));
      }
}

BOOST_AUTO_TEST_CASE(names_are_told_apart) {
  auto all = std::set<std::string_view>{};
  for (auto i = 0; i <= static_cast<int>(reason::link_closed); ++i) {
    auto x = static_cast<reason>(i);
    BOOST_TEST((reason_of(name(x)) == x));
    all.insert(name(x));
  }
  BOOST_TEST(all.size() == 12u);
  BOOST_TEST(!reason_of("no-reason"));
  BOOST_TEST(!element_kind_of("Connect"));
  BOOST_TEST(!encoding_of(""));
}

BOOST_AUTO_TEST_CASE(reads_elements_as_other_writers_put_them) {
  for (auto* text : {
         "<data xmlns='urn:stationbus:xmppsp:1' to='b' from='a' seq='7'/>",
         " \n<data\n\tseq = \"7\" xmlns = 'urn:stationbus:xmppsp:1' to='b' from='a' > "
         "</data > ",
         "<data xmlns='urn:stationbus:xmppsp:1' xml:lang='en' to='b' from='a' "
         "encoding='xml' seq='7'></data>",
       }) {
    auto scratch = bytes{};
    auto read = decode(text, scratch);
    BOOST_REQUIRE_MESSAGE(read, text + (": " + refusal(text)));
    BOOST_TEST((read->from == "a" && read->to == "b" && read->seq == 7u));
    BOOST_TEST(read->user_data.empty());
  }
}

BOOST_AUTO_TEST_CASE(what_is_malformed_is_told) {
  struct malformed {
    std::string xml, why;
  };
  auto ids = std::string{" from='a' to='b' seq='0'"};
  auto many = std::string{};
  for (auto i = 0; i < 17; ++i)
    many += " x:" + std::to_string(i) + "='1'";
  for (auto& [xml, why] : std::vector<malformed>{
         {"", "does not begin with a tag"},
         {"data", "does not begin with a tag"},
         {"<", "no name"},
         {"</data>", "no name"},
         {"<data", "start tag does not end"},
         {data_element(ids), "start tag does not end"},
         {data_element(ids + '/'), "white space is missing"},
         {data_element(ids + ">"), "own end tag"},
         {data_element(ids + "></date>"), "own end tag"},
         {data_element(ids + "></data"), "own end tag"},
         {data_element(ids + "/>x"), "own end tag"},
         {data_element(ids + "></data>x"), "own end tag"},
         {data_element(ids + " encoding='base64'>YWE=</data><data/>"), "own end tag"},
         {data_element(" from='a' to='b' seq='0"), "value does not end"},
         {data_element(" from='a' to='b' seq=0/>"), "no value in quotes"},
         {data_element(" from='a' to='b' seq/>"), "no value in quotes"},
         {data_element(" from='a'to='b' seq='0'/>"), "white space is missing"},
         {data_element(" from='<' to='b' seq='0'/>"), "holds a '<'"},
         {data_element(ids + " seq='0'/>"), "comes twice"},
         {data_element(ids + many + "/>"), "too many attributes"},
         {data_element(" to='b' seq='0'/>"), "attribute from is missing"},
         {data_element(" from='a' seq='0'/>"), "attribute to is missing"},
         {data_element(" from='a' to='b'/>"), "attribute seq is missing"},
         {"<data" + ids + "/>", "attribute xmlns is missing"},
         {"<data xmlns='urn:stationbus:xmppsp:2'" + ids + "/>", "xmppsp.data.xmlns"},
         {"<tell" + std::string{in_namespace} + ids + "/>", "no kind is called tell"},
         {"<x:data xmlns:x='urn:stationbus:xmppsp:1'" + ids + "/>",
          "no kind is called"},
         {data_element(ids + " version='1'/>"), "no attribute version"},
         {data_element(ids + " reason='timeout'/>"), "no attribute reason"},
         {data_element(" from='' to='b' seq='0'/>"), "xmppsp.data.from"},
         {data_element(" from='a b' to='b' seq='0'/>"), "xmppsp.data.from"},
         {data_element(" from='&#97;' to='b' seq='0'/>"), "xmppsp.data.from"},
         {data_element(" from='a' to='" + std::string(65, 'b') + "' seq='0'/>"),
          "xmppsp.data.to"},
         {data_element(" from='a' to='b' seq=''/>"), "xmppsp.data.seq"},
         {data_element(" from='a' to='b' seq='-1'/>"), "xmppsp.data.seq"},
         {data_element(" from='a' to='b' seq='01'/>"), "xmppsp.data.seq"},
         {data_element(" from='a' to='b' seq='18446744073709551616'/>"),
          "xmppsp.data.seq"},
         {data_element(ids + " encoding='hex'/>"), "xmppsp.data.encoding"},
         {data_element(ids + " more='false'/>"), "xmppsp.data.more"},
         {data_element(ids + " more='true'/>"), "segment is in base64"},
         {data_element(ids + " more='true' encoding='xml'/>"), "segment is in base64"},
         {data_element(ids + " more='true' encoding='base64'/>"),
          "segment without user data"},
         {data_element(ids + ">YQ==</data>"), "attribute encoding is missing"},
         {data_element(ids + " encoding='base64'>YQ=</data>"), "no base64"},
         {data_element(ids + " encoding='base64'>Y Q=</data>"), "no base64"},
         {data_element(ids + " encoding='base64'><a/></data>"), "no base64"},
         {data_element(ids + " encoding='xml'>YQ==</data>"), "User-data"},
         {data_element(ids + " encoding='xml'><User-data/></data>"), "User-data"},
         {data_element(ids + " encoding='xml'><CP-type></CP-type></data>"),
          "User-data"},
         {data_element(ids + " encoding='xml'><octets>0</octets></data>"),
          "pairs of hexadecimal"},
         {data_element(ids + " encoding='xml'><octets>0g</octets></data>"),
          "pairs of hexadecimal"},
         {data_element(ids + " encoding='xml'><octets>00</octets><octets/></data>"),
          "behind the end"},
         {data_element(ids + "><!-- --></data>"), "comments"},
         {data_element(ids + " encoding='base64'><![CDATA[YQ==]]></data>"), "CDATA"},
         {"<?xml version='1.0'?>" + data_element(ids + "/>"), "instructions"},
         {"<!DOCTYPE data [<!ENTITY a 'b'>]>" + data_element(ids + "/>"), "DTD"},
         {data_element(ids + " encoding='xml'><octets>&a;</octets></data>"),
          "the reference is not known"},
         {std::string(largest_element + 1, ' '), "at most 262144"},
         {"<connect" + std::string{in_namespace} + " from='a' seq='0'/>",
          "attribute version is missing"},
         {"<connect" + std::string{in_namespace} + ids + " version='1' prefers='xml'/>",
          "no attribute to"},
         {"<refuse" + std::string{in_namespace} + ids + " by='user'/>",
          "attribute reason is missing"},
         {"<refuse" + std::string{in_namespace} + ids + " by='me' reason='rejected'/>",
          "xmppsp.refuse.by"},
         {"<refuse" + std::string{in_namespace} + ids + " by='user' reason='x'/>",
          "xmppsp.refuse.reason"},
         {"<abort" + std::string{in_namespace}
            + " from='a' seq='0' by='user' reason='user-abort' more='true' "
              "encoding='base64'>YQ==</abort>",
          "no attribute more"},
       })
    BOOST_TEST(refusal(xml).find(why) != std::string::npos,
               xml.substr(0, 200) << " -> " << refusal(xml));
}

BOOST_AUTO_TEST_CASE(xml_that_is_nested_without_end_is_an_error) {
  auto deep = std::string{};
  for (auto i = 0; i < 60'000; ++i)
    deep += "<a>";
  BOOST_TEST(
    refusal(data_element(" from='a' to='b' seq='0' encoding='xml'>" + deep + "</data>"))
      .find("User-data")
    != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_router_sees_who_is_meant_whatever_else_is_wrong) {
  auto seen =
    peek("<tell xmlns='urn:stationbus:xmppsp:1' from='a' to='b' colour='red'>");
  BOOST_REQUIRE(seen);
  BOOST_TEST(!seen->kind);
  BOOST_TEST((seen->from == "a" && seen->to == "b"));
  BOOST_TEST(!peek("<data xmlns='jabber:client' from='a' to='b'/>"));
  BOOST_TEST(!peek("<data from='a' to='b'/>"));
  BOOST_TEST(!peek("<data xmlns='urn:stationbus:xmppsp:1' to='b'/>"));
  BOOST_TEST(!peek("<data xmlns='urn:stationbus:xmppsp:1' from='a' to=''/>"));
}

/// All seven kinds in both encodings, which say the same.
BOOST_AUTO_TEST_CASE(the_examples_of_the_description_are_read) {
  auto text =
    read_text(std::filesystem::path{STATIONBUS_SOURCE_DIR} / "schemas" / "xmppsp.md");
  auto told_by = std::map<element_kind, std::map<encoding, bytes>>{};
  for (auto& xml : xml_blocks(text)) {
    auto scratch = bytes{};
    auto read = decode(xml, scratch);
    BOOST_REQUIRE_MESSAGE(read, xml + refusal(xml));
    BOOST_TEST((read->kind == element_kind::connect) == read->to.empty());
    told_by[read->kind].try_emplace(read->encoding, scratch);
  }
  BOOST_TEST(told_by.size() == 7u);
  for (auto& [kind, both] : told_by) {
    BOOST_TEST(both.size() == 2u, name(kind));
    BOOST_TEST((both[encoding::base64] == both[encoding::xml]), name(kind));
    BOOST_TEST(both[encoding::xml].size() > 10u, name(kind));
  }
}

BOOST_AUTO_TEST_CASE(base64_is_that_of_the_rfc) {
  struct sample {
    std::string_view plain, encoded;
  };
  for (auto& [plain, encoded] :
       {sample{"", ""}, sample{"f", "Zg=="}, sample{"fo", "Zm8="},
        sample{"foo", "Zm9v"}, sample{"foob", "Zm9vYg=="}, sample{"fooba", "Zm9vYmE="},
        sample{"foobar", "Zm9vYmFy"}}) {
    auto text = std::string{};
    append_base64(as_bytes(plain), text);
    BOOST_TEST(text == encoded);
    auto back = bytes{};
    BOOST_TEST(decode_base64(encoded, back));
    BOOST_TEST(std::ranges::equal(back, as_bytes(plain)));
  }
  for (auto* wrong : {"Z", "Zg", "Zg=", "Zg===", "=",
                      "====", "Zh==", "Zm9=", "Zm9v=", "Zg==Zg==", "Zm9v\n", "Zm-v",
                      "Zm_v", "Z===", "\xff\xff\xff\xff"}) {
    auto back = bytes{};
    BOOST_TEST(!decode_base64(wrong, back), wrong);
  }
}

BOOST_AUTO_TEST_CASE(frames_are_found_however_they_are_cut) {
  auto stream = bytes{};
  auto texts = {std::string{"<a/>"}, std::string{}, std::string(70'000, 'x')};
  for (auto& one : texts)
    append_frame(one, stream);
  for (auto step :
       {std::size_t{1}, std::size_t{3}, std::size_t{4'096}, stream.size()}) {
    auto uut = deframer{};
    auto out = std::vector<std::string>{};
    for (auto rest = byte_view{stream}; !rest.empty();) {
      auto part = rest.first(std::min(step, rest.size()));
      uut.feed(part);
      rest = rest.subspan(part.size());
      for (auto next = uut.next(); next.value(); next = uut.next())
        out.emplace_back(**next);
    }
    BOOST_TEST(std::ranges::equal(out, texts));
  }
}

BOOST_AUTO_TEST_CASE(a_frame_that_is_too_large_ends_the_stream) {
  auto uut = deframer{};
  uut.feed(hex("00 04 00 01"));
  BOOST_TEST(!uut.next());
  auto largest = deframer{};
  largest.feed(hex("00 04 00 00"));
  BOOST_REQUIRE(largest.next());
  BOOST_TEST(!*largest.next());
}

BOOST_AUTO_TEST_SUITE_END()
