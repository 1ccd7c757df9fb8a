#include "services/stationbus/check.hpp"
#include "services/stationbus/run.hpp"
#include "services/stationbus/simulate.hpp"
#include "tools/cli/commands.hpp"

using namespace bus;

namespace {

constexpr auto group = "Configurations";

CLI::App* add(CLI::App& to, const char* name, const char* about, const char* examples) {
  auto out = to.add_subcommand(name, about)->group(group);
  out->footer(std::string{"Examples:\n"} + examples);
  return out;
}

void add_run(CLI::App& to, cli::command& chosen) {
  auto app = add(to, "run", "Run a station",
                 "  stationbus run station.yaml\n"
                 "SIGINT and SIGTERM end it in order, the second one at once.");
  auto file = std::make_shared<std::string>();
  app->add_option("FILE", *file, "The station's configuration")->required();
  app->callback([&chosen, file] { chosen = [file] { return run(*file); }; });
}

void add_check(CLI::App& to, cli::command& chosen) {
  auto app = add(to, "check", "Tell all that is wrong with a station's configuration",
                 "  stationbus check station.yaml");
  auto file = std::make_shared<std::string>();
  app->add_option("FILE", *file, "The station's configuration")->required();
  app->callback([&chosen, file] { chosen = [file] { return check(*file); }; });
}

void add_schema(CLI::App& to, cli::command& chosen) {
  auto app = add(to, "schema", "Print a schema of the configuration, or list their ids",
                 "  stationbus schema\n"
                 "  stationbus schema hat://station.yaml#\n"
                 "  stationbus schema connection/modbus.yaml");
  auto id = std::make_shared<std::string>();
  app->add_option("ID", *id, "Left out: a list of all");
  app->callback([&chosen, id] { chosen = [id] { return print_schema(*id); }; });
}

void add_simulate(CLI::App& to, cli::command& chosen) {
  auto app = add(to, "simulate", "Play devices",
                 "  stationbus simulate devices.yaml\n"
                 "  stationbus simulate devices.yaml --seconds 60");
  auto file = std::make_shared<std::string>();
  auto seconds = std::make_shared<std::optional<double>>();
  app->add_option("FILE", *file, "The devices' configuration")->required();
  app->add_option("--seconds", *seconds, "End after so long")
    ->check(CLI::Range(0., 1e9).description(""))
    ->type_name("S");
  app->callback([&chosen, file, seconds] {
    chosen = [file, seconds] { return simulate(*file, *seconds); };
  });
}

} // namespace

int main(int argc, char** argv) {
  auto app = CLI::App{"A message bus of actors for power stations"};
  app.name("stationbus");
  app.set_version_flag("--version", "stationbus " STATIONBUS_VERSION);
  app.require_subcommand(0, 1);
  app.footer("`stationbus COMMAND --help` has examples. Exit codes: 0 done, 1 the "
             "operation failed,\n2 wrong usage or configuration, 3 no connection to "
             "the bus.");
  auto chosen = cli::command{};
  add_run(app, chosen);
  add_check(app, chosen);
  add_schema(app, chosen);
  add_simulate(app, chosen);
  cli::add_commands(app, chosen);
  return cli::run_chosen(app, chosen, argc, argv);
}
