#include "actors/connection/modbus_connection.hpp"

#include "actors/log/log.hpp"

#include <algorithm>
#include <numeric>

namespace bus {

namespace {

/// Batches that may be on their way to the model; then polls wait.
constexpr auto max_batches_out = 4u;

/// Blocks of an on-demand read: neighbours together, nothing read along.
constexpr auto read_limits = modbus::plan_limits{.max_gap = 0};

bool is_illegal_function(const result<modbus::response>& x) {
  return !x && x.error().code == errc::rejected
         && x.error().cause == modbus::name(modbus::exception_code::illegal_function);
}

result<value> decode_at(const modbus::point& x, std::uint16_t offset,
                        const modbus::response& from) {
  auto size = modbus::width(x);
  if (auto* words = std::get_if<modbus::registers>(&from)) {
    if (x.from == modbus::table::queue)
      return modbus::decode(x, *words);
    if (offset + size > words->size())
      return fail(errc::malformed, "modbus.answer", "too short");
    return modbus::decode(x, std::span{*words}.subspan(offset, size));
  }
  auto* bits = std::get_if<modbus::bits>(&from);
  if (!bits || offset + size > bits->size())
    return fail(errc::malformed, "modbus.answer", "too short");
  if (size == 1)
    return modbus::decode(x, (*bits)[offset]);
  auto many = std::make_shared<array>();
  for (auto i = 0; i < size; ++i)
    many->push_back(bool{(*bits)[static_cast<std::size_t>(offset + i)]});
  return value{std::shared_ptr<const array>{std::move(many)}};
}

std::string_view object_name(std::uint8_t id) {
  constexpr std::string_view names[] = {"vendor_name",     "product_code", "revision",
                                        "vendor_url",      "product_name", "model_name",
                                        "application_name"};
  return id < std::size(names) ? names[id] : std::string_view{};
}

value to_value(const modbus::identification& x) {
  auto out = std::make_shared<structure>();
  for (auto& [id, text] : x.objects) {
    auto known = object_name(id);
    out->emplace_back(
      known.empty() ? "object_" + std::to_string(id) : std::string{known}, text);
  }
  return std::shared_ptr<const structure>{std::move(out)};
}

value describe_point(const point_info& info, const modbus::point& x) {
  auto order = [](modbus::order y) {
    return y == modbus::order::big ? "big" : "little";
  };
  auto out = std::make_shared<structure>();
  out->emplace_back("ref", info.ref);
  out->emplace_back("type", info.type.str());
  if (!info.unit.empty())
    out->emplace_back("unit", info.unit.str());
  out->emplace_back("writable", info.writable);
  out->emplace_back("table", std::string{modbus::name(x.from)});
  out->emplace_back("address", std::int64_t{x.address});
  out->emplace_back("quantity", std::int64_t{modbus::width(x)});
  out->emplace_back("format", std::string{modbus::name(x.format)});
  if (x.format == modbus::format::bit)
    out->emplace_back("bit", std::int64_t{x.bit});
  out->emplace_back("word_order", std::string{order(x.word_order)});
  out->emplace_back("byte_order", std::string{order(x.byte_order)});
  out->emplace_back("scale", x.scale);
  out->emplace_back("offset", x.offset);
  out->emplace_back("deadband", x.deadband);
  return std::shared_ptr<const structure>{std::move(out)};
}

} // namespace

point_table_ptr make_table(const std::string& connection,
                           const std::vector<modbus::point>& points,
                           const std::vector<std::string>& units) {
  auto out = std::make_shared<point_table>();
  out->connection = connection;
  out->points.reserve(points.size());
  for (auto i = std::size_t{0}; i < points.size(); ++i)
    out->points.push_back(
      {connection + ":" + points[i].name, modbus::value_type(points[i]),
       i < units.size() ? word{units[i]} : word{}, points[i].writable});
  return out;
}

struct modbus_connection_state::reading {
  std::vector<modbus::point> points;
  std::vector<std::size_t> place;                  ///< of each point in the answer
  std::vector<std::optional<std::uint32_t>> known; ///< configured point
  points_read answer;
  std::size_t left = 0;
  time_point deadline;
  caf::typed_response_promise<points_read> to;
};

struct modbus_connection_state::writing {
  write_points what;
  points_written answer;
  std::size_t left = 0;
  caf::typed_response_promise<points_written> to;
};

void modbus_connection_state::start(pointer self, modbus_line_actor line,
                                    data_model_actor model,
                                    modbus_connection_settings x) {
  self_ = self;
  line_ = std::move(line);
  model_ = std::move(model);
  name_ = x.name;
  unit_ = x.unit;
  response_timeout_ = x.response_timeout;
  table_ = std::move(x.table);
  auto& points = *x.points;
  by_name_.resize(points.size());
  std::iota(by_name_.begin(), by_name_.end(), 0);
  std::sort(by_name_.begin(), by_name_.end(),
            [&](auto a, auto b) { return points[a].name < points[b].name; });
  poller_.emplace(std::move(x.points), x.poller);
  status_ = {name_, "modbus", connection_state::connecting, {}, utc_time::now()};
  self_->send(model_, add_connection{connection_actor{self_}, table_, status_});
  self_->send(line_, modbus_attach{modbus_user_actor{self_}});
}

void modbus_connection_state::changed(const line_changed& x) {
  auto was_open = std::exchange(open_, x.state == connection_state::connected);
  if (open_ && !was_open)
    poller_->opened(now_of(self_));
  if (!open_ && was_open)
    tell(poller_->closed());
  tell_state(x.state, x.cause);
  pump();
}

void modbus_connection_state::tell_state(connection_state to, std::string cause) {
  if (status_.state == to && status_.cause == cause)
    return;
  log::info("connection." + name_,
            std::string{bus::name(to)} + (cause.empty() ? "" : ": " + cause));
  status_.state = to;
  status_.cause = std::move(cause);
  status_.since = utc_time::now();
  self_->send(model_, status_);
}

void modbus_connection_state::pump() {
  auto now = now_of(self_);
  while (batches_out_ < max_batches_out) {
    auto next = poller_->next(now);
    if (!next)
      break;
    ask_poll(*next);
  }
  if (batches_out_ < max_batches_out)
    wake.set(self_, poller_->deadline());
}

modbus::transaction modbus_connection_state::to_transaction(modbus::request ask,
                                                            modbus::priority urgency,
                                                            time_point deadline) const {
  return {.id = 0,
          .unit = unit_,
          .ask = std::move(ask),
          .urgency = urgency,
          .timeout = response_timeout_,
          .expires = deadline};
}

void modbus_connection_state::ask_poll(const modbus::poller::poll& x) {
  auto what = to_transaction(x.ask, modbus::priority::poll, never);
  self_->request(line_, caf::infinite, modbus_ask{std::move(what)})
    .then([this, block = x.block](modbus_answer& answer) {
      if (!open_)
        return;
      tell(poller_->answered(block, answer.what.answer, now_of(self_)));
      pump();
    });
}

void modbus_connection_state::tell(modbus::poll_outcome x) {
  if (x.answering && open_)
    *x.answering ? tell_state(connection_state::connected, {})
                 : tell_state(connection_state::failed,
                              "no answer from unit " + std::to_string(unit_));
  if (x.changes.empty())
    return;
  auto now = utc_time::now();
  auto batch = std::make_shared<point_batch>();
  batch->table = table_;
  batch->updates.reserve(x.changes.size());
  for (auto& change : x.changes)
    batch->updates.push_back(
      {change.point, change.why, {std::move(change.value), change.quality, now}});
  ++batches_out_;
  self_->request(model_, caf::infinite, point_batch_ptr{std::move(batch)})
    .then([this](batch_taken) {
      --batches_out_;
      pump();
    });
}

std::optional<std::uint32_t>
modbus_connection_state::find(std::string_view path) const {
  auto name_of = [&](std::uint32_t i) -> std::string_view {
    return poller_->points()[i].name;
  };
  auto found =
    std::lower_bound(by_name_.begin(), by_name_.end(), path,
                     [&](auto i, auto wanted) { return name_of(i) < wanted; });
  if (found == by_name_.end() || name_of(*found) != path)
    return std::nullopt;
  return *found;
}

result<modbus::point> modbus_connection_state::point_at(const std::string& path) const {
  if (auto known = find(path))
    return poller_->points()[*known];
  return modbus::parse_raw(path);
}

caf::typed_response_promise<points_read>
modbus_connection_state::read(const read_points& x) {
  auto job = std::make_shared<reading>();
  job->to = self_->make_response_promise<points_read>();
  job->deadline = x.deadline;
  job->answer.samples.resize(x.paths.size());
  for (auto i = std::size_t{0}; i < x.paths.size(); ++i) {
    auto point = point_at(x.paths[i]);
    if (!point) {
      job->answer.samples[i] = tl::make_unexpected(point.error());
      continue;
    }
    point->interval = {};
    job->points.push_back(std::move(*point));
    job->place.push_back(i);
    job->known.push_back(find(x.paths[i]));
  }
  auto plan = modbus::make_plan(job->points, duration{1}, read_limits);
  job->left = plan.size();
  if (plan.empty())
    job->to.deliver(std::move(job->answer));
  for (auto& block : plan)
    read_block(job, block);
  return job->to;
}

void modbus_connection_state::read_block(std::shared_ptr<reading> job,
                                         const modbus::block& what) {
  auto ask = to_transaction(what.ask, modbus::priority::read, job->deadline);
  self_->request(line_, caf::infinite, modbus_ask{std::move(ask)})
    .then([this, job, what](const modbus_answer& x) {
      auto& answer = x.what.answer;
      auto parts = modbus::halves(what, job->points);
      if (!answer && answer.error().code == errc::rejected && parts.size() > 1) {
        // One of them is refused: find out which.
        ++job->left;
        for (auto& part : parts)
          read_block(job, part);
        return;
      }
      for (auto point : what.points)
        if (!answer)
          job->answer.samples[job->place[point]] = tl::make_unexpected(answer.error());
      if (answer)
        take_block(*job, what, *answer);
      if (--job->left == 0)
        job->to.deliver(std::move(job->answer));
    });
}

void modbus_connection_state::take_block(reading& job, const modbus::block& what,
                                         const modbus::response& x) {
  auto now = utc_time::now();
  for (auto i : what.points) {
    auto& point = job.points[i];
    auto offset = static_cast<std::uint16_t>(point.address - what.ask.address);
    auto got = decode_at(point, offset, x);
    auto& place = job.answer.samples[job.place[i]];
    if (!got) {
      place = tl::make_unexpected(got.error());
      continue;
    }
    place = sample{*got, quality::good(), now};
    if (job.known[i])
      tell(poller_->observed(*job.known[i], *got));
  }
}

caf::typed_response_promise<points_written>
modbus_connection_state::write(const write_points& x) {
  auto job = std::make_shared<writing>();
  job->to = self_->make_response_promise<points_written>();
  job->what = x;
  job->left = x.writes.size();
  job->answer.done.resize(x.writes.size());
  if (x.writes.empty())
    job->to.deliver(std::move(job->answer));
  for (auto i = std::size_t{0}; i < x.writes.size(); ++i)
    write_item(job, i);
  return job->to;
}

void modbus_connection_state::write_item(std::shared_ptr<writing> job,
                                         std::size_t item) {
  auto& what = job->what.writes[item];
  if (auto alone = value_alone(what); !alone)
    return written(*job, item, tl::make_unexpected(alone.error()));
  auto point = point_at(what.path);
  auto ask = point ? modbus::encode_write(*point, what.value)
                   : result<modbus::request>{tl::make_unexpected(point.error())};
  if (!ask)
    return written(*job, item, tl::make_unexpected(ask.error()));
  auto is_mask = std::holds_alternative<modbus::mask_register>(*ask);
  auto full =
    to_transaction(std::move(*ask), modbus::priority::write, job->what.deadline);
  self_->request(line_, caf::infinite, modbus_ask{std::move(full)})
    .then([this, job, item, is_mask](const modbus_answer& x) {
      if (is_mask && is_illegal_function(x.what.answer))
        return write_bit(job, item);
      written(*job, item, x.what.answer);
    });
}

/// For devices without mask write: read the register, change the bit, write it.
void modbus_connection_state::write_bit(std::shared_ptr<writing> job,
                                        std::size_t item) {
  auto point = *point_at(job->what.writes[item].path);
  auto read = to_transaction(modbus::read_data{point.from, point.address, 1},
                             modbus::priority::write, job->what.deadline);
  self_->request(line_, caf::infinite, modbus_ask{std::move(read)})
    .then([this, job, item, point](const modbus_answer& x) {
      auto& answer = x.what.answer;
      auto* words = answer ? std::get_if<modbus::registers>(&*answer) : nullptr;
      if (!words || words->empty())
        return written(*job, item, answer);
      auto on = to_number(job->what.writes[item].value).value_or(0) != 0;
      auto content = modbus::with_bit(point, words->front(), on);
      auto ask = to_transaction(modbus::write_register{point.address, content},
                                modbus::priority::write, job->what.deadline);
      self_->request(line_, caf::infinite, modbus_ask{std::move(ask)})
        .then([this, job, item](const modbus_answer& y) {
          written(*job, item, y.what.answer);
        });
    });
}

void modbus_connection_state::written(writing& job, std::size_t item,
                                      const result<modbus::response>& x) {
  auto& path = job.what.writes[item].path;
  if (!x) {
    job.answer.done[item] = tl::make_unexpected(x.error());
    log::warning("connection." + name_, "write " + path + ": " + to_string(x.error()));
  } else if (auto known = find(path)) {
    poller_->refresh(*known, now_of(self_));
    pump();
  }
  if (--job.left == 0)
    job.to.deliver(std::move(job.answer));
}

browsed modbus_connection_state::browse(const browse_path& x) const {
  auto out = std::vector<browse_item>{};
  if (x.path.empty()) {
    for (auto& point : table_->points)
      out.push_back({point.ref, "point", point.type.str()});
    return {std::move(out)};
  }
  if (find(x.path) || modbus::parse_raw(x.path))
    return {std::move(out)}; // a point has nothing below it
  return {fail(errc::not_found, name_ + ":" + x.path)};
}

caf::typed_response_promise<described>
modbus_connection_state::describe(const describe_path& x) {
  auto to = self_->make_response_promise<described>();
  if (auto known = find(x.path)) {
    to.deliver(
      described{describe_point(table_->points[*known], poller_->points()[*known])});
    return to;
  }
  if (auto raw = modbus::parse_raw(x.path)) {
    auto info =
      point_info{name_ + ":" + x.path, modbus::value_type(*raw), {}, raw->writable};
    to.deliver(described{describe_point(info, *raw)});
    return to;
  }
  if (!x.path.empty()) {
    to.deliver(described{fail(errc::not_found, name_ + ":" + x.path)});
    return to;
  }
  // The device itself: what it says of itself, where it can (43/14).
  auto ask =
    to_transaction(modbus::read_identification{}, modbus::priority::read, x.deadline);
  self_->request(line_, caf::infinite, modbus_ask{std::move(ask)})
    .then([this, to](const modbus_answer& y) mutable {
      auto out = std::make_shared<structure>();
      out->emplace_back("ref", name_ + ":");
      out->emplace_back("protocol", std::string{"modbus"});
      out->emplace_back("device_id", std::int64_t{unit_});
      out->emplace_back("points", static_cast<std::int64_t>(table_->points.size()));
      out->emplace_back("polls", static_cast<std::int64_t>(poller_->block_count()));
      auto& answer = y.what.answer;
      if (auto* known =
            answer ? std::get_if<modbus::identification>(&*answer) : nullptr)
        out->emplace_back("identification", to_value(*known));
      to.deliver(described{value{std::shared_ptr<const structure>{std::move(out)}}});
    });
  return to;
}

modbus_connection_actor::behavior_type modbus_connection(
  modbus_connection_actor::stateful_pointer<modbus_connection_state> self,
  modbus_line_actor line, data_model_actor model, modbus_connection_settings settings) {
  self->state.start(self, std::move(line), std::move(model), std::move(settings));
  return {
    [self](const read_points& x) { return self->state.read(x); },
    [self](const write_points& x) { return self->state.write(x); },
    [self](const browse_path& x) { return self->state.browse(x); },
    [self](const describe_path& x) { return self->state.describe(x); },
    [](const act_on&) { return acted{not_for("modbus")}; },
    [self](const line_changed& x) { self->state.changed(x); },
    [self](tick) {
      self->state.wake.fired();
      self->state.pump();
    },
  };
}

} // namespace bus
