#include "messages/iec104/file_sender.hpp"

#include "messages/iec104/codec.hpp"

#include <algorithm>
#include <utility>

namespace bus::iec104 {

namespace {

constexpr auto patience = std::chrono::minutes{1};
constexpr auto most_sections = std::size_t{255};
constexpr auto section_size = std::size_t{0xffff};

/// A segment's name, section and count stand before it.
constexpr auto segment_size =
  largest_asdu - asdu_head_size - object_address_size - std::size_t{4};

std::size_t size_of_section(std::size_t file) {
  return std::max(section_size, (file + most_sections - 1) / most_sections);
}

} // namespace

file_sender::file_sender(const file_source& from, iec104::zone zone)
  : from_{from},
    zone_{zone} {}

std::vector<asdu> file_sender::receive(const asdu& x, const moment& now) {
  due_ = now.at + patience;
  auto& said = x.objects.front().element;
  if (auto* receipt = std::get_if<file_acknowledgement>(&said))
    return acknowledged(x, *receipt);
  auto* what = std::get_if<file_call>(&said);
  if (!what)
    return {mirror(x, cause::unknown_type, true)};
  auto order = static_cast<file_order>(what->qualifier & 0x0f);
  if (x.head.cause == cause::request || order == file_order::directory)
    return directory(x);
  if (order == file_order::select)
    return {select(x, *what)};
  if (!is_selected(x, what->file))
    return {mirror(x, cause::file_transfer, true)};
  return go_on(x, *what);
}

/// What is asked of the file that is selected.
std::vector<asdu> file_sender::go_on(const asdu& x, const file_call& what) {
  switch (static_cast<file_order>(what.qualifier & 0x0f)) {
  case file_order::call:
    file_->section = 0;
    is_sending_ = false;
    return {next_ready()};
  case file_order::call_section: return {call_section(x, what)};
  case file_order::deactivate: {
    auto out = ended(what, file_end::file_deactivated, file_->content);
    file_.reset();
    is_sending_ = false;
    return {std::move(out)};
  }
  case file_order::deactivate_section:
    is_sending_ = false;
    return {ended(what, file_end::section_deactivated, section_of(*file_))};
  default: return {mirror(x, cause::file_transfer, true)};
  }
}

asdu file_sender::ended(const file_call& what, file_end how, byte_view content) const {
  return told(type_id::f_ls_na_1,
              last_section{what.file, what.section, static_cast<std::uint8_t>(how),
                           checksum(content)});
}

/// All of one common address; the last is marked.
std::vector<asdu> file_sender::directory(const asdu& x) const {
  auto all = from_.list();
  std::erase_if(all, [&](auto& one) {
    return one.name.at.common != x.head.common_address || one.size > largest_file;
  });
  if (all.empty())
    return {mirror(x, x.head.cause, true)};
  std::ranges::sort(all, {}, &file_entry::name);
  auto out = std::vector<asdu>{};
  auto most = capacity(type_id::f_dr_ta_1, false);
  for (auto i = std::size_t{0}; i < all.size(); ++i) {
    if (i % most == 0) {
      out.push_back({x.head, {}});
      out.back().head.type = type_id::f_dr_ta_1;
      out.back().head.cause = cause::request;
    }
    auto& one = all[i];
    auto entry = directory_entry{one.name.name, one.size};
    entry.last = i + 1 == all.size();
    entry.active = file_ && file_->name == one.name;
    auto made = to_cp56(one.made, zone_);
    out.back().objects.push_back(
      {one.name.at.object, entry, made ? *made : cp56time2a{.invalid = true}});
  }
  return out;
}

asdu file_sender::select(const asdu& x, const file_call& what) {
  auto name = file_name{{x.head.common_address, x.objects.front().address}, what.file};
  file_.reset();
  is_sending_ = false;
  head_ = x.head;
  auto all = from_.list();
  if (std::ranges::none_of(all, [&](auto& one) { return one.name.at == name.at; }))
    return mirror(x, cause::unknown_object_address, true);
  auto content = from_.read(name);
  auto is_there = content && content->size() <= largest_file;
  if (is_there)
    file_ = file{name, std::move(*content)};
  auto size = is_there ? file_->content.size() : 0;
  if (is_there)
    file_->sections = std::max<std::size_t>(1, (size + size_of_section(size) - 1)
                                                 / size_of_section(size));
  auto ready = file_ready{what.file, static_cast<std::uint32_t>(size),
                          is_there ? std::uint8_t{} : not_ready};
  auto out = told(type_id::f_fr_na_1, ready);
  out.objects.front().address = name.at.object;
  return out;
}

/// The section that comes next; where none does, the file's end.
asdu file_sender::next_ready() {
  auto& x = *file_;
  auto kind = static_cast<std::uint8_t>(file_end::file);
  if (x.section >= x.sections)
    return told(type_id::f_ls_na_1,
                last_section{x.name.name, static_cast<std::uint8_t>(x.section), kind,
                             checksum(x.content)});
  ++x.section;
  x.sent = 0;
  return told(type_id::f_sr_na_1,
              section_ready{x.name.name, static_cast<std::uint8_t>(x.section),
                            static_cast<std::uint32_t>(section_of(x).size())});
}

asdu file_sender::call_section(const asdu& x, const file_call& what) {
  if (what.section == 0 || what.section != file_->section)
    return told(type_id::f_sr_na_1,
                section_ready{what.file, what.section, 0, not_ready});
  head_ = x.head;
  file_->sent = 0;
  is_sending_ = true;
  auto first = next();
  return std::move(*first);
}

std::optional<asdu> file_sender::next() {
  if (!is_sending_)
    return std::nullopt;
  has_sent_ = true;
  auto& x = *file_;
  auto whole = section_of(x);
  auto number = static_cast<std::uint8_t>(x.section);
  if (x.sent >= whole.size()) {
    is_sending_ = false;
    return told(type_id::f_ls_na_1,
                last_section{x.name.name, number,
                             static_cast<std::uint8_t>(file_end::section),
                             checksum(whole)});
  }
  auto part = whole.subspan(x.sent, std::min(segment_size, whole.size() - x.sent));
  x.sent += part.size();
  return told(type_id::f_sg_na_1,
              file_segment{x.name.name, number, bytes{part.begin(), part.end()}});
}

std::vector<asdu> file_sender::acknowledged(const asdu& x,
                                            const file_acknowledgement& what) {
  if (!is_selected(x, what.file) || file_->section == 0 || is_sending_)
    return {};
  auto& number = file_->section;
  switch (static_cast<file_receipt>(what.qualifier & 0x0f)) {
  case file_receipt::section:
    if (what.section != number)
      return {};
    return {next_ready()};
  case file_receipt::section_failed: // it may be called again
    --number;
    return {next_ready()};
  case file_receipt::file:
  case file_receipt::file_failed: file_.reset(); return {};
  }
  return {};
}

void file_sender::tick(const moment& now) {
  if (now.at < due_)
    return;
  if (std::exchange(has_sent_, false) || is_sending_) {
    due_ = now.at + patience;
    return;
  }
  file_.reset();
  due_ = never;
}

asdu file_sender::told(type_id type, const element& what) const {
  auto out = asdu{head_, {{file_ ? file_->name.at.object : 0, what}}};
  out.head.type = type;
  out.head.cause = cause::file_transfer;
  out.head.negative = false;
  return out;
}

bool file_sender::is_selected(const asdu& x, std::uint16_t name) const {
  return file_
         && file_->name
              == file_name{{x.head.common_address, x.objects.front().address}, name};
}

byte_view file_sender::section_of(const file& x) const {
  auto whole = byte_view{x.content};
  auto size = size_of_section(whole.size());
  auto first = std::min(whole.size(), (x.section - (x.section > 0)) * size);
  return whole.subspan(first, std::min(size, whole.size() - first));
}

} // namespace bus::iec104
