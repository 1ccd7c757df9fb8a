#include "messages/bus/json.hpp"
#include "messages/bus/rpc.hpp"

#include <boost/test/unit_test.hpp>

using namespace bus;
using namespace bus::rpc;

namespace {

constexpr auto a_time = utc_time{1795333512123456720};

call only(std::string_view text) {
  auto out = rpc::parse(text);
  BOOST_TEST(!out.batch);
  BOOST_REQUIRE(out.calls.size() == 1u);
  return out.calls[0];
}

/// A call of `method` with these params, as text.
std::string text_of(std::string_view method, std::string_view params) {
  auto out = std::string{R"({"jsonrpc":"2.0","id":1,"method":")"};
  out += method;
  out += R"(","params":)";
  out += params;
  return out + "}";
}

template <class T>
T good(std::string_view text) {
  auto x = only(text);
  auto why = std::get_if<failure>(&x.what);
  BOOST_TEST(!why, (why ? why->message : ""));
  auto known = std::get_if<method>(&x.what);
  BOOST_REQUIRE(known);
  BOOST_REQUIRE(std::holds_alternative<T>(*known));
  return std::get<T>(*known);
}

failure bad(const call& x) {
  auto out = std::get_if<failure>(&x.what);
  BOOST_REQUIRE(out);
  return *out;
}

failure bad(std::string_view text) {
  return bad(only(text));
}

void check_params(std::string_view method, std::string_view params,
                  std::string_view message) {
  auto why = bad(text_of(method, params));
  BOOST_TEST(why.code == -32602);
  BOOST_TEST(why.message == message);
}

std::string id_of(std::string_view id) {
  auto text = R"({"jsonrpc":"2.0","method":"status","id":)" + std::string{id} + "}";
  auto out = only(text);
  BOOST_TEST(std::holds_alternative<method>(out.what));
  return out.id;
}

std::string refs(std::size_t count) {
  auto out = std::string{R"({"refs":[)"};
  for (auto i = std::size_t{0}; i < count; ++i)
    out += i > 0 ? R"(,"a:b")" : R"("a:b")";
  return out + "]}";
}

std::string nested(std::size_t depth, std::string_view open, std::string_view close) {
  auto out = std::string{};
  for (auto i = std::size_t{0}; i < depth; ++i)
    out += open;
  for (auto i = std::size_t{0}; i < depth; ++i)
    out += close;
  return out;
}

} // namespace

BOOST_AUTO_TEST_SUITE(bus_rpc)

BOOST_AUTO_TEST_CASE(reads_methods_without_params) {
  good<status_request>(R"({"jsonrpc":"2.0","id":1,"method":"status"})");
  good<status_request>(text_of("status", "{}"));
  good<status_request>(text_of("status", "[]"));
  BOOST_TEST(
    good<list_request>(R"({"jsonrpc":"2.0","id":1,"method":"list"})").prefix.empty());
  BOOST_TEST(good<snapshot_request>(R"({"jsonrpc":"2.0","id":1,"method":"snapshot"})")
               .prefix.empty());
}

BOOST_AUTO_TEST_CASE(reads_prefixes_and_references) {
  BOOST_TEST(good<list_request>(text_of("list", R"({"prefix":"pv1:"})")).prefix
             == "pv1:");
  BOOST_TEST(good<snapshot_request>(text_of("snapshot", R"({"prefix":"p"})")).prefix
             == "p");
  BOOST_TEST(good<browse_request>(text_of("browse", R"({"ref":""})")).ref.empty());
  BOOST_TEST(good<describe_request>(text_of("describe", R"({"ref":"pv1:a"})")).ref
             == "pv1:a");
}

BOOST_AUTO_TEST_CASE(reads_read) {
  auto out = good<read_request>(text_of("read", R"({"refs":["pv1:a","pv1:b"]})"));
  BOOST_TEST(out.refs == (std::vector<std::string>{"pv1:a", "pv1:b"}));
  BOOST_TEST((out.source == source::device));
  auto model = good<read_request>(text_of("read", R"({"refs":[],"source":"model"})"));
  BOOST_TEST(model.refs.empty());
  BOOST_TEST((model.source == source::model));
}

