#pragma once

#include "messages/mms/data.hpp"
#include "messages/mms/types.hpp"

/// Requests of MMS, short enough for a table.
namespace bus::test {

inline mms::request status() {
  return mms::request::make<mms::request::status>(false);
}

inline mms::request identify() {
  return mms::request::make<mms::request::identify>();
}

/// Basic object classes (ISO 9506-2, 8.1).
enum object_class { variables = 0, variable_lists = 2, journals = 8, domains = 9 };

/// Of the VMD where there is no domain, of the association where it is `@`.
mms::request names(object_class kind, const std::string& in = {},
                   std::optional<std::string> continue_after = {});

mms::request attributes(mms::object_name x);
mms::request read(std::vector<mms::object_name> x);
mms::request read(mms::object_name x, mms::alternate_access part);
mms::request read_list(mms::object_name x);
mms::request write(mms::object_name x, mms::data to);
mms::request define(mms::object_name list, std::vector<mms::object_name> members);
mms::request members(mms::object_name list);
mms::request remove_list(mms::object_name list);
mms::request capabilities(std::optional<std::string> continue_after = {});
mms::request open_file(const std::string& file, std::uint32_t from = 0);
mms::request read_file(std::int32_t frsm);
mms::request close_file(std::int32_t frsm);
mms::request files(std::optional<std::string> path = {});
mms::request rename_file(const std::string& from, const std::string& to);
mms::request remove_file(const std::string& path);
mms::request obtain(const std::string& from, const std::string& to);
mms::request entries(mms::object_name journal);
mms::request make_empty(mms::object_name journal);

/// Of an array.
mms::alternate_access element(std::uint32_t index);
mms::alternate_access elements(std::uint32_t first, std::uint32_t count);
/// Of a structure.
mms::alternate_access part(const std::string& name);

} // namespace bus::test
