#include "messages/asn1/object_identifier.hpp"

#include <algorithm>
#include <charconv>

namespace bus::asn1 {

namespace {

auto bad(std::string_view text) {
  return fail(errc::invalid_value, "asn1.oid", std::string{text});
}

result<arc> parse_arc(std::string_view text) {
  auto out = std::uint64_t{0};
  auto end = text.data() + text.size();
  auto [at, why] = std::from_chars(text.data(), end, out);
  auto padded = text.size() > 1 && text[0] == '0';
  if (why != std::errc{} || at != end || padded)
    return bad(text);
  return out;
}

bool is_rooted(const object_identifier& x) {
  if (x.size() < 2 || number(x[0]) > 2)
    return false;
  return number(x[0]) == 2 || number(x[1]) < 40;
}

} // namespace

std::uint64_t number(const arc& x) {
  auto* named = std::get_if<named_arc>(&x);
  return named ? named->number : std::get<std::uint64_t>(x);
}

bool same(const object_identifier& x, const object_identifier& y) {
  auto same_number = [](const arc& a, const arc& b) { return number(a) == number(b); };
  return std::equal(x.begin(), x.end(), y.begin(), y.end(), same_number);
}

result<object_identifier> parse(std::string_view text) {
  auto out = object_identifier{};
  for (auto rest = text;;) {
    auto dot = rest.find('.');
    auto next = parse_arc(rest.substr(0, dot));
    if (!next)
      return bad(text);
    out.push_back(*next);
    if (dot == rest.npos)
      break;
    rest.remove_prefix(dot + 1);
  }
  if (!is_rooted(out))
    return bad(text);
  return out;
}

std::string to_string(const object_identifier& x) {
  auto out = std::string{};
  for (const auto& one : x) {
    out += out.empty() ? "" : ".";
    out += std::to_string(number(one));
  }
  return out;
}

} // namespace bus::asn1
