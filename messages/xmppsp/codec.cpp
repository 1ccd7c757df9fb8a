#include "messages/xmppsp/codec.hpp"

#include "messages/xmppsp/base64.hpp"
#include "messages/xmppsp/start_tag.hpp"
#include "messages/xmppsp/xer_payload.hpp"

#include <charconv>

namespace bus::xmppsp {

namespace {

auto malformed(std::string where, std::string cause) {
  return fail(errc::malformed, "xmppsp." + std::move(where), std::move(cause));
}

// ---- attributes -------------------------------------------------------------

/// A whole number as it is written: no sign, no zero in front.
template <class T>
std::optional<T> number(std::string_view x) {
  auto out = T{};
  auto end = x.data() + x.size();
  auto [at, why] = std::from_chars(x.data(), end, out);
  if (x.empty() || why != std::errc{} || at != end || (x[0] == '0' && x.size() > 1))
    return std::nullopt;
  return out;
}

template <class T>
bool set(T& to, const std::optional<T>& x) {
  if (x)
    to = *x;
  return x.has_value();
}

bool set_id(std::string_view& to, std::string_view x) {
  to = x;
  return is_id(x);
}

/// Which attributes an element has, one bit each.
enum attribute : unsigned {
  has_namespace = 1,
  has_from = 2,
  has_to = 4,
  has_seq = 8,
  has_encoding = 16,
  has_more = 32,
  has_version = 64,
  has_prefers = 128,
  has_reason = 256,
  has_by = 512,
  not_known = 1024,
};

constexpr auto always = has_namespace | has_from | has_seq;

/// Which have to be there, and which may be.
struct attribute_rule {
  unsigned required, allowed;
};

attribute_rule rule_of(element_kind x) {
  constexpr auto user_data = has_encoding | has_more;
  switch (x) {
  case element_kind::connect: return {always | has_version | has_prefers, user_data};
  case element_kind::refuse: return {always | has_to | has_reason | has_by, user_data};
  case element_kind::abort:
    return {always | has_reason | has_by, has_to | has_encoding};
  default: return {always | has_to, user_data};
  }
}

struct attribute_word {
  std::string_view word;
  attribute is;
};

constexpr attribute_word words[] = {{"xmlns", has_namespace},
                                    {"from", has_from},
                                    {"to", has_to},
                                    {"seq", has_seq},
                                    {"encoding", has_encoding},
                                    {"more", has_more},
                                    {"version", has_version},
                                    {"prefers", has_prefers},
                                    {"reason", has_reason},
                                    {"by", has_by}};

attribute attribute_of(std::string_view name) {
  for (auto& one : words)
    if (one.word == name)
      return one.is;
  return not_known;
}

bool take(element& to, attribute which, std::string_view value) {
  switch (which) {
  case has_namespace: return value == xml_namespace;
  case has_from: return set_id(to.from, value);
  case has_to: return set_id(to.to, value);
  case has_seq: return set(to.seq, number<std::uint64_t>(value));
  case has_encoding: return set(to.encoding, encoding_of(value));
  case has_more: to.more = true; return value == "true";
  case has_version: return set(to.version, number<std::uint32_t>(value));
  case has_prefers: return set(to.prefers, encoding_of(value));
  case has_reason: return set(to.reason, reason_of(value));
  case has_by: to.by_user = value == "user"; return to.by_user || value == "provider";
  case not_known: break;
  }
  return false;
}

result<element> read_attributes(const start_tag& tag) {
  auto out = element{};
  auto kind = element_kind_of(tag.name());
  if (!kind)
    return malformed("element", "no kind is called " + std::string{tag.name()});
  out.kind = *kind;
  auto [required, allowed] = rule_of(*kind);
  auto seen = 0u;
  for (auto& [name, value] : tag.attributes()) {
    if (name.find(':') != name.npos)
      continue;
    auto which = attribute_of(name);
    if (((required | allowed) & which) == 0)
      return malformed(std::string{tag.name()},
                       "it has no attribute " + std::string{name});
    if (!take(out, which, value))
      return malformed(std::string{tag.name()} + '.' + std::string{name},
                       "the value is none of those allowed");
    seen |= which;
  }
  for (auto& [word, which] : words)
    if ((required & which) != 0 && (seen & which) == 0)
      return malformed(std::string{tag.name()},
                       "the attribute " + std::string{word} + " is missing");
  if (out.more && ((seen & has_encoding) == 0 || out.encoding != encoding::base64))
    return malformed(std::string{tag.name()}, "a segment is in base64");
  return out;
}

// ---- contents ---------------------------------------------------------------

std::string_view trimmed(std::string_view x) {
  while (!x.empty() && is_blank(x.front()))
    x.remove_prefix(1);
  while (!x.empty() && is_blank(x.back()))
    x.remove_suffix(1);
  return x;
}

/// What stands between the tags; none where the last one does not end the text.
std::optional<std::string_view> contents(std::string_view xml, const start_tag& tag) {
  auto rest = trimmed(xml.substr(tag.size()));
  if (tag.is_empty())
    return rest.empty() ? std::optional{rest} : std::nullopt;
  if (!rest.ends_with('>'))
    return std::nullopt;
  rest.remove_suffix(1);
  rest = trimmed(rest);
  if (!rest.ends_with(tag.name()))
    return std::nullopt;
  rest.remove_suffix(tag.name().size());
  if (!rest.ends_with("</"))
    return std::nullopt;
  rest.remove_suffix(2);
  return trimmed(rest);
}

/// `<!` begins comments, CDATA and DTDs, `<?` instructions.
bool holds_what_xmpp_does_not_carry(std::string_view xml) {
  for (auto at = xml.find('<'); at != xml.npos; at = xml.find('<', at + 1))
    if (at + 1 < xml.size() && (xml[at + 1] == '!' || xml[at + 1] == '?'))
      return true;
  return false;
}

result<void> take_user_data(element& to, std::string_view text, bytes& scratch) {
  scratch.clear();
  if (!text.empty() && to.encoding == encoding::xml) {
    auto done = decode_xer(to.kind, text, scratch);
    if (!done)
      return done;
  } else if (!decode_base64(text, scratch))
    return malformed(std::string{name(to.kind)}, "its user data are no base64");
  if (to.more && scratch.empty())
    return malformed(std::string{name(to.kind)}, "a segment without user data");
  to.user_data = scratch;
  return {};
}

bool has_encoding_told(const start_tag& tag) {
  for (auto& one : tag.attributes())
    if (one.name == "encoding")
      return true;
  return false;
}

void put(std::string& to, std::string_view name, std::string_view value) {
  to += ' ';
  to += name;
  to += "=\"";
  to += value;
  to += '"';
}

} // namespace

result<heading> peek(std::string_view xml) {
  auto tag = start_tag::read(xml);
  if (!tag)
    return tl::make_unexpected(std::move(tag.error()));
  auto read = element{};
  auto seen = 0u;
  for (auto& [name, value] : tag->attributes()) {
    auto which = attribute_of(name);
    if ((which & (has_namespace | has_from | has_to)) == 0)
      continue;
    if (!take(read, which, value))
      return malformed("element." + std::string{name},
                       "the value is none of those allowed");
    seen |= which;
  }
  if ((seen & (has_namespace | has_from)) != (has_namespace | has_from))
    return malformed("element", "it has no namespace or no sender");
  return heading{element_kind_of(tag->name()), read.from, read.to};
}

result<element> decode(std::string_view xml, bytes& scratch) {
  if (xml.size() > largest_element)
    return malformed("element", std::to_string(xml.size()) + " octets; at most "
                                  + std::to_string(largest_element) + " are taken");
  if (holds_what_xmpp_does_not_carry(xml))
    return malformed("element", "XMPP has no comments, CDATA, instructions and DTDs");
  auto tag = start_tag::read(xml);
  if (!tag)
    return tl::make_unexpected(std::move(tag.error()));
  auto out = read_attributes(*tag);
  if (!out)
    return out;
  auto text = contents(xml, *tag);
  if (!text)
    return malformed(std::string{tag->name()}, "it does not end with its own end tag");
  if (!text->empty() && !has_encoding_told(*tag))
    return malformed(std::string{tag->name()}, "the attribute encoding is missing");
  auto taken = take_user_data(*out, *text, scratch);
  if (!taken)
    return tl::make_unexpected(std::move(taken.error()));
  return out;
}

std::string encode(const element& x) {
  constexpr auto usual_header = std::size_t{256};
  auto out = std::string{};
  out.reserve(usual_header + x.user_data.size() * 4 / 3);
  out += '<';
  out += name(x.kind);
  put(out, "xmlns", xml_namespace);
  put(out, "from", x.from);
  if (!x.to.empty())
    put(out, "to", x.to);
  put(out, "seq", std::to_string(x.seq));
  if (x.kind == element_kind::connect) {
    put(out, "version", std::to_string(x.version));
    put(out, "prefers", name(x.prefers));
  }
  if (x.kind == element_kind::refuse || x.kind == element_kind::abort) {
    put(out, "reason", name(x.reason));
    put(out, "by", x.by_user ? "user" : "provider");
  }
  if (x.user_data.empty())
    return out += "/>";
  put(out, "encoding", name(x.encoding));
  if (x.more)
    put(out, "more", "true");
  out += '>';
  if (x.encoding == encoding::xml)
    append_xer(x.kind, x.user_data, out);
  else
    append_base64(x.user_data, out);
  out += "</";
  out += name(x.kind);
  return out += '>';
}

std::string encode_abort(std::string_view from, std::string_view to, reason why) {
  auto out = element{element_kind::abort, from, to};
  out.reason = why;
  return encode(out);
}

} // namespace bus::xmppsp
