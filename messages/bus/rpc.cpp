#include "messages/bus/rpc.hpp"

#include "messages/bus/json.hpp"

#include <cassert>

namespace bus::rpc {

namespace {

constexpr auto internal_error = -32603;

/// Octets of most samples: to reserve, so that writing allocates once.
constexpr auto usual_sample = std::size_t{144};

int code_of(errc x) {
  switch (x) {
  case errc::not_found: return 1;
  case errc::not_connected: return 2;
  case errc::timeout: return 3;
  case errc::access_denied: return 4;
  case errc::type_mismatch: return 5;
  case errc::rejected: return 6;
  case errc::busy: return 7;
  case errc::invalid_value: return 8;
  case errc::gone: return 9;
  case errc::unsupported: return 10;
  case errc::truncated:
  case errc::malformed:
  case errc::out_of_state: break;
  }
  return internal_error;
}

std::string_view phrase(errc x) {
  switch (x) {
  case errc::not_found: return "not found";
  case errc::not_connected: return "not connected";
  case errc::timeout: return "no answer in time";
  case errc::access_denied: return "access denied";
  case errc::type_mismatch: return "the type does not match";
  case errc::rejected: return "rejected by the device";
  case errc::busy: return "busy";
  case errc::invalid_value: return "the value is not valid";
  case errc::gone: return "no longer kept";
  case errc::unsupported: return "not supported";
  case errc::truncated: return "internal error: data is cut short";
  case errc::malformed: return "internal error: data is malformed";
  case errc::out_of_state: return "internal error: call out of turn";
  }
  return "internal error";
}

/// Whether it is a place in our code, `"modbus.answer"`, rather than what a
/// client named.
bool is_place(const std::string& where) {
  return where.find('.') != where.npos && where.find(':') == where.npos;
}

/// `"not found: pv1:x (object-non-existent)"`, `"not connected: refused"`. Our
/// own places are for the log, except where nothing else explains the error.
std::string sentence(const error& x) {
  auto out = std::string{phrase(x.code)};
  auto tell_where =
    !x.where.empty() && (!is_place(x.where) || code_of(x.code) == internal_error);
  if (tell_where)
    out += ": " + x.where;
  if (!x.cause.empty())
    out += tell_where ? " (" + x.cause + ")" : ": " + x.cause;
  return out;
}

/// Appends `"name":` and what separates it from the member before.
class member_writer {
public:
  explicit member_writer(std::string& out)
    : out_{out} {}

  std::string& operator()(std::string_view name) {
    out_ += std::exchange(separator_, ',');
    json::write_string(out_, name);
    out_ += ':';
    return out_;
  }

  void text(std::string_view name, std::string_view x) {
    if (!x.empty())
      json::write_string((*this)(name), x);
  }

