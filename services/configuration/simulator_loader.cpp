#include "services/configuration/simulator_loader.hpp"

#include "messages/iec61850/reference.hpp"
#include "services/configuration/iec104_loader.hpp"
#include "services/configuration/iec104_types.hpp"
#include "services/configuration/iec61850_loader.hpp"
#include "services/configuration/loading.hpp"
#include "services/configuration/mms_loader.hpp"
#include "services/configuration/modbus_loader.hpp"
#include "services/configuration/wording.hpp"
#include "tools/simulator/moving_variables.hpp"

#include <map>

namespace bus::configuration {

namespace {

using namespace simulator;
using rapidjson::Value;

template <class Kind>
using kind_words = std::initializer_list<std::pair<std::string_view, Kind>>;

template <class Kind>
Kind to_kind(std::string_view word, kind_words<Kind> all) {
  for (auto& [name, kind] : all)
    if (name == word)
      return kind;
  return all.begin()->second;
}

wave::kind to_wave_kind(std::string_view word) {
  using enum wave::kind;
  return to_kind<wave::kind>(word, {{"constant", constant},
                                    {"sine", sine},
                                    {"ramp", ramp},
                                    {"random", random},
                                    {"square", square}});
}

fault::kind to_fault_kind(std::string_view word) {
  using enum fault::kind;
  return to_kind<fault::kind>(word, {{"silence", silence},
                                     {"delay", delay},
                                     {"exception", exception},
                                     {"wrong_length", wrong_length},
                                     {"wrong_crc", wrong_crc},
                                     {"wrong_unit", wrong_unit},
                                     {"wrong_transaction", wrong_transaction},
                                     {"garbage", garbage},
                                     {"disconnect", disconnect}});
}

iec104_fault::kind to_iec104_fault_kind(std::string_view word) {
  using enum iec104_fault::kind;
  return to_kind<iec104_fault::kind>(word,
                                     {{"silence", silence},
                                      {"lost_acknowledgement", lost_acknowledgement},
                                      {"stalled_window", stalled_window},
                                      {"wrong_sequence", wrong_sequence},
                                      {"garbage", garbage},
                                      {"disconnect", disconnect}});
}

/// Builds the settings and checks what no schema can.
class simulator_reader {
public:
  simulator_reader(const document& file, mistake_list& wrong, const environment& from)
    : file_{file},
      wrong_{wrong},
      associations_{file_, wrong_, from, "a simulated device is not reached over XMPP"},
      iec61850_{file_, wrong_, associations_, from} {}

  simulator_settings read() {
    auto& list = section{&file_.root()}.list("devices");
    auto path = trail{root_, "devices"};
    check_names(list, path, file_, wrong_);
    auto out = simulator_settings{};
    auto number = std::size_t{0};
    for (auto& one : list.GetArray()) {
      auto x = section{&one};
      auto at = trail{path, number++};
      if (x.text("protocol") == "mms")
        out.mms_devices.push_back(mms_device(x, mms_.server(x, at), at));
      else if (x.text("protocol") == "iec61850")
        out.mms_devices.push_back(ied(x, at));
      else if (x.text("protocol") == "iec104")
        out.iec104_devices.push_back(controlled_station(x, at));
      else
        out.devices.push_back(device(x, at));
    }
    return out;
  }

private:
  device_settings device(const section& x, const trail& path) {
    auto out = device_settings{};
    if (x.text("protocol") != "modbus")
      return out; // told, and nothing in it was checked
    auto modbus = x["modbus"];
    auto modbus_path = trail{path, "modbus"};
    out.name = x.text("name");
    if (modbus.has("address"))
      out.address = modbus_.address(modbus, modbus_path);
    out.device_id = modbus.integer("device_id", out.device_id);
    if (!wrong_.touches(modbus_path))
      check_place(out, modbus, modbus_path);
    read_points(x.list("points"), trail{path, "points"}, out);
    read_faults(x.list("faults"), trail{path, "faults"}, out);
    return out;
  }

  /// Its switches do what clients command, after their travel.
  mms_device_settings ied(const section& x, const trail& path) {
    auto server = iec61850_.server(x, path, {});
    auto& how = std::get<iec61850_server_settings>(server.objects).how;
    how.commands = iec61850::command_policy::follow;
    how.travel = x.seconds("travel", std::chrono::milliseconds{500});
    return mms_device(x, std::move(server), path);
  }

  mms_device_settings mms_device(const section& x, server_settings server,
                                 const trail& path) {
    auto out = mms_device_settings{};
    if (auto* ied = std::get_if<iec61850_server_settings>(&server.objects))
      out.server = std::move(*ied);
    else
      out.server = std::move(server.mms());
    auto& tcp = std::get<tcp_settings>(server.carrier);
    out.host = std::move(tcp.host);
    out.port = tcp.port;
    out.interval = x.seconds("interval", out.interval);
    auto at = trail{path, "waves"};
    auto waves = x.find("waves");
    if (!waves || !waves->IsObject() || wrong_.touches(path))
      return out;
    for (auto& one : waves->GetObject()) {
      auto item = std::string{one.name.GetString(), one.name.GetStringLength()};
      auto here = trail{at, item};
      auto ref = iec61850::parse_reference(item);
      auto is_ied = std::holds_alternative<iec61850_server_settings>(out.server);
      auto moving = moving_variable{is_ied && ref ? ref->path() : item,
                                    wave_of(section{&one.value}, here)};
      auto fits = moving_variables::make(out.objects(), {moving});
      if (!fits)
        wrong_.add(file_.at(one.value), here.to_string(),
                   fits.error().cause + ", expected a number or boolean of the device");
      else
        out.moving.push_back(std::move(moving));
    }
    return out;
  }

