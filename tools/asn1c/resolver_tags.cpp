#include "tools/asn1c/resolver.hpp"

namespace bus::asn1c {

namespace {

struct beginnings {
  std::vector<tag> tags; ///< of an open type none, though it may have all
  std::set<const body*> choices;
};

/// The tags that an encoding of `x` may begin with, and what is passed untagged.
beginnings beginnings_of(const type& x) {
  auto out = beginnings{};
  auto left = std::vector{&x};
  while (!left.empty()) {
    auto& next = *left.back();
    left.pop_back();
    if (!next.tags.empty())
      out.tags.push_back(next.tags.front());
    else if (next.inside && out.choices.insert(next.inside).second)
      for (auto& one : next.inside->components)
        left.push_back(&one.of);
  }
  return out;
}

} // namespace

/// A decoder must know by the tag which component it sees: in a SEQUENCE among what
/// may be left out and what follows (X.680, 25.6 and 25.7), else among all (27.3
/// and 29.3).
void resolver::check_tags(const tag_check& x) {
  auto& all = x.of->components;
  auto is_required = [](const component& one) {
    return !one.optional && !one.default_value;
  };
  auto in_root = [](const component& one) { return !one.addition; };
  auto any = [](const component&) { return true; };
  auto never = [](const component&) { return false; };
  if (!x.is_sequence) {
    check_row(x, 0, any, never);
    return;
  }
  check_row(x, 0, in_root, is_required);
  check_row(x, 0, any, is_required);
  if (!all.empty() && in_root(all.back()) && x.of->extension < all.size())
    check_row(x, x.of->extension, any,
              [&](auto& one) { return in_root(one) && is_required(one); });
}

/// Behind what `ends` holds of, tags may come again.
void resolver::check_row(const tag_check& x, std::size_t first, const predicate& counts,
                         const predicate& ends) {
  auto before = std::map<tag, std::string_view>{};
  for (auto i = first; i < x.of->components.size(); ++i) {
    auto& one = x.of->components[i];
    if (!counts(one))
      continue;
    auto report_here = [&](std::string what) {
      wrong_.push_back(
        {scopes_.find(x.of->module)->in->file, x.components[i], std::move(what)});
    };
    auto [tags, choices] = beginnings_of(one.of);
    if (choices.contains(x.of)) {
      report_here("the alternative " + one.name + " is only its CHOICE again");
      continue;
    }
    for (auto& next : tags)
      if (auto other = before.find(next); other != before.end()) {
        report_here("the tag " + to_string(next) + " of " + one.name
                    + " is also that of " + std::string{other->second});
        break;
      }
    if (ends(one))
      before.clear();
    else
      for (auto& next : tags)
        before.try_emplace(next, one.name);
  }
}

} // namespace bus::asn1c