BOOST_AUTO_TEST_CASE(reads_write) {
  auto out = good<write_request>(text_of(
    "write", R"({"writes":[{"ref":"a:b","value":1.5},{"value":true,"ref":"a:c"}]})"));
  BOOST_REQUIRE(out.writes.size() == 2u);
  BOOST_TEST(out.writes[0].ref == "a:b");
  BOOST_TEST(same(out.writes[0].value, value{1.5}));
  BOOST_TEST(out.writes[1].ref == "a:c");
  BOOST_TEST(same(out.writes[1].value, value{true}));
}

BOOST_AUTO_TEST_CASE(reads_what_is_written_beside_a_value) {
  auto out = good<write_request>(text_of(
    "write",
    R"({"writes":[{"ref":"a:b","value":1,"quality":{"validity":"questionable",)"
    R"("detail":["old-data","overflow"],"source":"substituted","test":true,)"
    R"("operator_blocked":true},"time":"2026-11-22T07:45:12.123456720Z"},)"
    R"({"ref":"a:c","value":2,"quality":{"validity":"good"}},{"ref":"a:d","value":3}]})"));
  BOOST_REQUIRE(out.writes.size() == 3u);
  auto all = quality::old_data | quality::overflow | quality::substituted
             | quality::test | quality::operator_blocked;
  BOOST_TEST(
    (out.writes[0].quality
     == quality::make(validity::questionable, static_cast<std::uint16_t>(all))));
  BOOST_TEST((out.writes[0].time == a_time));
  BOOST_TEST((out.writes[1].quality == quality::good() && !out.writes[1].time));
  BOOST_TEST((!out.writes[2].quality && !out.writes[2].time));
}

BOOST_AUTO_TEST_CASE(reads_each_quality_that_is_told) {
  for (auto bits = 0u; bits < 1 << 13; ++bits) {
    auto params = std::string{R"({"writes":[{"ref":"a:b","value":1,"quality":)"};
    json::write(params, quality{static_cast<std::uint16_t>(bits)});
    auto out = good<write_request>(text_of("write", params + "}]}"));
    BOOST_REQUIRE(out.writes[0].quality->bits == bits);
  }
}

BOOST_AUTO_TEST_CASE(reads_replay) {
  auto out = good<replay_request>(text_of(
    "replay", R"({"epoch":"e1","from_seq":18446744073709551615,"prefix":"data/"})"));
  BOOST_TEST(out.epoch == "e1");
  BOOST_TEST(out.from_seq == ~std::uint64_t{0});
  BOOST_TEST(out.prefix == "data/");
}

BOOST_AUTO_TEST_CASE(reads_a_written_number_without_rounding) {
  auto out = good<write_request>(
    text_of("write", R"({"writes":[{"ref":"a:b","value":2.2250738585072011e-308}]})"));
  BOOST_TEST(same(out.writes[0].value, value{2.2250738585072011e-308}));
}

BOOST_AUTO_TEST_CASE(reads_a_zero_of_many_digits_as_zero) {
  auto out = good<write_request>(text_of(
    "write", R"({"writes":[{"ref":"a:b","value":0.00000000000000000000000}]})"));
  BOOST_TEST(same(out.writes[0].value, value{0.0}));
}

BOOST_AUTO_TEST_CASE(says_what_is_wrong_with_a_string) {
  check_params("browse", "{}", "params.ref: missing, expected a string");
  check_params("browse", R"({"ref":1})", "params.ref: expected a string");
  check_params("describe", R"({"ref":null})", "params.ref: expected a string");
  check_params("list", R"({"prefix":["a"]})", "params.prefix: expected a string");
  check_params("snapshot", R"({"prefix":true})", "params.prefix: expected a string");
}

BOOST_AUTO_TEST_CASE(says_what_is_wrong_with_required_params_left_out) {
  auto why = bad(R"({"jsonrpc":"2.0","id":1,"method":"describe"})");
  BOOST_TEST(why.code == -32602);
  BOOST_TEST(why.message == "params.ref: missing, expected a string");
}

BOOST_AUTO_TEST_CASE(says_what_is_wrong_with_refs) {
  constexpr auto expected = "params.refs: expected a list of strings";
  check_params("read", R"({"refs":"a:b"})", expected);
  check_params("read", R"({"refs":{}})", expected);
  check_params("read", R"({"refs":["a:b",1]})", expected);
  check_params("read", "{}", "params.refs: missing, expected a list of strings");
  check_params("read", R"({"refs":[],"source":"cache"})",
               R"(params.source: expected "device" or "model")");
  check_params("read", R"({"refs":[],"source":1})", "params.source: expected a string");
}

