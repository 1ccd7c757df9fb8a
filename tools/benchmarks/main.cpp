#include "tools/benchmarks/bench.hpp"
#include "tools/benchmarks/table.hpp"

#include <CLI/CLI.hpp>

#include <iostream>
#include <unistd.h>

using namespace bus::benchmarks;

namespace {

struct options {
  bool json = false;
  std::vector<std::string> only;
  double seconds = 2;
  unsigned runs = 3;
};

constexpr auto misused = 2; ///< what the program ends with

constexpr auto examples = "Examples:\n"
                          "  tools/bench\n"
                          "  tools/bench --only publish_100 --runs 5\n"
                          "  tools/bench --json --seconds 1 > bench.json\n"
                          "The table goes to stdout, as Markdown where that is no "
                          "terminal; progress to stderr.";

void read_options(CLI::App& to, options& x) {
  auto names = std::vector<std::string>{};
  for (auto& one : benches())
    names.push_back(one.name);
  to.add_flag("--json", x.json, "An object a line: {bench, value, unit, limit, ratio}");
  to.add_option("--only", x.only, "Only this bench; may be repeated")
    ->check(CLI::IsMember(names))
    ->type_name("NAME");
  to.add_option("--seconds", x.seconds, "Time of one measurement (default 2)")
    ->check(CLI::Range(0.1, 600.).description(""))
    ->type_name("S");
  to.add_option("--runs", x.runs,
                "Measurements of each; the median is told (default 3)")
    ->check(CLI::Range(1, 100).description(""))
    ->type_name("N");
  to.footer(examples);
}

settings to_settings(const options& x) {
  auto time = std::chrono::duration<double>{x.seconds};
  return {std::chrono::duration_cast<bus::duration>(time), x.runs};
}

bool is_wanted(const options& x, const std::string& name) {
  return x.only.empty()
         || std::find(x.only.begin(), x.only.end(), name) != x.only.end();
}

/// What could be measured; false where something could not.
bool run(const options& with, std::vector<row>& out) {
  auto whole = true;
  for (auto& one : benches()) {
    if (!is_wanted(with, one.name))
      continue;
    std::cerr << one.name << "..." << std::endl;
    try {
      for (auto& x : one.run(to_settings(with))) {
        if (with.json)
          std::cout << as_json(x) << std::endl;
        out.push_back(std::move(x));
      }
    } catch (const std::exception& why) {
      std::cerr << one.name << " could not be measured: " << why.what() << std::endl;
      whole = false;
    }
  }
  return whole;
}

} // namespace

int main(int argc, char** argv) {
  auto app = CLI::App{"Measures the bus beside what this machine could do without it"};
  app.name("tools/bench");
  auto with = options{};
  read_options(app, with);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& why) {
    return app.exit(why) == 0 ? 0 : misused;
  }
  auto rows = std::vector<row>{};
  auto whole = run(with, rows);
  if (!with.json)
    std::cout << (isatty(STDOUT_FILENO) ? as_text(rows) : as_markdown(rows));
  return whole ? 0 : 1;
}
