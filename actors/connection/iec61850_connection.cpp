#include "actors/connection/iec61850_connection.hpp"

#include "actors/log/log.hpp"
#include "messages/iec61850/quality.hpp"
#include "messages/mms/type.hpp"

#include <algorithm>

namespace bus {

namespace {

constexpr auto most_iec_batches_out = 32u;
constexpr auto hold_above = std::size_t{256}; ///< batches that wait for the bus
constexpr auto read_below = std::size_t{64};
constexpr auto iec_poll_timeout = std::chrono::seconds{10};

/// Where a first poll comes in its interval.
duration part_of_interval(duration x, double phase) {
  return std::chrono::duration_cast<duration>(x * phase);
}

std::string last_name(std::string_view path) {
  return std::string{path.substr(path.find_last_of("$/") + 1)};
}

} // namespace

void iec61850_connection_state::start(pointer self, mms_encoder_actor encoder,
                                      data_model_actor model,
                                      iec61850_client_settings x) {
  self_ = self;
  encoder_ = std::move(encoder);
  model_ = std::move(model);
  settings_ = std::move(x);
  for (auto& one : settings_.reports)
    reports_.push_back(
      std::make_unique<reporting>(reporting{iec61850::subscription{device_, one}}));
  for (auto& one : settings_.polls) {
    auto& to = polls_.emplace_back(polling{one, {}});
    for (auto& ref : one.refs)
      if (auto parsed = iec61850::parse_reference(ref))
        to.paths.push_back(parsed->path());
  }
  device_.on_information(
    [this](asn1::mms::information_report& told) { return take_report(told); });
  association_.start(self_, encoder_, model_, settings_.name, "iec61850",
                     settings_.first_retry, settings_.longest_retry);
  auto keys = settings_.state.empty()
                ? std::filesystem::path{}
                : std::filesystem::path{settings_.state} / settings_.name / "commands";
  if (auto opened = commands_.open(keys); !opened)
    log::error("connection." + settings_.name, to_string(opened.error()));
  make_points();
  self_->send(encoder_, mms_attach{mms_user_actor{self_}});
  association_.dial();
}

std::string iec61850_connection_state::ref_of(const std::string& path) const {
  return settings_.name + ':' + iec61850::to_reference(path);
}

void iec61850_connection_state::log_warning(const std::string& text) const {
  log::warning("connection." + settings_.name, text);
}

/// The points of reports and polls that are known now. Those that were known before
/// keep their samples.
void iec61850_connection_state::make_points() {
  auto table = std::make_shared<point_table>();
  table->connection = settings_.name;
  auto before = std::unordered_map<std::string_view, std::uint32_t>{};
  for (auto i = std::uint32_t{0}; table_ && i < table_->points.size(); ++i)
    before.emplace(table_->points[i].ref, i);
  auto fresh = std::unordered_map<std::string, std::uint32_t>{};
  auto samples = std::vector<sample>{};
  auto add = [&](std::string ref, std::string_view type) {
    auto [at, is_new] = fresh.emplace(ref, static_cast<std::uint32_t>(samples.size()));
    if (is_new) {
      auto old = before.find(ref);
      samples.push_back(old == before.end() ? sample{} : last_[old->second]);
      ref.shrink_to_fit();
      table->points.push_back({std::move(ref), type, {}, true});
    }
    return at->second;
  };
  for (auto& report : reports_) {
    auto& members = report->of.members();
    auto& paths = report->of.paths();
    auto known = std::exchange(report->points, {});
    for (auto i = std::size_t{0}; i < members.size(); ++i) {
      auto word = members[i].type ? mms::type_word(*members[i].type) : "any";
      report->points.push_back(paths.empty() ? add(table_->points[known[i]].ref, word)
                                             : add(ref_of(paths[i]), word));
    }
    report->points.shrink_to_fit();
  }
  for (auto& one : polls_) {
    one.points.clear();
    for (auto& path : one.paths)
      one.points.push_back(add(ref_of(path), "any"));
  }
  table->points.shrink_to_fit();
  samples.shrink_to_fit();
  last_ = std::move(samples);
  table_ = std::move(table);
  for (auto& report : reports_)
    report->of.forget_paths();
  self_->send(model_,
              add_connection{connection_actor{self_}, table_, association_.status()});
}

// ---- the association --------------------------------------------------------

void iec61850_connection_state::associated(const mms_associated& x) {
  auto now = now_of(self_);
  heard_ = now;
  asks_status_ = false;
  device_.established(*x.agreed);
  association_.associated();
  for (auto i = std::size_t{0}; i < reports_.size(); ++i)
    if (reports_[i]->wanted)
      enable(i);
  for (auto& one : polls_) {
    one.next = now + part_of_interval(one.what.interval, settings_.phase);
    one.under_way = false;
  }
  flush();
}

void iec61850_connection_state::ended(const mms_ended& x) {
  held_ = false;
  auto was_open = association_.is_open();
  auto why = error{errc::not_connected, x.why.where, x.why.cause};
  operations_.closed(why);
  device_.closed(why);
  for (auto& one : reports_) {
    one->of.closed();
    one->retry = never;
  }
  for (auto& one : polls_)
    one.next = never;
  association_.ended(x.why);
  if (was_open)
    lost();
  flush();
}

void iec61850_connection_state::received(mms::pdu_list& x) {
  heard_ = now_of(self_);
  association_.received(device_, x);
  flush();
}

void iec61850_connection_state::unsent(const mms_unsent& x) {
  device_.unsent(x.invoke_id, x.why);
  flush();
}

void iec61850_connection_state::tick() {
  alarm_.fired();
  auto now = now_of(self_);
  association_.tick(now);
  device_.tick(now);
  operations_.tick(now);
  for (auto i = std::size_t{0}; i < reports_.size(); ++i)
    if (now >= reports_[i]->retry)
      enable(i);
  for (auto i = std::size_t{0}; i < polls_.size(); ++i)
    if (now >= polls_[i].next)
      poll(i, now);
  watch_silence(now);
  flush();
}

/// A server that says nothing is asked for its status; one that does not answer is
/// left (the seed's status_timeout).
void iec61850_connection_state::watch_silence(time_point now) {
  if (!association_.is_open() || asks_status_
      || now < heard_ + settings_.status_timeout)
    return;
  asks_status_ = true;
  device_.ask(mms::request::make<mms::request::status>(false),
              {now, now + settings_.status_timeout}, [this](result<mms::response> x) {
                asks_status_ = false;
                heard_ = now_of(self_);
                if (x || x.error().code != errc::timeout)
                  return;
                log_warning("no answer to a question for its status");
                self_->send(encoder_, mms_abort{});
              });
}

/// Sends what there is to send; asks to be woken for what comes next.
void iec61850_connection_state::flush() {
  association_.send_output(device_);
  auto next =
    std::min({association_.deadline(), device_.deadline(), operations_.deadline()});
  for (auto& one : reports_)
    next = std::min(next, one->retry);
  for (auto& one : polls_)
    next = std::min(next, one.next);
  if (association_.is_open() && !asks_status_ && !held_)
    next = std::min(next, heard_ + settings_.status_timeout);
  alarm_.set(self_, next);
}

iec61850_connection_state::deadline_of
iec61850_connection_state::until(time_point deadline) const {
  return {now_of(self_), deadline};
}

// ---- points -----------------------------------------------------------------

/// A poll that is late is left out: the next one comes in its own time.
void iec61850_connection_state::poll(std::size_t which, time_point now) {
  auto& x = polls_[which];
  x.next = now + x.what.interval;
  if (x.under_way || batches_out_ >= most_iec_batches_out)
    return;
  x.under_way = true;
  device_.read(
    x.paths, {now, now + iec_poll_timeout}, [this, which](mms::device::values got) {
      auto& done = polls_[which];
      done.under_way = false;
      auto time = utc_time::now();
      for (auto i = std::size_t{0}; i < got.size() && association_.is_open(); ++i) {
        auto point = done.points[i];
        auto to = last_[point];
        if (got[i])
          to = iec61850::to_sample(
            iec61850::with_positions(std::move(*got[i]), last_name(done.paths[i])),
            time);
        else
          to.quality = quality::make(validity::invalid, quality::bad_reference);
        auto& last = last_[point];
        if (last.quality == to.quality && same(last.value, to.value))
          continue;
        auto fresh = std::holds_alternative<std::monostate>(last.value);
        observed(point, std::move(to),
                 (fresh ? reason::initial : reason::data_change) | reason::poll);
      }
      tell();
    });
}

void iec61850_connection_state::observed(std::uint32_t point, sample to, reasons why) {
  last_[point] = std::move(to);
  changes_.push_back({point, why, last_[point]});
}

void iec61850_connection_state::lost() {
  auto old = quality::make(validity::invalid, quality::old_data);
  for (auto point = std::uint32_t{0}; point < last_.size(); ++point)
    if (last_[point].quality != old) {
      auto to = last_[point];
      to.quality = old;
      observed(point, std::move(to), static_cast<reasons>(reason::quality_change));
    }
  tell();
}

void iec61850_connection_state::tell() {
  if (!changes_.empty()) {
    auto batch = std::make_shared<point_batch>();
    batch->table = table_;
    batch->updates = std::exchange(changes_, {});
    waiting_.push_back(std::move(batch));
  }
  while (!waiting_.empty() && batches_out_ < most_iec_batches_out) {
    ++batches_out_;
    auto next = std::move(waiting_.front());
    waiting_.pop_front();
    self_->request(model_, caf::infinite, std::move(next)).then([this](batch_taken) {
      --batches_out_;
      tell();
    });
  }
  // A bus that does not keep up is not told more: the server keeps it.
  if (waiting_.size() > hold_above)
    hold(true);
  else if (waiting_.size() < read_below)
    hold(false);
}

void iec61850_connection_state::hold(bool on) {
  if (std::exchange(held_, on) == on)
    return;
  if (!on)
    heard_ = now_of(self_);
  self_->send(encoder_, hold_link{on});
}

// ---- on demand --------------------------------------------------------------

caf::typed_response_promise<points_read>
iec61850_connection_state::read(const read_points& x) {
  auto to = self_->make_response_promise<points_read>();
  auto out = std::make_shared<points_read>();
  out->samples.resize(x.paths.size());
  auto paths = std::vector<std::string>{};
  auto which = std::vector<std::size_t>{};
  for (auto i = std::size_t{0}; i < x.paths.size(); ++i) {
    auto ref = iec61850::parse_reference(x.paths[i]);
    if (!association_.is_open())
      out->samples[i] = fail(errc::not_connected, settings_.name);
    else if (!ref)
      out->samples[i] = tl::make_unexpected(std::move(ref.error()));
    else if (ref->names.empty() && ref->constraint.empty())
      out->samples[i] = fail(errc::invalid_value, x.paths[i],
                             "nothing that has a value, expected LD/LN.DO.DA[FC]");
    else {
      paths.push_back(ref->path());
      which.push_back(i);
    }
  }
  if (paths.empty()) {
    to.deliver(std::move(*out));
    return to;
  }
  device_.read(
    paths, until(x.deadline), [to, out, which, paths](mms::device::values got) mutable {
      auto now = utc_time::now();
      for (auto i = std::size_t{0}; i < got.size(); ++i)
        out->samples[which[i]] = std::move(got[i]).map([&](value y) {
          return iec61850::to_sample(
            iec61850::with_positions(std::move(y), last_name(paths[i])), now);
        });
      to.deliver(std::move(*out));
    });
  flush();
  return to;
}

caf::typed_response_promise<points_written>
iec61850_connection_state::write(const write_points& x) {
  auto to = self_->make_response_promise<points_written>();
  auto done = answers::gather(to, &points_written::done, x.writes.size());
  for (auto i = std::size_t{0}; i < x.writes.size(); ++i) {
    auto ref = iec61850::parse_reference(x.writes[i].path);
    if (auto alone = value_alone(x.writes[i]); !alone)
      done(i, std::move(alone));
    else if (!association_.is_open())
      done(i, fail(errc::not_connected, settings_.name));
    else if (!ref)
      done(i, tl::make_unexpected(std::move(ref.error())));
    else if (ref->constraint == "CO")
      done(i, fail(errc::rejected, x.writes[i].path,
                   "a command is no write: use select, operate and cancel"));
    else
      device_.write(ref->path(), x.writes[i].value, until(x.deadline),
                    [this, done, i, path = x.writes[i].path](result<void> how) {
                      if (!how)
                        log_warning("write " + path + ": " + to_string(how.error()));
                      done(i, std::move(how));
                    });
  }
  done(x.writes.size(), {});
  flush();
  return to;
}

mms_connection_actor::behavior_type iec61850_connection(
  mms_connection_actor::stateful_pointer<iec61850_connection_state> self,
  mms_encoder_actor encoder, data_model_actor model,
  iec61850_client_settings settings) {
  self->state.start(self, std::move(encoder), std::move(model), std::move(settings));
  return {
    [self](const mms_pdus& x) { self->state.received(*x.what); },
    [self](const read_points& x) { return self->state.read(x); },
    [self](const write_points& x) { return self->state.write(x); },
    [self](const act_on& x) { return self->state.act(x); },
    [self](const browse_path& x) { return self->state.browse(x); },
    [self](const describe_path& x) { return self->state.describe(x); },
    [self](const mms_associated& x) { self->state.associated(x); },
    [self](const mms_ended& x) { self->state.ended(x); },
    [self](const mms_unsent& x) { self->state.unsent(x); },
    [self](tick) { self->state.tick(); },
  };
}

} // namespace bus