BOOST_AUTO_TEST_CASE(says_what_is_wrong_with_writes) {
  check_params("write", "{}",
               "params.writes: missing, expected a list of {ref, value}");
  check_params("write", R"({"writes":{}})",
               "params.writes: expected a list of {ref, value}");
  check_params("write", R"({"writes":[{"ref":"a:b","value":1},5]})",
               "params.writes[1]: expected an object");
  check_params("write", R"({"writes":[{"value":1}]})",
               "params.writes[0].ref: missing, expected a string");
  check_params("write", R"({"writes":[{"ref":"a:b"}]})",
               "params.writes[0].value: missing, expected a value");
  check_params("write", R"({"writes":[{"ref":"a:b","value":null}]})",
               "params.writes[0].value: expected a value, not null");
  check_params("write", R"({"writes":[{"ref":"a:b","value":{"hex":"x"}}]})",
               "params.writes[0].value: expected pairs of hexadecimal digits");
  check_params("write", R"({"writes":[{"ref":"a:b","value":1,"valeu":2}]})",
               "params.writes[0].valeu: unknown, expected ref, value, quality or time");
}

BOOST_AUTO_TEST_CASE(says_what_is_wrong_beside_a_written_value) {
  auto check = [](std::string_view beside, std::string_view message) {
    auto params = R"({"writes":[{"ref":"a:b","value":1,)" + std::string{beside} + "}]}";
    check_params("write", params, "params.writes[0]." + std::string{message});
  };
  constexpr auto validities =
    "quality.validity: expected good, invalid, reserved or questionable";
  constexpr auto details =
    "quality.detail: expected a list of overflow, out-of-range, bad-reference, "
    "oscillatory, failure, old-data, inconsistent or inaccurate, each once";
  check(R"("quality":"good")", "quality: expected an object");
  check(R"("quality":null)", "quality: expected an object");
  check(R"("quality":{})", "quality.validity: missing, expected a string");
  check(R"("quality":{"validity":1})", "quality.validity: expected a string");
  check(R"("quality":{"validity":"fine"})", validities);
  for (auto wrong : {R"("old-data")", "[]", R"(["old"])", "[1]",
                     R"(["overflow","overflow"])", "null"})
    check(R"("quality":{"validity":"good","detail":)" + std::string{wrong} + "}",
          details);
  check(R"("quality":{"validity":"good","source":"process"})",
        "quality.source: expected substituted");
  check(R"("quality":{"validity":"good","source":1})",
        "quality.source: expected substituted");
  check(R"("quality":{"validity":"good","test":false})", "quality.test: expected true");
  check(R"("quality":{"validity":"good","operator_blocked":1})",
        "quality.operator_blocked: expected true");
  check(R"("quality":{"validity":"good","old":1})",
        "quality.old: unknown, expected validity, detail, source, test or "
        "operator_blocked");
  check(R"("time":"now")", "time: expected a time such as 2026-11-22T07:45:12Z");
  check(R"("time":5)", "time: expected a time such as 2026-11-22T07:45:12Z");
}

BOOST_AUTO_TEST_CASE(says_what_is_wrong_with_replay) {
  constexpr auto expected = "params.from_seq: expected a whole number from 0 on";
  check_params("replay", R"({"from_seq":1})",
               "params.epoch: missing, expected a string");
  check_params("replay", R"({"epoch":1,"from_seq":1})",
               "params.epoch: expected a string");
  check_params("replay", R"({"epoch":"e"})",
               "params.from_seq: missing, expected a whole number from 0 on");
  for (auto seq : {"-1", "1.5", "\"1\"", "null", "18446744073709551616"})
    check_params("replay", R"({"epoch":"e","from_seq":)" + std::string{seq} + "}",
                 expected);
}

BOOST_AUTO_TEST_CASE(refuses_unknown_and_doubled_params) {
  check_params("status", R"({"x":1})", "params.x: unknown, expected timeout");
  check_params("read", R"({"refs":[],"src":"model"})",
               "params.src: unknown, expected refs, source or timeout");
  check_params("browse", R"({"ref":"a:","ref":"b:"})", "params.ref: there twice");
}

BOOST_AUTO_TEST_CASE(refuses_params_by_position) {
  check_params("browse", R"(["a:"])", "params: expected an object");
}