  void close() {
    if (separator_ == '{')
      out_ += '{';
    out_ += '}';
  }

private:
  std::string& out_;
  char separator_ = '{';
};

void write_data(std::string& out, const failure& x) {
  auto member = member_writer{out};
  member.text("kind", x.kind);
  member.text("cause", x.cause);
  member.text("add_cause", x.add_cause);
  if (!x.steps.empty()) {
    auto& to = member("steps");
    to += '[';
    for (auto& step : x.steps) {
      if (&step != &x.steps.front())
        to += ',';
      json::write_string(to, step);
    }
    to += ']';
  }
  if (x.oldest)
    json::write_number(member("oldest"), *x.oldest);
  member.text("epoch", x.epoch);
  member.close();
}

void write_failure(std::string& out, const failure& x) {
  out += "{\"code\":";
  json::write_number(out, std::int64_t{x.code});
  out += ",\"message\":";
  json::write_string(out, x.message);
  if (!x.kind.empty() || !x.cause.empty() || !x.add_cause.empty() || x.oldest) {
    out += ",\"data\":";
    write_data(out, x);
  }
  out += '}';
}

/// A list of `size` objects, each written by `write(out, index)`.
template <class Write>
void write_objects(std::string& out, std::size_t size, const Write& write) {
  out += '[';
  for (auto i = std::size_t{0}; i < size; ++i) {
    out += i > 0 ? ",{" : "{";
    write(out, i);
    out += '}';
  }
  out += ']';
}

void write_ref(std::string& out, std::string_view ref) {
  out += "\"ref\":";
  json::write_string(out, ref);
}

void write_error(std::string& out, const error& x) {
  out += ",\"error\":";
  write_failure(out, to_failure(x));
}

void open_response(std::string& out, std::string_view id) {
  out += "{\"jsonrpc\":\"2.0\",\"id\":";
  out += id;
}

} // namespace

failure to_failure(const error& x) {
  auto code = code_of(x.code);
  auto kind = code == internal_error ? std::string_view{} : name(x.code);
  return {code, sentence(x), std::string{kind}, x.cause};
}

failure refused(const refusal& x) {
  auto out = to_failure(x.why);
  out.add_cause = x.add_cause;
  out.steps = x.steps;
  return out;
}

failure gone(std::uint64_t oldest, std::string_view epoch) {
  auto out = to_failure({errc::gone, "messages before " + std::to_string(oldest)});
  out.oldest = oldest;
  out.epoch = epoch;
  return out;
}

std::string write_samples(const std::vector<std::string>& refs,
                          const std::vector<result<sample>>& x) {
  assert(refs.size() == x.size());
  auto out = std::string{};
  out.reserve(2 + x.size() * usual_sample);
  write_objects(out, x.size(), [&](std::string& to, std::size_t i) {
    write_ref(to, refs[i]);
    if (x[i]) {
      to += ',';
      json::write_sample(to, *x[i]);
    } else {
      write_error(to, x[i].error());
    }
  });
  return out;
}

std::string write_written(const std::vector<std::string>& refs,
                          const std::vector<result<void>>& x) {
  assert(refs.size() == x.size());
  auto out = std::string{};
  write_objects(out, x.size(), [&](std::string& to, std::size_t i) {
    write_ref(to, refs[i]);
    if (!x[i])
      write_error(to, x[i].error());
  });
  return out;
}

std::string write_list(const std::vector<point_info>& x) {
  auto out = std::string{};
  write_objects(out, x.size(), [&](std::string& to, std::size_t i) {
    write_ref(to, x[i].ref);
    to += ",\"type\":";
    json::write_string(to, x[i].type);
    if (!x[i].unit.empty()) {
      to += ",\"unit\":";
      json::write_string(to, x[i].unit);
    }
    to += x[i].writable ? ",\"writable\":true" : ",\"writable\":false";
  });
  return out;
}

std::string write_snapshot(std::uint64_t seq, std::string_view epoch,
                           const std::vector<std::string>& refs,
                           const std::vector<sample>& x) {
  assert(refs.size() == x.size());
  auto out = std::string{"{\"seq\":"};
  json::write_number(out, seq);
  out += ",\"epoch\":";
  json::write_string(out, epoch);
  out += ",\"values\":";
  write_objects(out, x.size(), [&](std::string& to, std::size_t i) {
    write_ref(to, refs[i]);
    to += ',';
    json::write_sample(to, x[i]);
  });
  out += '}';
  return out;
}

std::string write_replay(std::string_view epoch,
                         const std::vector<frame_pair>& messages,
                         std::uint64_t next_seq) {
  auto out = std::string{"{\"epoch\":"};
  json::write_string(out, epoch);
  out += ",\"messages\":";
  write_objects(out, messages.size(), [&](std::string& to, std::size_t i) {
    to += "\"topic\":";
    json::write_string(to, messages[i].topic);
    to += ",\"body\":";
    to += messages[i].body;
  });
  out += ",\"next_seq\":";
  json::write_number(out, next_seq);
  out += '}';
  return out;
}

std::string write_response(std::string_view id, std::string_view result) {
  auto out = std::string{};
  out.reserve(id.size() + result.size() + 40);
  open_response(out, id);
  out += ",\"result\":";
  out += result;
  out += '}';
  return out;
}

std::string write_response(std::string_view id, const failure& x) {
  auto out = std::string{};
  open_response(out, id);
  out += ",\"error\":";
  write_failure(out, x);
  out += '}';
  return out;
}

std::string write_batch(const std::vector<std::string>& responses) {
  auto out = std::string{"["};
  for (const auto& response : responses) {
    if (out.size() > 1)
      out += ',';
    out += response;
  }
  out += ']';
  return out;
}

} // namespace bus::rpc
