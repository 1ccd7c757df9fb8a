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

  void operator()(const report_message& x) {
    write_report_topic(out.topic, *x.what);
    write_report_body(out.body, with, *x.what);
  }

  void operator()(const command_ptr& x) {
    write_command_topic(out.topic, *x);
    write_command_body(out.body, with, *x);
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
  if (x.why & maybe_duplicate)
    out += ",\"duplicate\":true";
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

void write_report_topic(std::string& out, const point_batch& x) {
  out += "report/";
  out += x.table->connection;
  out += ':';
  out += x.report->block;
  out += '/';
}

void write_report_body(std::string& out, const envelope& e, const point_batch& x) {
  auto& head = *x.report;
  open_body(out, e);
  out += ",\"rpt_id\":";
  json::write_string(out, head.rpt_id);
  auto number = [&](const char* name, const std::optional<std::uint64_t>& it) {
    if (!it)
      return;
    out += name;
    json::write_number(out, *it);
  };
  number(",\"seq_num\":", head.seq_num);
  if (head.time_of_entry) {
    out += ",\"time_of_entry\":";
    json::write(out, *head.time_of_entry);
  }
  if (head.data_set) {
    out += ",\"data_set\":";
    json::write_string(out, *head.data_set);
  }
  if (head.buf_ovfl)
    out += *head.buf_ovfl ? ",\"buf_ovfl\":true" : ",\"buf_ovfl\":false";
  if (head.entry_id) {
    out += ",\"entry_id\":";
    json::write(out, value{octet_string{*head.entry_id}});
  }
  number(",\"conf_rev\":", head.conf_rev);
  if (head.duplicate)
    out += ",\"duplicate\":true";
  if (head.missed > 0)
    number(",\"missed\":", head.missed);
  out += ",\"entries\":[";
  auto separator = std::string_view{"{\"ref\":"};
  for (auto& update : x.updates) {
    out += std::exchange(separator, ",{\"ref\":");
    json::write_string(out, x.table->points[update.point].ref);
    out += ',';
    json::write_sample(out, update.sample);
    out += ",\"reasons\":";
    json::write_reasons(out, update.why);
    out += '}';
  }
  out += "]}";
}

void write_command_topic(std::string& out, const command& x) {
  write_topic(out, "command/", x.ref);
}

void write_command_body(std::string& out, const envelope& e, const command& x) {
  open_body(out, e);
  auto text = [&](const char* name, std::string_view it) {
    out += name;
    json::write_string(out, it);
  };
  text(",\"id\":", x.id);
  text(",\"ref\":", x.ref);
  text(",\"action\":", x.action);
  out += ",\"value\":";
  json::write(out, x.value);
  out += ",\"origin\":{";
  if (x.origin_category) {
    out += "\"category\":";
    json::write_number(out, *x.origin_category);
    out += ',';
  }
  text("\"identity\":", x.origin_identity);
  out += x.test ? "},\"test\":true" : "},\"test\":false";
  out += ",\"check\":{\"synchro\":";
  out += x.synchro_check ? "true" : "false";
  out += ",\"interlock\":";
  out += x.interlock_check ? "true}" : "false}";
  if (x.time) {
    out += ",\"time\":";
    json::write(out, *x.time);
  }
  out += ",\"deadline\":";
  json::write(out, x.deadline);
  out += '}';
}

frame_pair encode(const journal_entry& x, std::string_view epoch) {
  auto writer = encoder{{x.seq, epoch, x.sent}};
  std::visit(writer, x.what);
  return std::move(writer.out);
}

} // namespace bus