BOOST_AUTO_TEST_CASE(cuts_long_names_in_messages) {
  auto long_name = std::string(100'000, 'x');
  BOOST_TEST(bad(text_of(long_name, "{}")).message.size() < 100u);
  BOOST_TEST(bad(text_of("status", "{\"" + long_name + "\":1}")).message.size() < 150u);
}

BOOST_AUTO_TEST_CASE(waits_five_seconds_unless_told) {
  using namespace std::chrono_literals;
  auto of = [](std::string_view text) { return only(text).timeout; };
  BOOST_TEST((of(text_of("status", "{}")) == 5s));
  BOOST_TEST((of(text_of("status", R"({"timeout":0.25})")) == 250ms));
  BOOST_TEST((of(text_of("status", R"({"timeout":3600})")) == 1h));
  BOOST_TEST((of(text_of("status", R"({"timeout":1e-300})")) == 1ns));
  BOOST_TEST((of(R"({"jsonrpc":"2.0","id":1,"method":"status","timeout":2})") == 2s));
}

BOOST_AUTO_TEST_CASE(refuses_a_bad_time_out) {
  constexpr auto expected = "expected a number of seconds above 0, at most 3600";
  for (auto timeout : {"0", "-1", "\"5\"", "null", "true", "3600.1", "1e300"}) {
    check_params("status", R"({"timeout":)" + std::string{timeout} + "}",
                 std::string{"params.timeout: "} + expected);
    auto beside = bad(R"({"jsonrpc":"2.0","id":1,"method":"status","timeout":)"
                      + std::string{timeout} + "}");
    BOOST_TEST(beside.code == -32602);
    BOOST_TEST(beside.message == std::string{"timeout: "} + expected);
  }
}

BOOST_AUTO_TEST_CASE(refuses_a_time_out_in_both_places) {
  auto why = bad(R"({"jsonrpc":"2.0","id":1,"method":"list","timeout":1,)"
                 R"("params":{"timeout":1}})");
  BOOST_TEST(why.code == -32602);
}

BOOST_AUTO_TEST_CASE(gives_an_id_back_as_it_came) {
  BOOST_TEST(id_of("1") == "1");
  BOOST_TEST(id_of("-7") == "-7");
  BOOST_TEST(id_of("9007199254740993") == "9007199254740993");
  BOOST_TEST(id_of("18446744073709551615") == "18446744073709551615");
  BOOST_TEST(id_of("1.5") == "1.5");
  BOOST_TEST(id_of("\"a\\nb\\u00fc\"") == "\"a\\nb\xc3\xbc\"");
  BOOST_TEST(id_of("\"\"") == "\"\"");
  BOOST_TEST(id_of("null") == "null");
}

BOOST_AUTO_TEST_CASE(refuses_an_id_of_another_type_and_answers_with_null) {
  for (auto id : {"true", "[1]", "{}"}) {
    auto out =
      only(R"({"jsonrpc":"2.0","method":"status","id":)" + std::string{id} + "}");
    BOOST_TEST(out.id == "null");
    BOOST_TEST(bad(out).code == -32600);
  }
}

BOOST_AUTO_TEST_CASE(knows_a_notification_by_its_missing_id) {
  BOOST_TEST(only(R"({"jsonrpc":"2.0","method":"status"})").id.empty());
  BOOST_TEST(only(R"({"jsonrpc":"2.0","method":"nonsense"})").id.empty());
  BOOST_TEST(only(R"({"jsonrpc":"2.0","method":"read","params":{}})").id.empty());
}

BOOST_AUTO_TEST_CASE(refuses_what_is_no_request_object) {
  auto check = [](std::string_view text, std::string_view message) {
    auto out = only(text);
    BOOST_TEST(out.id == "null");
    BOOST_TEST(bad(out).code == -32600);
    BOOST_TEST(bad(out).message == "invalid request: " + std::string{message});
  };
  check("1", "expected an object");
  check("\"status\"", "expected an object");
  check("null", "expected an object");
  check("{}", R"(jsonrpc: expected "2.0")");
  check(R"({"jsonrpc":2.0,"method":"status"})", R"(jsonrpc: expected "2.0")");
  check(R"({"jsonrpc":"1.0","method":"status"})", R"(jsonrpc: expected "2.0")");
  check(R"({"jsonrpc":"2.0"})", "method: expected a string");
  check(R"({"jsonrpc":"2.0","method":1,"params":"bar"})", "method: expected a string");
  check(R"({"jsonrpc":"2.0","method":"list","params":"bar"})",
        "params: expected an object");
  check(R"({"jsonrpc":"2.0","method":"list","params":null})",
        "params: expected an object");
}

BOOST_AUTO_TEST_CASE(answers_an_invalid_request_with_its_id_where_readable) {
  auto out = only(R"({"jsonrpc":"1.0","method":"status","id":"a"})");
  BOOST_TEST(out.id == "\"a\"");
  BOOST_TEST(bad(out).code == -32600);
}

BOOST_AUTO_TEST_CASE(says_where_the_text_is_no_json) {
  auto check = [](std::string_view text) {
    auto out = only(text);
    BOOST_TEST(out.id == "null");
    BOOST_TEST(bad(out).code == -32700);
    BOOST_TEST(bad(out).message.starts_with("parse error"));
  };
  check("");
  check("  ");
  check("{");
  check("[1,");
  check(R"({"jsonrpc":"2.0"} x)");
  check(R"({"jsonrpc":"2.0","method":"status)");
  check(R"({"jsonrpc":"2.0","method":"\)");
  check("{\"a\":\"\xff\"}");
  check("{\"a\":\"\xc0\x80\"}");
  check("{\"a\":\"\n\"}");
  check(R"({"a":"\ud800"})");
  check(R"({"a":"\udc00"})");
  check(R"({"a":NaN})");
  check(R"({"a":1e999})");
  check(std::string_view{"{}\0{}", 5});
}

BOOST_AUTO_TEST_CASE(takes_a_surrogate_pair) {
  BOOST_TEST(good<browse_request>(text_of("browse", R"({"ref":"\ud83d\udd0c"})")).ref
             == "\xf0\x9f\x94\x8c");
}

BOOST_AUTO_TEST_CASE(does_not_find_methods_the_protocol_does_not_name) {
  auto why = bad(text_of("raed", "{}"));
  BOOST_TEST(why.code == -32601);
  BOOST_TEST(why.message == "method not found: raed");
  BOOST_TEST(bad(text_of("dataset.rename", "{}")).code == -32601);
  BOOST_TEST(bad(text_of("", "{}")).code == -32601);
}

BOOST_AUTO_TEST_CASE(reads_what_one_connection_is_asked_for) {
  auto operate = good<action_request>(text_of(
    "operate",
    R"({"ref":"ied1:LD/CSWI1.Pos","value":true,"origin":{"category":2,"identity":"me"},)"
    R"("test":true,"check":{"interlock":false},"time":"2026-11-22T07:45:12Z","key":"k"})"));
  BOOST_TEST(operate.ref == "ied1:LD/CSWI1.Pos");
  auto& control = std::get<action::control>(operate.what);
  BOOST_TEST((control.what == action::control::kind::operate));
  BOOST_TEST((control.value == value{true}));
  BOOST_TEST((control.origin_category == 2 && control.origin_identity == "me"));
  BOOST_TEST(
    (control.test && !control.synchro_check && control.interlock_check == false));
  BOOST_TEST((control.time.has_value() && control.key == "k"));
  auto sets = good<action_request>(
    text_of("dataset.create", R"({"ref":"ied1:@a","members":["ied1:LD/A.B[MX]"]})"));
  BOOST_TEST(std::get<action::data_set>(sets.what).members.size() == 1u);
  auto group = good<action_request>(
    text_of("setting.select_edit", R"({"ref":"ied1:LD","group":2})"));
  BOOST_TEST(std::get<action::setting>(group.what).group == 2u);
  auto file = good<action_request>(text_of("file.list", R"({"ref":"ied1:"})"));
  BOOST_TEST((std::get<action::file>(file.what).what == action::file::kind::list));
  auto log = good<action_request>(text_of(
    "log.read", R"({"ref":"ied1:LD/LLN0.Log","limit":5,"after":{"id":{"hex":"01"}}})"));
  BOOST_TEST(std::get<action::log>(log.what).limit == 5u);
  auto reply = good<action_request>(
    text_of("command.reply", R"({"id":"gw1:17","accept":true,"add_cause":"none"})"));
  BOOST_TEST(reply.ref == "gw1:17");
  BOOST_TEST(std::get<action::reply>(reply.what).id == "17");
  auto end = good<action_request>(text_of("command.end", R"({"ref":"gw1:LD/A.B"})"));
  BOOST_TEST(std::get<action::end>(end.what).success);
  auto all = good<action_request>(text_of("interrogate", R"({"connection":"rtu1"})"));
  BOOST_TEST(all.ref == "rtu1:");
}

BOOST_AUTO_TEST_CASE(reads_interrogations) {
  auto read = [](std::string_view params) {
    auto out = good<action_request>(text_of("interrogate", params));
    BOOST_TEST(out.ref == "rtu1:");
    return std::get<action::interrogation>(out.what);
  };
  auto all = read(R"({"connection":"rtu1"})");
  BOOST_TEST((!all.counters && all.group == 0 && !all.common_address));
  auto group =
    read(R"({"connection":"rtu1","kind":"general","group":16,"common_address":65534})");
  BOOST_TEST((!group.counters && group.group == 16 && group.common_address == 65534));
  using freeze = action::interrogation::freeze;
  constexpr std::pair<const char*, freeze> words[] = {
    {"read", freeze::read},
    {"freeze", freeze::freeze},
    {"freeze_and_reset", freeze::freeze_and_reset},
    {"reset", freeze::reset},
  };
  for (auto& [word, how] : words) {
    auto x = read(R"({"connection":"rtu1","kind":"counters","group":4,"freeze":")"
                  + std::string{word} + "\"}");
    BOOST_TEST((x.counters && x.group == 4 && x.how == how));
  }
}

