#include "messages/mms/journal.hpp"

#include "messages/asn1/ber.hpp"
#include "messages/mms/service_errors.hpp"

#include <algorithm>

namespace bus::mms {

namespace {

using asn1::mms::entry_content_entry_form;
using asn1::mms::entry_content_entry_form_data;
using asn1::mms::initialize_journal_request;
using asn1::mms::journal_entry;
using asn1::mms::read_journal_request;
using asn1::mms::read_journal_response;
using start = asn1::mms::read_journal_request_range_start_specification;
using stop = asn1::mms::read_journal_request_range_stop_specification;

// A journal entry around its variables, and a variable around its value.
constexpr auto record_overhead = std::size_t{48};
constexpr auto variable_overhead = std::size_t{12};

asn1::octet_string octets_of(std::uint64_t id) {
  auto out = bytes(8);
  for (auto i = std::size_t{0}; i < 8; ++i)
    out[i] = static_cast<std::uint8_t>(id >> 8 * (7 - i));
  return asn1::octet_string{out};
}

/// Entries that are not ours have a larger id than any.
std::uint64_t id_of(const asn1::octet_string& x) {
  return bebytes_fit(x.view()) ? bebytes_to_uint(x.view()) : ~std::uint64_t{0};
}

/// Times are compared as peers see them: in milliseconds.
std::int64_t milliseconds(const utc_time& x) {
  return x.ns / 1'000'000;
}

std::optional<std::int64_t> milliseconds(const asn1::octet_string& x) {
  auto time = read_binary_time(x.view());
  if (!time || !time->days)
    return std::nullopt;
  return milliseconds(to_utc(*time));
}

bool wanted(const read_journal_request& x, std::string_view tag) {
  if (!x.list_of_variables)
    return true;
  return std::ranges::find(*x.list_of_variables, tag) != x.list_of_variables->end();
}

journal_entry told(const journal::entry& from, const read_journal_request& x) {
  auto out = journal_entry{};
  out.entry_identifier = octets_of(from.id);
  out.entry_content.occurrence_time = write_binary_time(to_binary_time(from.time));
  auto content = entry_content_entry_form_data{};
  auto& variables = content.list_of_variables.emplace();
  for (auto& [tag, value] : from.variables)
    if (wanted(x, tag))
      variables.push_back({tag, value});
  out.entry_content.entry_form =
    entry_content_entry_form::make<entry_content_entry_form::data>(std::move(content));
  return out;
}

std::size_t size_of(const journal_entry& x) {
  auto out = record_overhead;
  auto& content = x.entry_content.entry_form.get<entry_content_entry_form::data>();
  for (auto& one : *content.list_of_variables)
    out += variable_overhead + one.variable_tag.size()
           + asn1::ber::size(one.value_specification).value_or(0);
  return out;
}

} // namespace

void journal::append(utc_time time,
                     std::vector<std::pair<std::string, data>> variables) {
  if (entries_.size() == most_)
    entries_.pop_front();
  entries_.push_back({++last_id_, time, std::move(variables)});
}

std::deque<journal::entry>::const_iterator
journal::begin_of(const read_journal_request& x) const {
  auto from = entries_.begin();
  auto first_id = [this](std::uint64_t id) {
    return std::ranges::lower_bound(entries_, id, {}, &entry::id);
  };
  if (x.entry_to_start_after) {
    auto after = id_of(x.entry_to_start_after->entry_specification);
    from = after == ~std::uint64_t{0} ? entries_.end() : first_id(after + 1);
  } else if (x.range_start_specification) {
    auto& begin = *x.range_start_specification;
    if (auto* id = begin.get_if<start::starting_entry>())
      from = first_id(id_of(*id));
    else if (auto time = milliseconds(begin.get<start::starting_time>()))
      from = std::ranges::find_if(
        entries_, [&](auto& one) { return milliseconds(one.time) >= *time; });
  }
  return from;
}

tl::expected<read_journal_response, service_error>
journal::read(const read_journal_request& x, std::size_t room) const {
  auto most = entries_.size();
  auto last_time = std::optional<std::int64_t>{};
  if (x.range_stop_specification) {
    if (auto* count = x.range_stop_specification->get_if<stop::number_of_entries>())
      most = static_cast<std::size_t>(std::max(*count, 0));
    else
      last_time = milliseconds(x.range_stop_specification->get<stop::ending_time>());
  }
  auto out = read_journal_response{};
  for (auto from = begin_of(x); from != entries_.end() && most-- > 0; ++from) {
    if (last_time && milliseconds(from->time) > *last_time)
      break;
    auto one = told(*from, x);
    auto size = size_of(one);
    if (size > room) {
      if (out.list_of_journal_entry.empty())
        return refused(service_class_error::pdu_size);
      out.more_follows = true;
      break;
    }
    room -= size;
    out.list_of_journal_entry.push_back(std::move(one));
  }
  return out;
}

std::uint32_t journal::initialize(const initialize_journal_request& x) {
  auto end = entries_.end();
  if (x.limit_specification) {
    auto time = milliseconds(x.limit_specification->limiting_time);
    auto& id = x.limit_specification->limiting_entry;
    end = std::find_if(entries_.begin(), entries_.end(), [&](auto& one) {
      return (time && milliseconds(one.time) > *time) || (id && one.id > id_of(*id));
    });
  }
  auto gone = static_cast<std::uint32_t>(end - entries_.begin());
  entries_.erase(entries_.begin(), end);
  return gone;
}

} // namespace bus::mms
