#include "tools/cli/bus_client.hpp"

#include "messages/bus/json.hpp"
#include "tools/cli/value_text.hpp"

namespace bus::cli {

namespace {

/// The bus itself tells of time-outs: it gets this long to do so.
constexpr auto grace = std::chrono::seconds{2};

outcome<json_document> result_of(json_document x) {
  if (auto error = find(x, "error"))
    return give_up(failed, error_text(*error));
  auto result = json_value{};
  if (x.HasMember("result"))
    result.Swap(x["result"]);
  static_cast<json_value&>(x).Swap(result);
  return x;
}

} // namespace

std::string request_text(std::uint64_t id, std::string_view method,
                         std::string_view params, double timeout) {
  auto out = R"({"jsonrpc":"2.0","id":)" + std::to_string(id) + R"(,"method":)";
  out += json_string(method);
  out += R"(,"params":)";
  out += params;
  out += R"(,"timeout":)";
  json::write(out, value{timeout});
  return out + '}';
}

std::optional<response> parse_response(std::string_view text) {
  auto tree = parse_json(text);
  if (!tree || !tree->IsObject())
    return std::nullopt;
  auto id = number_in(*tree, "id");
  return response{id, result_of(std::move(*tree))};
}

outcome<std::unique_ptr<bus_client>> bus_client::connect(zmq::context_t& in,
                                                         const client_options& x) {
  auto socket =
    bus_socket::open(in, zmq::socket_type::dealer, "--request", x.request, x);
  if (!socket)
    return tl::make_unexpected(socket.error());
  auto connected = (*socket)->wait_connected(x.patience());
  if (!connected)
    return tl::make_unexpected(connected.error());
  return std::unique_ptr<bus_client>{new bus_client{std::move(*socket), x}};
}

std::uint64_t bus_client::ask(std::string_view method, std::string_view params) {
  socket_->send(request_text(++last_id_, method, params, options_.timeout));
  return last_id_;
}

std::optional<response> bus_client::next_response() {
  while (auto frames = socket_->receive())
    if (auto x = parse_response(frames->back()))
      return x;
  return std::nullopt;
}

outcome<json_document> bus_client::call(std::string_view method,
                                        std::string_view params) {
  auto id = ask(method, params);
  auto deadline = std::chrono::steady_clock::now() + options_.patience() + grace;
  for (;;) {
    while (auto x = next_response())
      if (x->id == id || x->id == 0)
        return std::move(x->result);
    auto left = deadline - std::chrono::steady_clock::now();
    if (left <= left.zero() || !socket_->wait(left))
      return give_up(unreachable, socket_->complaint());
  }
}

} // namespace bus::cli