BOOST_AUTO_TEST_CASE(says_what_is_wrong_with_interrogations) {
  auto check = [](std::string_view more, std::string_view message) {
    check_params("interrogate", R"({"connection":"rtu1",)" + std::string{more} + "}",
                 "params." + std::string{message});
  };
  check_params("interrogate", "{}", "params.connection: missing, expected a string");
  check(R"("kind":"all")", "kind: expected general or counters");
  check(R"("kind":1)", "kind: expected a string");
  check(R"("group":0)", "group: expected 1 to 16");
  check(R"("group":17)", "group: expected 1 to 16");
  check(R"("group":18446744073709551615)", "group: expected 1 to 16");
  check(R"("group":"1")", "group: expected a whole number from 0 on");
  check(R"("kind":"counters","group":5)", "group: expected 1 to 4");
  check(R"("common_address":0)", "common_address: expected 1 to 65534");
  check(R"("common_address":65535)", "common_address: expected 1 to 65534");
  check(R"("freeze":"read")", "freeze: with counters only");
  check(R"("kind":"counters","freeze":"thaw")",
        "freeze: expected read, freeze, freeze_and_reset or reset");
  check(R"("kind":"counters","freeze":null)",
        "freeze: expected read, freeze, freeze_and_reset or reset");
}

BOOST_AUTO_TEST_CASE(tells_what_is_wrong_with_such_params) {
  constexpr std::pair<const char*, const char*> wrong[] = {
    {"operate", R"({"ref":"a:b"})"},
    {"operate", R"({"ref":"a:b","value":1,"origin":{"category":9}})"},
    {"operate", R"({"ref":"a:b","value":1,"origin":3})"},
    {"operate", R"({"ref":"a:b","value":1,"check":{"synchro":1}})"},
    {"operate", R"({"ref":"a:b","value":1,"time":"now"})"},
    {"operate", R"({"ref":"a:b","value":1,"speed":1})"},
    {"dataset.create", R"({"ref":"a:b"})"},
    {"setting.select_edit", R"({"ref":"a:b"})"},
    {"setting.write", R"({"ref":"a:b"})"},
    {"file.get", R"({"ref":"a:b"})"},
    {"command.reply", R"({"id":"a:1"})"},
    {"command.reply", R"({"id":"a:1","accept":"yes"})"},
    {"interrogate", "{}"},
  };
  for (auto& [name, params] : wrong)
    BOOST_TEST(bad(text_of(name, params)).code == -32602, params);
}

