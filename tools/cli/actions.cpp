#include "tools/cli/actions.hpp"

#include "tools/cli/assignment.hpp"
#include "tools/cli/bus_client.hpp"
#include "tools/cli/value_text.hpp"

#include <ostream>

namespace bus::cli {

namespace {

using chosen_command = std::function<outcome<exit_code>()>;

/// The members of a JSON object, as they are added.
class params {
public:
  void json(const char* name, std::string_view value) {
    text_ += (text_.empty() ? "{" : ",") + json_string(name) + ':' + std::string{value};
  }
  void text(const char* name, std::string_view value) {
    json(name, json_string(value));
  }
  std::string take() const { return text_.empty() ? "{}" : text_ + '}'; }

private:
  std::string text_;
};

std::string list_of(const std::vector<std::string>& x) {
  auto out = std::string{"["};
  for (auto& one : x)
    out += (&one == &x.front() ? "" : ",") + json_string(one);
  return out + ']';
}

/// Asks once, and prints what was answered as indented JSON.
outcome<exit_code> ask_bus(const client_options& x, const console& to,
                           std::string_view method, const std::string& with) {
  auto context = zmq::context_t{};
  return bus_client::connect(context, x)
    .and_then([&](const auto& client) { return client->call(method, with); })
    .map([&](const json_document& answer) {
      to.out << (x.format == format::json ? to_json(answer) : to_indented_json(answer))
             << '\n';
      return done;
    });
}

/// A command below `to`, with a client's options; `make` fills the params.
struct action_command {
  action_command(CLI::App& to, chosen_command& into, const char* name,
                 const char* about)
    : app{to.add_subcommand(name, about)},
      chosen{into} {
    if (!to.get_parent())
      app->group("Commands, reports and more");
    add_client_options(*app, *options);
  }

  template <class Make>
  void run(std::string method, Make make) {
    app->callback([&into = chosen, options = options, method, make] {
      into = [=] {
        auto with = params{};
        make(with);
        return ask_bus(*options, console::standard(), method, with.take());
      };
    });
  }

  std::shared_ptr<std::string> ref(const char* about) {
    auto out = std::make_shared<std::string>();
    app->add_option("REF", *out, about)->required();
    return out;
  }

