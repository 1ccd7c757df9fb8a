#include "tools/asn1c/intervals.hpp"
#include "tools/asn1c/resolver.hpp"

namespace bus::asn1c {

using form = syntax::constraint::form;

namespace {

bool has_size(type_kind x) {
  return x == type_kind::bit_string || x == type_kind::octet_string
         || x == type_kind::sequence_of || x == type_kind::set_of || is_string(x);
}

bool is_extensible(const syntax::constraint& x) {
  if (x.extensible)
    return true;
  for (auto& one : x.parts)
    if (is_extensible(one))
      return true;
  return false;
}

/// The code points of a text; of what is no UTF-8 the octets.
std::vector<wide_int> code_points(std::string_view x) {
  auto out = std::vector<wide_int>{};
  for (auto i = std::size_t{0}; i < x.size();) {
    auto first = static_cast<unsigned char>(x[i++]);
    auto more = first >= 0xf0 ? 3u : first >= 0xe0 ? 2u : first >= 0xc0 ? 1u : 0u;
    auto point = static_cast<unsigned>(more ? first & (0x3fu >> more) : first);
    for (; more > 0 && i < x.size(); --more)
      point = point << 6 | (static_cast<unsigned char>(x[i++]) & 0x3fu);
    out.push_back(point);
  }
  return out;
}

} // namespace

/// Applies constraints one behind the other (X.680, 49.8).
void resolver::limit(type& x, const std::vector<syntax::constraint>& by,
                     const context& at) {
  for (auto& one : by) {
    auto narrow = [&](intervals& to, const intervals& set) {
      to = to.empty() ? set : intersected(to, set);
      if (to.empty())
        refuse(at, one.at, "the constraint leaves no value");
    };
    if (x.is == type_kind::integer)
      if (auto set = allowed(one, dimension::number, x, at)) {
        narrow(x.allowed.numbers, *set);
        x.allowed.numbers_extensible = is_extensible(one);
      }
    if (has_size(x.is))
      if (auto set = allowed(one, dimension::size, x, at)) {
        narrow(x.allowed.sizes, intersected(*set, {{wide_int{0}, std::nullopt}}));
        x.allowed.sizes_extensible = is_extensible(one);
      }
    if (is_string(x.is))
      if (auto set = allowed(one, dimension::alphabet, x, at);
          set && !is_extensible(one))
        narrow(x.allowed.alphabet, *set);
  }
}

/// None where `x` says nothing of that dimension.
std::optional<resolver::intervals> resolver::allowed(const syntax::constraint& x,
                                                     dimension of, const type& on,
                                                     const context& at) {
  auto deeper = level{*this, at, x.at};
  auto out = std::optional<intervals>{};
  switch (x.is) {
  case form::any_of:
    for (auto& one : x.parts) {
      auto more = allowed(one, of, on, at);
      if (!more)
        return std::nullopt;
      if (!out)
        out.emplace();
      out->insert(out->end(), more->begin(), more->end());
    }
    return united(std::move(*out));
  case form::all_of:
    for (auto& one : x.parts)
      if (auto more = allowed(one, of, on, at))
        out = out ? intersected(*out, *more) : *more;
    return out;
  case form::except: {
    auto all = intervals{{std::nullopt, std::nullopt}};
    auto exact = of == dimension::number || of == dimension::character;
    auto base =
      x.parts.size() > 1 ? allowed(x.parts.front(), of, on, at) : std::optional{all};
    if (!exact)
      return x.parts.size() > 1 ? base : std::nullopt;
    auto hole = allowed(x.parts.back(), of, on, at);
    return hole ? without(base.value_or(all), *hole) : base;
  }
  default: return element(x, of, on, at);
  }
}

/// What another type allows that is named in a constraint. Once for all dimensions:
/// it may hold a constraint with a type again.
const limits& resolver::contained(const syntax::constraint& x, const context& at) {
  auto [known, is_new] = contained_.try_emplace({&x, at.with});
  if (is_new) {
    auto inside = at;
    inside.path.push_back("constraint" + std::to_string(contained_.size()));
    known->second = resolve(*x.of, inside).allowed;
  }
  return known->second;
}

std::optional<resolver::intervals> resolver::element(const syntax::constraint& x,
                                                     dimension of, const type& on,
                                                     const context& at) {
  if (x.is == form::size && of == dimension::size)
    return allowed(x.parts.front(), dimension::number, type{}, at);
  if (x.is == form::from && of == dimension::alphabet)
    return allowed(x.parts.front(), dimension::character, on, at);
  if (x.is == form::contains) {
    if (auto argument = argument_of(*x.of, at); argument && !argument->is->as_type)
      return argument->is->as_set
               ? allowed(*argument->is->as_set, of, on, argument->from)
               : std::nullopt;
    auto& other = contained(x, at);
    auto& set = of == dimension::number ? other.numbers
                : of == dimension::size ? other.sizes
                                        : other.alphabet;
    return set.empty() ? std::nullopt : std::optional{set};
  }
  auto is_field = [](const std::optional<syntax::value>& end) {
    return end && end->is == syntax::value::form::field;
  };
  if ((x.is != form::single && x.is != form::range) || is_field(x.low)
      || is_field(x.high))
    return std::nullopt;
  if (of == dimension::number)
    return numbers(x, on, at);
  if (of == dimension::character)
    return characters(x, at);
  return std::nullopt;
}

resolver::intervals resolver::numbers(const syntax::constraint& x, const type& on,
                                      const context& at) {
  auto end = [&](const std::optional<syntax::value>& one) {
    return one ? std::optional{resolve_number(*one, at, on.inside)} : std::nullopt;
  };
  auto low = end(x.low);
  auto high = x.is == form::single ? low : end(x.high);
  auto& parent = on.allowed.numbers;
  if (!parent.empty()) { // to which MIN and MAX refer
    low = low || !x.low_open ? low : parent.front().low;
    high = high || !x.high_open ? high : parent.back().high;
  }
  if (low && x.low_open)
    ++*low;
  if (high && x.high_open)
    --*high;
  if (low && high && *low > *high)
    refuse(at, x.at, "the range ends before it begins");
  return {{low, high}};
}

resolver::intervals resolver::characters(const syntax::constraint& x,
                                         const context& at) {
  auto of = type{};
  of.is = type_kind::utf8_string;
  auto points = [&](const syntax::value& one) {
    return code_points(std::get<std::string>(resolve(one, of, at).is));
  };
  auto out = intervals{};
  if (x.is == form::single) {
    for (auto one : points(*x.low))
      out.push_back({one, one});
    return united(std::move(out));
  }
  auto end = [&](const std::optional<syntax::value>& one) -> std::optional<wide_int> {
    if (!one)
      return std::nullopt;
    auto all = points(*one);
    if (all.size() != 1)
      refuse(at, x.at, "a range of characters goes from one to one");
    return all.front();
  };
  auto low = end(x.low);
  auto high = end(x.high);
  if (low && x.low_open)
    ++*low;
  if (high && x.high_open)
    --*high;
  if (low && high && *low > *high)
    refuse(at, x.at, "the range ends before it begins");
  return {{low, high}};
}

} // namespace bus::asn1c
