#include "messages/mms/device_files.hpp"

#include "messages/mms/obtaining.hpp"

#include <charconv>

namespace bus::mms {

namespace {

using then = remote_files::then;

template <class... Members>
value object(Members&&... x) {
  auto out = std::make_shared<structure>();
  (out->emplace_back(std::forward<Members>(x)), ...);
  return std::shared_ptr<const structure>{std::move(out)};
}

using member = std::pair<std::string, value>;

file_name name_of_file(const std::string& path) {
  auto out = file_name{};
  out.push_back(path);
  return out;
}

std::string concatenated(const file_name& x) {
  auto out = std::string{};
  for (auto& part : x)
    out += part;
  return out;
}

/// `20261122081823.482Z` (X.680, 46); a text that is none stays one.
value to_time(const std::string& x) {
  auto number = [&](std::size_t at, std::size_t size) {
    auto out = 0;
    if (at + size <= x.size())
      std::from_chars(x.data() + at, x.data() + at + size, out);
    return out;
  };
  if (x.size() < 14)
    return x;
  auto at = calendar{number(0, 4),
                     static_cast<unsigned>(number(4, 2)),
                     static_cast<unsigned>(number(6, 2)),
                     static_cast<unsigned>(number(8, 2)),
                     static_cast<unsigned>(number(10, 2)),
                     static_cast<unsigned>(number(12, 2))};
  if (at.month < 1 || at.month > 12 || at.day < 1 || at.day > 31)
    return x;
  auto out = to_utc(timestamp::from_calendar(at));
  if (x.size() >= 18 && x[14] == '.')
    out.ns += number(15, 3) * 1'000'000;
  return out;
}

} // namespace

// ---- files ------------------------------------------------------------------

namespace {

struct file_listing {
  device& of;
  std::string path;
  device::deadline_of when;
  std::shared_ptr<array> all = std::make_shared<array>();
  then done;
};

void list_more(std::shared_ptr<file_listing> job, std::optional<file_name> after) {
  constexpr auto most = std::size_t{100'000};
  auto what = asn1::mms::file_directory_request{};
  if (!job->path.empty())
    what.file_specification = name_of_file(job->path);
  what.continue_after = std::move(after);
  auto& of = job->of;
  auto when = job->when;
  of.ask(request::make<request::file_directory>(std::move(what)), when,
         [job = std::move(job)](result<response> x) {
           if (!x)
             return job->done(tl::make_unexpected(std::move(x.error())));
           auto& part = x->get<response::file_directory>();
           for (auto& one : part.list_of_directory_entry) {
             auto& about = one.file_attributes;
             auto entry = object(member{"path", concatenated(one.file_name)},
                                 member{"size", std::uint64_t{about.size_of_file}});
             if (about.last_modified)
               entry = object(member{"path", concatenated(one.file_name)},
                              member{"size", std::uint64_t{about.size_of_file}},
                              member{"modified", to_time(*about.last_modified)});
             job->all->push_back(std::move(entry));
           }
           auto& entries = part.list_of_directory_entry;
           if (!part.more_follows || entries.empty() || job->all->size() > most)
             return job->done(value{std::shared_ptr<const array>{job->all}});
           auto last = entries.back().file_name;
           list_more(job, std::move(last));
         });
}

struct file_getting {
  device& of;
  std::string path;
  device::deadline_of when;
  obtaining from;
  then done;
};

void get_more(std::shared_ptr<file_getting> job, request next) {
  auto& of = job->of;
  auto when = job->when;
  of.ask(std::move(next), when, [job = std::move(job)](result<response> x) {
    if (auto more = job->from.take(std::move(x)))
      return get_more(job, std::move(*more));
    auto file = std::move(job->from).file();
    if (!file)
      return job->done(tl::make_unexpected(std::move(file.error())));
    auto size = std::uint64_t{file->size()};
    job->done(object(member{"path", job->path}, member{"size", size},
                     member{"content", bus::octet_string{std::move(*file)}}));
  });
}

} // namespace

void remote_files::list(device& of, const std::string& path, device::deadline_of when,
                        then done) {
  list_more(std::make_shared<file_listing>(
              file_listing{of, path, when, std::make_shared<array>(), std::move(done)}),
            std::nullopt);
}

void remote_files::get(device& of, const std::string& path, std::size_t most,
                       device::deadline_of when, then done) {
  auto job = std::make_shared<file_getting>(
    file_getting{of, path, when, obtaining{name_of_file(path), most}, std::move(done)});
  auto first = job->from.first();
  get_more(std::move(job), std::move(first));
}

void remote_files::remove(device& of, const std::string& path, device::deadline_of when,
                          then done) {
  of.ask(request::make<request::file_delete>(name_of_file(path)), when,
         [path, done = std::move(done)](result<response> x) {
           if (!x)
             return done(tl::make_unexpected(std::move(x.error())));
           done(object(member{"path", path}));
         });
}

// ---- journals ---------------------------------------------------------------

namespace {

struct journal_reading {
  device& of;
  journal_range range;
  object_name name;
  device::deadline_of when;
  std::shared_ptr<array> all = std::make_shared<array>();
  then done;
};

value to_entry(const asn1::mms::journal_entry& x) {
  using form = asn1::mms::entry_content_entry_form;
  auto values = std::make_shared<structure>();
  if (auto* content = x.entry_content.entry_form.get_if<form::data>();
      content && content->list_of_variables)
    for (auto& one : *content->list_of_variables)
      values->emplace_back(one.variable_tag, to_value(one.value_specification));
  auto id = x.entry_identifier.view();
  auto time = read_binary_time(x.entry_content.occurrence_time.view());
  return object(member{"id", bus::octet_string{bytes(id.begin(), id.end())}},
                member{"time", time ? value{to_utc(*time)} : value{}},
                member{"values", std::shared_ptr<const structure>{std::move(values)}});
}

void read_more(std::shared_ptr<journal_reading> job) {
  using start = asn1::mms::read_journal_request_range_start_specification;
  using stop = asn1::mms::read_journal_request_range_stop_specification;
  auto& range = job->range;
  auto what = asn1::mms::read_journal_request{};
  what.journal_name = job->name;
  auto binary = [](const utc_time& x) { return write_binary_time(to_binary_time(x)); };
  if (range.after) {
    auto& after = what.entry_to_start_after.emplace();
    after.time_specification = binary(range.from.value_or(utc_time{}));
    after.entry_specification = asn1::octet_string{*range.after};
  } else if (range.from) {
    what.range_start_specification =
      start::make<start::starting_time>(binary(*range.from));
  }
  if (range.to)
    what.range_stop_specification = stop::make<stop::ending_time>(binary(*range.to));
  auto& of = job->of;
  auto when = job->when;
  of.ask(request::make<request::read_journal>(std::move(what)), when,
         [job = std::move(job)](result<response> x) {
           if (!x)
             return job->done(tl::make_unexpected(std::move(x.error())));
           auto& part = x->get<response::read_journal>();
           for (auto& one : part.list_of_journal_entry)
             if (job->all->size() < job->range.limit)
               job->all->push_back(to_entry(one));
           auto& entries = part.list_of_journal_entry;
           if (!part.more_follows || entries.empty()
               || job->all->size() >= job->range.limit)
             return job->done(value{std::shared_ptr<const array>{job->all}});
           auto id = entries.back().entry_identifier.view();
           job->range.after = bytes(id.begin(), id.end());
           if (auto time =
                 read_binary_time(entries.back().entry_content.occurrence_time.view()))
             job->range.from = to_utc(*time);
           read_more(job);
         });
}

} // namespace

void read_journal(device& of, journal_range x, device::deadline_of when,
                  device::then<result<value>> done) {
  auto name = name_of(x.journal);
  if (!name)
    return done(tl::make_unexpected(std::move(name.error())));
  read_more(std::make_shared<journal_reading>(
    journal_reading{of, std::move(x), std::move(*name), when, std::make_shared<array>(),
                    std::move(done)}));
}

} // namespace bus::mms
