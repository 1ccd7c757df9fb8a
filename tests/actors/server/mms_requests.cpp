#include "tests/actors/server/mms_requests.hpp"

namespace bus::test {

namespace asn = asn1::mms;
using mms::object_name;
using mms::request;

namespace {

using names_of = asn::variable_access_specification;
using by = asn::variable_specification;
using item = asn::alternate_access_item;
using selection = asn::alternate_access_selection;
using last = asn::alternate_access_selection_select_access;

asn::file_name file(const std::string& path) {
  auto out = asn::file_name{};
  out.push_back(path);
  return out;
}

names_of these(std::vector<object_name> x) {
  auto out = names_of{};
  auto& list = out.emplace<names_of::list_of_variable>();
  for (auto& one : x)
    list.emplace_back().variable_specification.emplace<by::name>(std::move(one));
  return out;
}

mms::alternate_access one(last x) {
  auto out = mms::alternate_access{};
  out.push_back(
    item::make<item::unnamed>(selection::make<selection::select_access>(std::move(x))));
  return out;
}

} // namespace

request names(object_class kind, const std::string& in,
              std::optional<std::string> continue_after) {
  auto out = asn::get_name_list_request{};
  out.object_class.emplace<asn::object_class::basic_object_class>(std::int64_t{kind});
  using scopes = asn::get_name_list_request_object_scope;
  if (in.empty())
    out.object_scope.emplace<scopes::vmd_specific>();
  else if (in == "@")
    out.object_scope.emplace<scopes::aa_specific>();
  else
    out.object_scope.emplace<scopes::domain_specific>(in);
  out.continue_after = std::move(continue_after);
  return request::make<request::get_name_list>(std::move(out));
}

request attributes(object_name x) {
  using kinds = asn::get_variable_access_attributes_request;
  return request::make<request::get_variable_access_attributes>(
    kinds::make<kinds::name>(std::move(x)));
}

request read(std::vector<object_name> x) {
  return request::make<request::read>(asn::read_request{false, these(std::move(x))});
}

request read(object_name x, mms::alternate_access part) {
  auto what = these({std::move(x)});
  what.get<names_of::list_of_variable>()[0].alternate_access = std::move(part);
  return request::make<request::read>(asn::read_request{false, std::move(what)});
}

request read_list(object_name x) {
  auto what = names_of::make<names_of::variable_list_name>(std::move(x));
  return request::make<request::read>(asn::read_request{false, std::move(what)});
}

request write(object_name x, mms::data to) {
  auto what = asn::write_request{these({std::move(x)}), {}};
  what.list_of_data.push_back(std::move(to));
  return request::make<request::write>(std::move(what));
}

request define(object_name list, std::vector<object_name> members) {
  auto what = asn::define_named_variable_list_request{std::move(list), {}};
  for (auto& one : members)
    what.list_of_variable.emplace_back().variable_specification.emplace<by::name>(
      std::move(one));
  return request::make<request::define_named_variable_list>(std::move(what));
}

request members(object_name list) {
  return request::make<request::get_named_variable_list_attributes>(std::move(list));
}

request remove_list(object_name list) {
  auto what = asn::delete_named_variable_list_request{};
  what.list_of_variable_list_name.emplace().push_back(std::move(list));
  return request::make<request::delete_named_variable_list>(std::move(what));
}

request capabilities(std::optional<std::string> continue_after) {
  return request::make<request::get_capability_list>(
    asn::get_capability_list_request{std::move(continue_after)});
}

request open_file(const std::string& path, std::uint32_t from) {
  return request::make<request::file_open>(asn::file_open_request{file(path), from});
}

request read_file(std::int32_t frsm) {
  return request::make<request::file_read>(frsm);
}

request close_file(std::int32_t frsm) {
  return request::make<request::file_close>(frsm);
}

request files(std::optional<std::string> path) {
  auto what = asn::file_directory_request{};
  if (path)
    what.file_specification = file(*path);
  return request::make<request::file_directory>(std::move(what));
}

request rename_file(const std::string& from, const std::string& to) {
  return request::make<request::file_rename>(
    asn::file_rename_request{file(from), file(to)});
}

request remove_file(const std::string& path) {
  return request::make<request::file_delete>(file(path));
}

request obtain(const std::string& from, const std::string& to) {
  return request::make<request::obtain_file>(
    asn::obtain_file_request{{}, file(from), file(to)});
}

request entries(object_name journal) {
  auto what = asn::read_journal_request{};
  what.journal_name = std::move(journal);
  return request::make<request::read_journal>(std::move(what));
}

request make_empty(object_name journal) {
  auto what = asn::initialize_journal_request{};
  what.journal_name = std::move(journal);
  return request::make<request::initialize_journal>(std::move(what));
}

mms::alternate_access element(std::uint32_t index) {
  return one(last::make<last::index_2>(index));
}

mms::alternate_access elements(std::uint32_t first, std::uint32_t count) {
  using range = asn::alternate_access_selection_select_access_index_range;
  return one(last::make<last::index_range>(range{first, count}));
}

mms::alternate_access part(const std::string& name) {
  return one(last::make<last::component>(name));
}

} // namespace bus::test