BOOST_AUTO_TEST_CASE(reads_a_batch_in_order) {
  auto out = rpc::parse(R"([{"jsonrpc":"2.0","id":1,"method":"status"},1,)"
                        R"({"jsonrpc":"2.0","method":"list"},)"
                        R"({"jsonrpc":"2.0","id":"b","method":"nonsense"}])");
  BOOST_TEST(out.batch);
  BOOST_REQUIRE(out.calls.size() == 4u);
  BOOST_TEST(out.calls[0].id == "1");
  BOOST_TEST(std::holds_alternative<method>(out.calls[0].what));
  BOOST_TEST(out.calls[1].id == "null");
  BOOST_TEST(bad(out.calls[1]).code == -32600);
  BOOST_TEST(out.calls[2].id.empty());
  BOOST_TEST(out.calls[3].id == "\"b\"");
  BOOST_TEST(bad(out.calls[3]).code == -32601);
}

BOOST_AUTO_TEST_CASE(answers_an_empty_batch_with_one_error_object) {
  auto out = only("[]");
  BOOST_TEST(out.id == "null");
  BOOST_TEST(bad(out).code == -32600);
}

BOOST_AUTO_TEST_CASE(does_not_take_a_batch_inside_a_batch) {
  auto out = rpc::parse("[[]]");
  BOOST_TEST(out.batch);
  BOOST_REQUIRE(out.calls.size() == 1u);
  BOOST_TEST(bad(out.calls[0]).code == -32600);
}

