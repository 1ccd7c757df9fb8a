#include "messages/mms/service_errors.hpp"
#include "messages/mms/vmd.hpp"

#include <algorithm>
#include <limits>

namespace bus::mms {

namespace {

// ObjectClass (ISO 9506-2, 7.5.8)
constexpr auto named_variable = 0;
constexpr auto named_variable_list = 2;
constexpr auto journal_class = 8;
constexpr auto domain_class = 9;
constexpr auto last_class = 13;

/// What a response needs around the list in it.
constexpr auto list_overhead = std::size_t{32};

std::size_t room_in(std::size_t max_pdu_size) {
  return max_pdu_size > list_overhead ? max_pdu_size - list_overhead : 0;
}

std::size_t header_size(std::size_t contents) {
  return contents < 0x80 ? 2 : contents < 0x100 ? 3 : 4;
}

/// Takes as many names as go in one answer, from behind `after`; both lists are
/// sorted. False where not one of them fits.
template <class Names>
bool fill(Names& out, bool& more_follows, const std::vector<std::string_view>& all,
          const std::optional<std::string>& after, std::size_t room) {
  auto next =
    after ? std::ranges::upper_bound(all, std::string_view{*after}) : all.begin();
  more_follows = false;
  for (; next != all.end(); ++next) {
    auto size = next->size() + header_size(next->size());
    if (size > room) {
      more_follows = true;
      return !out.empty();
    }
    room -= size;
    out.emplace_back(*next);
  }
  return true;
}

template <class Map>
std::vector<std::string_view> keys(const Map& x) {
  auto out = std::vector<std::string_view>{};
  for (auto& one : x)
    out.push_back(one.first);
  return out;
}

} // namespace

answer_result vmd::serve(peer from, const request& x, const utc_time& now) {
  auto found = clients_.find(from);
  if (found == clients_.end())
    return tl::make_unexpected(
      make_error<error_class::application_reference>(0, "not associated"));
  auto& who = found->second;
  switch (x.index()) {
  case request::status: {
    auto state = asn1::mms::status_response{0, 0, {}};
    return response::make<response::status>(std::move(state));
  }
  case request::identify: return identify();
  case request::get_name_list: return names(who, x.get<request::get_name_list>());
  case request::get_capability_list:
    return capabilities(who, x.get<request::get_capability_list>());
  case request::get_variable_access_attributes: {
    auto& what = x.get<request::get_variable_access_attributes>();
    using kinds = asn1::mms::get_variable_access_attributes_request;
    if (auto* name = what.get_if<kinds::name>())
      return attributes(*name);
    return refused(access_error::object_access_unsupported);
  }
  case request::read: return read(who, x.get<request::read>());
  case request::write: return write(who, x.get<request::write>(), now);
  case request::define_named_variable_list:
    return define_list(who, x.get<request::define_named_variable_list>());
  case request::get_named_variable_list_attributes:
    return list_attributes(who, x.get<request::get_named_variable_list_attributes>());
  case request::delete_named_variable_list:
    return delete_lists(who, x.get<request::delete_named_variable_list>());
  case request::read_journal: return read_journal(who, x.get<request::read_journal>());
  case request::initialize_journal:
    return initialize_journal(x.get<request::initialize_journal>());
  default: break;
  }
  if (!files_)
    return refused(access_error::object_access_unsupported);
  auto room = room_in(who.max_pdu_size);
  switch (x.index()) {
  case request::file_open: return who.files.open(*files_, x.get<request::file_open>());
  case request::file_read:
    return who.files.read(*files_, x.get<request::file_read>(), room);
  case request::file_close: return who.files.close(x.get<request::file_close>());
  case request::file_directory:
    return open_files::directory(*files_, x.get<request::file_directory>(), room);
  case request::file_rename:
    return open_files::rename(*files_, x.get<request::file_rename>());
  case request::file_delete:
    return open_files::remove(*files_, x.get<request::file_delete>());
  default: return refused(access_error::object_access_unsupported);
  }
}

answer_result vmd::identify() const {
  auto out = asn1::mms::identify_response{};
  out.vendor_name = identity_.vendor;
  out.model_name = identity_.model;
  out.revision = identity_.revision;
  return response::make<response::identify>(std::move(out));
}

vmd::names_result vmd::names_of(const client& who,
                                const asn1::mms::get_name_list_request& x) const {
  using kinds = asn1::mms::object_class;
  using scopes = asn1::mms::get_name_list_request_object_scope;
  auto* basic = x.object_class.get_if<kinds::basic_object_class>();
  auto kind = basic ? basic->to_int64().value_or(-1) : -1;
  if (kind < 0 || kind > last_class)
    return refused(access_error::object_access_unsupported);
  auto& where = x.object_scope;
  auto* in = &scopes_[0];
  if (auto* name = where.get_if<scopes::domain_specific>()) {
    in = domain_named(*name);
    if (!in)
      return refused(access_error::object_non_existent);
  }
  if (where.is<scopes::aa_specific>())
    return kind == named_variable_list ? keys(who.lists)
                                       : std::vector<std::string_view>{};
  if (kind == named_variable)
    return in->variables.names();
  if (kind == named_variable_list)
    return keys(in->lists);
  if (kind == journal_class)
    return keys(in->journals);
  auto out = std::vector<std::string_view>{};
  if (kind == domain_class && where.is<scopes::vmd_specific>()) {
    for (auto one = scopes_.begin() + 1; one != scopes_.end(); ++one)
      out.push_back(one->name);
    std::ranges::sort(out);
  }
  return out;
}

answer_result vmd::names(const client& who,
                         const asn1::mms::get_name_list_request& x) const {
  auto all = names_of(who, x);
  if (!all)
    return tl::make_unexpected(std::move(all.error()));
  auto out = asn1::mms::get_name_list_response{};
  if (!fill(out.list_of_identifier, out.more_follows, *all, x.continue_after,
            room_in(who.max_pdu_size)))
    return refused(service_class_error::pdu_size);
  return response::make<response::get_name_list>(std::move(out));
}

answer_result vmd::capabilities(const client& who,
                                const asn1::mms::get_capability_list_request& x) const {
  auto all = std::vector<std::string_view>(identity_.capabilities.begin(),
                                           identity_.capabilities.end());
  std::ranges::sort(all);
  if (x.continue_after && std::ranges::find(all, *x.continue_after) == all.end())
    return refused(resource_error::capability_unknown);
  auto out = asn1::mms::get_capability_list_response{};
  if (!fill(out.list_of_capabilities, out.more_follows, all, x.continue_after,
            room_in(who.max_pdu_size)))
    return refused(service_class_error::pdu_size);
  return response::make<response::get_capability_list>(std::move(out));
}

answer_result vmd::read_journal(const client& who,
                                const asn1::mms::read_journal_request& x) const {
  auto* found = journal_named(x.journal_name);
  if (!found)
    return refused(access_error::object_non_existent);
  auto out = found->entries.read(x, room_in(who.max_pdu_size));
  if (!out)
    return tl::make_unexpected(std::move(out.error()));
  return response::make<response::read_journal>(std::move(*out));
}

answer_result vmd::initialize_journal(const asn1::mms::initialize_journal_request& x) {
  auto* found = const_cast<recording*>(journal_named(x.journal_name));
  if (!found)
    return refused(access_error::object_non_existent);
  return response::make<response::initialize_journal>(found->entries.initialize(x));
}

} // namespace bus::mms
