#include "messages/iec61850/subscription.hpp"

#include "messages/iec61850/quality.hpp"
#include "messages/iec61850/reference.hpp"

#include <algorithm>
#include <cctype>

namespace bus::iec61850 {

namespace {

constexpr auto place = "iec61850.report";

std::string_view without_number(std::string_view x) {
  while (!x.empty() && std::isdigit(static_cast<unsigned char>(x.back())))
    x.remove_suffix(1);
  return x;
}

std::string text_in(const value* x) {
  auto* text = x ? std::get_if<std::string>(x) : nullptr;
  return text ? *text : std::string{};
}

bool flag_in(const value* x) {
  auto* flag = x ? std::get_if<bool>(x) : nullptr;
  return flag && *flag;
}

std::optional<std::uint64_t> number_in(const value* x) {
  auto* number = x ? std::get_if<std::uint64_t>(x) : nullptr;
  return number ? std::optional{*number} : std::nullopt;
}

std::string bits_text(const asn1::bit_string& x) {
  return asn1::to_string(x);
}

/// The set of fields that we want: all that tell something.
value wanted_fields(bool buffered) {
  return bus::bit_string{buffered ? "0111101110" : "0111100010"};
}

std::string last_of(std::string_view path) {
  return std::string{path.substr(path.rfind('$') + 1)};
}

} // namespace

struct subscription::starting {
  deadline_of when;
  std::function<void(result<void>)> done;
  std::vector<std::string> candidates = {};
  std::size_t next = 0;
  value block = {}; ///< as it was read
  std::vector<std::string> members = {};
  std::size_t next_type = 0;
  std::size_t types_under_way = 0;
};

const value* subscription::attribute(const starting& x, const char* name) const {
  return member(x.block, name);
}

void subscription::start(resume_position from, deadline_of when,
                         std::function<void(result<void>)> done) {
  resume_after_ = std::move(from.entry_id);
  perhaps_ = {from.perhaps.begin(), from.perhaps.end()};
  enabled_ = false;
  auto x = std::make_shared<starting>();
  x->when = when;
  x->done = std::move(done);
  candidates(x);
}

/// The block itself where there is one of the name; else its instances, which have
/// numbers behind it. Of one that is named, others stand in only where nothing is
/// buffered for us.
void subscription::candidates(const starting_ptr& x) {
  auto parts = mms::split_path(settings_.block);
  auto domain = std::string{parts.domain};
  auto item = std::string{parts.item};
  device_->names(
    mms::object_kind::variable, domain, x->when,
    [this, x, domain, item](result<std::vector<std::string>> all) {
      if (!all)
        return x->done(tl::make_unexpected(std::move(all.error())));
      auto is_there = std::ranges::find(*all, item) != all->end();
      auto base = is_there ? std::string{without_number(item)} : item;
      if (is_there)
        x->candidates.push_back(settings_.block);
      for (auto& one : *all)
        if ((!is_there || !settings_.is_buffered()) && one != item && one != base
            && without_number(one) == base && parts_of(one).size() == 3)
          x->candidates.push_back(domain + '/' + one);
      next_candidate(x, {errc::not_found, settings_.block, "no report control block"});
    });
}

void subscription::next_candidate(const starting_ptr& x, error last) {
  if (x->next == x->candidates.size())
    return x->done(tl::make_unexpected(std::move(last)));
  block_ = x->candidates[x->next++];
  read_block(x);
}

void subscription::read_block(const starting_ptr& x) {
  device_->read({block_}, x->when, [this, x](mms::device::values got) {
    if (!got.front())
      return next_candidate(x, std::move(got.front().error()));
    x->block = std::move(*got.front());
    turn_off(x);
  });
}

void subscription::write(const starting_ptr& x, const char* attribute_name, value to,
                         std::function<void(result<void>)> next) {
  device_->write(block_ + '$' + attribute_name, std::move(to), x->when,
                 std::move(next));
}

/// Writes what is another value; a block that another client has is passed over.
void subscription::write_where_other(const starting_ptr& x, const char* name, value to,
                                     std::function<void()> next) {
  auto* is = attribute(*x, name);
  if (!is || same(*is, to))
    return next();
  write(x, name, std::move(to), [this, x, name, next](result<void> how) {
    if (how)
      return next();
    auto why = std::move(how.error());
    why.cause = std::string{name} + ": " + why.cause;
    next_candidate(x, std::move(why));
  });
}

void subscription::turn_off(const starting_ptr& x) {
  if (!flag_in(attribute(*x, "RptEna")))
    return reserve(x);
  write(x, "RptEna", false, [this, x](result<void> how) {
    if (!how)
      return next_candidate(x, {errc::busy, block_, "another client has it"});
    reserve(x);
  });
}

void subscription::reserve(const starting_ptr& x) {
  auto taken = [this, x](result<void> how) {
    if (!how)
      return next_candidate(x, {errc::busy, block_, "another client has it"});
    choose_data_set(x);
  };
  if (attribute(*x, "Resv"))
    return write(x, "Resv", true, taken);
  auto* seconds = attribute(*x, "ResvTms");
  auto* number = seconds ? std::get_if<std::int64_t>(seconds) : nullptr;
  if (number && *number >= 0 && settings_.reserve > 0)
    return write(x, "ResvTms", std::int64_t{settings_.reserve}, taken);
  choose_data_set(x);
}

void subscription::choose_data_set(const starting_ptr& x) {
  rpt_id_ = text_in(attribute(*x, "RptID"));
  conf_rev_ = number_in(attribute(*x, "ConfRev")).value_or(0);
  data_set_ =
    settings_.data_set.empty() ? text_in(attribute(*x, "DatSet")) : settings_.data_set;
  if (data_set_.empty())
    return next_candidate(
      x, {errc::invalid_value, block_, "it has no data set, and none is configured"});
  if (settings_.conf_rev && *settings_.conf_rev != conf_rev_)
    return next_candidate(x, {errc::invalid_value, block_,
                              "its ConfRev is " + std::to_string(conf_rev_)
                                + ", expected " + std::to_string(*settings_.conf_rev)});
  write_where_other(x, "DatSet", data_set_, [this, x] { know_members(x); });
}

void subscription::know_members(const starting_ptr& x) {
  device_->list_members(data_set_, x->when,
                        [this, x](result<std::vector<std::string>> got) {
                          if (!got)
                            return next_candidate(x, std::move(got.error()));
                          x->members = std::move(*got);
                          know_types(x);
                        });
}

/// A few at a time: a station has thousands of connections that all begin at once.
void subscription::know_types(const starting_ptr& x) {
  constexpr auto at_once = std::size_t{8};
  members_ = std::vector<subscribed_member>(x->members.size());
  paths_ = std::move(x->members);
  x->next_type = 0;
  x->types_under_way = 1; // the asking itself
  for (auto i = std::size_t{0}; i < at_once; ++i)
    know_next_type(x);
  one_type_less(x);
}

void subscription::know_next_type(const starting_ptr& x) {
  if (x->next_type == members_.size())
    return;
  auto which = x->next_type++;
  ++x->types_under_way;
  // Without its type the parts of a value are numbered.
  device_->shared_type_of(paths_[which], x->when,
                          [this, x, which](result<mms::device::shared_type> type) {
                            if (type && which < members_.size())
                              members_[which].type = std::move(*type);
                            know_next_type(x);
                            one_type_less(x);
                          });
}

void subscription::one_type_less(const starting_ptr& x) {
  if (--x->types_under_way > 0)
    return;
  beside_.clear();
  pair_members();
  configure(x);
}

/// Attributes find the quality and the time that stand beside them in the data set.
void subscription::pair_members() {
  auto by_path = std::unordered_map<std::string_view, std::uint32_t>{};
  for (auto i = std::uint32_t{0}; i < paths_.size(); ++i)
    by_path.emplace(paths_[i], i);
  auto find = [&](const std::string& path, std::uint32_t& to) {
    auto found = by_path.find(path);
    if (found == by_path.end() || to != subscribed_member::none)
      return;
    to = found->second;
    beside_[to];
  };
  for (auto i = std::size_t{0}; i < members_.size(); ++i) {
    auto& one = members_[i];
    auto name = last_of(paths_[i]);
    one.is_position = name == "stVal" || name == "subVal";
    auto is_whole = one.type && one.type->is<mms::type_description::structure>();
    if (is_whole || name == "q" || name == "t")
      continue;
    auto above = paths_[i].substr(0, paths_[i].rfind('$'));
    for (; parts_of(above).size() >= 3; above = above.substr(0, above.rfind('$'))) {
      find(above + "$q", one.quality);
      find(above + "$t", one.time);
    }
  }
}

/// Before the position: a server empties its buffer where these change.
void subscription::configure(const starting_ptr& x) {
  auto fields = wanted_fields(settings_.is_buffered());
  auto integrity = [this, x] {
    auto next = [this, x] { position(x); };
    if (settings_.integrity)
      write_where_other(x, "IntgPd", std::uint64_t{*settings_.integrity}, next);
    else
      next();
  };
  auto buffer_time = [this, x, integrity] {
    if (settings_.buffer_time)
      write_where_other(x, "BufTm", std::uint64_t{*settings_.buffer_time}, integrity);
    else
      integrity();
  };
  auto triggers = [this, x, buffer_time] {
    write_where_other(x, "TrgOps", bus::bit_string{bits_text(settings_.triggers)},
                      buffer_time);
  };
  // Segmentation is the server's to say.
  if (auto* is = attribute(*x, "OptFlds"))
    if (auto* bits = std::get_if<bus::bit_string>(is);
        bits && bits->bits.size() == opt_flds::size
        && bits->bits.substr(0, opt_flds::segmentation)
             == std::get<bus::bit_string>(fields).bits.substr(0,
                                                              opt_flds::segmentation))
      return triggers();
  write_where_other(x, "OptFlds", fields, triggers);
}

void subscription::position(const starting_ptr& x) {
  if (!settings_.is_buffered())
    return enable(x);
  if (settings_.purge && resume_after_.empty())
    return write(x, "PurgeBuf", true, [this, x](result<void> how) {
      if (!how)
        notice_ = "PurgeBuf was refused: " + to_string(how.error());
      enable(x);
    });
  if (resume_after_.empty())
    return enable(x);
  write(x, "EntryID", bus::octet_string{resume_after_}, [this, x](result<void> how) {
    if (!how)
      notice_ = "the server knows no entry " + to_hex(resume_after_)
                + " any more, what it has is told from its oldest entry on; entries "
                  "between were lost: "
                + to_string(how.error());
    enable(x);
  });
}

void subscription::enable(const starting_ptr& x) {
  // Reports may come before the answer.
  enabled_ = true;
  seq_num_.reset();
  joiner_.clear();
  write(x, "RptEna", true, [this, x](result<void> how) {
    if (how)
      return interrogate_first(x);
    enabled_ = false;
    next_candidate(x, std::move(how.error()));
  });
}

void subscription::interrogate_first(const starting_ptr& x) {
  if (!settings_.triggers.test(trigger::general_interrogation))
    return x->done({});
  write(x, "GI", true, [this, x](result<void> how) {
    if (!how)
      notice_ += (notice_.empty() ? "" : "; ") + std::string{"GI was refused: "}
                 + to_string(how.error());
    x->done({});
  });
}

void subscription::stop(deadline_of when, std::function<void(result<void>)> done) {
  if (!enabled_)
    return done({});
  device_->write(block_ + "$RptEna", false, when,
                 [this, when, done = std::move(done)](result<void> how) {
                   if (!how)
                     return done(std::move(how));
                   enabled_ = false;
                   auto attribute_name = settings_.is_buffered() ? "$ResvTms" : "$Resv";
                   auto off =
                     settings_.is_buffered() ? value{std::int64_t{0}} : value{false};
                   device_->write(block_ + attribute_name, off, when,
                                  [done](result<void>) { done({}); });
                 });
}

void subscription::interrogate(deadline_of when,
                               std::function<void(result<void>)> done) {
  if (!enabled_)
    return done(fail(errc::out_of_state, place, "the report is not enabled"));
  device_->write(block_ + "$GI", true, when, std::move(done));
}

void subscription::forget_paths() {
  paths_ = std::vector<std::string>{};
}

void subscription::closed() {
  enabled_ = false;
  seq_num_.reset();
  joiner_.clear();
}

// ---- reports ----------------------------------------------------------------

bool subscription::owns(const report& x) const {
  if (!enabled_ || x.members != members_.size())
    return false;
  auto& id = rpt_id_.empty() ? block_ : rpt_id_;
  return x.rpt_id == id && (!x.data_set || *x.data_set == data_set_);
}

result<std::optional<told_report>> subscription::received(report x,
                                                          const utc_time& now) {
  auto whole = joiner_.add(std::move(x));
  if (!whole)
    return tl::make_unexpected(std::move(whole.error()));
  if (!*whole)
    return std::nullopt;
  auto out = told_report{};
  auto& from = **whole;
  if (from.seq_num) {
    auto wrap = settings_.is_buffered() ? 0x10000u : 0x100u;
    if (seq_num_)
      out.missed = (*from.seq_num + wrap - (*seq_num_ + 1) % wrap) % wrap;
    seq_num_ = from.seq_num;
  }
  if (from.entry_id && !perhaps_.empty())
    out.duplicate = perhaps_.erase(*from.entry_id) > 0;
  auto time_of_entry = from.time_of_entry.value_or(now);
  out.entries.reserve(from.entries.size());
  // What stands beside a value counts for it, whatever their order.
  for (auto& entry : from.entries) {
    auto& member = members_[entry.member];
    auto what = with_positions(mms::to_value(entry.value, member.type.get()),
                               member.is_position ? "stVal" : "");
    auto& told = out.entries.emplace_back();
    told.member = entry.member;
    told.why = entry.why.value_or(static_cast<reasons>(reason::data_change));
    told.what = to_sample(std::move(what), time_of_entry);
    if (!beside_.empty())
      if (auto known = beside_.find(entry.member); known != beside_.end())
        known->second = told.what.value;
  }
  for (auto& told : out.entries) {
    auto& of = members_[told.member];
    if (of.quality != subscribed_member::none)
      if (auto q = to_quality(beside_[of.quality]))
        told.what.quality = *q;
    if (of.time != subscribed_member::none)
      if (auto* t = std::get_if<utc_time>(&beside_[of.time]))
        told.what.time = *t;
  }
  from.entries.clear();
  out.head = std::move(from);
  return std::optional{std::move(out)};
}

} // namespace bus::iec61850