  /// It does what clients command.
  iec104_device_settings controlled_station(const section& x, const trail& path) {
    auto server = iec104_.server(x, path, {});
    auto out = iec104_device_settings{};
    out.server = std::move(std::get<iec104_server_settings>(server.objects));
    out.server.how.commands = iec104::command_policy::follow;
    auto& tcp = std::get<tcp_settings>(server.carrier);
    out.host = std::move(tcp.host);
    out.port = tcp.port;
    out.interval = x.seconds("interval", out.interval);
    read_waves(x.list("points"), trail{path, "points"}, out);
    auto faults = trail{path, "faults"};
    for (auto& one : x.list("faults").GetArray()) {
      auto& fault = out.faults.emplace_back();
      fault.what = to_iec104_fault_kind(section{&one}.text("kind"));
      read_times(section{&one}, trail{faults, out.faults.size() - 1}, fault);
    }
    return out;
  }

  void read_waves(const Value& list, const trail& path, iec104_device_settings& out) {
    auto number = std::size_t{0};
    for (auto& one : list.GetArray()) {
      auto x = section{&one};
      auto here = trail{path, number};
      auto of = number++;
      if (!x.has("wave"))
        continue;
      out.moving.push_back({of, wave_of(x["wave"], trail{here, "wave"})});
      auto type = out.server.station->points[of].type;
      if (!wrong_.touches(here) && (!type || !moves(*type)))
        tell(x, "wave", here,
             (type ? in_quotes(iec104::name(*type)) + " does not move"
                   : std::string{"nothing is told of this point"})
               + ", expected a type with a number, a switch or a step position");
    }
  }

  /// When a fault is there; how often.
  template <class Fault>
  void read_times(const section& x, const trail& path, Fault& to) {
    to.from = x.seconds("from", to.from);
    to.to = x.seconds("to", to.to);
    to.probability = x.number("probability", to.probability);
    if (to.to < to.from && !wrong_.touches(path))
      tell(x, "to", path,
           shown(*x.find("to")) + " is before from, expected at least "
             + shown(x.number("from", 0)));
  }

  void check_place(const device_settings& x, const section& modbus, const trail& path) {
    auto at = modbus.find("address");
    if (!at)
      return;
    auto place = to_string(x.address) + " " + std::to_string(x.device_id);
    auto [known, fresh] = places_.emplace(place, file_.at(*at).line);
    if (!fresh)
      wrong_.add(file_.at(*at), path.to_string(),
                 "another device in line " + std::to_string(known->second)
                   + " answers at this address with this device_id, expected one");
  }

  void read_points(const Value& list, const trail& path, device_settings& out) {
    check_names(list, path, file_, wrong_);
    for (auto& one : list.GetArray()) {
      auto x = section{&one};
      auto at = trail{path, out.points.size()};
      auto point = modbus_.point(x, at);
      out.points.push_back({std::move(point), wave_of(x["wave"], trail{at, "wave"})});
    }
  }

  wave wave_of(const section& x, const trail& path) {
    auto out = wave{};
    out.what = to_wave_kind(x.text("kind"));
    out.period = x.seconds("period", out.period);
    out.low = x.number("low", out.low);
    out.high = x.number("high", std::max(out.high, out.low));
    auto high = x.find("high");
    if (high && out.low > out.high && !wrong_.touches(path))
      wrong_.add(file_.at(*high), trail{path, "high"}.to_string(),
                 shown(*high) + " is below low, expected at least " + shown(out.low));
    return out;
  }

  void read_faults(const Value& list, const trail& path, device_settings& out) {
    for (auto& one : list.GetArray())
      out.faults.push_back(
        fault_of(section{&one}, out.address, trail{path, out.faults.size()}));
  }

  fault fault_of(const section& x, const modbus::address& where, const trail& path) {
    auto out = fault{};
    out.what = to_fault_kind(x.text("kind"));
    out.delay = x.seconds("seconds", out.delay);
    out.code = x.integer("code", out.code);
    if (!wrong_.touches(path))
      check_fault(out, x, where, path);
    read_times(x, path, out);
    return out;
  }

  void check_fault(const fault& x, const section& from, const modbus::address& where,
                   const trail& path) {
    auto mbap = where.how == modbus::framing::mbap;
    if (x.what == fault::kind::wrong_crc && mbap)
      tell(from, "kind", path,
           "\"wrong_crc\" needs a checksum, expected it with rtu or "
           "ascii addresses only");
    if (x.what == fault::kind::wrong_transaction && !mbap)
      tell(from, "kind", path,
           "\"wrong_transaction\" needs a transaction identifier, "
           "expected it with tcp addresses only");
  }

  void tell(const section& x, const char* key, const trail& path, std::string text) {
    wrong_.add(file_.at(*x.find(key)), trail{path, key}.to_string(), std::move(text));
  }

  const document& file_;
  mistake_list& wrong_;
  modbus_loader modbus_{file_, wrong_};
  association_loader associations_;
  mms_loader mms_{file_, wrong_, associations_};
  iec61850_loader iec61850_;
  iec104_loader iec104_{file_, wrong_};
  trail root_ = {};
  std::map<std::string, int> places_;
};

} // namespace

tl::expected<simulator_settings, mistakes> load_simulator(const std::string& text,
                                                          const std::string& file,
                                                          const environment& from) {
  return load(text, file, from, "hat://simulator.yaml#",
              [&](auto& content, auto& wrong) {
                return simulator_reader{content, wrong, from}.read();
              });
}

tl::expected<simulator_settings, mistakes>
load_simulator_file(const std::string& path) {
  return load_file(path, load_simulator);
}

} // namespace bus::configuration
