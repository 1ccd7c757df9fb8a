#include "messages/bus/publication.hpp"

#include "messages/bus/json.hpp"

namespace bus {

namespace {

void write_topic(std::string& out, std::string_view family, std::string_view name) {
  out += family;
  out += name;
  out += '/';
}

/// The members of the envelope and the opening brace.
void open_body(std::string& out, const envelope& e) {
  out += "{\"seq\":";
  json::write_number(out, e.seq);
  out += ",\"epoch\":";
  json::write_string(out, e.epoch);
  out += ",\"sent\":";
  json::write(out, e.sent);
}

struct encoder {
  envelope with;
  frame_pair out = {};

  void operator()(const data_message& x) {
    const auto& point = x.table->points[x.update.point];
    write_data_topic(out.topic, point);
    write_data_body(out.body, with, point, x.update);
  }

  void operator()(const connection_status& x) {
    write_state_topic(out.topic, x);
    write_state_body(out.body, with, x);
  }
};

} // namespace

void write_data_topic(std::string& out, const point_info& x) {
  write_topic(out, "data/", x.ref);
}

void write_data_body(std::string& out, const envelope& e, const point_info& p,
                     const point_update& x) {
  open_body(out, e);
  out += ",\"ref\":";
  json::write_string(out, p.ref);
  out += ',';
  json::write_sample(out, x.sample);
  out += ",\"reasons\":";
  json::write_reasons(out, x.why);
  out += '}';
}

void write_state_topic(std::string& out, const connection_status& x) {
  write_topic(out, "state/", x.connection);
}

void write_state_body(std::string& out, const envelope& e, const connection_status& x) {
  open_body(out, e);
  out += ",\"connection\":";
  json::write_string(out, x.connection);
  out += ",\"state\":";
  json::write_string(out, name(x.state));
  out += ",\"cause\":";
  json::write_string(out, x.cause);
  out += ",\"since\":";
  json::write(out, x.since);
  out += '}';
}

void write_gap_body(std::string& out, const envelope& e, std::uint64_t from_seq,
                    std::uint64_t to_seq) {
  open_body(out, e);
  out += ",\"from_seq\":";
  json::write_number(out, from_seq);
  out += ",\"to_seq\":";
  json::write_number(out, to_seq);
  out += '}';
}

frame_pair encode(const journal_entry& x, std::string_view epoch) {
  auto writer = encoder{{x.seq, epoch, x.sent}};
  std::visit(writer, x.what);
  return std::move(writer.out);
}

} // namespace bus
