#pragma once

#include "messages/bus/point.hpp"
#include "messages/mms/data.hpp"
#include "messages/mms/types.hpp"

namespace bus::mms {

// How the bus names what MMS has: `<domain>/<item>`, `/<item>` for the VMD's own.

/// The parts of a path; an item is empty where a domain is meant.
struct path_parts {
  std::string_view domain;
  std::string_view item;
  bool is_item = false;
};

path_parts split_path(std::string_view path);

/// Fails where the path names no variable.
result<object_name> name_of(std::string_view path);

/// `<domain>/<item>` of a name; empty for an association's own.
std::string path_of(const object_name& x);

/// One level below `item` among all names of a scope, which are sorted or in a
/// model's order: `GGIO1$ST` brings `GGIO1$ST$Ind1`, once. An empty item brings
/// the names without `$`.
std::vector<std::string> level_below(const std::vector<std::string>& names,
                                     std::string_view item);

/// The bus's word for values of the type: `"float"`.
std::string_view type_word(const type_description& x);

} // namespace bus::mms
