#include "messages/bus/json.hpp"
#include "messages/bus/rpc.hpp"

namespace bus::rpc {

namespace {

/// Writes the members of one object.
class object {
public:
  explicit object(std::string& out)
    : out_{out} {
    out_ += '{';
  }
  ~object() { out_ += '}'; }
  object(const object&) = delete;

  std::string& key(std::string_view x) {
    out_ += first_ ? "\"" : ",\"";
    first_ = false;
    out_ += x;
    out_ += "\":";
    return out_;
  }

  void text(std::string_view name, std::string_view x) {
    json::write_string(key(name), x);
  }

  void text_unless_empty(std::string_view name, std::string_view x) {
    if (!x.empty())
      text(name, x);
  }

  void number(std::string_view name, std::uint64_t x) {
    json::write_number(key(name), x);
  }

private:
  std::string& out_;
  bool first_ = true;
};

void write(std::string& out, const connection_summary& x) {
  auto to = object{out};
  to.text("name", x.status.connection);
  to.text("protocol", x.status.protocol);
  to.text("state", name(x.status.state));
  to.text_unless_empty("cause", x.status.cause);
  json::write(to.key("since"), x.status.since);
  to.number("points", x.points);
  to.number("updates", x.updates);
  if (x.updates > 0)
    json::write(to.key("last_update"), x.last_update);
}

void write(std::string& out, const browse_item& x) {
  auto to = object{out};
  to.text("ref", x.ref);
  to.text("kind", x.kind);
  to.text_unless_empty("type", x.type);
}

template <class T>
void write_array(std::string& out, const std::vector<T>& list) {
  out += '[';
  for (auto& x : list) {
    if (&x != &list.front())
      out += ',';
    write(out, x);
  }
  out += ']';
}

} // namespace

std::string write_browsed(const std::vector<browse_item>& x) {
  auto out = std::string{};
  write_array(out, x);
  return out;
}

std::string write_status(const bus_status& x,
                         const std::vector<connection_summary>& connections) {
  auto out = std::string{};
  {
    auto to = object{out};
    to.text("name", x.name);
    to.text("version", x.version);
    to.text("epoch", x.epoch);
    json::write(to.key("uptime"), value{x.uptime});
    to.number("seq", x.seq);
    to.number("subscriptions", x.subscriptions);
    write_array(to.key("connections"), connections);
  }
  return out;
}

} // namespace bus::rpc
