#include "messages/mms/files.hpp"

#include "messages/mms/service_errors.hpp"

#include <algorithm>
#include <limits>

namespace bus::mms {

namespace {

using answer = open_files::answer;

// A directory entry around its name.
constexpr auto entry_overhead = std::size_t{40};

answer failed(const error& x) {
  return tl::make_unexpected(file_error(x));
}

/// `20261125113000.000Z`
std::string generalized(const utc_time& x) {
  auto text = to_rfc3339(x);
  auto out = std::string{};
  for (auto one : text.substr(0, 19))
    if (one >= '0' && one <= '9')
      out += one;
  return out + '.' + text.substr(20, 3) + 'Z';
}

asn1::mms::file_attributes attributes(const file_store::entry& x) {
  return {x.size, generalized(x.modified)};
}

std::string joined(const file_name& x) {
  auto out = std::string{};
  for (auto& part : x) {
    if (!out.empty() && out.back() != '/')
      out += '/';
    out += part;
  }
  return out;
}

} // namespace

tl::expected<std::string, service_error> path_of(const file_name& x) {
  constexpr auto longest = std::size_t{1024};
  auto whole = joined(x);
  std::ranges::replace(whole, '\\', '/');
  if (whole.size() > longest)
    return refused(file_class_error::filename_syntax_error);
  auto out = std::string{};
  for (auto rest = std::string_view{whole}; !rest.empty();) {
    auto end = rest.find('/');
    auto part = rest.substr(0, end);
    rest.remove_prefix(end == rest.npos ? rest.size() : end + 1);
    if (part == ".." || part.find('\0') != part.npos)
      return refused(file_class_error::filename_syntax_error);
    if (part.empty() || part == ".")
      continue;
    out += out.empty() ? "" : "/";
    out += part;
  }
  return out;
}

service_error file_error(const error& x) {
  using error = file_class_error;
  switch (x.code) {
  case errc::not_found: return make_error(error::file_non_existent);
  case errc::access_denied: return make_error(error::file_access_denied);
  case errc::busy: return make_error(error::file_busy);
  case errc::rejected: return make_error(error::duplicate_filename);
  case errc::invalid_value: return make_error(error::filename_syntax_error);
  default: return make_error(error::other);
  }
}

answer open_files::open(const file_store& from, const asn1::mms::file_open_request& x) {
  auto path = path_of(x.file_name);
  if (!path)
    return tl::make_unexpected(std::move(path.error()));
  if (open_.size() >= most_)
    return refused(file_class_error::file_busy);
  auto found = from.find(*path);
  if (!found)
    return failed(found.error());
  if (x.initial_position > found->size)
    return refused(file_class_error::position_invalid);
  while (open_.contains(next_))
    ++next_;
  auto frsm = next_;
  next_ = next_ == std::numeric_limits<std::int32_t>::max() ? 0 : next_ + 1;
  open_.emplace(frsm, state{*path, x.initial_position, found->size});
  return response::make<response::file_open>(
    asn1::mms::file_open_response{frsm, attributes(*found)});
}

answer open_files::read(const file_store& from, std::int32_t frsm, std::size_t room) {
  auto found = open_.find(frsm);
  if (found == open_.end())
    return refused(file_class_error::other);
  auto& file = found->second;
  auto octets = from.read(file.path, file.position, room);
  if (!octets)
    return failed(octets.error());
  file.position += octets->size();
  auto more = !octets->empty() && file.position < file.size;
  return response::make<response::file_read>(
    asn1::mms::file_read_response{asn1::octet_string{*octets}, more});
}

answer open_files::close(std::int32_t frsm) {
  if (open_.erase(frsm) == 0)
    return refused(file_class_error::other);
  return response::make<response::file_close>();
}

answer open_files::directory(const file_store& from,
                             const asn1::mms::file_directory_request& x,
                             std::size_t room) {
  auto path = path_of(x.file_specification.value_or(file_name{}));
  auto after = path_of(x.continue_after.value_or(file_name{}));
  if (!path || !after)
    return refused(file_class_error::filename_syntax_error);
  auto all = from.list(*path);
  if (!all)
    return failed(all.error());
  auto next = all->begin();
  if (x.continue_after)
    next = std::ranges::upper_bound(*all, *after, {}, &file_store::entry::path);
  auto out = asn1::mms::file_directory_response{};
  for (; next != all->end(); ++next) {
    auto size = entry_overhead + next->path.size();
    if (size > room && out.list_of_directory_entry.empty())
      return refused(service_class_error::pdu_size);
    if (size > room) {
      out.more_follows = true;
      break;
    }
    room -= size;
    auto& one = out.list_of_directory_entry.emplace_back();
    one.file_name.push_back(next->path);
    one.file_attributes = attributes(*next);
  }
  return response::make<response::file_directory>(std::move(out));
}

answer open_files::rename(const file_store& in,
                          const asn1::mms::file_rename_request& x) {
  auto from = path_of(x.current_file_name);
  auto to = path_of(x.new_file_name);
  if (!from || !to || to->empty())
    return refused(file_class_error::filename_syntax_error);
  if (auto done = in.rename(*from, *to); !done) {
    auto why = file_error(done.error());
    using info = asn1::mms::service_error_service_specific_info;
    auto destination = done.error().code == errc::rejected ? 1 : 0;
    why.service_specific_info = info::make<info::file_rename>(destination);
    return tl::make_unexpected(std::move(why));
  }
  return response::make<response::file_rename>();
}

answer open_files::remove(const file_store& from, const file_name& x) {
  auto path = path_of(x);
  if (!path)
    return tl::make_unexpected(std::move(path.error()));
  if (auto done = from.remove(*path); !done)
    return failed(done.error());
  return response::make<response::file_delete>();
}

} // namespace bus::mms
