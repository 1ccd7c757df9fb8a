#include "tools/simulator/running_simulator.hpp"

#include <boost/test/unit_test.hpp>
#include <modbus/modbus.h>

#include <cerrno>
#include <filesystem>
#include <future>
#include <stdlib.h>

using namespace bus;
using namespace bus::simulator;
using namespace std::chrono_literals;
using modbus::format;
using modbus::table;
namespace fs = std::filesystem;

namespace {

constexpr auto seconds_to_wait = 30u;

simulated_point make_point(std::string name, std::uint16_t address, wave moves,
                           format kind = format::uint16) {
  auto out = simulated_point{};
  out.point.name = std::move(name);
  out.point.address = address;
  out.point.format = kind;
  out.wave = moves;
  return out;
}

/// Registers: 0 is the unit's id, 1 and 2 a float32, 3 is new at each request.
device_settings make_device(std::string name, const std::string& address,
                            std::uint8_t unit = 1) {
  auto out = device_settings{};
  out.name = std::move(name);
  out.address = modbus::parse_address(address).value();
  out.device_id = unit;
  auto id = static_cast<double>(unit);
  out.points = {
    make_point("id", 0, {wave::kind::constant, 1s, id, id}),
    make_point("half", 1, {wave::kind::constant, 1s, 0.5, 1}, format::float32),
    make_point("dice", 3, {wave::kind::random, 0s, 0, 65535})};
  return out;
}

/// A device at a free port.
device_settings tcp_device(std::string name, std::uint8_t unit = 1) {
  auto out = make_device(std::move(name), "tcp://127.0.0.1:502", unit);
  std::get<modbus::tcp_endpoint>(out.address.where).port = 0;
  return out;
}

std::unique_ptr<running_simulator> run(std::vector<device_settings> devices,
                                       unsigned loops = 1, request_observer seen = {}) {
  auto out = running_simulator::start({std::move(devices)}, loops, std::move(seen));
  BOOST_REQUIRE_MESSAGE(out.has_value(), (out ? "" : to_string(out.error())));
  return std::move(*out);
}

class client {
public:
  static client tcp(const std::string& endpoint, int unit = 1) {
    auto at = modbus::parse_address(endpoint).value();
    auto& tcp = std::get<modbus::tcp_endpoint>(at.where);
    return client{modbus_new_tcp(tcp.host.c_str(), tcp.port), unit};
  }

  static client rtu(const std::string& path, int unit = 1) {
    return client{modbus_new_rtu(path.c_str(), 115200, 'N', 8, 1), unit};
  }

  std::vector<std::uint16_t> read(int address, int quantity) {
    auto out = std::vector<std::uint16_t>(static_cast<std::size_t>(quantity));
    auto got = modbus_read_registers(context_.get(), address, quantity, out.data());
    BOOST_TEST(got == quantity, modbus_strerror(errno));
    return out;
  }

  int failure_of_read(int address) {
    auto content = std::uint16_t{};
    return modbus_read_registers(context_.get(), address, 1, &content) < 0 ? errno : 0;
  }

  bool write(int address, std::uint16_t content) {
    return modbus_write_register(context_.get(), address, content) == 1;
  }

  bool hears_nothing(int address) {
    modbus_set_response_timeout(context_.get(), 0, 20'000);
    auto nothing = failure_of_read(address) == ETIMEDOUT;
    modbus_set_response_timeout(context_.get(), seconds_to_wait, 0);
    return nothing;
  }

  void talk_to(int unit) { modbus_set_slave(context_.get(), unit); }

private:
  client(modbus_t* context, int unit)
    : context_{context} {
    talk_to(unit);
    modbus_set_response_timeout(context, seconds_to_wait, 0);
    modbus_set_byte_timeout(context, seconds_to_wait, 0);
    BOOST_REQUIRE_MESSAGE(modbus_connect(context) == 0, modbus_strerror(errno));
  }

  struct closer {
    void operator()(modbus_t* x) const {
      modbus_close(x);
      modbus_free(x);
    }
  };
  std::unique_ptr<modbus_t, closer> context_;
};

struct folder {
  folder() {
    char name[] = "/tmp/simulator_XXXXXX";
    BOOST_REQUIRE(mkdtemp(name) != nullptr);
    path = name;
  }
  ~folder() { fs::remove_all(path); }
  std::string device() const { return "rtu://" + (path / "ttyS9").string(); }

