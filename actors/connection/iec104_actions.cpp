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

value directory_of(const std::vector<iec104::file_entry>& x) {
  using answers::member, answers::object_of;
  auto out = std::make_shared<array>();
  for (auto& one : x)
    out->push_back(object_of(member{"path", to_string(one.name)},
                             member{"size", std::uint64_t{one.size}},
                             member{"modified", one.made}));
  return std::shared_ptr<const array>{std::move(out)};
}

value file_value(const std::string& path, bytes all) {
  using answers::member, answers::object_of;
  auto size = std::uint64_t{all.size()};
  return object_of(member{"path", path}, member{"size", size},
                   member{"content", octet_string{std::move(all)}});
}

} // namespace

caf::typed_response_promise<points_read>
iec104_connection_state::read(const read_points& x) {
  auto to = self_->make_response_promise<points_read>();
  auto done = answers::gather(to, &points_read::samples, x.paths.size());
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
  auto to = self_->make_response_promise<points_written>();
  auto done = answers::gather(to, &points_written::done, x.writes.size());
  for (auto i = std::size_t{0}; i < x.writes.size(); ++i) {
    auto& one = x.writes[i];
    auto at = iec104::to_address(one.path);
    if (!at)
      done(i, tl::make_unexpected(std::move(at.error())));
    else if (!is_open())
      done(i, fail(errc::not_connected, settings_.name));
    else if (auto alone = value_alone(one); !alone)
      done(i, std::move(alone));
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
  auto* file = std::get_if<action::file>(&x.what);
  auto is_known = command && commands_.knows(command->key);
  if (!command && !asked && !file) {
    to.deliver(acted{not_for("iec104")});
  } else if (!is_open() && !is_known) {
    answers::refuse(to, {errc::not_connected, settings_.name});
  } else if (command) {
    if (auto at = iec104::to_address(x.path))
      control(*at, *command, x.deadline, to);
    else
      answers::refuse(to, std::move(at.error()));
  } else if (file) {
    act_on_file(*file, x.deadline, to);
  } else {
    client_->interrogate(*asked, x.deadline, now(), [to](action_result how) mutable {
      to.deliver(acted{std::move(how)});
    });
  }
  flush();
  return to;
}

/// A directory's path is a common address, or nothing for all of them.
void iec104_connection_state::act_on_file(const action::file& x, time_point deadline,
                                          promise to) {
  using kind = action::file::kind;
  if (x.what == kind::remove)
    return answers::refuse(to, {errc::unsupported, "file.delete",
                                "IEC 60870-5-104 stations keep their files"});
  if (x.what == kind::list) {
    auto of = x.path.empty() ? result<iec104::address>{} : iec104::to_address(x.path);
    if (!of || of->object != 0)
      return answers::refuse(to, {errc::invalid_value, x.path,
                                  "expected a common address, or nothing for all"});
    auto common = x.path.empty() ? std::nullopt : std::optional{of->common};
    return client_->list_files(
      common, deadline, now(),
      [done = answers::deliver(to)](const auto& how) { done(how.map(directory_of)); });
  }
  auto file = iec104::to_file_name(x.path);
  if (!file)
    return answers::refuse(to, std::move(file.error()));
  client_->get_file(*file, deadline, now(),
                    [done = answers::deliver(to), path = x.path](result<bytes> how) {
                      if (how)
                        done(file_value(path, std::move(*how)));
                      else
                        done(tl::make_unexpected(std::move(how.error())));
                    });
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
