#include "messages/iec61850/reference.hpp"
#include "messages/iec61850/server.hpp"
#include "messages/mms/access.hpp"
#include "messages/mms/type.hpp"

// What stands in for the process's values: substitution and blocking (IEC 61850-7-3).

namespace bus::iec61850 {

namespace {

using mms::data;

struct stand_in {
  const char* from; ///< in SV
  const char* constraint;
  const char* to;
};

/// IEC 61850-7-3, 7.2 and on: what stands in for what.
constexpr stand_in stand_ins[] = {
  {"subVal", "ST", "stVal"}, {"subVal", "ST", "valWTr"},
  {"subMag", "MX", "mag"},   {"subMag", "MX", "instMag"},
  {"subCMag", "MX", "cVal"}, {"subCMag", "MX", "instCVal"},
};

// Bits of a quality (IEC 61850-8-1, 8.1.3.7).
constexpr auto quality_bits = std::size_t{13};
constexpr auto old_data = 7u;
constexpr auto source_substituted = 10u;
constexpr auto operator_blocked = 12u;

asn1::bit_string quality_in(const data* x) {
  auto out = asn1::bit_string{quality_bits};
  if (auto* given = x ? x->get_if<data::bit_string>() : nullptr)
    for (auto bit = std::size_t{0}; bit < quality_bits; ++bit)
      out.set(bit, given->test(bit));
  return out;
}

} // namespace

/// subEna, blkEna, or something beside them, was written.
void server::substitute(place where, const moment& now) {
  auto names = parts_of(node_at(where).name);
  if (names.size() < 3)
    return;
  auto device = vmd_.scope_name(where.scope);
  auto node = std::string{names[0]}, object = std::string{names[2]};
  auto find_in = [&](const char* constraint, const char* attribute) {
    return vmd_.find(device, node + '$' + constraint + '$' + object + '$' + attribute);
  };
  auto is_set = [&](std::optional<place> flag) {
    return flag && vmd_.value(*flag).is<data::boolean>()
           && vmd_.value(*flag).get<data::boolean>();
  };
  auto substituted = is_set(find_in("SV", "subEna"));
  auto blocked = is_set(find_in("BL", "blkEna"));
  auto show = [&](place to, data with) {
    process_values_.try_emplace(key(to), vmd_.value(to));
    auto was = vmd_.value(to);
    if (!vmd_.set(to, std::move(with), now.utc))
      return;
    auto at = to;
    compare(was, vmd_.value(to), *node_at(to).type, at, now);
  };
  auto of_process = [&](place x) -> const data& {
    auto kept = process_values_.find(key(x));
    return kept == process_values_.end() ? vmd_.value(x) : kept->second;
  };
  auto restore = [&](place x) {
    if (auto kept = process_values_.extract(key(x)))
      apply(x, std::move(kept.mapped()), now);
  };
  for (auto& [from, constraint, attribute] : stand_ins) {
    auto to = find_in(constraint, attribute);
    auto q = find_in(constraint, "q");
    auto source = find_in("SV", from);
    auto quality_now = asn1::bit_string{};
    if (!to)
      continue;
    if (substituted && source) {
      auto given = find_in("SV", "subQ");
      quality_now = quality_in(given ? &vmd_.value(*given) : nullptr);
      quality_now.set(source_substituted);
      if (blocked)
        quality_now.set(operator_blocked);
      show(*to, vmd_.value(*source));
    } else if (blocked) {
      quality_now = quality_in(q ? &of_process(*q) : nullptr);
      quality_now.set(old_data);
      quality_now.set(operator_blocked);
      show(*to, of_process(*to));
    } else {
      restore(*to);
      if (q)
        restore(*q);
      continue;
    }
    if (q)
      show(*q, data::make<data::bit_string>(std::move(quality_now)));
  }
}

/// While something stands in for a value, what the process sets is kept beside it. True
/// where that is all there is to do.
bool server::shield(place where, data& to) {
  auto& table = vmd_.variables(where.scope);
  auto& nodes = table.nodes();
  // A part of a value that something stands in for, or the value itself.
  for (auto at = where.node;; --at) {
    auto found = process_values_.find(key({where.scope, at}));
    if (found != process_values_.end() && where.node < nodes[at].end) {
      auto* into = &found->second;
      auto* type = nodes[at].type;
      auto rest =
        std::string_view{nodes[where.node].name}.substr(nodes[at].name.size());
      while (!rest.empty() && into) {
        rest.remove_prefix(1);
        auto name = rest.substr(0, rest.find('$'));
        rest.remove_prefix(name.size());
        into = const_cast<data*>(mms::component(*into, *type, name));
        type = mms::component(*type, name);
      }
      if (into)
        *into = std::move(to);
      return true;
    }
    if (at == 0 || parts_of(nodes[at].name).size() <= 3)
      break;
  }
  // A whole in which something stands in.
  for (auto at = where.node + 1; at < nodes[where.node].end; ++at) {
    auto found = process_values_.find(key({where.scope, at}));
    if (found == process_values_.end())
      continue;
    auto* part = &to;
    auto* type = nodes[where.node].type;
    auto rest = std::string_view{nodes[at].name}.substr(nodes[where.node].name.size());
    while (!rest.empty() && part) {
      rest.remove_prefix(1);
      auto name = rest.substr(0, rest.find('$'));
      rest.remove_prefix(name.size());
      part = const_cast<data*>(mms::component(*part, *type, name));
      type = mms::component(*type, name);
    }
    if (part)
      found->second = std::exchange(*part, table.value(nodes[at]));
  }
  return false;
}

} // namespace bus::iec61850