  fs::path path;
};

} // namespace

BOOST_AUTO_TEST_SUITE(simulator_running)

BOOST_AUTO_TEST_CASE(a_client_reads_and_writes_over_tcp) {
  auto uut = run({tcp_device("a")});
  auto who = client::tcp(uut->endpoint_of("a"));
  BOOST_TEST(who.read(0, 3) == (std::vector<std::uint16_t>{1, 0x3f00, 0}));
  BOOST_TEST(who.write(0, 77));
  BOOST_TEST(who.read(0, 1) == std::vector<std::uint16_t>{77});
  BOOST_TEST(who.read(3, 1) != who.read(3, 1));
  BOOST_TEST(who.failure_of_read(9) == EMBXILADD);
  who.talk_to(9);
  BOOST_TEST(who.failure_of_read(0) == EMBXGTAR);
  BOOST_TEST(uut->requests_served(0) == 6);
}

BOOST_AUTO_TEST_CASE(clients_of_one_device_see_the_same_registers) {
  auto uut = run({tcp_device("a")});
  auto one = client::tcp(uut->endpoint_of("a"));
  auto two = client::tcp(uut->endpoint_of("a"));
  BOOST_TEST(one.write(0, 5));
  BOOST_TEST(two.read(0, 1) == std::vector<std::uint16_t>{5});
}

BOOST_AUTO_TEST_CASE(units_at_one_address_share_its_port) {
  auto first = run({tcp_device("a")});
  auto taken = first->endpoint_of("a");
  first.reset();
  auto uut = run({make_device("a", taken, 1), make_device("b", taken, 2)});
  BOOST_TEST(uut->endpoint_of("b") == taken);
  auto who = client::tcp(taken, 2);
  BOOST_TEST(who.read(0, 1) == std::vector<std::uint16_t>{2});
  who.talk_to(1);
  BOOST_TEST(who.read(0, 1) == std::vector<std::uint16_t>{1});
}

BOOST_AUTO_TEST_CASE(many_devices_answer_from_several_loops) {
  auto devices = std::vector<device_settings>{};
  for (std::uint8_t i = 1; i <= 40; ++i)
    devices.push_back(tcp_device("d" + std::to_string(i), i));
  auto uut = run(devices, 2);
  for (auto& x : devices) {
    auto who = client::tcp(uut->endpoint_of(x.name), x.device_id);
    BOOST_TEST(who.read(0, 1) == std::vector<std::uint16_t>{x.device_id});
  }
  BOOST_TEST(uut->requests_served() == 40);
  BOOST_TEST(uut->requests_served(39) == 1);
}

BOOST_AUTO_TEST_CASE(the_observer_is_told_of_each_request) {
  auto seen = std::promise<std::pair<std::size_t, time_point>>{};
  auto before = std::chrono::steady_clock::now();
  auto uut =
    run({tcp_device("a"), tcp_device("b")}, 1, [&](std::size_t device, time_point now) {
      seen.set_value({device, now});
    });
  client::tcp(uut->endpoint_of("b")).read(0, 1);
  auto [device, when] = seen.get_future().get();
  BOOST_TEST(device == 1);
  BOOST_TEST((when >= before && when <= std::chrono::steady_clock::now()));
}

BOOST_AUTO_TEST_CASE(a_disconnect_ends_the_connection_and_not_the_device) {
  auto settings = tcp_device("a");
  settings.faults = {{.what = fault::kind::disconnect}};
  auto uut = run({settings});
  for (auto i = 0; i < 3; ++i)
    BOOST_TEST(client::tcp(uut->endpoint_of("a")).failure_of_read(0) == ECONNRESET);
  BOOST_TEST(uut->requests_served(0) == 3);
}

BOOST_AUTO_TEST_CASE(a_delayed_answer_comes_late) {
  auto settings = tcp_device("a");
  settings.faults = {{.what = fault::kind::delay, .delay = 30ms}};
  auto uut = run({settings});
  auto who = client::tcp(uut->endpoint_of("a"));
  auto before = std::chrono::steady_clock::now();
  BOOST_TEST(who.read(0, 1) == std::vector<std::uint16_t>{1});
  BOOST_TEST((std::chrono::steady_clock::now() - before >= 30ms));
}

BOOST_AUTO_TEST_CASE(a_serial_line_has_its_devices_name) {
  auto at = folder{};
  auto uut = run({make_device("a", at.device(), 1), make_device("b", at.device(), 2)});
  BOOST_TEST(fs::read_symlink(at.path / "ttyS9").string() == uut->endpoint_of("a"));
  for (auto i = 0; i < 3; ++i) { // the line outlives its clients
    auto who = client::rtu(at.path / "ttyS9", 2);
    BOOST_TEST(who.read(0, 3) == (std::vector<std::uint16_t>{2, 0x3f00, 0}));
    who.talk_to(1);
    BOOST_TEST(who.write(0, 77));
    BOOST_TEST(who.read(0, 1) == std::vector<std::uint16_t>{77});
    BOOST_TEST(who.write(0, 1));
  }
  BOOST_TEST(uut->requests_served(0) == 9);
  uut->stop();
  BOOST_TEST(fs::is_empty(at.path));
}

BOOST_AUTO_TEST_CASE(a_serial_line_outlives_a_disconnect) {
  auto at = folder{};
  auto broken = make_device("a", at.device(), 1);
  broken.faults = {{.what = fault::kind::disconnect}};
  auto uut = run({broken, make_device("b", at.device(), 2)});
  auto who = client::rtu(uut->endpoint_of("a"), 1);
  BOOST_TEST(who.hears_nothing(0));
  who.talk_to(2);
  BOOST_TEST(who.read(0, 1) == std::vector<std::uint16_t>{2});
}

BOOST_AUTO_TEST_CASE(stopping_ends_its_connections) {
  auto uut = run({tcp_device("a")});
  auto who = client::tcp(uut->endpoint_of("a"));
  who.read(0, 1);
  uut->stop();
  BOOST_TEST(who.failure_of_read(0) != 0);
  uut->stop();
}

BOOST_AUTO_TEST_CASE(an_address_in_use_is_told) {
  auto first = run({tcp_device("a")});
  auto second = running_simulator::start({{make_device("b", first->endpoint_of("a"))}});
  BOOST_REQUIRE(!second);
  BOOST_TEST((second.error().code == errc::not_connected));
  BOOST_TEST(second.error().cause.find(first->endpoint_of("a")) == 0);
}

BOOST_AUTO_TEST_CASE(mistakes_in_the_settings_are_told) {
  auto start = [](auto... x) { return running_simulator::start({{x...}}).has_value(); };
  BOOST_TEST(!start(tcp_device("a"), tcp_device("a")));
  auto at = folder{};
  BOOST_TEST(!start(make_device("a", at.device()), make_device("b", at.device())));
  BOOST_TEST(fs::is_empty(at.path));
  auto bad = tcp_device("a");
  bad.points[0].point.name.clear();
  BOOST_TEST(!start(bad));
}

BOOST_AUTO_TEST_SUITE_END()
