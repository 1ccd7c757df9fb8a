#include "tools/asn1c/resolver.hpp"

#include <algorithm>

namespace bus::asn1c {

/// The tags that an encoding of `x` may begin with; `any` where all may.
void resolver::first_tags(const type& x, std::vector<tag>& out,
                          std::set<const body*>& seen, bool& any) const {
  if (!x.tags.empty())
    out.push_back(x.tags.front());
  else if (x.is == type_kind::open)
    any = true;
  else if (x.inside && seen.insert(x.inside).second)
    for (auto& one : x.inside->components)
      first_tags(one.of, out, seen, any);
}

/// A decoder must know by the tag which component it sees (X.680, 25.6, 27.3
/// and 29.3).
void resolver::check_tags(const body& x, bool is_sequence) {
  auto before = std::vector<std::pair<tag, const component*>>{};
  auto file = scopes_.find(x.module)->in->file;
  for (auto& one : x.components) {
    auto tags = std::vector<tag>{};
    auto seen = std::set<const body*>{};
    auto any = false;
    first_tags(one.of, tags, seen, any);
    for (auto& next : tags) {
      auto same = [&](auto& known) { return known.first == next; };
      auto other = std::find_if(before.begin(), before.end(), same);
      if (other != before.end())
        wrong_.push_back({file, x.at,
                          "the tag " + to_string(next) + " of " + one.name
                            + " is also that of " + other->second->name});
    }
    auto required = !one.optional && !one.default_value && !one.addition;
    if (is_sequence && required)
      before.clear();
    else
      for (auto& next : tags)
        before.emplace_back(next, &one);
  }
}

} // namespace bus::asn1c