BOOST_AUTO_TEST_CASE(answers_a_batch_over_the_limit_with_one_error_object) {
  auto bounds = limits{};
  bounds.calls = 2;
  BOOST_TEST(rpc::parse("[1,2]", bounds).batch);
  auto out = rpc::parse("[1,2,3]", bounds);
  BOOST_TEST(!out.batch);
  BOOST_REQUIRE(out.calls.size() == 1u);
  BOOST_TEST(bad(out.calls[0]).code == -32600);
  BOOST_TEST(bad(out.calls[0]).message == "batch of 3 requests is over the limit of 2");
}

BOOST_AUTO_TEST_CASE(bounds_the_items_of_one_call) {
  BOOST_TEST(good<read_request>(text_of("read", refs(10'000))).refs.size() == 10'000u);
  check_params("read", refs(10'001),
               "params.refs: expected at most 10000 items, not 10001");
  auto bounds = limits{};
  bounds.items = 1;
  auto out = rpc::parse(text_of("write", R"({"writes":[1,2]})"), bounds);
  BOOST_TEST(bad(out.calls[0]).message
             == "params.writes: expected at most 1 items, not 2");
}

BOOST_AUTO_TEST_CASE(refuses_a_hundred_megabytes_unread) {
  auto big = std::string(100'000'000, '[');
  auto before = std::chrono::steady_clock::now();
  auto out = only(big);
  BOOST_TEST(
    (std::chrono::steady_clock::now() - before < std::chrono::milliseconds{20}));
  BOOST_TEST(bad(out).code == -32600);
  BOOST_TEST(bad(out).message
             == "request of 100000000 octets is over the limit of 1048576");
}

BOOST_AUTO_TEST_CASE(refuses_a_million_levels_whatever_the_size_limit) {
  auto bounds = limits{};
  bounds.size = std::size_t{1} << 30;
  for (const auto& text :
       {nested(1'000'000, "[", "]"), nested(1'000'000, "{\"a\":", "}"),
        std::string(1'000'000, '[')}) {
    auto out = rpc::parse(text, bounds);
    BOOST_REQUIRE(out.calls.size() == 1u);
    BOOST_TEST(bad(out.calls[0]).code == -32600);
    BOOST_TEST(bad(out.calls[0]).message
               == "request nested deeper than the limit of 32");
  }
}

BOOST_AUTO_TEST_CASE(takes_nesting_up_to_the_limit) {
  auto write = [](std::size_t depth) {
    return text_of("write", R"({"writes":[{"ref":"a:b","value":)"
                              + nested(depth, "[", "]") + "}]}");
  };
  good<write_request>(write(28));
  BOOST_TEST(bad(write(29)).code == -32600);
}

BOOST_AUTO_TEST_CASE(does_not_count_brackets_inside_strings) {
  auto ref = std::string(100, '[') + R"(\\\"{{{{)";
  good<browse_request>(text_of("browse", "{\"ref\":\"" + ref + "\"}"));
}

BOOST_AUTO_TEST_CASE(maps_each_kind_of_error_to_its_code) {
  auto check = [](errc x, int code, std::string_view kind) {
    auto out = to_failure({x, "pv1:a", "the-word"});
    BOOST_TEST(out.code == code);
    BOOST_TEST(out.kind == kind);
    BOOST_TEST(out.cause == "the-word");
    BOOST_TEST(out.message.find("pv1:a (the-word)") != std::string::npos);
  };
  check(errc::not_found, 1, "not-found");
  check(errc::not_connected, 2, "not-connected");
  check(errc::timeout, 3, "timeout");
  check(errc::access_denied, 4, "access-denied");
  check(errc::type_mismatch, 5, "type-mismatch");
  check(errc::rejected, 6, "rejected");
  check(errc::busy, 7, "busy");
  check(errc::invalid_value, 8, "invalid-value");
  check(errc::gone, 9, "gone");
  check(errc::unsupported, 10, "unsupported");
  for (auto inner : {errc::truncated, errc::malformed, errc::out_of_state})
    check(inner, -32603, "");
}

BOOST_AUTO_TEST_CASE(says_an_error_in_a_short_sentence) {
  BOOST_TEST(to_failure({errc::not_found, "pv1:a"}).message == "not found: pv1:a");
  BOOST_TEST(to_failure({errc::busy, ""}).message == "busy");
  BOOST_TEST(to_failure({errc::malformed, "modbus.mbap"}).message
             == "internal error: data is malformed: modbus.mbap");
}

BOOST_AUTO_TEST_CASE(writes_samples_in_the_order_asked) {
  auto out = write_samples({"pv1:a", "pv1:b"},
                           {sample{value{1.5}, quality::good(), a_time},
                            fail(errc::rejected, "pv1:b", "illegal-data-address")});
  BOOST_TEST(out
             == R"([{"ref":"pv1:a","value":1.5,"quality":{"validity":"good"},)"
                R"("time":"2026-11-22T07:45:12.123456720Z"},)"
                R"({"ref":"pv1:b","error":{"code":6,)"
                R"_("message":"rejected by the device: pv1:b (illegal-data-address)",)_"
                R"("data":{"kind":"rejected","cause":"illegal-data-address"}}}])");
  BOOST_TEST(write_samples({}, {}) == "[]");
}

BOOST_AUTO_TEST_CASE(writes_what_was_written) {
  auto out = write_written({"pv1:a", "pv1:b"},
                           {result<void>{}, fail(errc::access_denied, "pv1:b")});
  BOOST_TEST(
    out
    == R"([{"ref":"pv1:a"},{"ref":"pv1:b","error":{"code":4,)"
       R"("message":"access denied: pv1:b","data":{"kind":"access-denied"}}}])");
}

BOOST_AUTO_TEST_CASE(writes_a_list_of_points) {
  BOOST_TEST(write_list({{"pv1:a", "float", "W", true}, {"pv1:b", "bool"}})
             == R"([{"ref":"pv1:a","type":"float","unit":"W","writable":true},)"
                R"({"ref":"pv1:b","type":"bool","writable":false}])");
}

BOOST_AUTO_TEST_CASE(writes_a_snapshot) {
  BOOST_TEST(
    write_snapshot(7, "e1", {"pv1:a"}, {{value{true}, quality::good(), a_time}})
    == R"({"seq":7,"epoch":"e1","values":[{"ref":"pv1:a","value":true,)"
       R"("quality":{"validity":"good"},"time":"2026-11-22T07:45:12.123456720Z"}]})");
}

BOOST_AUTO_TEST_CASE(writes_a_page_of_replay) {
  BOOST_TEST(write_replay("e1", {{"gap/", "{}"}, {"state/a/", "{\"x\":1}"}}, 9)
             == R"({"epoch":"e1","messages":[{"topic":"gap/","body":{}},)"
                R"({"topic":"state/a/","body":{"x":1}}],"next_seq":9})");
  BOOST_TEST(write_replay("e1", {}, 9)
             == R"({"epoch":"e1","messages":[],"next_seq":9})");
}

BOOST_AUTO_TEST_CASE(writes_responses) {
  BOOST_TEST(write_response("\"a\"", "[1]")
             == R"({"jsonrpc":"2.0","id":"a","result":[1]})");
  BOOST_TEST(write_response("null", failure{-32700, "parse \"error\""})
             == R"({"jsonrpc":"2.0","id":null,"error":)"
                R"({"code":-32700,"message":"parse \"error\""}})");
}

BOOST_AUTO_TEST_CASE(writes_what_is_still_kept_into_the_error_gone) {
  BOOST_TEST(write_response("1", gone(42, "e1"))
             == R"({"jsonrpc":"2.0","id":1,"error":{"code":9,)"
                R"("message":"no longer kept: messages before 42",)"
                R"("data":{"kind":"gone","oldest":42,"epoch":"e1"}}})");
}

BOOST_AUTO_TEST_CASE(writes_a_batch) {
  BOOST_TEST(write_batch({"{}", "1"}) == "[{},1]");
  BOOST_TEST(write_batch({}) == "[]");
}

BOOST_AUTO_TEST_SUITE_END()
