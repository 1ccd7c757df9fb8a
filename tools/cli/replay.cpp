#include "tools/cli/replay.hpp"

#include "tools/cli/answers.hpp"
#include "tools/cli/bus_client.hpp"

#include <algorithm>
#include <array>
#include <ostream>
#include <utility>

namespace bus::cli {

namespace {

/// No connection's name begins so: the snapshot tells seq and epoch only.
constexpr auto of_nothing = R"({"prefix":"-"})";

/// Prints messages page by page.
class replayer {
public:
  replayer(bus_client& client, const client_options& x, const console& to)
    : client_{client},
      format_{x.format},
      to_{to} {}

  outcome<exit_code> print_all(replay_options what, std::uint64_t last);

private:
  void begin(const replay_options& what);
  void print_page(const json_value& page);
  void end(std::uint64_t next);

  bus_client& client_;
  cli::format format_;
  const console& to_;
  bool begun_ = false;
  bool first_ = true; ///< of the messages
};

std::string params_of(const replay_options& x) {
  auto out =
    "{\"from_seq\":" + std::to_string(x.from) + ",\"epoch\":" + json_string(x.epoch);
  return out + ",\"prefix\":" + json_string(topic_prefix(x.prefix)) + '}';
}

outcome<exit_code> replayer::print_all(replay_options what, std::uint64_t last) {
  for (auto more = true; more;) {
    auto page = client_.call("replay", params_of(what));
    if (!page)
      return tl::make_unexpected(page.error());
    if (!std::exchange(begun_, true))
      begin(what);
    print_page(*page);
    auto next = number_in(*page, "next_seq");
    more = next > what.from && next <= last;
    what.from = std::max(next, what.from);
  }
  end(what.from);
  return done;
}

void replayer::begin(const replay_options& what) {
  if (format_ == format::json)
    to_.out << "{\"epoch\":" << json_string(what.epoch) << ",\"messages\":[";
}

void replayer::print_page(const json_value& page) {
  auto table = text_table{};
  if (first_)
    table.header = {"SEQ", "SENT", "TOPIC", "WHAT"};
  for (const auto& message : list_in(page, "messages")) {
    if (format_ == format::json)
      to_.out << (first_ ? "" : ",\n") << to_json(message);
    else
      table.rows.push_back(message_row(message));
    first_ = false;
  }
  if (!table.rows.empty())
    print(to_.out, table, to_.coloured);
}

void replayer::end(std::uint64_t next) {
  if (format_ == format::json)
    to_.out << "],\"next_seq\":" << next << "}\n";
}

} // namespace

std::string topic_prefix(const std::string& prefix) {
  constexpr auto families =
    std::array<std::string_view, 5>{"data/", "report/", "state/", "command/", "gap/"};
  auto is_topic = std::any_of(families.begin(), families.end(),
                              [&](auto family) { return prefix.starts_with(family); });
  return prefix.empty() || is_topic ? prefix : "data/" + prefix;
}

outcome<exit_code> replay(const client_options& x, const replay_options& what,
                          const console& to) {
  auto context = zmq::context_t{};
  auto client = bus_client::connect(context, x);
  if (!client)
    return tl::make_unexpected(client.error());
  auto present = (*client)->call("snapshot", of_nothing);
  if (!present)
    return tl::make_unexpected(present.error());
  auto wanted = what;
  if (wanted.epoch.empty())
    wanted.epoch = text_in(*present, "epoch");
  return replayer{**client, x, to}.print_all(std::move(wanted),
                                             number_in(*present, "seq"));
}

} // namespace bus::cli
