#include "tools/cli/commands.hpp"

#include "tools/cli/actions.hpp"
#include "tools/cli/key_pair.hpp"
#include "tools/cli/replay.hpp"
#include "tools/cli/requests.hpp"
#include "tools/cli/watch.hpp"

#include <iostream>

namespace bus::cli {

namespace {

constexpr auto group = "Clients of a running bus";

/// A client's command: its options live as long as it.
struct client_command {
  client_command(CLI::App& to, command& into, const char* name, const char* about)
    : app{to.add_subcommand(name, about)->group(group)},
      chosen{into} {
    add_client_options(*app, *options);
  }

  void examples(const std::string& text) { app->footer("Examples:\n" + text); }

  template <class Run>
  void run(Run what) {
    app->callback([&into = chosen, options = options, what] {
      into = [=] { return what(*options, console::standard()); };
    });
  }

  CLI::App* app;
  command& chosen;
  std::shared_ptr<client_options> options = std::make_shared<client_options>();
};

constexpr auto about_prefix = "Only references that begin so: pv1: is a connection";

void add_watch(CLI::App& to, command& chosen) {
  auto x = client_command{to, chosen, "watch", "Show points and their changes"};
  auto what = std::make_shared<watch_options>();
  x.app->add_option("PREFIX", what->prefix, about_prefix);
  x.app->add_option("--updates", what->updates, "End after so many changes")
    ->type_name("N");
  x.app->add_option("--seconds", what->seconds, "End after so long")
    ->check(CLI::NonNegativeNumber.description(""))
    ->type_name("S");
  x.examples(
    "  stationbus watch                     a table of all points\n"
    "  stationbus watch pv1:                one connection's\n"
    "  stationbus watch pv1: | tee log      a line for each change\n"
    "  stationbus watch --format json --updates 10\n"
    "The last values are shown first. --updates and --seconds together end\n"
    "with 1 where the time was over first. In the table, arrows and page keys\n"
    "scroll, q quits.");
  x.run([what](const client_options& of, const console& on) {
    return watch(of, *what, on);
  });
}

void add_status(CLI::App& to, command& chosen) {
  auto x = client_command{to, chosen, "status", "Show the bus and its connections"};
  x.examples("  stationbus status\n"
             "  stationbus status --request tcp://bus.example.org:5561 --timeout 2\n"
             "  stationbus status --format json");
  x.run(
    [](const client_options& of, const console& on) { return show_status(of, on); });
}

void add_list(CLI::App& to, command& chosen) {
  auto x = client_command{to, chosen, "list", "List the points that the bus knows"};
  auto prefix = std::make_shared<std::string>();
  x.app->add_option("PREFIX", *prefix, about_prefix);
  x.examples("  stationbus list\n"
             "  stationbus list pv1: --format json");
  x.run([prefix](const client_options& of, const console& on) {
    return show_list(of, *prefix, on);
  });
}

void add_browse(CLI::App& to, command& chosen) {
  auto x = client_command{to, chosen, "browse", "Show what stands one level below"};
  auto ref = std::make_shared<std::string>();
  x.app->add_option("REF", *ref,
                    "A connection or a reference; left out: all connections");
  x.examples("  stationbus browse\n"
             "  stationbus browse pv1:\n"
             "  stationbus browse ied1:LD0/MMXU1");
  x.run([ref](const client_options& of, const console& on) {
    return show_level(of, *ref, on);
  });
}

void add_describe(CLI::App& to, command& chosen) {
  auto x = client_command{to, chosen, "describe", "Show a point's type"};
  auto ref = std::make_shared<std::string>();
  x.app->add_option("REF", *ref, "A reference")->required();
  x.examples("  stationbus describe pv1:active_power");
  x.run([ref](const client_options& of, const console& on) {
    return show_type(of, *ref, on);
  });
}

void add_read(CLI::App& to, command& chosen) {
  auto x = client_command{to, chosen, "read", "Read points"};
  auto refs = std::make_shared<std::vector<std::string>>();
  auto source = std::make_shared<std::string>("device");
  x.app->add_option("REF", *refs, "References")->required();
  x.app->add_option("--source", *source, "device asks the device, model the bus")
    ->check(CLI::IsMember({"device", "model"}).description(""))
    ->capture_default_str()
    ->type_name("device|model");
  x.examples("  stationbus read pv1:active_power\n"
             "  stationbus read pv1:active_power pv1:breaker --source model\n"
             "  stationbus read pv1:holding/100:2 --format json\n"
             "Ends with 1 if one of several could not be read.");
  x.run([refs, source](const client_options& of, const console& on) {
    return read_points(of, *refs, *source, on);
  });
}

void add_write(CLI::App& to, command& chosen) {
  auto x = client_command{to, chosen, "write", "Write points"};
  auto words = std::make_shared<std::vector<std::string>>();
  x.app->add_option("REF=VALUE", *words, "What to write, or the two words REF VALUE")
    ->required();
  auto beside = std::make_shared<beside_values>();
  x.app->add_option("--quality", beside->validity, "Its validity, of a server's point")
    ->check(CLI::IsMember({"good", "invalid", "questionable"}).description(""))
    ->type_name("good|invalid|questionable");
  x.app->add_option("--time", beside->time, "Since when, of a server's point")
    ->type_name("TIME");
  x.examples("  stationbus write pv1:limit=50.5 pv1:breaker=true\n"
             "  stationbus write pv1:limit -5\n"
             "  stationbus write 'pv1:name=\"42\"'     the text 42, not the number\n"
             "  stationbus write dev1:/blob='{\"hex\": \"0a0b\"}'\n"
             "  stationbus write station1:1/100=on --quality questionable \\\n"
             "    --time 2026-11-22T07:45:12Z\n"
             "A VALUE is JSON, and a text where it is none. --quality and --time are\n"
             "for points of IEC 104 servers.");
  x.run([words, beside](const client_options& of, const console& on) {
    return parse_assignments(*words).and_then(
      [&](const auto& what) { return write_points(of, what, *beside, on); });
  });
}

void add_snapshot(CLI::App& to, command& chosen) {
  auto x = client_command{to, chosen, "snapshot", "Show the last values"};
  auto prefix = std::make_shared<std::string>();
  x.app->add_option("PREFIX", *prefix, about_prefix);
  x.examples("  stationbus snapshot\n"
             "  stationbus snapshot pv1: --format json");
  x.run([prefix](const client_options& of, const console& on) {
    return show_snapshot(of, *prefix, on);
  });
}

void add_replay(CLI::App& to, command& chosen) {
  auto x = client_command{to, chosen, "replay", "Show messages that the bus has kept"};
  auto what = std::make_shared<replay_options>();
  x.app->add_option("PREFIX", what->prefix,
                    "Of references, or of topics: data/pv1: and pv1: are the same");
  x.app->add_option("--from", what->from, "The first message wanted")
    ->required()
    ->type_name("SEQ");
  x.app
    ->add_option("--epoch", what->epoch,
                 "Which start of the bus SEQ is from; left out: the last one")
    ->type_name("E");
  x.examples("  stationbus replay --from 1\n"
             "  stationbus replay --from 4711 --epoch k3f9a2 pv1:\n"
             "  stationbus replay --from 1 state/");
  x.run([what](const client_options& of, const console& on) {
    return replay(of, *what, on);
  });
}

outcome<exit_code> make_keys(const std::string& file, bool secret_only,
                             const console& to) {
  auto made = make_key_pair();
  if (made.public_key.empty())
    return give_up(failed, "this libzmq has no CURVE");
  auto text = secret_only ? made.secret_key + '\n' : to_text(made);
  return write_private_file(file, text).map([&] {
    to.out << made.public_key << '\n';
    return done;
  });
}

void add_keys(CLI::App& to, command& chosen) {
  auto app = to.add_subcommand("keys", "Make a key pair for encryption (CURVE)")
               ->group("Configurations");
  auto file = std::make_shared<std::string>();
  auto secret_only = std::make_shared<bool>(false);
  app->add_option("FILE", *file, "A new file, for its owner only")->required();
  app->add_flag("--secret-only", *secret_only,
                "Only the secret key, as a bus reads it (server_secret_key_file)");
  app->footer("Prints the public key.\n"
              "Examples:\n"
              "  stationbus keys --secret-only /etc/stationbus/server.key\n"
              "  stationbus keys ~/.stationbus.key\n"
              "  stationbus status --server-key KEY --key-file ~/.stationbus.key");
  app->callback([&chosen, file, secret_only] {
    chosen = [=] { return make_keys(*file, *secret_only, console::standard()); };
  });
}

} // namespace

void add_commands(CLI::App& to, command& chosen) {
  add_watch(to, chosen);
  add_status(to, chosen);
  add_list(to, chosen);
  add_browse(to, chosen);
  add_describe(to, chosen);
  add_read(to, chosen);
  add_write(to, chosen);
  add_snapshot(to, chosen);
  add_replay(to, chosen);
  add_actions(to, chosen);
  add_keys(to, chosen);
}

int run_chosen(CLI::App& app, const command& chosen, int argc, char** argv) {
  try {
    app.parse(argc, argv);
    if (!chosen) {
      std::cerr << app.help();
      return misused;
    }
    auto ended = chosen();
    if (!ended)
      console::standard().complain(ended.error().text);
    return ended ? *ended : ended.error().code;
  } catch (const CLI::ParseError& x) {
    return app.exit(x, std::cout, std::cerr) == 0 ? done : misused;
  } catch (const std::exception& x) {
    console::standard().complain(x.what());
    return failed;
  }
}

} // namespace bus::cli
