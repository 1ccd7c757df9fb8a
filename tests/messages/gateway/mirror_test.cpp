#include "messages/gateway/mirror.hpp"

#include "messages/mms/type.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>

using namespace bus;

namespace {

using parts = std::vector<std::pair<std::string, mms::type_description>>;
using texts = std::vector<std::string>;

mms::type_description leaf(const char* text) {
  return mms::parse_type(text).value();
}

mms::type_description group(parts x) {
  return mms::make_structure(std::move(x));
}

mms::type_description with_quality(const char* name, mms::type_description of) {
  return group(
    {{name, std::move(of)}, {"q", leaf("bit-string(13)")}, {"t", leaf("utc-time")}});
}

mms::type_description number() {
  return group({{"f", leaf("float32")}});
}

/// A logical device with a switch, measurements of one and of three phases, a setting.
iec61850::server_description model() {
  auto switching = group({{"ctlVal", leaf("boolean")}});
  auto control = group({{"ctlModel", leaf("int8")},
                        {"operTimeout", leaf("uint32")},
                        {"d", leaf("visible-string(-255)")}});
  auto phases = group({{"phsA", with_quality("cVal", number())},
                       {"phsB", with_quality("cVal", number())}});
  auto node = [](const char* name, parts x) {
    return mms::vmd_description::variable{name, group(std::move(x))};
  };
  auto of = mms::vmd_description::domain{"LD"};
  auto proxy = with_quality("stVal", leaf("boolean"));
  of.variables.push_back(node("LPHD1", {{"ST", group({{"Proxy", proxy}})}}));
  of.variables.push_back(
    node("LLN0", {{"SP", group({{"SGCB", group({{"ActSG", leaf("uint8")}})}})},
                  {"BR", group({{"b01", group({{"RptEna", leaf("boolean")}})}})}}));
  of.variables.push_back(node(
    "CSWI1", {{"ST", group({{"Pos", with_quality("stVal", leaf("bit-string(2)"))}})},
              {"CO", group({{"Pos", group({{"Oper", switching}})}})},
              {"CF", group({{"Pos", control}})}}));
  of.variables.push_back(node(
    "MMXU1", {{"MX", group({{"TotW", with_quality("mag", number())}, {"PhV", phases}})},
              {"SP", group({{"Lim", group({{"setMag", number()}})}})}}));
  of.values.emplace_back("CSWI1$CF$Pos$operTimeout", std::uint64_t{4000});
  auto out = iec61850::server_description{};
  out.objects.domains.push_back(std::move(of));
  return out;
}

constexpr auto good_bits = "0000000000000";
constexpr auto lost_bits = "0100000100000";

value bits(const char* x) {
  return bus::bit_string{x};
}

value whole(structure x) {
  return std::make_shared<const structure>(std::move(x));
}

value measured(float x, std::int64_t time, const char* q = good_bits) {
  return whole({{"mag", whole({{"f", x}})}, {"q", bits(q)}, {"t", utc_time{time}}});
}

sample said(value x, quality q = quality::good()) {
  return {std::move(x), q, utc_time{1}};
}

constexpr auto changed = static_cast<reasons>(reason::data_change);

/// A mirror, and what the server shows because of it.
struct mirroring {
  mirror uut = mirror::make(model(), "out", "ied1", {{"LD", "XLD"}}).value();
  std::map<std::string, value> shown = {};

  texts put(const mirror::ref_values& x) {
    auto out = texts{};
    for (auto& one : x) {
      out.push_back(one.ref.substr(one.ref.find('/') + 1));
      shown[out.back()] = one.to;
    }
    return out;
  }

  texts take(const char* ref, sample x, reasons why = changed,
             const report_head* report = nullptr) {
    return put(
      uut.take(uut.targets_of(std::string{"ied1:XLD/"} + ref), x, why, report));
  }

  std::size_t object_of(const std::string& ref) {
    for (auto i = std::size_t{0}; i < uut.size(); ++i)
      for (auto& one : uut.begin_read(i))
        if (uut.reference(one) == "ied1:XLD/" + ref)
          return i;
    BOOST_FAIL(ref);
    return 0;
  }

  /// Reads an object: values in the order of its attributes, `monostate` for what the
  /// device has not.
  mirror::read_outcome read(std::size_t object, std::vector<value> got) {
    return answer(uut.begin_read(object), std::move(got));
  }
  mirror::read_outcome answer(const std::vector<mirror::place>& places,
                              std::vector<value> got) {
    auto all = std::vector<result<sample>>{};
    for (auto& one : got)
      if (std::holds_alternative<std::monostate>(one))
        all.push_back(fail(errc::not_found, "mms.read"));
      else
        all.push_back(said(one));
    return uut.take_read(places, std::move(all));
  }
};

} // namespace

