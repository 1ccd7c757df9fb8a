#include "actors/connection/iec104_connection.hpp"

#include "actors/log/log.hpp"
#include "messages/iec104/codec.hpp"
#include "messages/iec104/point.hpp"

#include <algorithm>

namespace bus {

namespace {

/// Batches that may be on their way to the model.
constexpr auto most_104_batches_out = 4u;

/// ASDUs that came and are not told: a station that keeps its window has fewer.
constexpr auto most_untold = std::size_t{32'767};

/// Events of so long ago may not have left when the program is killed.
constexpr auto event_overlap = std::chrono::seconds{2};

bool is_event(byte_view asdu) {
  auto head = iec104::decode_head(asdu);
  return head
         && (head->cause == iec104::cause::spontaneous
             || head->cause == iec104::cause::return_remote
             || head->cause == iec104::cause::return_local)
         && iec104::is_monitored(head->type);
}

} // namespace

void iec104_connection_state::start(pointer self, std::vector<iec104_line_actor> lines,
                                    data_model_actor model, iec104_client_settings x) {
  self_ = self;
  model_ = std::move(model);
  settings_ = std::move(x);
  client_.emplace(settings_.client);
  switch_.emplace(lines.size());
  dice_.seed(static_cast<unsigned>(std::hash<std::string>{}(settings_.name)));
  status_ = {
    settings_.name, "iec104", connection_state::connecting, {}, utc_time::now()};
  configured_points();
  self_->send(model_, add_connection{connection_actor{self_}, table_, status_});
  auto folder = std::filesystem::path{settings_.state};
  auto has_folder = !settings_.state.empty();
  auto keys = has_folder ? folder / settings_.name / "commands" : folder;
  auto opened = commands_.open(keys);
  if (has_folder && opened) {
    auto again = std::vector<bytes>{};
    auto journal = event_journal::open(folder / settings_.name, event_overlap, again);
    if (journal) {
      journal_ = std::move(*journal);
      tell_again(again);
    } else {
      opened = tl::make_unexpected(std::move(journal.error()));
    }
  }
  if (!opened)
    log::error("connection." + settings_.name, to_string(opened.error()));
  for (auto& who : lines) {
    self_->send(who, iec104_attach{iec104_user_actor{self_}, lines_.size()});
    lines_.push_back({who, backoff{settings_.first_retry, settings_.longest_retry}});
    self_->send(who, iec104_dial{});
  }
  flush();
}

/// The program ends in order: what was told has left.
void iec104_connection_state::end() {
  if (journal_)
    journal_->forget();
}

iec104::moment iec104_connection_state::now() const {
  return {now_of(self_), utc_time::now()};
}

// ---- lines ------------------------------------------------------------------

void iec104_connection_state::changed(const iec104_changed& x) {
  auto which = static_cast<std::size_t>(x.line);
  switch (x.now) {
  case iec104_changed::to::opened: opened(which); break;
  case iec104_changed::to::started: started(which); break;
  case iec104_changed::to::stopped: // a station does not do so by itself
    if (active_ == which)
      stopped({errc::not_connected, "iec104", "data transfer was stopped"});
    switch_->stopped(which);
    break;
  case iec104_changed::to::closed: closed(which, x.why); break;
  }
  start_next();
  flush();
}

void iec104_connection_state::opened(std::size_t which) {
  switch_->opened(which);
  log::debug("connection." + settings_.name,
             "line " + std::to_string(which + 1) + " is open");
}

void iec104_connection_state::closed(std::size_t which, const error& why) {
  auto was_active = active_ == which;
  if (was_active)
    stopped(why);
  switch_->closed(which);
  auto dice = std::uniform_real_distribution<>{}(dice_);
  lines_[which].redial = now_of(self_) + lines_[which].waits.next(dice);
  if (lines_.size() > 1)
    log::info("connection." + settings_.name,
              "line " + std::to_string(which + 1) + ": " + to_string(why));
  if (is_open())
    return;
  if (!switch_->is_any_open()) // else another one goes on: nothing is lost
    lost();
  tell_state(was_active ? connection_state::disconnected : connection_state::failed,
             to_string(why));
}

void iec104_connection_state::start_next() {
  if (auto next = switch_->next_to_start())
    self_->send(lines_[*next].who, iec104_start{});
}

void iec104_connection_state::started(std::size_t which) {
  switch_->started(which);
  lines_[which].waits.reset(); // not before: a station may accept and hang up
  active_ = which;
  ++connection_;
  tell_state(connection_state::connected, {});
  client_->started(now());
}

/// What came and is not told yet is told all the same, but cannot be acknowledged.
void iec104_connection_state::stopped(const error& why) {
  active_.reset();
  ++connection_;
  client_->stopped(why);
  take_told(0);
  untold_ = 0;
}

void iec104_connection_state::received(const iec104_asdus& x) {
  if (active_ != static_cast<std::size_t>(x.line))
    return;
  auto at = now();
  keep_events(x.what->list);
  for (auto& one : x.what->list)
    client_->receive(one, at);
  take_told(x.what->list.size());
  flush();
}

void iec104_connection_state::tick() {
  alarm_.fired();
  auto at = now();
  for (auto& x : lines_)
    if (at.at >= x.redial) {
      x.redial = never;
      self_->send(x.who, iec104_dial{});
    }
  client_->tick(at);
  flush();
}

/// Sends what there is to send; asks to be woken for what comes next.
void iec104_connection_state::flush() {
  for (auto& text : client_->take_remarks())
    log::warning("connection." + settings_.name, text);
  if (auto out = client_->take_output(); !out.empty() && active_)
    self_->send(lines_[*active_].who,
                iec104_asdus{*active_, std::make_shared<iec104::asdu_list>(
                                         iec104::asdu_list{std::move(out)})});
  auto next = client_->deadline();
  for (auto& x : lines_)
    next = std::min(next, x.redial);
  alarm_.set(self_, next);
}

void iec104_connection_state::tell_state(connection_state to, std::string cause) {
  if (status_.state == to && status_.cause == cause)
    return;
  log::info("connection." + settings_.name,
            std::string{bus::name(to)} + (cause.empty() ? "" : ": " + cause));
  status_.state = to;
  status_.cause = std::move(cause);
  status_.since = utc_time::now();
  self_->send(model_, status_);
}

// ---- points -----------------------------------------------------------------

/// Before they are told.
void iec104_connection_state::keep_events(const std::vector<bytes>& asdus) {
  if (!journal_)
    return;
  auto events = std::vector<bytes>{};
  for (auto& one : asdus)
    if (is_event(one))
      events.push_back(one);
  if (events.empty())
    return;
  if (auto kept = journal_->note(events, utc_time::now()); !kept)
    log::error("connection." + settings_.name, to_string(kept.error()));
}

/// What the last run of the program may not have told, and what the station may send
/// again because its acknowledgement did not come.
void iec104_connection_state::tell_again(const std::vector<bytes>& asdus) {
  auto before = iec104::client{settings_.client};
  auto at = now();
  for (auto& one : asdus) {
    client_->remember(one);
    before.receive(one, at);
  }
  auto told = before.take_told();
  make_points(told);
  for (auto& x : told) {
    auto point = points_.at(x.at);
    last_[point] = std::move(x.what);
    changes_.push_back(
      {point, static_cast<reasons>(x.why | maybe_duplicate), last_[point]});
  }
  tell();
}

void iec104_connection_state::take_told(std::size_t asdus) {
  auto told = client_->take_told();
  make_points(told);
  for (auto& x : told) {
    auto point = points_.find(x.at)->second;
    last_[point] = std::move(x.what);
    auto why = x.maybe_repeated ? static_cast<reasons>(x.why | maybe_duplicate) : x.why;
    changes_.push_back({point, why, last_[point]});
  }
  untold_ += asdus;
  if (untold_ > most_untold && active_)
    self_->send(lines_[*active_].who, iec104_hang_up{});
  tell();
}

void iec104_connection_state::configured_points() {
  auto table = std::make_shared<point_table>();
  table->connection = settings_.name;
  auto& points = settings_.client.points;
  for (auto i = std::size_t{0}; i < points.size(); ++i) {
    auto& x = points[i];
    auto is_scaled = x.scale != 1 || x.offset != 0;
    auto type = iec104::value_word(x.type ? *x.type : *x.command);
    add_point(*table, x.at, is_scaled ? std::string_view{"float"} : type,
              i < settings_.units.size() ? settings_.units[i] : std::string{},
              x.command.has_value());
  }
  table_ = std::move(table);
}

void iec104_connection_state::add_point(point_table& to, const iec104::address& at,
                                        std::string_view type, const std::string& unit,
                                        bool writable) {
  points_.emplace(at, static_cast<std::uint32_t>(to.points.size()));
  to.points.push_back(
    {settings_.name + ':' + iec104::to_string(at), word{type}, word{unit}, writable});
  last_.emplace_back();
}

/// A station has more points than were configured: the table grows.
void iec104_connection_state::make_points(
  const std::vector<iec104::told_object>& told) {
  auto more = std::shared_ptr<point_table>{};
  for (auto& x : told) {
    if (points_.contains(x.at))
      continue;
    if (!more)
      more = std::make_shared<point_table>(*table_);
    add_point(*more, x.at, iec104::value_word(x.type), {}, false);
  }
  if (!more)
    return;
  table_ = std::move(more); // what waits to be told is in it, too
  self_->send(model_, add_connection{connection_actor{self_}, table_, status_});
}

void iec104_connection_state::lost() {
  auto old = quality::make(validity::invalid, quality::old_data);
  for (auto point = std::uint32_t{0}; point < last_.size(); ++point) {
    if (last_[point].quality == old)
      continue;
    last_[point].quality = old;
    changes_.push_back(
      {point, static_cast<reasons>(reason::quality_change), last_[point]});
  }
  tell();
}

/// Changes that wait are told together.
void iec104_connection_state::tell() {
  if (changes_.empty() && batches_out_ == 0) // nothing before it waits
    return acknowledge(std::exchange(untold_, 0));
  if (changes_.empty() || batches_out_ >= most_104_batches_out)
    return;
  auto batch = std::make_shared<point_batch>();
  batch->table = table_;
  batch->updates = std::exchange(changes_, {});
  ++batches_out_;
  auto taken = [this, asdus = std::exchange(untold_, 0),
                connection = connection_](batch_taken) {
    --batches_out_;
    if (connection == connection_)
      acknowledge(asdus);
    tell();
  };
  self_->request(model_, caf::infinite, point_batch_ptr{std::move(batch)})
    .then(std::move(taken));
}

void iec104_connection_state::acknowledge(std::size_t count) {
  if (count > 0 && active_)
    self_->send(lines_[*active_].who, iec104_taken{count});
}

iec104_connection_actor::behavior_type iec104_connection(
  iec104_connection_actor::stateful_pointer<iec104_connection_state> self,
  std::vector<iec104_line_actor> lines, data_model_actor model,
  iec104_client_settings settings) {
  self->set_exit_handler([self](const caf::exit_msg& x) {
    if (x.reason == caf::exit_reason::user_shutdown)
      self->state.end();
    self->quit(x.reason);
  });
  self->state.start(self, std::move(lines), std::move(model), std::move(settings));
  return {
    // The frequent ones come first: they are looked for in this order.
    [self](const iec104_asdus& x) { self->state.received(x); },
    [self](const act_on& x) { return self->state.act(x); },
    [self](const read_points& x) { return self->state.read(x); },
    [self](const write_points& x) { return self->state.write(x); },
    [self](const browse_path& x) { return self->state.browse(x); },
    [self](const describe_path& x) { return self->state.describe(x); },
    [self](const iec104_changed& x) { self->state.changed(x); },
    [](const iec104_acknowledged&) {}, // it is the answers that count
    [self](tick) { self->state.tick(); },
  };
}

} // namespace bus
