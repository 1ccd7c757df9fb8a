#include "tools/asn1c/resolver.hpp"

#include <algorithm>
#include <limits>

namespace bus::asn1c {

using form = syntax::value::form;

namespace {

/// The names that X.660 gives to the first arcs.
std::optional<std::uint64_t> known_arc(std::string_view name, const arcs& before) {
  using named = std::pair<std::string_view, std::uint64_t>;
  static constexpr named roots[] = {{"itu-t", 0},
                                    {"ccitt", 0},
                                    {"iso", 1},
                                    {"joint-iso-itu-t", 2},
                                    {"joint-iso-ccitt", 2}};
  static constexpr named of_iso[] = {{"standard", 0},
                                     {"registration-authority", 1},
                                     {"member-body", 2},
                                     {"identified-organization", 3}};
  static constexpr named of_itu[] = {{"recommendation", 0},
                                     {"question", 1},
                                     {"administration", 2},
                                     {"network-operator", 3},
                                     {"identified-organization", 4}};
  auto find = [&](const auto& table) -> std::optional<std::uint64_t> {
    for (auto& [known, number] : table)
      if (known == name)
        return number;
    return std::nullopt;
  };
  if (before.empty())
    return find(roots);
  if (before.size() == 1 && before[0] == 1)
    return find(of_iso);
  if (before.size() == 1 && before[0] == 0)
    return find(of_itu);
  // The series of recommendations: a is 1.
  if (before == arcs{0, 0} && name.size() == 1 && name[0] >= 'a' && name[0] <= 'z')
    return static_cast<std::uint64_t>(name[0] - 'a' + 1);
  return std::nullopt;
}

} // namespace

value resolver::object_identifier(const syntax::value& x, const context& at,
                                  bool relative) {
  if (x.is != form::braces || x.items.size() != 1)
    refuse(at, x.at, "expected the arcs in braces");
  auto out = arcs{};
  for (auto& one : x.items.front()) {
    auto known = relative || one.is != form::reference || one.inner
                   ? std::nullopt
                   : known_arc(one.text, out);
    auto next = known ? arcs{*known} : arcs_of(one, at, relative);
    if (next.size() != 1 && !out.empty() && !relative)
      refuse(at, one.at, one.text + " is no number, and may only be the first");
    out.insert(out.end(), next.begin(), next.end());
  }
  auto rooted = out.size() >= 2 && out[0] <= 2 && (out[0] == 2 || out[1] < 40);
  if (!relative && !rooted)
    refuse(at, x.at, "an object identifier begins with 0, 1 or 2, and has two arcs");
  return {out};
}

/// One number, or all those of the identifier that a name stands for.
arcs resolver::arcs_of(const syntax::value& x, const context& at, bool relative) {
  auto deeper = level{*this, at, x.at};
  if (auto argument = argument_of(x, at); argument && argument->is->as_value) {
    auto& value = *argument->is->as_value;
    return value.is == form::braces
             ? std::get<arcs>(object_identifier(value, argument->from, relative).is)
             : arcs_of(value, argument->from, relative);
  }
  auto found = x.is == form::reference && !x.inner ? find_value(x, at) : nullptr;
  if (auto all = found ? std::get_if<arcs>(&found->is.is) : nullptr) {
    count_copy(found->is, x.at, at);
    return *all;
  }
  auto& number = x.inner ? *x.inner : x;
  auto out = resolve_number(number, at);
  if (out < 0 || out > std::numeric_limits<std::uint64_t>::max())
    refuse(at, number.at, "expected an arc from 0 to 2^64 - 1");
  return {static_cast<std::uint64_t>(out)};
}

} // namespace bus::asn1c
