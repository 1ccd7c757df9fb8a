#include "actors/server/iec104_server.hpp"

#include "actors/encoder/iec104_line.hpp"
#include "actors/iec104_points.hpp"
#include "actors/log/log.hpp"
#include "actors/server/served_files.hpp"
#include "messages/iec104/point.hpp"

namespace bus {

namespace {

constexpr auto quiet_after_refusal = std::chrono::seconds{10};

/// A group's name as a file's: what a path has else becomes `_`.
std::string file_name_of(std::string x) {
  for (auto& one : x)
    if (one == '/' || one == '\0')
      one = '_';
  return x;
}

value word_value(std::string_view x) {
  return std::string{x};
}

} // namespace

bool iec104_server_state::start(pointer self, data_model_actor model,
                                iec104_server_settings x) {
  self_ = self;
  model_ = std::move(model);
  settings_ = std::move(x);
  auto& queue = settings_.session.queue_limit;
  queue = std::max(queue, 2 * std::size_t{settings_.session.k} + 2);
  auto made = iec104::station::make(*settings_.station, settings_.how);
  if (!made) {
    log::error("server." + settings_.name, to_string(made.error()));
    self_->quit(caf::make_error(caf::sec::bad_function_call));
    return false;
  }
  station_ = std::move(*made);
  if (!settings_.files.empty())
    station_->serve_files(served_files(settings_.files));
  restore_buffers();
  make_table();
  flush();
  if (model_)
    self_->send(
      model_,
      add_connection{
        connection_actor{self_},
        table_,
        {settings_.name, "iec104", connection_state::connected, {}, utc_time::now()}});
  return true;
}

iec104::moment iec104_server_state::now() const {
  return {now_of(self_), utc_time::now()};
}

void iec104_server_state::make_table() {
  auto table = std::make_shared<point_table>();
  table->connection = settings_.name;
  auto& points = station_->points();
  for (auto i = std::size_t{0}; i < points.size(); ++i) {
    auto& x = points[i];
    auto is_scaled = x.scale != 1 || x.offset != 0;
    auto type = iec104::value_word(x.type ? *x.type : *x.command);
    table->points.push_back(
      {settings_.name + ':' + to_string(x.at),
       is_scaled ? std::string_view{"float"} : type,
       i < settings_.units.size() ? word{settings_.units[i]} : word{},
       x.type.has_value()});
  }
  table_ = std::move(table);
  is_changed_.resize(points.size());
}

void iec104_server_state::restore_buffers() {
  if (settings_.state.empty())
    return;
  auto folder = std::filesystem::path{settings_.state} / settings_.name;
  for (auto& group : event_file::groups_in(folder))
    if (!station_->restore_group(group))
      log::error("server." + settings_.name,
                 "the events of " + group
                   + " are not taken: there are too many groups");
}

// ---- clients ----------------------------------------------------------------

void iec104_server_state::accepted(const link_accepted& x) {
  auto number = ++last_;
  if (peers_.size() >= settings_.max_peers || !station_->opened(number, x.address)) {
    turn_away(x);
    return flush();
  }
  auto line =
    spawn_on(*loop_of(self_), called_iec104_line, x.link,
             iec104_attach{iec104_user_actor{self_}, number}, settings_.session);
  self_->monitor(line);
  numbers_.emplace(line.address(), number);
  peers_.emplace(number, peer{std::move(line)});
}

/// Told at most every ten seconds: there may be thousands.
void iec104_server_state::turn_away(const link_accepted& x) {
  ++turned_away_;
  if (auto at = now_of(self_); at >= quiet_until_) {
    quiet_until_ = at + quiet_after_refusal;
    log::warning("server." + settings_.name,
                 std::to_string(std::exchange(turned_away_, 0))
                   + " clients were turned away: " + std::to_string(peers_.size())
                   + " are there already");
  }
  self_->send_exit(x.link, caf::exit_reason::user_shutdown);
}

void iec104_server_state::left(const caf::down_msg& x) {
  auto gone = numbers_.extract(x.source);
  if (!gone)
    return;
  station_->closed(gone.mapped());
  peers_.erase(gone.mapped());
  flush();
}

void iec104_server_state::changed(const iec104_changed& x) {
  auto found = peers_.find(x.line);
  if (found == peers_.end())
    return;
  found->second.out = 0;
  if (x.now == iec104_changed::to::started)
    station_->started(x.line);
  else if (x.now != iec104_changed::to::opened)
    station_->stopped(x.line);
  if (x.now == iec104_changed::to::closed)
    log::info("server." + settings_.name, "a client left: " + to_string(x.why));
  flush();
}

void iec104_server_state::received(const iec104_asdus& x) {
  auto at = now();
  for (auto& one : x.what->list)
    station_->receive(x.line, one, at);
  flush();
}

void iec104_server_state::acknowledged(const iec104_acknowledged& x) {
  auto found = peers_.find(x.line);
  if (found == peers_.end())
    return;
  found->second.out -= std::min(found->second.out, x.count);
  station_->acknowledged(x.line, x.count);
  flush();
}

void iec104_server_state::tick() {
  alarm_.fired();
  station_->tick(now());
  flush();
}

/// Everything that a call to the station left to be done.
void iec104_server_state::flush() {
  keep_buffers(); // before anybody is told
  take_events();
  send_output();
  tell();
  alarm_.set(self_, station_->deadline());
}

void iec104_server_state::keep_buffers() {
  if (settings_.state.empty())
    return;
  for (auto& [group, buffer] : station_->buffers()) {
    auto known = files_.find(group);
    if (known == files_.end()) {
      auto folder = std::filesystem::path{settings_.state} / settings_.name;
      auto file = event_file::open(folder, file_name_of(group), *buffer);
      if (!file)
        log::error("server." + settings_.name,
                   "the events of " + group
                     + " are not kept on disk: " + to_string(file.error()));
      files_.emplace(group, file ? std::move(*file) : event_file{});
    } else if (auto kept = known->second.follow(*buffer); !kept) {
      log::error("server." + settings_.name, to_string(kept.error()));
    }
  }
}

void iec104_server_state::take_events() {
  while (auto event = station_->next_event()) {
    if (auto* asked = std::get_if<iec104::process_asked>(&*event)) {
      asked->what.id = settings_.name + ':' + asked->what.id;
      asked->what.ref = settings_.name + ':' + asked->what.ref;
      log::info("server." + settings_.name, asked->what.action + ' ' + asked->what.ref);
      if (model_)
        self_->send(model_, std::make_shared<const command>(std::move(asked->what)));
    } else if (auto* other = std::get_if<iec104::deactivated>(&*event)) {
      if (auto found = peers_.find(other->peer); found != peers_.end()) {
        found->second.out = 0;
        self_->send(found->second.line, iec104_deactivate{});
      }
    } else if (auto* lost = std::get_if<iec104::events_lost>(&*event)) {
      log::warning("server." + settings_.name,
                   "the event buffer of " + lost->group + " is full: its oldest "
                     + std::to_string(lost->count) + " are lost");
    } else {
      log::warning("server." + settings_.name, std::get<iec104::remark>(*event).text);
    }
  }
}

/// So many on their way that a client's window is filled again as soon as it opens.
void iec104_server_state::send_output() {
  auto most = 2 * std::size_t{settings_.session.k} + 2;
  for (auto& [number, x] : peers_) {
    if (x.out >= most || !station_->has_output(number))
      continue;
    auto list = std::make_shared<iec104::asdu_list>();
    list->list = station_->take_output(number, most - x.out);
    if (list->list.empty())
      continue;
    x.out += list->list.size();
    self_->send(x.line, iec104_asdus{number, std::move(list)});
  }
}

// ---- the bus ----------------------------------------------------------------

/// One batch at a time: what changes meanwhile is told with its last value.
void iec104_server_state::tell() {
  for (auto point : station_->take_changes()) {
    if (!model_ || is_changed_[point])
      continue;
    is_changed_[point] = true;
    changes_.push_back(point);
  }
  if (!is_told_ || changes_.empty())
    return;
  auto batch = std::make_shared<point_batch>();
  batch->table = table_;
  batch->updates.reserve(changes_.size());
  for (auto point : std::exchange(changes_, {})) {
    is_changed_[point] = false;
    batch->updates.push_back(
      {static_cast<std::uint32_t>(point), why_, station_->last(point)});
  }
  why_ = static_cast<reasons>(reason::data_change);
  is_told_ = false;
  self_->request(model_, caf::infinite, point_batch_ptr{std::move(batch)})
    .then([this](batch_taken) {
      is_told_ = true;
      tell();
    });
}

result<std::size_t> iec104_server_state::point_of(const std::string& path) const {
  auto at = iec104::to_address(path);
  if (!at)
    return tl::make_unexpected(std::move(at.error()));
  auto found = station_->find(*at);
  if (!found)
    return fail(errc::not_found, settings_.name + ':' + path);
  return *found;
}

points_read iec104_server_state::read(const read_points& x) const {
  auto out = points_read{};
  for (auto& path : x.paths)
    out.samples.push_back(
      point_of(path).map([&](auto point) { return station_->last(point); }));
  return out;
}

points_written iec104_server_state::write(const write_points& x) {
  auto out = points_written{};
  auto at = now();
  for (auto& one : x.writes)
    out.done.push_back(point_of(one.path).and_then([&](auto point) {
      return station_->set({point, one.value, one.quality, one.time}, at);
    }));
  flush();
  return out;
}

browsed iec104_server_state::browse(const browse_path& x) const {
  auto at = x.path.empty() ? result<iec104::address>{iec104::address{0, 0}}
                           : iec104::to_address(x.path);
  if (!at)
    return {tl::make_unexpected(std::move(at.error()))};
  return {browse_station(*table_, *at)};
}

described iec104_server_state::describe(const describe_path& x) const {
  auto out = std::make_shared<structure>();
  out->emplace_back("ref", settings_.name + ':' + x.path);
  if (x.path.empty()) {
    out->emplace_back("type", word_value("server"));
    out->emplace_back("protocol", word_value("iec104"));
    out->emplace_back("clients", static_cast<std::int64_t>(peers_.size()));
    out->emplace_back("points", static_cast<std::int64_t>(table_->points.size()));
    auto groups = std::make_shared<structure>();
    for (auto& [group, count] : station_->waiting_events())
      groups->emplace_back(group, static_cast<std::int64_t>(count));
    out->emplace_back("waiting_events",
                      value{std::shared_ptr<const structure>{std::move(groups)}});
    return {value{std::shared_ptr<const structure>{std::move(out)}}};
  }
  auto point = point_of(x.path);
  if (!point)
    return {tl::make_unexpected(std::move(point.error()))};
  auto& of = station_->points()[*point];
  out->emplace_back("type", table_->points[*point].type.str());
  if (of.type)
    out->emplace_back("told_as", word_value(iec104::name(*of.type)));
  if (of.command)
    out->emplace_back("command", word_value(iec104::name(*of.command)));
  out->emplace_back("select", of.select);
  out->emplace_back("writable", of.type.has_value());
  return {value{std::shared_ptr<const structure>{std::move(out)}}};
}

acted iec104_server_state::act(const act_on& x) {
  auto done = result<void>{};
  if (auto* reply = std::get_if<action::reply>(&x.what))
    done = station_->decide(reply->id, reply->accept, reply->tells_end, now());
  else if (auto* end = std::get_if<action::end>(&x.what))
    done = iec104::to_address(x.path).and_then(
      [&](auto at) { return station_->end_command(at, end->success, now()); });
  else
    return {not_for("a server of iec104")};
  flush();
  if (!done)
    return {tl::make_unexpected(refusal{std::move(done.error())})};
  return {value{std::make_shared<const structure>()}};
}

iec104_server_actor::behavior_type
iec104_server(iec104_server_actor::stateful_pointer<iec104_server_state> self,
              data_model_actor model, iec104_server_settings settings) {
  self->set_down_handler([self](const caf::down_msg& x) { self->state.left(x); });
  if (!self->state.start(self, std::move(model), std::move(settings)))
    return iec104_server_actor::behavior_type::make_empty_behavior();
  return {
    // The frequent ones come first: they are looked for in this order.
    [self](const iec104_acknowledged& x) { self->state.acknowledged(x); },
    [self](const iec104_asdus& x) { self->state.received(x); },
    [self](const write_points& x) { return self->state.write(x); },
    [self](const read_points& x) { return self->state.read(x); },
    [self](const act_on& x) { return self->state.act(x); },
    [self](const browse_path& x) { return self->state.browse(x); },
    [self](const describe_path& x) { return self->state.describe(x); },
    [self](const link_accepted& x) { self->state.accepted(x); },
    [self](const iec104_changed& x) { self->state.changed(x); },
    [self](tick) { self->state.tick(); },
  };
}

} // namespace bus
