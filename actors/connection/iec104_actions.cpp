#include "actors/connection/iec104_connection.hpp"
#include "actors/iec104_points.hpp"
#include "actors/log/log.hpp"
#include "messages/bus/json.hpp"

namespace bus {

namespace {

value told_text(std::string_view x) {
  return std::string{x};
}

/// All that makes it another command, for its key and for the log.
std::string command_line(const iec104::address& at, const action::control& x) {
  constexpr const char* words[] = {" select ", " operate ", " cancel "};
  auto out = to_string(at) + words[static_cast<std::size_t>(x.what)];
  json::write(out, x.value);
  out += x.test ? " test" : "";
  if (x.time)
    out += " at " + std::to_string(x.time->ns);
  return out;
}

/// Answers' references are whole on the bus.
value with_name(const std::string& connection, const value& x) {
  auto* members = std::get_if<std::shared_ptr<const structure>>(&x);
  if (!members || !*members)
    return x;
  auto out = std::make_shared<structure>(**members);
  for (auto& one : *out)
    if (auto* ref = std::get_if<std::string>(&one.second); ref && one.first == "ref")
      *ref = connection + ':' + *ref;
  return std::shared_ptr<const structure>{std::move(out)};
}

} // namespace

caf::typed_response_promise<points_read>
iec104_connection_state::read(const read_points& x) {
  struct reading {
    points_read answer;
    std::size_t left;
    caf::typed_response_promise<points_read> to;
  };
  auto job = std::make_shared<reading>();
  auto to = job->to = self_->make_response_promise<points_read>();
  job->answer.samples.resize(x.paths.size());
  job->left = x.paths.size() + 1;
  auto done = [job](std::size_t item, result<sample> how) {
    if (item < job->answer.samples.size())
      job->answer.samples[item] = std::move(how);
    if (--job->left == 0)
      job->to.deliver(std::move(job->answer));
  };
  for (auto i = std::size_t{0}; i < x.paths.size(); ++i) {
    auto at = iec104::to_address(x.paths[i]);
    if (!at)
      done(i, tl::make_unexpected(std::move(at.error())));
    else if (!is_open())
      done(i, fail(errc::not_connected, settings_.name));
    else
      client_->read(*at, x.deadline, now(),
                    [done, i](result<sample> how) { done(i, std::move(how)); });
  }
  done(x.paths.size(), sample{});
  flush();
  return to;
}

caf::typed_response_promise<points_written>
iec104_connection_state::write(const write_points& x) {
  struct writing {
    points_written answer;
    std::size_t left;
    caf::typed_response_promise<points_written> to;
  };
  auto job = std::make_shared<writing>();
  auto to = job->to = self_->make_response_promise<points_written>();
  job->answer.done.resize(x.writes.size());
  job->left = x.writes.size() + 1;
  auto done = [job](std::size_t item, result<void> how) {
    if (item < job->answer.done.size())
      job->answer.done[item] = std::move(how);
    if (--job->left == 0)
      job->to.deliver(std::move(job->answer));
  };
  for (auto i = std::size_t{0}; i < x.writes.size(); ++i) {
    auto& one = x.writes[i];
    auto at = iec104::to_address(one.path);
    if (!at)
      done(i, tl::make_unexpected(std::move(at.error())));
    else if (!is_open())
      done(i, fail(errc::not_connected, settings_.name));
    else if (one.quality || one.time)
      done(i, fail(errc::unsupported, one.path,
                   "quality and time cannot be written here"));
    else
      client_->write(*at, one.value, x.deadline, now(),
                     [this, done, i, path = one.path](result<void> how) {
                       if (!how)
                         log::warning("connection." + settings_.name,
                                      "write " + path + ": " + to_string(how.error()));
                       done(i, std::move(how));
                     });
  }
  done(x.writes.size(), {});
  flush();
  return to;
}

browsed iec104_connection_state::browse(const browse_path& x) const {
  auto at = x.path.empty() ? result<iec104::address>{iec104::address{0, 0}}
                           : iec104::to_address(x.path);
  if (!at)
    return {tl::make_unexpected(std::move(at.error()))};
  return {browse_station(*table_, *at)};
}

described iec104_connection_state::describe(const describe_path& x) const {
  auto out = std::make_shared<structure>();
  out->emplace_back("ref", settings_.name + ':' + x.path);
  if (x.path.empty()) {
    out->emplace_back("protocol", told_text("iec104"));
    out->emplace_back("points", static_cast<std::int64_t>(table_->points.size()));
    out->emplace_back("lines", static_cast<std::int64_t>(lines_.size()));
    if (active_)
      out->emplace_back("active_line", static_cast<std::int64_t>(*active_ + 1));
    return {value{std::shared_ptr<const structure>{std::move(out)}}};
  }
  auto at = iec104::to_address(x.path);
  if (!at)
    return {tl::make_unexpected(std::move(at.error()))};
  auto found = points_.find(*at);
  if (found == points_.end())
    return {fail(errc::not_found, settings_.name + ':' + x.path)};
  auto& info = table_->points[found->second];
  out->emplace_back("type", info.type.str());
  if (!info.unit.empty())
    out->emplace_back("unit", info.unit.str());
  if (auto* of = client_->find(*at)) {
    if (of->type)
      out->emplace_back("told_as", told_text(iec104::name(*of->type)));
    if (of->command)
      out->emplace_back("command", told_text(iec104::name(*of->command)));
    out->emplace_back("select", of->select);
    out->emplace_back("scale", of->scale);
    out->emplace_back("offset", of->offset);
  }
  out->emplace_back("writable", info.writable);
  return {value{std::shared_ptr<const structure>{std::move(out)}}};
}

caf::typed_response_promise<acted> iec104_connection_state::act(const act_on& x) {
  auto to = self_->make_response_promise<acted>();
  auto* command = std::get_if<action::control>(&x.what);
  auto* asked = std::get_if<action::interrogation>(&x.what);
  auto is_known = command && commands_.knows(command->key);
  if (!command && !asked) {
    to.deliver(acted{not_for("iec104")});
  } else if (!is_open() && !is_known) {
    answers::refuse(to, {errc::not_connected, settings_.name});
  } else if (command) {
    if (auto at = iec104::to_address(x.path))
      control(*at, *command, x.deadline, to);
    else
      answers::refuse(to, std::move(at.error()));
  } else {
    client_->interrogate(*asked, x.deadline, now(), [to](action_result how) mutable {
      to.deliver(acted{std::move(how)});
    });
  }
  flush();
  return to;
}

void iec104_connection_state::control(const iec104::address& at,
                                      const action::control& x, time_point deadline,
                                      promise to) {
  auto what = command_line(at, x);
  auto perform = [&](const keyed_commands::done& done) {
    log::info("connection." + settings_.name, what);
    auto told = [this, done, what](const action_result& how) {
      if (!how)
        log::warning("connection." + settings_.name,
                     what + ": " + to_string(how.error().why));
      done(how.map([&](auto& y) { return with_name(settings_.name, y); }));
    };
    client_->control(at, x, deadline, now(), std::move(told));
  };
  commands_.perform(x, what, std::move(to), "connection." + settings_.name, perform);
}

} // namespace bus
