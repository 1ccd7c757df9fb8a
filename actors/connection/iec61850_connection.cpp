#include "actors/connection/iec61850_connection.hpp"

#include "actors/log/log.hpp"
#include "messages/iec61850/directory.hpp"
#include "messages/iec61850/quality.hpp"
#include "messages/mms/server.hpp"
#include "messages/mms/type.hpp"

#include <algorithm>

namespace bus {

namespace {

using iec61850::reference;

constexpr auto most_iec_batches_out = 32u;
constexpr auto hold_above = std::size_t{256}; ///< batches that wait for the bus
constexpr auto read_below = std::size_t{64};
constexpr auto iec_poll_timeout = std::chrono::seconds{10};
constexpr auto start_timeout = std::chrono::seconds{30}; ///< of a report
constexpr auto report_retry = std::chrono::seconds{10};

/// Where a first poll comes in its interval.
duration part_of_interval(duration x, double phase) {
  return std::chrono::duration_cast<duration>(x * phase);
}

std::string last_name(std::string_view path) {
  return std::string{path.substr(path.find_last_of("$/") + 1)};
}

/// A file name: what a path has else becomes `-`.
std::string file_name_of(std::string x) {
  std::ranges::replace_if(
    x, [](char one) { return one == '/' || one == '$' || one == ':'; }, '-');
  return x;
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
  auto memory = command_memory::open(keys);
  if (memory)
    memory_ = std::move(*memory);
  else
    log::error("connection." + settings_.name, to_string(memory.error()));
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
  auto server = mms::server{}; // nothing is served here: it rejects
  for (auto& one : x.list)
    if (!device_.receive(one))
      std::ignore = server.receive(one);
  if (auto out = server.take_output(); !out.empty())
    self_->send(encoder_, mms_pdus{std::make_shared<mms::pdu_list>(
                            mms::pdu_list{std::move(out)})});
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
  auto out = device_.take_output();
  if (!out.empty() && association_.is_open())
    self_->send(encoder_, mms_pdus{std::make_shared<mms::pdu_list>(
                            mms::pdu_list{std::move(out)})});
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

// ---- reports ----------------------------------------------------------------

void iec61850_connection_state::open_position(reporting& x) {
  if (settings_.state.empty() || !x.of.settings().is_buffered() || x.position)
    return;
  auto at = std::filesystem::path{settings_.state} / settings_.name
            / (file_name_of(x.of.settings().block) + ".position");
  auto found =
    report_position::open(at, x.of.settings().data_set, std::chrono::seconds{2});
  if (found)
    x.position = std::make_shared<report_position>(std::move(*found));
  else
    log::error("connection." + settings_.name, to_string(found.error()));
}

void iec61850_connection_state::enable(std::size_t which) {
  auto& x = *reports_[which];
  x.retry = never;
  open_position(x);
  auto now = now_of(self_);
  x.of.start(x.position ? x.position->where() : iec61850::resume_position{},
             {now, now + start_timeout},
             [this, which](result<void> how) { enabled(which, how); });
}

void iec61850_connection_state::enabled(std::size_t which, const result<void>& how) {
  auto& x = *reports_[which];
  auto block =
    iec61850::to_reference(x.of.block().empty() ? x.of.settings().block : x.of.block());
  if (auto notice = x.of.take_notice(); !notice.empty())
    log_warning(block + ": " + notice);
  if (!how) {
    log_warning("the report " + block + " is not enabled: " + to_string(how.error()));
    if (association_.is_open() && x.wanted)
      x.retry = now_of(self_) + report_retry;
    return;
  }
  log::info("connection." + settings_.name, "the report " + block + " is enabled");
}

/// Reports, and what tells of commands.
bool iec61850_connection_state::take_report(asn1::mms::information_report& x) {
  if (!iec61850::is_report(x))
    return operations_.received(x);
  auto decoded = iec61850::decode_report(x);
  if (!decoded) {
    log_warning("a report cannot be read: " + to_string(decoded.error()));
    return true;
  }
  for (auto& one : reports_) {
    if (!one->of.owns(*decoded))
      continue;
    auto told = one->of.received(std::move(*decoded), utc_time::now());
    if (!told)
      log_warning(to_string(told.error()));
    else if (*told)
      tell_report(*one, std::move(**told));
    return true;
  }
  return true; // of a report that nobody enabled here, or no longer
}

void iec61850_connection_state::tell_report(reporting& from, iec61850::told_report x) {
  auto& members = from.of.members();
  auto are_new = from.points.size() != members.size() || from.block.empty()
                 || !from.of.paths().empty();
  if (are_new) {
    make_points();
    from.block = iec61850::to_reference(from.of.block());
    from.data_set = iec61850::to_reference(from.of.data_set());
  }
  if (x.missed > 0)
    log_warning(from.block + ": " + std::to_string(x.missed) + " reports did not come");
  // Noted before it is told: what may have been told is never told as new again.
  if (from.position && x.head.entry_id)
    if (auto noted = from.position->note(*x.head.entry_id, utc_time::now()); !noted)
      log::error("connection." + settings_.name, to_string(noted.error()));
  auto batch = std::make_shared<point_batch>();
  batch->table = table_;
  batch->updates.reserve(x.entries.size());
  for (auto& entry : x.entries) {
    auto point = from.points[entry.member];
    last_[point] = entry.what;
    batch->updates.push_back({point, entry.why, std::move(entry.what)});
  }
  auto head = std::make_shared<report_head>();
  head->block = from.block;
  head->rpt_id = std::move(x.head.rpt_id);
  head->seq_num = x.head.seq_num;
  head->time_of_entry = x.head.time_of_entry;
  if (x.head.data_set)
    head->data_set = from.data_set;
  head->buf_ovfl = x.head.buf_ovfl;
  head->entry_id = std::move(x.head.entry_id);
  head->conf_rev = x.head.conf_rev;
  head->duplicate = x.duplicate;
  head->missed = x.missed;
  batch->report = std::move(head);
  waiting_.push_back(std::move(batch));
  tell();
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
  struct writing {
    points_written answer;
    std::size_t left;
    caf::typed_response_promise<points_written> to;
  };
  auto job = std::make_shared<writing>();
  job->to = self_->make_response_promise<points_written>();
  job->answer.done.resize(x.writes.size());
  job->left = x.writes.size() + 1;
  auto done = [job](std::size_t item, result<void> how) {
    if (item < job->answer.done.size())
      job->answer.done[item] = std::move(how);
    if (--job->left == 0)
      job->to.deliver(std::move(job->answer));
  };
  auto to = job->to;
  for (auto i = std::size_t{0}; i < x.writes.size(); ++i) {
    auto ref = iec61850::parse_reference(x.writes[i].path);
    if (!association_.is_open())
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

void iec61850_connection_state::names_of(
  const std::string& logical_device, deadline_of when,
  std::function<void(result<std::shared_ptr<iec61850::device_names>>)> done) {
  auto out = std::make_shared<iec61850::device_names>();
  using names = std::vector<std::string>;
  device_.names(mms::object_kind::variable, logical_device, when,
                [this, out, logical_device, when, done](result<names> variables) {
                  if (!variables)
                    return done(tl::make_unexpected(std::move(variables.error())));
                  out->variables = std::move(*variables);
                  device_.names(
                    mms::object_kind::variable_list, logical_device, when,
                    [this, out, logical_device, when, done](result<names> lists) {
                      if (lists) // servers without them may refuse
                        out->data_sets = std::move(*lists);
                      device_.names(mms::object_kind::journal, logical_device, when,
                                    [out, done](result<names> logs) {
                                      if (logs)
                                        out->logs = std::move(*logs);
                                      done(out);
                                    });
                    });
                });
}

caf::typed_response_promise<browsed>
iec61850_connection_state::browse(const browse_path& x) {
  auto to = self_->make_response_promise<browsed>();
  auto at = iec61850::parse_reference(x.path);
  if (!association_.is_open() || !at) {
    to.deliver(browsed{at ? fail(errc::not_connected, settings_.name)
                          : tl::make_unexpected(at.error())});
    return to;
  }
  auto when = until(x.deadline);
  auto with_name = [this](std::string ref) { return settings_.name + ':' + ref; };
  if (at->logical_device.empty() && !at->is_own) {
    browser_.get_server_directory(
      when, [to, with_name](result<std::vector<std::string>> names) mutable {
        to.deliver(browsed{std::move(names).map([&](const auto& all) {
          auto out = std::vector<browse_item>{};
          for (auto& one : all)
            out.push_back({with_name(one), "logical-device"});
          return out;
        })});
      });
    flush();
    return to;
  }
  auto members = [this, to, when, with_name](const std::string& path) {
    device_.list_members(
      path, when, [to, with_name](result<std::vector<std::string>> all) mutable {
        to.deliver(browsed{std::move(all).map([&](const auto& list) {
          auto out = std::vector<browse_item>{};
          for (auto& one : list)
            out.push_back({with_name(iec61850::to_reference(one)), "member"});
          return out;
        })});
      });
  };
  if (at->is_own)
    members(at->path());
  else
    names_of(at->logical_device, when,
             [to, at = *at, members,
              with_name](result<std::shared_ptr<iec61850::device_names>> all) mutable {
               if (!all) {
                 to.deliver(browsed{tl::make_unexpected(std::move(all.error()))});
                 return;
               }
               auto& sets = (*all)->data_sets;
               if (at.constraint.empty()
                   && std::ranges::find(sets, at.item()) != sets.end())
                 return members(at.path());
               auto level = iec61850::level_below(**all, at);
               if (level)
                 for (auto& one : *level)
                   one.ref = with_name(one.ref);
               to.deliver(browsed{std::move(level)});
             });
  flush();
  return to;
}

/// An object as a whole: its types by functional constraint.
void iec61850_connection_state::describe_object(
  const reference& at, deadline_of when, std::function<void(result<value>)> done) {
  names_of(at.logical_device, when,
           [this, at, when, done](result<std::shared_ptr<iec61850::device_names>> all) {
             if (!all)
               return done(tl::make_unexpected(std::move(all.error())));
             auto constraints = iec61850::constraints_of(**all, at);
             if (constraints.empty())
               return done(fail(errc::not_found, iec61850::to_string(at)));
             auto out = std::make_shared<structure>();
             auto left = std::make_shared<std::size_t>(constraints.size());
             for (auto& one : constraints) {
               out->emplace_back(one, value{});
               auto with = at;
               with.constraint = one;
               auto place = out->size() - 1;
               device_.type_of(
                 with.path(), when,
                 [out, left, place, done](result<const mms::type_description*> x) {
                   if (x)
                     (*out)[place].second = mms::describe(**x);
                   if (--*left == 0)
                     done(value{std::shared_ptr<const structure>{out}});
                 });
             }
           });
}

caf::typed_response_promise<described>
iec61850_connection_state::describe(const describe_path& x) {
  auto to = self_->make_response_promise<described>();
  auto at = iec61850::parse_reference(x.path);
  if (!association_.is_open() || !at) {
    to.deliver(described{at ? fail(errc::not_connected, settings_.name)
                            : tl::make_unexpected(at.error())});
    return to;
  }
  auto tell_it = [ref = settings_.name + ':' + x.path, to,
                  whole = x.path.empty()](result<value> got) mutable {
    to.deliver(described{std::move(got).map([&](value what) {
      auto out = std::make_shared<structure>();
      out->emplace_back("ref", ref);
      out->emplace_back("type", whole ? value{std::string{"server"}} : what);
      if (whole) {
        out->emplace_back("protocol", std::string{"iec61850"});
        out->emplace_back("identification", std::move(what));
      }
      return value{std::shared_ptr<const structure>{std::move(out)}};
    })});
  };
  auto when = until(x.deadline);
  if (!at->names.empty() && at->constraint.empty() && !at->is_own)
    describe_object(*at, when, tell_it);
  else
    device_.describe(x.path.empty() ? std::string{} : at->path(), when, tell_it);
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