BOOST_AUTO_TEST_SUITE(gateway_mirror)

BOOST_FIXTURE_TEST_CASE(reads_the_attributes_of_the_servers_objects, mirroring) {
  auto all = texts{};
  for (auto i = std::size_t{0}; i < uut.size(); ++i)
    for (auto& one : uut.begin_read(i))
      all.push_back(uut.reference(one));
  std::ranges::sort(all);
  // Neither control blocks, commands and setting groups nor what a server controls by.
  BOOST_TEST(
    all
      == (texts{"ied1:XLD/CSWI1.Pos.d[CF]", "ied1:XLD/CSWI1.Pos.q[ST]",
                "ied1:XLD/CSWI1.Pos.stVal[ST]", "ied1:XLD/CSWI1.Pos.t[ST]",
                "ied1:XLD/MMXU1.Lim.setMag.f[SP]", "ied1:XLD/MMXU1.PhV.phsA.cVal.f[MX]",
                "ied1:XLD/MMXU1.PhV.phsA.q[MX]", "ied1:XLD/MMXU1.PhV.phsA.t[MX]",
                "ied1:XLD/MMXU1.PhV.phsB.cVal.f[MX]", "ied1:XLD/MMXU1.PhV.phsB.q[MX]",
                "ied1:XLD/MMXU1.PhV.phsB.t[MX]", "ied1:XLD/MMXU1.TotW.mag.f[MX]",
                "ied1:XLD/MMXU1.TotW.q[MX]", "ied1:XLD/MMXU1.TotW.t[MX]"}),
    boost::test_tools::per_element());
  BOOST_TEST(put(uut.all()) == texts{"LPHD1.Proxy.stVal[ST]"},
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(maps_logical_devices_by_their_names_or_as_told) {
  auto same = mirror::make(model(), "out", "ied1", {}).value();
  BOOST_TEST(same.targets_of("ied1:LD/MMXU1.TotW[MX]").size() == 1u);
  auto wrong = mirror::make(model(), "out", "ied1", {{"LD9", "LD"}});
  BOOST_REQUIRE(!wrong.has_value());
  BOOST_TEST(wrong.error().where == "LD9");
}

BOOST_FIXTURE_TEST_CASE(is_old_until_the_device_is_read, mirroring) {
  auto marked = put(uut.lost());
  BOOST_TEST(marked.size() == 4u); // not of the proxy, which is the server's own
  BOOST_TEST((shown["MMXU1.PhV.phsB.q[MX]"] == bits(lost_bits)));
  BOOST_TEST(put(uut.lost()).empty());
  uut.connected();
  put(read(object_of("MMXU1.TotW.q[MX]"), {1.5f, bits(good_bits), utc_time{7}}).writes);
  BOOST_TEST((shown["MMXU1.TotW.mag.f[MX]"] == value{1.5f}));
  BOOST_TEST((shown["MMXU1.TotW.q[MX]"] == bits(good_bits)));
  BOOST_TEST((shown["MMXU1.TotW.t[MX]"] == value{utc_time{7}}));
}

BOOST_FIXTURE_TEST_CASE(quality_and_time_go_through_as_they_are, mirroring) {
  uut.connected();
  auto time = utc_time::from_fraction24(1'790'000'000, 0x123456);
  time.quality.bits = 0x6a;
  auto q = "1010000001101";
  auto x = whole({{"mag", whole({{"f", 2.f}})}, {"q", bits(q)}, {"t", time}});
  take("MMXU1.TotW[MX]", said(x, quality{0x1601 | 1}));
  BOOST_TEST(shown.empty()); // not the quality in it: no device said so
  auto report = report_head{};
  take("MMXU1.TotW[MX]", said(x), changed, &report);
  BOOST_TEST((shown["MMXU1.TotW.q[MX]"] == bits(q)));
  BOOST_TEST((shown["MMXU1.TotW.t[MX]"] == value{time}));
}

BOOST_FIXTURE_TEST_CASE(tells_only_what_is_new_with_the_time_that_belongs_to_it,
                        mirroring) {
  uut.connected();
  BOOST_TEST(take("MMXU1.TotW[MX]", said(measured(1, 10))).size() == 3u);
  BOOST_TEST(take("MMXU1.TotW[MX]", said(measured(1, 10))).empty());
  // A clock that stands still is told all the same, not the server's.
  BOOST_TEST(take("MMXU1.TotW[MX]", said(measured(2, 10)))
               == (texts{"MMXU1.TotW.mag.f[MX]", "MMXU1.TotW.t[MX]"}),
             boost::test_tools::per_element());
  BOOST_TEST(take("MMXU1.TotW[MX]", said(measured(2, 11))) == texts{"MMXU1.TotW.t[MX]"},
             boost::test_tools::per_element());
  auto update = static_cast<reasons>(reason::data_update);
  BOOST_TEST(take("MMXU1.TotW[MX]", said(measured(2, 11)), update).size() == 3u);
  BOOST_TEST(uut.take_doubtful().empty());
}

BOOST_FIXTURE_TEST_CASE(takes_parts_and_whole_logical_nodes, mirroring) {
  uut.connected();
  auto phase = whole({{"cVal", whole({{"f", 3.f}})},
                      {"q", bits(good_bits)},
                      {"t", utc_time{4}},
                      {"unknown", true}});
  BOOST_TEST(take("MMXU1.PhV.phsB[MX]", said(phase)).size() == 3u);
  BOOST_TEST((shown["MMXU1.PhV.phsB.cVal.f[MX]"] == value{3.f}));
  auto all = whole({{"TotW", measured(8, 5)}, {"PhV", whole({{"phsA", phase}})}});
  BOOST_TEST(take("MMXU1[MX]", said(all)).size() == 6u);
  BOOST_TEST((shown["MMXU1.TotW.mag.f[MX]"] == value{8.f}));
  BOOST_TEST(uut.targets_of("ied1:XLD/MMXU1.Nope[MX]").empty());
  BOOST_TEST(uut.targets_of("ied1:LD/MMXU1.TotW[MX]").empty());
  BOOST_TEST(uut.targets_of("pv1:XLD/MMXU1.TotW[MX]").empty());
}

BOOST_FIXTURE_TEST_CASE(a_value_without_its_time_is_read_again, mirroring) {
  uut.connected();
  auto pos = object_of("CSWI1.Pos.q[ST]");
  put(read(pos, {double_point::off, bits(good_bits), utc_time{3}}).writes);
  auto report = report_head{};
  report.time_of_entry = utc_time{20};
  BOOST_TEST(take("CSWI1.Pos.stVal[ST]", said(double_point::on), changed, &report)
               == (texts{"CSWI1.Pos.t[ST]", "CSWI1.Pos.stVal[ST]"}),
             boost::test_tools::per_element());
  BOOST_TEST((shown["CSWI1.Pos.t[ST]"] == value{utc_time{20}}));
  BOOST_TEST(uut.take_doubtful() == std::vector<std::size_t>{pos},
             boost::test_tools::per_element());
  BOOST_TEST(uut.take_doubtful().empty());
  put(read(pos, {double_point::on, bits(good_bits), utc_time{19}}).writes);
  BOOST_TEST((shown["CSWI1.Pos.t[ST]"] == value{utc_time{19}}));
}

BOOST_FIXTURE_TEST_CASE(what_was_told_while_it_was_read_is_newer, mirroring) {
  uut.connected();
  auto at = object_of("MMXU1.TotW.q[MX]");
  auto places = uut.begin_read(at);
  take("MMXU1.TotW[MX]", said(measured(2, 20)));
  BOOST_TEST(answer(places, {1.f, bits(good_bits), utc_time{10}}).writes.empty());
  places = uut.begin_read(at);
  take("MMXU1.TotW[MX]", said(measured(3, 30)));
  BOOST_TEST(!answer(places, {4.f, bits(good_bits), utc_time{40}}).writes.empty());
  // History that a buffer told late: it is told, and what is now is read again.
  BOOST_TEST(!take("MMXU1.TotW[MX]", said(measured(2, 20))).empty());
  BOOST_TEST(uut.take_doubtful().size() == 1u);
}

BOOST_FIXTURE_TEST_CASE(keeps_values_while_the_device_is_lost, mirroring) {
  uut.connected();
  take("MMXU1.TotW[MX]", said(measured(2, 20, "0000000000010"), {quality::test}));
  put(uut.lost());
  BOOST_TEST((shown["MMXU1.TotW.q[MX]"] == bits("0100000100010")));
  BOOST_TEST((shown["MMXU1.TotW.mag.f[MX]"] == value{2.f}));
  // What the connection says of itself is nothing; what it told late is old, too.
  auto old = quality::make(validity::invalid, quality::old_data);
  BOOST_TEST(take("MMXU1.TotW[MX]", said(measured(2, 20), old)).empty());
  take("MMXU1.TotW[MX]", said(measured(5, 21)));
  BOOST_TEST((shown["MMXU1.TotW.mag.f[MX]"] == value{5.f}));
  BOOST_TEST((shown["MMXU1.TotW.q[MX]"] == bits(lost_bits)));
  // A server that starts again is told everything.
  auto before = shown;
  before["LPHD1.Proxy.stVal[ST]"] = true;
  shown.clear();
  put(uut.all());
  BOOST_TEST((shown == before));
}

BOOST_FIXTURE_TEST_CASE(what_the_device_has_not_is_told_once_and_left_alone,
                        mirroring) {
  put(uut.lost());
  uut.connected();
  auto at = object_of("MMXU1.TotW.q[MX]");
  auto first = read(at, {1.f, bits(good_bits), {}});
  BOOST_TEST(first.missing == texts{"ied1:XLD/MMXU1.TotW.t[MX]"},
             boost::test_tools::per_element());
  BOOST_TEST(first.writes.size() == 2u); // the server sets its time
  BOOST_TEST(uut.begin_read(at).size() == 2u);
  BOOST_TEST(uut.take_doubtful().empty());
  uut.connected(); // it may be another one
  BOOST_TEST(read(at, {{}, {}, {}}).missing.size() == 2u);
  for (auto& one : uut.lost())
    BOOST_TEST(one.ref.find("TotW") == std::string::npos);
}

BOOST_FIXTURE_TEST_CASE(what_fails_otherwise_is_read_again, mirroring) {
  uut.connected();
  auto places = uut.begin_read(object_of("MMXU1.TotW.q[MX]"));
  auto all = std::vector<result<sample>>(3, fail(errc::timeout, "mms"));
  auto out = uut.take_read(places, std::move(all));
  BOOST_TEST(out.failed.has_value());
  BOOST_TEST(out.missing.empty());
}

BOOST_FIXTURE_TEST_CASE(what_clients_write_goes_to_the_device, mirroring) {
  uut.connected();
  auto at = object_of("MMXU1.Lim.setMag.f[SP]");
  put(read(at, {10.f}).writes);
  auto write = uut.begin_write("out:LD/MMXU1.Lim.setMag.f[SP]", 20.f);
  BOOST_REQUIRE(write.has_value());
  BOOST_TEST(write->object == at);
  BOOST_REQUIRE(write->writes.size() == 1);
  BOOST_TEST(write->writes[0].ref == "ied1:XLD/MMXU1.Lim.setMag.f[SP]");
  // Until it is written, what is read is what was before.
  BOOST_TEST(read(at, {10.f}).writes.empty());
  BOOST_TEST(uut.restore(at).empty());
  uut.written(at);
  put(uut.restore(at));
  BOOST_TEST((shown["MMXU1.Lim.setMag.f[SP]"] == value{10.f}));
  BOOST_TEST(read(at, {10.f}).writes.size() == 1u); // the server shows another one
  BOOST_TEST(read(at, {10.f}).writes.empty());
}

BOOST_FIXTURE_TEST_CASE(what_the_device_has_not_clients_write_here, mirroring) {
  uut.connected();
  auto ref = "out:LD/MMXU1.Lim.setMag.f[SP]";
  read(object_of("MMXU1.Lim.setMag.f[SP]"), {{}});
  BOOST_TEST(!uut.begin_write(ref, 20.f).has_value());
  BOOST_TEST(!uut.begin_write("out:LD/MMXU1.Lim[SP]", 20.f).has_value());
}

BOOST_FIXTURE_TEST_CASE(a_control_model_is_the_servers_own, mirroring) {
  BOOST_TEST(!uut.begin_write("out:LD/CSWI1.Pos.ctlModel[CF]", std::int64_t{1}));
  BOOST_TEST(!uut.begin_write("out:LD/LLN0.SGCB.ActSG[SP]", std::uint64_t{1}));
  BOOST_TEST(!uut.begin_write("other:LD/MMXU1.Lim.setMag.f[SP]", 1.f));
  auto both = whole(
    {{"ctlModel", std::int64_t{1}}, {"operTimeout", std::uint64_t{1}}, {"d", "x"}});
  auto write = uut.begin_write("out:LD/CSWI1.Pos[CF]", both);
  BOOST_REQUIRE(write.has_value());
  BOOST_REQUIRE(write->writes.size() == 1);
  BOOST_TEST(write->writes[0].ref == "ied1:XLD/CSWI1.Pos.d[CF]");
}

BOOST_FIXTURE_TEST_CASE(commands_have_their_object_at_the_device, mirroring) {
  auto to = uut.command_of("out:LD/CSWI1.Pos");
  BOOST_REQUIRE(to.has_value());
  BOOST_TEST(to->object == "ied1:XLD/CSWI1.Pos");
  BOOST_TEST((to->oper_timeout == std::chrono::seconds{4}));
  BOOST_TEST(to->status == std::vector<std::size_t>{object_of("CSWI1.Pos.q[ST]")},
             boost::test_tools::per_element());
  BOOST_TEST(uut.is_of_process(to->status[0]));
  BOOST_TEST(!uut.command_of("out:OTHER/CSWI1.Pos").has_value());
}

BOOST_AUTO_TEST_SUITE_END()
