#include "tools/cli/client_options.hpp"

namespace bus::cli {

namespace {

/// What a bus accepts (schemas/bus/request.yaml).
constexpr auto longest_timeout = 3600.;
constexpr auto shortest_timeout = 0.001;

} // namespace

duration client_options::patience() const {
  return std::chrono::duration_cast<duration>(std::chrono::duration<double>{timeout});
}

void add_client_options(CLI::App& to, client_options& x) {
  constexpr auto group = "The bus";
  to.add_option("--request", x.request, "Where the bus answers requests")
    ->envname("STATIONBUS_REQUEST")
    ->capture_default_str()
    ->type_name("ENDPOINT")
    ->group(group);
  to.add_option("--publish", x.publish, "Where the bus tells of changes")
    ->envname("STATIONBUS_PUBLISH")
    ->capture_default_str()
    ->type_name("ENDPOINT")
    ->group(group);
  to.add_option("--timeout", x.timeout, "How long to wait for the bus and its devices")
    ->check(CLI::Range(shortest_timeout, longest_timeout).description(""))
    ->capture_default_str()
    ->type_name("SECONDS")
    ->group(group);
  auto server = to.add_option("--server-key", x.server_key,
                              "The bus's public key (Z85), where it asks for keys")
                  ->envname("STATIONBUS_SERVER_KEY")
                  ->type_name("KEY")
                  ->group(group);
  auto file = to.add_option("--key-file", x.key_file,
                            "Our own key pair, as `stationbus keys` makes it")
                ->envname("STATIONBUS_KEY_FILE")
                ->type_name("FILE")
                ->group(group);
  server->needs(file);
  file->needs(server);
  auto set_format = [&x](const std::string& word) {
    x.format = word == "json" ? format::json : format::table;
  };
  to.add_option_function<std::string>("--format", set_format,
                                      "table for people, json as the bus gave it")
    ->check(CLI::IsMember({"table", "json"}).description(""))
    ->default_str("table")
    ->type_name("table|json");
}

} // namespace bus::cli
