#include "services/stationbus/asn1.hpp"
#include "services/stationbus/check.hpp"
#include "services/stationbus/run.hpp"
#include "services/stationbus/simulate.hpp"
#include "tools/cli/commands.hpp"

using namespace bus;

namespace {

constexpr auto group = "Configurations";

CLI::App* add(CLI::App& to, const char* name, const char* about, const char* examples) {
  auto out =
    to.add_subcommand(name, about)->group(to.get_parent() ? "Commands" : group);
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

void add_asn1_check(CLI::App& to, cli::command& chosen) {
  auto app =
    add(to, "check", "Tell all that is wrong with ASN.1 modules, or what they define",
        "  stationbus asn1 check schemas/asn1/*.asn");
  auto files = std::make_shared<std::vector<std::string>>();
  app->add_option("FILES", *files, "Modules; they may import from each other")
    ->required();
  app->callback([&chosen, files] { chosen = [files] { return asn1_check(*files); }; });
}

void add_form(CLI::App& to, const char* name, std::string& form, const char* about) {
  to.add_option(name, form, about)
    ->required()
    ->check(CLI::IsMember(asn1_forms).description(""))
    ->type_name("ber|hex|xer|json");
}

void add_asn1_convert(CLI::App& to, cli::command& chosen) {
  auto app =
    add(to, "convert", "Read a value from stdin in one form, write it in another",
        "  echo a0 06 02 01 01 80 01 00 | stationbus asn1 convert \\\n"
        "    --type ISO-9506-MMS-1.MMSpdu --from hex --to json\n"
        "  stationbus asn1 convert --modules my.asn --type My.Type \\\n"
        "    --from json --to ber < value.json > value.ber\n"
        "Ends with 1 where the value cannot be read, and tells how far it came.");
  auto x = std::make_shared<asn1_conversion>();
  app->add_option("--type", x->type, "The value's type")
    ->required()
    ->type_name("MODULE.TYPE");
  app->add_option("--modules", x->modules, "Left out: MMS, ACSE and presentation")
    ->type_name("FILES");
  add_form(*app, "--from", x->from, "ber is raw octets, hex may have spaces");
  add_form(*app, "--to", x->to, "ber is DER, xer the canonical form");
  app->callback([&chosen, x] { chosen = [x] { return asn1_convert(*x); }; });
}

void add_asn1(CLI::App& to, cli::command& chosen) {
  auto app = to.add_subcommand("asn1", "Check ASN.1 modules, convert values")
               ->group("ASN.1")
               ->require_subcommand(1)
               ->footer("`stationbus asn1 COMMAND --help` has examples.");
  add_asn1_check(*app, chosen);
  add_asn1_convert(*app, chosen);
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
  add_asn1(app, chosen);
  cli::add_commands(app, chosen);
  return cli::run_chosen(app, chosen, argc, argv);
}
