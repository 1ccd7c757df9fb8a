#include "tools/cli/requests.hpp"

#include "tools/cli/answers.hpp"
#include "tools/cli/bus_client.hpp"
#include "tools/cli/value_text.hpp"

#include <ostream>

namespace bus::cli {

namespace {

std::string object(const char* name, std::string_view json) {
  return "{\"" + std::string{name} + "\":" + std::string{json} + '}';
}

std::string read_params(const std::vector<std::string>& refs,
                        const std::string& source) {
  auto out = std::string{"{\"refs\":["};
  for (auto& ref : refs)
    out += (&ref == &refs.front() ? "" : ",") + json_string(ref);
  return out + "],\"source\":" + json_string(source) + '}';
}

/// Connects, asks once, and has the answer printed: as JSON, or by `show`.
template <class Show>
outcome<exit_code> ask(const client_options& x, const console& to,
                       std::string_view method, const std::string& params, Show show) {
  auto context = zmq::context_t{};
  return bus_client::connect(context, x)
    .and_then([&](const auto& client) { return client->call(method, params); })
    .map([&](const json_document& answer) {
      if (x.format == format::json)
        to.out << to_json(answer) << '\n';
      else
        show(answer);
      auto wrong = errors_in(answer);
      for (auto& line : wrong)
        to.complain(line);
      return wrong.empty() ? done : failed;
    });
}

/// The same with an answer that is a table.
outcome<exit_code> ask_table(const client_options& x, const console& to,
                             std::string_view method, const std::string& params,
                             text_table (*make)(const json_value&)) {
  return ask(x, to, method, params, [&](const json_value& answer) {
    auto table = make(answer);
    if (!table.rows.empty())
      print(to.out, table, to.coloured);
  });
}

text_table read_table(const json_value& x) {
  return sample_table(items_of(x));
}

} // namespace

outcome<exit_code> show_status(const client_options& x, const console& to) {
  return ask(x, to, "status", "{}", [&](const json_value& status) {
    to.out << status_line(status) << "\n\n";
    print(to.out, connection_table(status), to.coloured);
  });
}

outcome<exit_code> show_list(const client_options& x, const std::string& prefix,
                             const console& to) {
  return ask_table(x, to, "list", object("prefix", json_string(prefix)),
                   point_table_of);
}

outcome<exit_code> show_level(const client_options& x, const std::string& ref,
                              const console& to) {
  return ask_table(x, to, "browse", object("ref", json_string(ref)), item_table);
}

outcome<exit_code> show_type(const client_options& x, const std::string& ref,
                             const console& to) {
  return ask(x, to, "describe", object("ref", json_string(ref)),
             [&](const json_value& tree) { to.out << to_indented_json(tree) << '\n'; });
}

outcome<exit_code> read_points(const client_options& x,
                               const std::vector<std::string>& refs,
                               const std::string& source, const console& to) {
  return ask_table(x, to, "read", read_params(refs, source), read_table);
}

outcome<exit_code> write_points(const client_options& x,
                                const std::vector<assignment>& what,
                                const beside_values& beside, const console& to) {
  return ask_table(x, to, "write", write_params(what, beside), written_table);
}

outcome<exit_code> show_snapshot(const client_options& x, const std::string& prefix,
                                 const console& to) {
  auto params = object("prefix", json_string(prefix));
  return ask(x, to, "snapshot", params, [&](const json_value& snapshot) {
    print(to.out, sample_table(list_in(snapshot, "values")), to.coloured);
    to.out << "\nseq " << number_in(snapshot, "seq") << ", epoch "
           << printable(text_in(snapshot, "epoch")) << '\n';
  });
}

} // namespace bus::cli
