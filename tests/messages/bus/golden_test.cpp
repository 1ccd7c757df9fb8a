#include "messages/bus/json.hpp"
#include "messages/bus/rpc.hpp"

#include <boost/test/unit_test.hpp>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <limits>
#include <sstream>

// The bodies in tests/schemas/golden are what the encoders write, and what the
// JSON Schemas are checked against: neither can change without the other. With
// STATIONBUS_WRITE_GOLDEN in the environment the files are written anew.

using namespace bus;

namespace {

const auto golden =
  std::filesystem::path{STATIONBUS_SOURCE_DIR} / "tests/schemas/golden";

constexpr auto a_time = utc_time{1795333512123456720};
constexpr auto later = utc_time{1795333512125000000};
constexpr auto epoch = std::string_view{"k3f9a2"};

std::string read_file(const std::filesystem::path& path) {
  auto out = std::ostringstream{};
  out << std::ifstream{path}.rdbuf();
  return out.str();
}

/// `name` begins with the schema it is valid under: `"data.float"`.
void check(const std::string& name, const std::string& body) {
  auto path = golden / (name + ".json");
  if (std::getenv("STATIONBUS_WRITE_GOLDEN"))
    std::ofstream{path} << body << '\n';
  BOOST_TEST(read_file(path) == body + '\n', name << " is now " << body);
}

std::string data_body(const value& x, quality how = quality::good(),
                      utc_time when = a_time,
                      reasons why = static_cast<reasons>(reason::data_change)) {
  auto out = std::string{};
  write_data_body(out, {42, epoch, later}, {"ied1:LD0/MMXU1.TotW[MX]", "any"},
                  {0, why, {x, how, when}});
  return out;
}

std::string state_body(connection_state x, std::string cause) {
  auto out = std::string{};
  write_state_body(out, {43, epoch, later},
                   {"pv1", "modbus", x, std::move(cause), a_time});
  return out;
}

template <class T>
std::string alone(const T& x) {
  auto out = std::string{};
  json::write(out, x);
  return out;
}

value a_structure() {
  auto numbers = array{value{std::int64_t{1}}, value{2.5}, value{false}};
  return std::make_shared<const structure>(
    structure{{"f", value{1234.5f}},
              {"list", value{std::make_shared<const array>(numbers)}},
              {"text", value{std::string{"a \"word\""}}}});
}

} // namespace

BOOST_AUTO_TEST_SUITE(bus_golden)

BOOST_AUTO_TEST_CASE(writes_each_type_of_value_as_agreed) {
  check("data.nothing", data_body(value{}));
  check("data.boolean", data_body(true));
  check("data.integer", data_body(std::int64_t{-5}));
  check("data.big_integer", data_body(~std::uint64_t{0}));
  check("data.float", data_body(230.1f));
  check("data.not_a_number", data_body(std::numeric_limits<float>::quiet_NaN()));
  check("data.endless", data_body(-std::numeric_limits<double>::infinity()));
  check("data.string", data_body(std::string{"ABB \xc3\xbc\n"}));
  check("data.bit_string", data_body(bit_string{"0110"}));
  check("data.octet_string", data_body(octet_string{{0x0a, 0x0b}}));
  check("data.double_point", data_body(double_point::intermediate));
  check("data.structure", data_body(a_structure()));
}

BOOST_AUTO_TEST_CASE(writes_times_with_their_quality_as_agreed) {
  auto stamp = a_time;
  stamp.quality.bits = 0xca;
  check("data.time", data_body(a_time));
  check("data.time_with_quality", data_body(stamp, quality::good(), stamp));
}

BOOST_AUTO_TEST_CASE(writes_quality_and_reasons_as_agreed) {
  auto all = quality{0x1fff};
  check("data.every_detail", data_body(1.5, all, a_time, 0x7f));
  check("data.lost", data_body(1.5, quality::make(validity::invalid, quality::old_data),
                               a_time, static_cast<reasons>(reason::quality_change)));
  check("quality.good", alone(quality::good()));
  check("quality.reserved", alone(quality::make(validity::reserved)));
  check("quality.every_detail", alone(all));
}

BOOST_AUTO_TEST_CASE(writes_states_and_gaps_as_agreed) {
  auto gap = std::string{};
  write_gap_body(gap, {44, epoch, later}, 12, 40);
  check("gap.messages", gap);
  check("state.connecting", state_body(connection_state::connecting, ""));
  check("state.connected", state_body(connection_state::connected, ""));
  check("state.disconnected", state_body(connection_state::disconnected, "drained"));
  check("state.failed", state_body(connection_state::failed, "connection refused"));
  check("state.disabled", state_body(connection_state::disabled, ""));
}

BOOST_AUTO_TEST_CASE(writes_results_as_agreed) {
  auto known = sample{value{1.5}, quality::good(), a_time};
  auto refused = fail(errc::rejected, "pv1:b", "illegal-data-address");
  check(
    "response.read",
    rpc::write_response("1", rpc::write_samples({"pv1:a", "pv1:b"}, {known, refused})));
  check("response.write",
        rpc::write_response(
          "\"a\"", rpc::write_written({"pv1:a", "pv1:b"}, {result<void>{}, refused})));
  check("response.list",
        rpc::write_response(
          "2", rpc::write_list({{"pv1:a", "float", "W", true}, {"pv1:b", "boolean"}})));
  check("snapshot.one", rpc::write_snapshot(42, epoch, {"pv1:a"}, {known}));
  check("replay.page",
        rpc::write_replay(epoch,
                          {{"data/ied1:LD0/MMXU1.TotW[MX]/", data_body(true)},
                           {"state/pv1/", state_body(connection_state::failed, "")}},
                          44));
  check("replay.end", rpc::write_replay(epoch, {}, 44));
}

BOOST_AUTO_TEST_CASE(writes_errors_as_agreed) {
  auto error = [](std::string_view id, const auto& x) {
    return rpc::write_response(id, x);
  };
  check("response.parse_error",
        error("null", rpc::failure{-32700, "parse error at octet 0"}));
  check("response.gone", error("3", rpc::gone(42, epoch)));
  check("response.internal",
        error("4", rpc::to_failure({errc::malformed, "modbus.mbap"})));
  check("response.batch",
        rpc::write_batch({error("5", rpc::to_failure({errc::not_connected, "pv1"})),
                          rpc::write_response("6", "[]")}));
}

BOOST_AUTO_TEST_CASE(understands_each_golden_request) {
  auto count = 0;
  for (const auto& entry : std::filesystem::directory_iterator{golden}) {
    auto name = entry.path().filename().string();
    if (!name.starts_with("request."))
      continue;
    ++count;
    for (const auto& call : rpc::parse(read_file(entry.path())).calls) {
      auto why = std::get_if<rpc::failure>(&call.what);
      BOOST_TEST((!why || why->kind == "unsupported"), name);
    }
  }
  BOOST_TEST(count >= 10);
}

BOOST_AUTO_TEST_SUITE_END()
