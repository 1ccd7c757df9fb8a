#include "messages/iec61850/reference.hpp"

#include <algorithm>
#include <array>

namespace bus::iec61850 {

namespace {

using namespace std::string_view_literals;

constexpr auto of_data =
  std::array{"ST"sv, "MX"sv, "SP"sv, "SV"sv, "CF"sv, "DC"sv, "SG"sv,
             "SE"sv, "SR"sv, "OR"sv, "BL"sv, "EX"sv, "CO"sv};
constexpr auto of_blocks = std::array{"RP"sv, "BR"sv, "LG"sv, "GO"sv, "MS"sv, "US"sv};

constexpr auto expected = "expected LD/LN.DO.DA[FC], LD/LN.FC.BLOCK or LD/LN$FC$DO$DA";

auto bad(std::string_view text) {
  return fail(errc::invalid_value, "reference",
              std::string{text} + " is no reference, " + expected);
}

std::vector<std::string_view> split(std::string_view text, char by) {
  auto out = std::vector<std::string_view>{};
  for (;;) {
    auto end = text.find(by);
    out.push_back(text.substr(0, end));
    if (end == text.npos)
      return out;
    text.remove_prefix(end + 1);
  }
}

bool is_name(std::string_view x) {
  return !x.empty() && std::ranges::all_of(x, [](char one) {
    return one > ' ' && one < 0x7f
           && std::string_view{"/.$[]:"}.find(one) == std::string_view::npos;
  });
}

} // namespace

bool is_constraint(std::string_view x) {
  return std::ranges::find(of_data, x) != of_data.end() || is_block_constraint(x);
}

bool is_block_constraint(std::string_view x) {
  return std::ranges::find(of_blocks, x) != of_blocks.end();
}

std::vector<std::string_view> parts_of(std::string_view item) {
  return split(item, '$');
}

std::string reference::item() const {
  auto out = logical_node;
  if (!constraint.empty())
    out += '$' + constraint;
  for (auto& name : names)
    out += '$' + name;
  return out;
}

std::string reference::path() const {
  if (is_own)
    return '@' + names.front();
  return logical_node.empty() ? logical_device : logical_device + '/' + item();
}

result<reference> parse_reference(std::string_view text) {
  auto out = reference{};
  if (text.empty())
    return out;
  if (text.front() == '@') {
    if (!is_name(text.substr(1)))
      return bad(text);
    out.is_own = true;
    out.names.emplace_back(text.substr(1));
    return out;
  }
  auto rest = text;
  auto slash = rest.find('/');
  out.logical_device = rest.substr(0, slash);
  if (!is_name(out.logical_device))
    return bad(text);
  if (slash == rest.npos)
    return out;
  rest.remove_prefix(slash + 1);
  if (rest.ends_with(']')) {
    auto open = rest.rfind('[');
    if (open == rest.npos)
      return bad(text);
    out.constraint = rest.substr(open + 1, rest.size() - open - 2);
    if (!is_constraint(out.constraint))
      return bad(text);
    rest = rest.substr(0, open);
  }
  auto is_mms = rest.find('$') != rest.npos;
  auto parts = split(rest, is_mms ? '$' : '.');
  if (!std::ranges::all_of(parts, is_name))
    return bad(text);
  out.logical_node = parts[0];
  auto next = parts.begin() + 1;
  auto in_the_middle = next != parts.end() && out.constraint.empty()
                       && (is_mms ? is_constraint(*next) : is_block_constraint(*next));
  if (in_the_middle)
    out.constraint = *next++;
  out.names.assign(next, parts.end());
  return out;
}

std::string to_string(const reference& x) {
  if (x.is_own)
    return '@' + x.names.front();
  auto out = x.logical_device;
  if (x.logical_node.empty())
    return out;
  out += '/' + x.logical_node;
  auto in_the_middle = is_block_constraint(x.constraint);
  if (in_the_middle)
    out += '.' + x.constraint;
  for (auto& name : x.names)
    out += '.' + name;
  if (!x.constraint.empty() && !in_the_middle)
    out += '[' + x.constraint + ']';
  return out;
}

std::string to_reference(std::string_view path) {
  auto parsed = parse_reference(path);
  return parsed ? to_string(*parsed) : std::string{path};
}

} // namespace bus::iec61850
