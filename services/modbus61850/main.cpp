#include "services/stationbus/run.hpp"
#include "tools/cli/commands.hpp"

using namespace bus;

/// The seed's gateway as a program of its own: `stationbus run` of its file.
int main(int argc, char** argv) {
  auto app = CLI::App{"A gateway between a Modbus device and IEC 61850 clients"};
  app.name("modbus61850");
  app.set_version_flag("--version", "modbus61850 " STATIONBUS_VERSION);
  app.footer(
    "Examples:\n  modbus61850 gateway.yaml\nThe file has the sections server, client "
    "and translations (stationbus schema\nhat://modbus61850.yaml#). A bus runs inside: "
    "STATIONBUS_PUBLISH and\nSTATIONBUS_REQUEST name its endpoints. SIGINT and SIGTERM "
    "end it in order.");
  auto file = std::string{};
  app.add_option("FILE", file, "The gateway's configuration")->required();
  auto chosen = cli::command{};
  app.callback([&] { chosen = [&] { return run(file); }; });
  return cli::run_chosen(app, chosen, argc, argv);
}
