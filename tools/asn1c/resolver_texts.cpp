#include "tools/asn1c/resolver.hpp"

#include <algorithm>
#include <array>

namespace bus::asn1c {

using form = syntax::value::form;

namespace {

void append_utf8(std::string& to, std::uint32_t x) {
  auto add = [&](std::uint32_t octet) { to += static_cast<char>(octet); };
  if (x < 0x80) {
    add(x);
    return;
  }
  auto more = x < 0x800 ? 1 : x < 0x10000 ? 2 : 3;
  constexpr auto first = std::array<std::uint32_t, 4>{0, 0xc0, 0xe0, 0xf0};
  add(first[static_cast<std::size_t>(more)] | x >> 6 * more);
  while (more-- > 0)
    add(0x80 | (x >> 6 * more & 0x3f));
}

} // namespace

/// Quoted, or in braces: a character by its place in the table, or texts and
/// characters in a row (X.680, 41.8 to 41.12).
std::string resolver::text(const syntax::value& x, const type& of, const context& at) {
  if (x.is == form::text)
    return x.text;
  if (x.is != form::braces)
    refuse(at, x.at, "expected a text in quotes");
  auto is_number = [](auto& item) { return item.front().is == form::number; };
  auto out = std::string{};
  if (!x.items.empty() && std::all_of(x.items.begin(), x.items.end(), is_number)) {
    append_utf8(out, character(x, at));
    return out;
  }
  for (auto& item : x.items) {
    if (item.size() > 1)
      refuse(at, item[1].at, "expected ',' or '}'");
    out += std::get<std::string>(resolve(item.front(), of, at).is);
  }
  return out;
}

/// `{column, row}` or `{group, plane, row, cell}`.
std::uint32_t resolver::character(const syntax::value& x, const context& at) {
  auto out = wide_int{0};
  auto short_form = x.items.size() == 2;
  for (auto& item : x.items)
    out = out * (short_form ? 16 : 256) + resolve_number(item.front(), at);
  auto most = short_form ? 0x7f : 0x10ffff;
  if ((!short_form && x.items.size() != 4) || out < 0 || out > most)
    refuse(at, x.at, "expected {column, row} or {group, plane, row, cell}");
  return static_cast<std::uint32_t>(out);
}

} // namespace bus::asn1c