  CLI::App* app;
  chosen_command& chosen;
  std::shared_ptr<client_options> options = std::make_shared<client_options>();
};

struct control_options {
  std::string value;
  std::optional<int> category;
  std::string identity, key, time;
  bool test = false, no_synchro = false, no_interlock = false;
};

void add_control(CLI::App& to, chosen_command& chosen, const char* name,
                 const char* about, const char* examples) {
  auto x = action_command{to, chosen, name, about};
  auto ref = x.ref("A controllable object, ied1:LD0/CSWI1.Pos");
  auto what = std::make_shared<control_options>();
  x.app->add_option("VALUE", what->value, "true, false, or a number")->required();
  x.app->add_option("--category", what->category, "Of the origin (orCat)")
    ->check(CLI::Range(0, 8).description(""))
    ->type_name("0..8");
  x.app->add_option("--identity", what->identity, "Of the origin (orIdent)")
    ->type_name("TEXT");
  x.app->add_option("--key", what->key, "The same command with it is not done again")
    ->type_name("KEY");
  x.app->add_option("--time", what->time, "When it is to be done")->type_name("TIME");
  x.app->add_flag("--test", what->test, "A test: nothing is switched");
  x.app->add_flag("--no-synchro-check", what->no_synchro, "Without synchrocheck");
  x.app->add_flag("--no-interlock-check", what->no_interlock, "Without interlocking");
  x.app->footer(std::string{"Examples:\n"} + examples);
  x.run(name, [ref, what](params& with) {
    with.text("ref", *ref);
    with.json("value", to_json_value(what->value));
    auto origin = params{};
    if (what->category)
      origin.json("category", std::to_string(*what->category));
    if (!what->identity.empty())
      origin.text("identity", what->identity);
    if (what->category || !what->identity.empty())
      with.json("origin", origin.take());
    if (what->test)
      with.json("test", "true");
    if (what->no_synchro || what->no_interlock) {
      auto check = params{};
      check.json("synchro", what->no_synchro ? "false" : "true");
      check.json("interlock", what->no_interlock ? "false" : "true");
      with.json("check", check.take());
    }
    if (!what->time.empty())
      with.text("time", what->time);
    if (!what->key.empty())
      with.text("key", what->key);
  });
}

CLI::App* add_family(CLI::App& to, const char* name, const char* about) {
  return to.add_subcommand(name, about)
    ->group("Commands, reports and more")
    ->require_subcommand(1)
    ->footer(std::string{"`stationbus "} + name + " COMMAND --help` has examples.");
}

void add_ref_only(CLI::App& to, chosen_command& chosen, const char* name,
                  const char* about, const char* of, const char* method,
                  const char* example) {
  auto x = action_command{to, chosen, name, about};
  auto ref = x.ref(of);
  x.app->footer(std::string{"Examples:\n  "} + example);
  x.run(method, [ref](params& with) { with.text("ref", *ref); });
}

void add_data_sets(CLI::App& to, chosen_command& chosen) {
  auto family = add_family(to, "dataset", "Make, delete and list data sets");
  auto x = action_command{*family, chosen, "create", "Make a data set"};
  auto ref = x.ref("ied1:LD0/LLN0.name, or ied1:@name of the association's own");
  auto members = std::make_shared<std::vector<std::string>>();
  x.app->add_option("MEMBER", *members, "ied1:LD0/LN.DO[FC] or LD0/LN.DO.DA[FC]")
    ->required();
  x.app->footer("Examples:\n  stationbus dataset create ied1:LD0/LLN0.mine "
                "'LD0/MMXU1.TotW[MX]' 'LD0/MMXU1.Hz[MX]'");
  x.run("dataset.create", [ref, members](params& with) {
    with.text("ref", *ref);
    with.json("members", list_of(*members));
  });
  add_ref_only(*family, chosen, "delete", "Delete a data set", "A data set",
               "dataset.delete", "stationbus dataset delete ied1:LD0/LLN0.mine");
  add_ref_only(*family, chosen, "list", "List data sets with their members",
               "A logical device or node", "dataset.list",
               "stationbus dataset list ied1:LD0");
}

void add_reports(CLI::App& to, chosen_command& chosen) {
  auto family = add_family(to, "report", "Enable, disable and interrogate reports");
  auto x = action_command{*family, chosen, "enable", "Receive a report"};
  auto ref = x.ref("A report control block, ied1:LD0/LLN0.BR.brcb01");
  auto options = std::make_shared<std::string>();
  x.app->add_option("--options", *options, "A JSON object")->type_name("JSON");
  x.app->footer(
    "Examples:\n"
    "  stationbus report enable ied1:LD0/LLN0.RP.urcb01\n"
    "  stationbus report enable ied1:LD0/LLN0.RP.urcb01 \\\n"
    "    --options '{\"integrity\": 10, \"triggers\": [\"dchg\", \"gi\"]}'\n"
    "Options are data_set, integrity, buffer_time, triggers, purge.");
  x.run("report.enable", [ref, options](params& with) {
    with.text("ref", *ref);
    if (!options->empty())
      with.json("options", *options);
  });
  add_ref_only(*family, chosen, "disable", "Receive a report no longer",
               "A report control block", "report.disable",
               "stationbus report disable ied1:LD0/LLN0.RP.urcb01");
  add_ref_only(*family, chosen, "interrogate", "Ask for a report of all values",
               "A report control block", "report.interrogate",
               "stationbus report interrogate ied1:LD0/LLN0.RP.urcb01");
}

void add_settings(CLI::App& to, chosen_command& chosen) {
  auto family = add_family(to, "setting", "Read, edit and activate setting groups");
  add_ref_only(*family, chosen, "read", "Read a setting, or the groups of a device",
               "ied1:LD0, or ied1:LD0/LN.DO.DA[SG] or [SE]", "setting.read",
               "stationbus setting read ied1:LD0");
  for (auto& [name, method, about] :
       {std::tuple{"select-active", "setting.select_active",
                   "Make a group the active one"},
        std::tuple{"select-edit", "setting.select_edit", "Begin to edit a group"}}) {
    auto x = action_command{*family, chosen, name, about};
    auto ref = x.ref("A logical device, ied1:LD0");
    auto group = std::make_shared<unsigned>();
    x.app->add_option("GROUP", *group, "Its number, from 1 on")->required();
    x.app->footer(std::string{"Examples:\n  stationbus setting "} + name
                  + " ied1:LD0 2");
    x.run(method, [ref, group](params& with) {
      with.text("ref", *ref);
      with.json("group", std::to_string(*group));
    });
  }
  auto x =
    action_command{*family, chosen, "write", "Write a setting of the edited group"};
  auto ref = x.ref("ied1:LD0/LN.DO.DA[SE]");
  auto value = std::make_shared<std::string>();
  x.app->add_option("VALUE", *value, "JSON, and a text where it is none")->required();
  x.app->footer("Examples:\n  stationbus setting write "
                "'ied1:LD0/PTOC1.StrVal.setMag.f[SE]' 450");
  x.run("setting.write", [ref, value](params& with) {
    with.text("ref", *ref);
    with.json("value", to_json_value(*value));
  });
  add_ref_only(*family, chosen, "confirm", "Keep what was edited", "A logical device",
               "setting.confirm", "stationbus setting confirm ied1:LD0");
}

void add_files(CLI::App& to, chosen_command& chosen) {
  auto family = add_family(to, "file", "List, get and delete files of a device");
  for (auto& [name, about, needs_path] :
       {std::tuple{"list", "List files", false}, std::tuple{"get", "Get a file", true},
        std::tuple{"delete", "Delete a file", true}}) {
    auto x = action_command{*family, chosen, name, about};
    auto ref = x.ref("A connection, ied1:");
    auto path = std::make_shared<std::string>();
    auto option = x.app->add_option("PATH", *path, "On the device");
    if (needs_path)
      option->required();
    x.app->footer(std::string{"Examples:\n  stationbus file "} + name
                  + " ied1:" + (needs_path ? " COMTRADE/record.cfg" : ""));
    x.run(std::string{"file."} + name, [ref, path](params& with) {
      with.text("ref", *ref);
      if (!path->empty())
        with.text("path", *path);
    });
  }
}

void add_log(CLI::App& to, chosen_command& chosen) {
  auto x = action_command{to, chosen, "log", "Read a log of a device"};
  auto ref = x.ref("A log, ied1:LD0/LLN0.EventLog");
  auto from = std::make_shared<std::string>(), until = std::make_shared<std::string>();
  auto limit = std::make_shared<unsigned>(100);
  x.app->add_option("--from", *from, "Entries from then on")->type_name("TIME");
  x.app->add_option("--to", *until, "Entries until then")->type_name("TIME");
  x.app->add_option("--limit", *limit, "At most so many")->capture_default_str();
  x.app->footer("Examples:\n  stationbus log ied1:LD0/LLN0.EventLog --from "
                "2026-11-26T08:00:00Z");
  x.run("log.read", [ref, from, until, limit](params& with) {
    with.text("ref", *ref);
    if (!from->empty())
      with.text("from", *from);
    if (!until->empty())
      with.text("to", *until);
    with.json("limit", std::to_string(*limit));
  });
}

struct interrogate_options {
  std::string connection, freeze;
  bool counters = false;
  unsigned group = 0, common_address = 0;
};

void add_interrogate(CLI::App& to, chosen_command& chosen) {
  auto x = action_command{to, chosen, "interrogate", "Ask an IEC 104 station for all"};
  auto what = std::make_shared<interrogate_options>();
  x.app->add_option("CONNECTION", what->connection, "Its name, rtu1")->required();
  auto counters = x.app->add_flag("--counters", what->counters, "Counters, not values");
  x.app->add_option("--group", what->group, "A group; left out: all")
    ->check(CLI::Range(1, 16).description(""))
    ->type_name("1..16");
  x.app->add_option("--common-address", what->common_address, "Left out: all")
    ->check(CLI::Range(1, 65'534).description(""))
    ->type_name("N");
  x.app->add_option("--freeze", what->freeze, "What becomes of the counters")
    ->check(
      CLI::IsMember({"read", "freeze", "freeze_and_reset", "reset"}).description(""))
    ->needs(counters)
    ->type_name("read|freeze|freeze_and_reset|reset");
  x.app->footer("Examples:\n  stationbus interrogate rtu1\n"
                "  stationbus interrogate rtu1 --group 2 --common-address 7\n"
                "  stationbus interrogate rtu1 --counters --freeze freeze_and_reset");
  x.run("interrogate", [what](params& with) {
    with.text("connection", what->connection);
    if (what->counters)
      with.text("kind", "counters");
    if (what->group != 0)
      with.json("group", std::to_string(what->group));
    if (what->common_address != 0)
      with.json("common_address", std::to_string(what->common_address));
    if (!what->freeze.empty())
      with.text("freeze", what->freeze);
  });
}

void add_process(CLI::App& to, chosen_command& chosen) {
  auto x = action_command{to, chosen, "reply", "Decide a command of a server's client"};
  auto id = std::make_shared<std::string>(), cause = std::make_shared<std::string>();
  auto accept = std::make_shared<bool>(true);
  x.app->add_option("ID", *id, "As command/ tells it, gw1:17")->required();
  x.app->add_flag("--accept,!--refuse", *accept, "What becomes of it");
  x.app->add_option("--cause", *cause, "Why it is refused (AddCause)")
    ->type_name("WORD");
  x.app->footer("Examples:\n  stationbus reply gw1:17 --accept\n"
                "  stationbus reply gw1:17 --refuse --cause blocked-by-interlocking");
  x.run("command.reply", [id, accept, cause](params& with) {
    with.text("id", *id);
    with.json("accept", *accept ? "true" : "false");
    if (!cause->empty())
      with.text("add_cause", *cause);
  });
}

} // namespace

void add_actions(CLI::App& to, chosen_command& chosen) {
  add_control(to, chosen, "operate", "Operate an object: the whole control model",
              "  stationbus operate ied1:LD0/CSWI1.Pos true\n"
              "  stationbus operate ied1:LD0/CSWI1.Pos false --key order-17\n"
              "  stationbus operate ied1:LD0/GGIO1.AnOut1 '{\"f\": 2.5}'\n"
              "Selects where the model wants it, operates, and waits for the end.");
  add_control(to, chosen, "select", "Select an object before it is operated",
              "  stationbus select ied1:LD0/CSWI1.Pos true");
  add_control(to, chosen, "cancel", "Give a selection up, or a command at a later time",
              "  stationbus cancel ied1:LD0/CSWI1.Pos true");
  add_reports(to, chosen);
  add_data_sets(to, chosen);
  add_settings(to, chosen);
  add_files(to, chosen);
  add_log(to, chosen);
  add_interrogate(to, chosen);
  add_process(to, chosen);
}

} // namespace bus::cli
