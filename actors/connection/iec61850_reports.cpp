#include "actors/connection/answers.hpp"
#include "actors/connection/iec61850_connection.hpp"
#include "actors/log/log.hpp"

#include <algorithm>

namespace bus {

namespace {

using answers::bad_reference;
using answers::deliver;
using answers::member;
using answers::object_of;
using answers::refuse;
using iec61850::reference;

constexpr auto start_timeout = std::chrono::seconds{30}; ///< of a report
constexpr auto report_retry = std::chrono::seconds{10};

/// A file name: what a path has else becomes `-`.
std::string file_name_of(std::string x) {
  std::ranges::replace_if(
    x, [](char one) { return one == '/' || one == '$' || one == ':'; }, '-');
  return x;
}

/// What a client says of a report, as the configuration does.
result<iec61850::subscription_settings> with_options(iec61850::subscription_settings x,
                                                     const value& options) {
  auto bad = [](const char* what) {
    return fail(errc::invalid_value, "options", what);
  };
  auto* parts = std::get_if<std::shared_ptr<const structure>>(&options);
  if (!parts || !*parts)
    return x;
  for (auto& [option, to] : **parts) {
    auto seconds = to_number(to);
    auto* text = std::get_if<std::string>(&to);
    if (option == "data_set") {
      auto set = text ? iec61850::parse_reference(*text)
                      : result<reference>{fail(errc::malformed, "")};
      if (!set)
        return bad("data_set: expected LD/LN.name");
      x.data_set = set->path();
    } else if (option == "integrity" || option == "buffer_time") {
      if (!seconds || *seconds < 0 || *seconds > 4'000'000)
        return bad("integrity and buffer_time: expected seconds");
      auto& of = option == "integrity" ? x.integrity : x.buffer_time;
      of = static_cast<std::uint32_t>(*seconds * 1000);
    } else if (option == "purge") {
      auto* flag = std::get_if<bool>(&to);
      if (!flag)
        return bad("purge: expected true or false");
      x.purge = *flag;
    } else if (option == "triggers") {
      auto* list = std::get_if<std::shared_ptr<const array>>(&to);
      auto bits = asn1::bit_string{iec61850::trigger::size};
      for (auto& one : list&&* list ? **list : array{}) {
        auto* word = std::get_if<std::string>(&one);
        auto bit = word ? iec61850::to_trigger(*word) : std::nullopt;
        if (!bit)
          return bad("triggers: expected dchg, qchg, dupd, integrity, gi");
        bits.set(*bit);
      }
      x.triggers = bits;
    } else {
      return bad("expected data_set, integrity, buffer_time, triggers, purge");
    }
  }
  return x;
}

} // namespace

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
  auto now = now_of(self_);
  start_report(which, {now, now + start_timeout}, {});
}

/// Only one start is under way at a time: it is not cut off by another one.
void iec61850_connection_state::start_report(std::size_t which, deadline_of when,
                                             std::function<void(result<void>)> done) {
  auto& x = *reports_[which];
  x.retry = never;
  if (std::exchange(x.is_starting, true))
    return;
  open_position(x);
  x.of.start(x.position ? x.position->where() : iec61850::resume_position{}, when,
             [this, which, done = std::move(done)](const result<void>& how) {
               reports_[which]->is_starting = false;
               enabled(which, how);
               if (done)
                 done(how);
             });
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

void iec61850_connection_state::act(const reference& at, const action::report& x,
                                    deadline_of when, promise to) {
  using kind = action::report::kind;
  if (at.names.size() != 1 || (at.constraint != "BR" && at.constraint != "RP"))
    return bad_reference(to, "a report control block, LD/LN.BR.name or LD/LN.RP.name");
  auto path = at.path();
  auto found = std::ranges::find_if(reports_, [&](auto& one) {
    return one->of.settings().block == path || one->of.block() == path;
  });
  auto ref = settings_.name + ':' + iec61850::to_string(at);
  if (found != reports_.end() && (*found)->is_starting)
    return refuse(to, {errc::busy, ref, "it is being enabled: try again"});
  if (x.what != kind::enable) {
    if (found == reports_.end())
      return refuse(to, {errc::not_found, ref, "the bus does not receive it"});
    auto done = deliver(to, object_of(member{"ref", ref}));
    if (x.what == kind::interrogate)
      return (*found)->of.interrogate(when, done);
    (*found)->wanted = false;
    (*found)->retry = never;
    return (*found)->of.stop(when, done);
  }
  auto settings = iec61850::subscription_settings{};
  settings.block = path;
  if (found != reports_.end())
    settings = (*found)->of.settings();
  auto with = with_options(std::move(settings), x.options);
  if (!with)
    return refuse(to, std::move(with.error()));
  if (found == reports_.end()) {
    reports_.push_back(
      std::make_unique<reporting>(reporting{iec61850::subscription{device_, *with}}));
    found = reports_.end() - 1;
  } else {
    (*found)->of = iec61850::subscription{device_, *with};
    (*found)->block.clear();
  }
  (*found)->wanted = true;
  auto which = static_cast<std::size_t>(found - reports_.begin());
  start_report(which, when, [this, which, to, ref](result<void> how) mutable {
    auto& one = *reports_[which];
    if (!how) {
      one.wanted = false;
      one.retry = never;
      return refuse(to, std::move(how.error()));
    }
    to.deliver(acted{object_of(
      member{"ref", ref}, member{"block", ref_of(one.of.block())},
      member{"data_set", ref_of(one.of.data_set())},
      member{"members", static_cast<std::int64_t>(one.of.members().size())})});
  });
}

} // namespace bus
