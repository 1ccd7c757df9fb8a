#include "messages/iec104/client_files.hpp"

#include <algorithm>

namespace bus::iec104 {

namespace {

constexpr auto most_entries = std::size_t{100'000};
constexpr auto most_failures = 3u; ///< of one section

asdu order(const file_name& x, file_order what, std::uint8_t section, cause why,
           std::uint8_t originator) {
  return {{type_id::f_sc_na_1, why, false, false, originator, x.at.common},
          {{x.at.object, file_call{x.name, section, static_cast<std::uint8_t>(what)}}}};
}

} // namespace

client_files::client_files(const client_settings& x)
  : originator_{x.originator},
    timeout_{x.confirmation_timeout},
    zone_{x.zone} {}

time_point client_files::due(const moment& now, time_point deadline) const {
  return std::min(deadline, now.at + timeout_);
}

void client_files::list(const std::vector<std::uint16_t>& of, time_point deadline,
                        const moment& now, client_output& out, has_directory done) {
  if (listing_)
    return done(fail(errc::busy, "file.list", "the directory is being read"));
  if (of.empty())
    return done(
      fail(errc::unsupported, "common_addresses", "no common address is configured"));
  listing_ = std::make_unique<listing>(
    listing{of, {}, deadline, due(now, deadline), std::move(done)});
  for (auto common : of)
    if (auto sent = out.send(order({{common, 0}, 0}, file_order::directory, 0,
                                   cause::request, originator_));
        !sent)
      return end_listing(tl::make_unexpected(sent.error()));
}

void client_files::get(const file_name& x, time_point deadline, const moment& now,
                       client_output& out, has_file done) {
  if (getting_)
    return done(
      fail(errc::busy, to_string(x), to_string(getting_->name) + " is transferred"));
  getting_ = std::make_unique<getting>(getting{.name = x,
                                               .deadline = deadline,
                                               .due = due(now, deadline),
                                               .done = std::move(done)});
  call(file_order::select, 0, out);
}

void client_files::receive(const asdu& x, const moment& now, client_output& out) {
  if (x.head.type == type_id::f_dr_ta_1)
    return take_entries(x, now);
  if (auto word = refusal_in(x.head); !word.empty())
    return take_refusal(x, word);
  auto& object = x.objects.front();
  if (!getting_ || getting_->name.at != address{x.head.common_address, object.address})
    return;
  auto take_it = [&](const auto& one) {
    if constexpr (requires { take(one, out); })
      if (one.file == getting_->name.name) {
        getting_->due = due(now, getting_->deadline);
        take(one, out);
      }
  };
  std::visit(take_it, object.element);
}

void client_files::take_entries(const asdu& x, const moment& now) {
  if (!listing_ || x.head.cause != cause::request)
    return; // a directory that changed: who wants it asks
  auto common = x.head.common_address;
  if (std::ranges::count(listing_->left, common) == 0)
    return;
  listing_->due = due(now, listing_->deadline);
  auto is_last = false;
  for (auto& object : x.objects) {
    auto& entry = std::get<directory_entry>(object.element);
    auto* time = std::get_if<cp56time2a>(&object.time);
    auto made = time ? to_utc(*time, zone_) : result<utc_time>{};
    is_last = is_last || entry.last;
    if (!entry.is_directory)
      listing_->all.push_back({{{common, object.address}, entry.file},
                               entry.length,
                               made.value_or(utc_time{})});
  }
  if (listing_->all.size() > most_entries)
    return end_listing(fail(errc::rejected, "file.list", "more files than expected"));
  if (is_last)
    std::erase(listing_->left, common);
  if (listing_->left.empty())
    end_listing(std::move(listing_->all));
}

void client_files::take_refusal(const asdu& x, const std::string& word) {
  auto* what = std::get_if<file_call>(&x.objects.front().element);
  auto at = address{x.head.common_address, x.objects.front().address};
  if (!what)
    return;
  if (what->qualifier == 0 && listing_)
    return end_listing(
      fail(errc::rejected, "file.list of " + std::to_string(at.common), word));
  if (getting_ && getting_->name == file_name{at, what->file})
    end(fail(errc::rejected, to_string(getting_->name), word));
}

void client_files::take(const file_ready& x, client_output& out) {
  if (getting_->is_ready)
    return;
  if (x.qualifier & not_ready)
    return end(fail(errc::not_found, to_string(getting_->name), "file-not-ready"));
  getting_->is_ready = true;
  getting_->size = x.length;
  call(file_order::call, 0, out);
}

void client_files::take(const section_ready& x, client_output& out) {
  auto& to = *getting_;
  if (x.qualifier & not_ready)
    return end(fail(errc::rejected, to_string(to.name), "section-not-ready"));
  if (x.section == 0 || x.length > to.size - to.content.size()) {
    call(file_order::deactivate, x.section, out);
    return end(fail(errc::rejected, to_string(to.name),
                    "the sections are longer than the file"));
  }
  to.number = x.section;
  to.section_size = x.length;
  to.section.clear();
  call(file_order::call_section, x.section, out);
}

/// What comes over the section's length shows at its end.
void client_files::take(const file_segment& x, client_output&) {
  auto& to = *getting_;
  if (x.section == to.number && to.section.size() <= to.section_size)
    to.section.insert(to.section.end(), x.content.begin(), x.content.end());
}

void client_files::take(const last_section& x, client_output& out) {
  switch (static_cast<file_end>(x.qualifier)) {
  case file_end::section: return end_section(x, out);
  case file_end::file: return end_file(x, out);
  case file_end::file_deactivated:
  case file_end::section_deactivated:
    return end(fail(errc::rejected, to_string(getting_->name),
                    "the station ended the transfer"));
  }
}

void client_files::end_section(const last_section& x, client_output& out) {
  auto& to = *getting_;
  if (x.section != to.number)
    return;
  auto is_whole =
    to.section.size() == to.section_size && checksum(to.section) == x.checksum;
  if (is_whole) {
    to.content.insert(to.content.end(), to.section.begin(), to.section.end());
    to.section.clear();
    to.number = 0;
    to.failures = 0;
    return acknowledge(file_receipt::section, x.section, out);
  }
  if (++to.failures < most_failures)
    return acknowledge(file_receipt::section_failed, x.section, out);
  call(file_order::deactivate, x.section, out);
  end(fail(errc::rejected, to_string(to.name), "a section's checksum is wrong"));
}

void client_files::end_file(const last_section& x, client_output& out) {
  auto& to = *getting_;
  auto is_whole = to.content.size() == to.size && checksum(to.content) == x.checksum;
  acknowledge(is_whole ? file_receipt::file : file_receipt::file_failed, x.section,
              out);
  if (is_whole)
    return end(std::move(to.content));
  end(fail(errc::rejected, to_string(to.name), "the file's checksum is wrong"));
}

void client_files::call(file_order what, std::uint8_t section,
                        client_output& out) const {
  std::ignore =
    out.send(order(getting_->name, what, section, cause::file_transfer, originator_));
}

void client_files::acknowledge(file_receipt what, std::uint8_t section,
                               client_output& out) const {
  auto& name = getting_->name;
  auto receipt =
    file_acknowledgement{name.name, section, static_cast<std::uint8_t>(what)};
  std::ignore = out.send({{type_id::f_af_na_1, cause::file_transfer, false, false,
                           originator_, name.at.common},
                          {{name.at.object, receipt}}});
}

void client_files::tick(const moment& now, client_output& out) {
  if (listing_ && now.at >= listing_->due)
    end_listing(fail(errc::timeout, "file.list", "no answer in time"));
  if (!getting_ || now.at < getting_->due)
    return;
  if (getting_->is_ready)
    call(file_order::deactivate, getting_->number, out);
  end(fail(errc::timeout, to_string(getting_->name), "no answer in time"));
}

time_point client_files::deadline() const {
  return std::min(listing_ ? listing_->due : never, getting_ ? getting_->due : never);
}

void client_files::stopped(const error& why) {
  auto ended =
    error{errc::not_connected, "file", "the connection ended, " + to_string(why)};
  if (listing_)
    end_listing(tl::make_unexpected(ended));
  if (getting_)
    end(tl::make_unexpected(std::move(ended)));
}

/// Who is told may ask again.
void client_files::end(result<bytes> how) {
  auto ended = std::move(getting_);
  ended->done(std::move(how));
}

void client_files::end_listing(result<std::vector<file_entry>> how) {
  auto ended = std::move(listing_);
  ended->done(std::move(how));
}

} // namespace bus::iec104
