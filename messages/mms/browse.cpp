#include "messages/mms/browse.hpp"

namespace bus::mms {

path_parts split_path(std::string_view path) {
  auto slash = path.find('/');
  if (slash == path.npos)
    return {path, {}, false};
  return {path.substr(0, slash), path.substr(slash + 1), slash + 1 < path.size()};
}

result<object_name> name_of(std::string_view path) {
  auto parts = split_path(path);
  if (!parts.is_item)
    return fail(errc::invalid_value, "mms.reference",
                "expected <domain>/<item>, or /<item> for the device's own");
  if (parts.domain.empty())
    return vmd_name(std::string{parts.item});
  return domain_name(std::string{parts.domain}, std::string{parts.item});
}

std::string path_of(const object_name& x) {
  if (auto* own = x.get_if<object_name::vmd_specific>())
    return '/' + *own;
  if (auto* in_domain = x.get_if<object_name::domain_specific>())
    return in_domain->domain_id + '/' + in_domain->item_id;
  return {};
}

std::vector<std::string> level_below(const std::vector<std::string>& names,
                                     std::string_view item) {
  auto out = std::vector<std::string>{};
  auto prefix = item.empty() ? std::string{} : std::string{item} + '$';
  for (auto& name : names) {
    if (!name.starts_with(prefix) || name.size() == prefix.size())
      continue;
    auto end = name.find('$', prefix.size());
    auto one = name.substr(0, end);
    if (out.empty() || out.back() != one)
      out.push_back(std::move(one));
  }
  return out;
}

std::string_view type_word(const type_description& x) {
  using kinds = type_description;
  switch (x.index()) {
  case kinds::array: return "array";
  case kinds::structure: return "structure";
  case kinds::boolean: return "boolean";
  case kinds::bit_string: return "bit-string";
  case kinds::integer: return "integer";
  case kinds::unsigned_:
  case kinds::bcd: return "unsigned";
  case kinds::floating_point: return "float";
  case kinds::octet_string: return "octet-string";
  case kinds::binary_time:
  case kinds::utc_time: return "time";
  default: return "string";
  }
}

} // namespace bus::mms
