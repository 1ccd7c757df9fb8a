#include "tools/asn1_interpreter/first_tag.hpp"

#include <algorithm>

namespace bus::asn1_interpreter {

using asn1c::tag;

namespace {

/// Choices that are inside of themselves end here.
using seen = std::vector<const asn1c::body*>;

bool is_new(seen& known, const asn1c::body* x) {
  if (std::find(known.begin(), known.end(), x) != known.end())
    return false;
  known.push_back(x);
  return true;
}

bool has_first_tag(const type& x, tag with, seen& known) {
  if (!x.tags.empty())
    return x.tags.front() == with;
  if (x.is != type_kind::choice || !is_new(known, x.inside))
    return false;
  auto fits = [&](const component& one) { return has_first_tag(one.of, with, known); };
  auto& all = x.inside->components;
  return std::any_of(all.begin(), all.end(), fits);
}

bool begins_with_any(const type& x, seen& known) {
  if (!x.tags.empty() || x.is == type_kind::open)
    return x.tags.empty();
  if (x.is != type_kind::choice || !is_new(known, x.inside))
    return false;
  auto any = [&](const component& one) { return begins_with_any(one.of, known); };
  auto& all = x.inside->components;
  return std::any_of(all.begin(), all.end(), any);
}

bool has_first_tag(const type& x, tag with) {
  auto known = seen{};
  return has_first_tag(x, with, known);
}

bool begins_with_any(const type& x) {
  auto known = seen{};
  return begins_with_any(x, known);
}

std::optional<tag> smallest_tag(const type& x, seen& known) {
  if (!x.tags.empty())
    return x.tags.front();
  auto out = std::optional<tag>{};
  if (x.is != type_kind::choice || !is_new(known, x.inside))
    return out;
  for (auto& one : x.inside->components)
    if (auto next = smallest_tag(one.of, known); next && !one.addition)
      out = out ? std::min(*out, *next) : *next;
  return out;
}

} // namespace

bool may_begin(const type& x, tag with) {
  return has_first_tag(x, with) || begins_with_any(x);
}

std::size_t find_by_tag(const components& in, tag with) {
  auto exact = [&](const component& x) { return has_first_tag(x.of, with); };
  auto any = [](const component& x) { return begins_with_any(x.of); };
  auto at = std::find_if(in.begin(), in.end(), exact);
  if (at == in.end())
    at = std::find_if(in.begin(), in.end(), any);
  return static_cast<std::size_t>(at - in.begin());
}

std::optional<tag> smallest_tag(const type& x) {
  auto known = seen{};
  return smallest_tag(x, known);
}

} // namespace bus::asn1_interpreter
