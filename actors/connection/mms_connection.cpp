#include "actors/connection/mms_connection.hpp"

#include "actors/connection/answers.hpp"
#include "actors/log/log.hpp"

#include <algorithm>

namespace bus {

namespace {

constexpr auto most_batches_out = 4u;
constexpr auto poll_timeout = std::chrono::seconds{10};

/// Where a first poll comes in its interval.
duration part_of(duration x, double phase) {
  return std::chrono::duration_cast<duration>(x * phase);
}

std::string connection_path(const std::string& name, const std::string& path) {
  return name + ':' + path;
}

} // namespace

point_table_ptr make_table(const std::string& connection,
                           const std::vector<mms_poll>& polls) {
  auto out = std::make_shared<point_table>();
  out->connection = connection;
  for (auto& poll : polls)
    for (auto& path : poll.paths)
      out->points.push_back({connection_path(connection, path), "any", {}, true});
  return out;
}

void mms_connection_state::start(pointer self, mms_encoder_actor encoder,
                                 data_model_actor model, mms_connection_settings x) {
  self_ = self;
  encoder_ = std::move(encoder);
  model_ = std::move(model);
  settings_ = std::move(x);
  association_.start(self_, encoder_, model_, settings_.name, "mms",
                     settings_.first_retry, settings_.longest_retry);
  auto point = std::uint32_t{0};
  for (auto& poll : settings_.polls) {
    polls_.push_back({poll, point});
    for (auto& path : poll.paths)
      by_path_.emplace(path, point++);
  }
  last_.resize(point);
  device_.on_report([this](const mms::device::report& told) {
    for (auto& [path, value] : told)
      if (auto known = by_path_.find(path); known != by_path_.end())
        observed(known->second, value, reason::data_change);
    tell();
  });
  self_->send(model_, add_connection{connection_actor{self_}, settings_.table,
                                     association_.status()});
  self_->send(encoder_, mms_attach{mms_user_actor{self_}});
  association_.dial();
}

// ---- the association --------------------------------------------------------

void mms_connection_state::associated(const mms_associated& x) {
  device_.established(*x.agreed);
  association_.associated();
  auto now = now_of(self_);
  for (auto& poll : polls_) {
    poll.next = now + part_of(poll.what.interval, settings_.phase);
    poll.under_way = false;
  }
  flush();
}

void mms_connection_state::ended(const mms_ended& x) {
  auto was_open = association_.is_open();
  device_.closed({errc::not_connected, x.why.where, x.why.cause});
  for (auto& poll : polls_)
    poll.next = never;
  association_.ended(x.why);
  if (was_open)
    lost();
  flush();
}

void mms_connection_state::received(mms::pdu_list& x) {
  association_.received(device_, x);
  flush();
}

void mms_connection_state::unsent(const mms_unsent& x) {
  device_.unsent(x.invoke_id, x.why);
  flush();
}

void mms_connection_state::tick() {
  alarm_.fired();
  auto now = now_of(self_);
  association_.tick(now);
  device_.tick(now);
  for (auto& x : polls_)
    if (now >= x.next)
      poll(x, now);
  flush();
}

/// Sends what there is to send; asks to be woken for what comes next.
void mms_connection_state::flush() {
  association_.send_output(device_);
  auto next = std::min(association_.deadline(), device_.deadline());
  for (auto& x : polls_)
    next = std::min(next, x.next);
  alarm_.set(self_, next);
}

// ---- polls ------------------------------------------------------------------

/// A poll that is late is left out: the next one comes in its own time.
void mms_connection_state::poll(polling& x, time_point now) {
  x.next = now + x.what.interval;
  if (x.under_way || batches_out_ >= most_batches_out)
    return;
  x.under_way = true;
  auto which = static_cast<std::size_t>(&x - polls_.data());
  device_.read(
    x.what.paths, {now, now + poll_timeout}, [this, which](mms::device::values got) {
      auto& done = polls_[which];
      done.under_way = false;
      for (auto i = std::size_t{0}; i < got.size() && association_.is_open(); ++i)
        observed(done.first + static_cast<std::uint32_t>(i), got[i], reason::poll);
      tell();
    });
}

/// Tells a value that is another one, or as good as another.
void mms_connection_state::observed(std::uint32_t point, const result<value>& x,
                                    reason why) {
  auto& last = last_[point];
  auto now = quality::good();
  if (!x)
    now = quality::make(validity::invalid, quality::bad_reference);
  if (last.quality == now && (!x || same(last.value, *x)))
    return;
  auto fresh = std::holds_alternative<std::monostate>(last.value);
  last = {x ? *x : last.value, now, utc_time::now()};
  auto told = fresh ? reason::initial : reason::data_change;
  changes_.push_back({point, told | why, last});
}

void mms_connection_state::lost() {
  auto old = quality::make(validity::invalid, quality::old_data);
  for (auto point = std::uint32_t{0}; point < last_.size(); ++point) {
    auto& last = last_[point];
    if (last.quality == old)
      continue;
    last.quality = old;
    changes_.push_back({point, static_cast<reasons>(reason::quality_change), last});
  }
  tell();
}

void mms_connection_state::tell() {
  if (changes_.empty())
    return;
  auto batch = std::make_shared<point_batch>();
  batch->table = settings_.table;
  batch->updates = std::exchange(changes_, {});
  ++batches_out_;
  self_->request(model_, caf::infinite, point_batch_ptr{std::move(batch)})
    .then([this](batch_taken) { --batches_out_; });
}

// ---- on demand --------------------------------------------------------------

mms::device::deadline_of mms_connection_state::until(time_point deadline) const {
  return {now_of(self_), deadline};
}

caf::typed_response_promise<points_read>
mms_connection_state::read(const read_points& x) {
  auto to = self_->make_response_promise<points_read>();
  if (!association_.is_open()) {
    auto out = points_read{};
    out.samples.assign(x.paths.size(), fail(errc::not_connected, settings_.name));
    to.deliver(std::move(out));
    return to;
  }
  device_.read(x.paths, until(x.deadline),
               [this, to, paths = x.paths](mms::device::values got) mutable {
                 auto now = utc_time::now();
                 auto out = points_read{};
                 for (auto i = std::size_t{0}; i < got.size(); ++i) {
                   if (auto known = by_path_.find(paths[i]); known != by_path_.end())
                     observed(known->second, got[i], reason::data_change);
                   out.samples.push_back(got[i].map([&](const value& y) {
                     return sample{y, quality::good(), now};
                   }));
                 }
                 tell();
                 to.deliver(std::move(out));
               });
  flush();
  return to;
}

caf::typed_response_promise<points_written>
mms_connection_state::write(const write_points& x) {
  auto to = self_->make_response_promise<points_written>();
  auto done = answers::gather(to, &points_written::done, x.writes.size());
  for (auto i = std::size_t{0}; i < x.writes.size(); ++i) {
    auto& one = x.writes[i];
    if (auto alone = value_alone(one); !alone) {
      done(i, std::move(alone));
      continue;
    }
    if (!association_.is_open()) {
      done(i, fail(errc::not_connected, settings_.name));
      continue;
    }
    device_.write(one.path, one.value, until(x.deadline),
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

caf::typed_response_promise<browsed>
mms_connection_state::browse(const browse_path& x) {
  auto to = self_->make_response_promise<browsed>();
  if (!association_.is_open()) {
    to.deliver(browsed{fail(errc::not_connected, settings_.name)});
    return to;
  }
  device_.browse(x.path, until(x.deadline), [this, to](mms::device::items got) mutable {
    if (got)
      for (auto& one : *got)
        one.ref = connection_path(settings_.name, one.ref);
    to.deliver(browsed{std::move(got)});
  });
  flush();
  return to;
}

caf::typed_response_promise<described>
mms_connection_state::describe(const describe_path& x) {
  auto to = self_->make_response_promise<described>();
  if (!association_.is_open()) {
    to.deliver(described{fail(errc::not_connected, settings_.name)});
    return to;
  }
  device_.describe(
    x.path, until(x.deadline), [this, to, path = x.path](result<value> got) mutable {
      to.deliver(described{got.map([&](const value& what) {
        auto out = std::make_shared<structure>();
        out->emplace_back("ref", connection_path(settings_.name, path));
        if (path.empty())
          out->emplace_back("protocol", std::string{"mms"});
        out->emplace_back(path.empty() ? "identification" : "type", what);
        return value{std::shared_ptr<const structure>{std::move(out)}};
      })});
    });
  flush();
  return to;
}

mms_connection_actor::behavior_type
mms_connection(mms_connection_actor::stateful_pointer<mms_connection_state> self,
               mms_encoder_actor encoder, data_model_actor model,
               mms_connection_settings settings) {
  self->state.start(self, std::move(encoder), std::move(model), std::move(settings));
  return {
    [self](const read_points& x) { return self->state.read(x); },
    [self](const write_points& x) { return self->state.write(x); },
    [self](const browse_path& x) { return self->state.browse(x); },
    [self](const describe_path& x) { return self->state.describe(x); },
    [](const act_on&) { return acted{not_for("mms")}; },
    [self](const mms_associated& x) { self->state.associated(x); },
    [self](const mms_ended& x) { self->state.ended(x); },
    [self](const mms_pdus& x) { self->state.received(*x.what); },
    [self](const mms_unsent& x) { self->state.unsent(x); },
    [self](tick) { self->state.tick(); },
  };
}

} // namespace bus
