#include "messages/asn1/xer_encoder.hpp"

#include "messages/asn1/control_names.hpp"
#include "messages/asn1/real.hpp"
#include "messages/asn1/text.hpp"

#include <charconv>
#include <cmath>

namespace bus::asn1::xer {

namespace {

/// The smallest tag that an encoding may begin with (X.680, 8.6).
tag first_tag(const shape& x) {
  if (x.tag_count > 0 || x.parts.empty())
    return x.tags[0];
  auto out = first_tag(x.parts.front());
  for (auto& one : x.parts)
    out = std::min(out, first_tag(one));
  return out;
}

bool is_plain(char c) {
  auto octet = static_cast<unsigned char>(c);
  return octet >= 0x20 && octet < 0x80 && c != '&' && c != '<' && c != '>';
}

} // namespace

bool encoder::put(const shape&, bool x) {
  to_.put(x ? "<true/>" : "<false/>");
  return true;
}

bool encoder::put_number(std::int64_t x) {
  char digits[24];
  auto end = std::to_chars(digits, digits + sizeof digits, x).ptr;
  to_.put({digits, static_cast<std::size_t>(end - digits)});
  return true;
}

/// The number of what only a later version has a name for.
bool encoder::put_name(const shape& s, std::int64_t x) {
  auto name = find_number(s, x);
  if (!name)
    return put_number(x);
  to_.put_empty(name->name);
  return true;
}

bool encoder::put(const shape&, const integer& x) {
  to_.put(to_string(x));
  return true;
}

bool encoder::put(const shape&, const octet_string& x) {
  to_.put_hex(x.view());
  return true;
}

bool encoder::put(const shape&, const bit_string& x) {
  to_.put(to_string(x));
  return true;
}

bool encoder::put(const shape&, null) {
  return true;
}

bool encoder::put(const shape&, double x) {
  if (std::isnan(x))
    to_.put("<NOT-A-NUMBER/>");
  else if (std::isinf(x))
    to_.put(x < 0 ? "<MINUS-INFINITY/>" : "<PLUS-INFINITY/>");
  else
    to_.put(real_text(x));
  return true;
}

bool encoder::put(const shape&, const object_identifier& x) {
  to_.put(to_string(x));
  return true;
}

bool encoder::put(const shape&, const relative_oid& x) {
  for (auto& arc : x.arcs) {
    to_.put(&arc == &x.arcs.front() ? "" : ".");
    to_.put(std::to_string(arc));
  }
  return true;
}

/// What follows BER is written as its octets.
bool encoder::put(const shape&, const open_type& x) {
  if (x.of == open_type::syntax::ber)
    to_.put_hex(x.octets);
  else
    to_.put({reinterpret_cast<const char*>(x.octets.data()), x.octets.size()});
  return true;
}

bool encoder::put_unknown(const open_type& x) {
  if (x.of == open_type::syntax::ber)
    return wrong_.tell(errc::unsupported,
                       "an alternative that is not known has no name in XML");
  return put(ber::sizer::unknown_shape, x);
}

void encoder::put_text(std::string_view x) {
  while (!x.empty()) {
    auto plain = std::find_if_not(x.begin(), x.end(), is_plain) - x.begin();
    to_.put(x.substr(0, static_cast<std::size_t>(plain)));
    x.remove_prefix(static_cast<std::size_t>(plain));
    if (x.empty())
      return;
    auto c = x.front();
    auto name = control_name(c);
    if (!name.empty())
      to_.put_empty(name);
    else
      to_.put(c == '&'    ? "&amp;"
              : c == '<'  ? "&lt;"
              : c == '>'  ? "&gt;"
              : c == '\r' ? "&#13;"
                          : x.substr(0, 1));
    x.remove_prefix(1);
  }
}

bool encoder::put(const shape& s, const std::string& x) {
  auto is_latin = s.is == kind::octet_text;
  if (std::all_of(x.begin(), x.end(), is_plain))
    to_.put(x);
  else if (is_latin)
    put_text(utf8_of_latin1(x));
  else if (is_utf8(x))
    put_text(x);
  else
    return wrong_.tell(errc::invalid_value, "the text is no UTF-8");
  return true;
}

/// Puts the parts of the text from `from` on into the order of `all`.
void encoder::rearrange(const std::vector<member>& all, std::size_t from) {
  auto& text = to_.text();
  auto sorted = std::string{};
  for (auto& x : all)
    sorted.append(text, x.from, x.to - x.from);
  std::copy(sorted.begin(), sorted.end(),
            text.begin() + static_cast<std::ptrdiff_t>(from));
}

void encoder::sort_by_tag(std::vector<member>& all) {
  if (all.empty())
    return;
  auto from = all.front().from;
  auto before = [](const member& x, const member& y) {
    return first_tag(*x.is) < first_tag(*y.is);
  };
  std::stable_sort(all.begin(), all.end(), before);
  rearrange(all, from);
}

void encoder::sort_by_text(std::vector<member>& all) {
  if (all.empty())
    return;
  auto from = all.front().from;
  auto text = [&](const member& x) {
    return std::string_view{to_.text()}.substr(x.from, x.to - x.from);
  };
  auto before = [&](const member& x, const member& y) { return text(x) < text(y); };
  std::stable_sort(all.begin(), all.end(), before);
  rearrange(all, from);
}

} // namespace bus::asn1::xer
