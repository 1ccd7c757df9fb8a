#include "messages/asn1/ber_decoder.hpp"

namespace bus::asn1::ber {

bool decoder::not_constructed() {
  return fail(errc::malformed, "a constructed value was expected");
}

bool decoder::unexpected(tag next) {
  return fail(errc::malformed, "unexpected tag " + to_string(next));
}

bool decoder::twice(const shape& s) {
  return fail(errc::malformed, std::string{s.name} + " comes twice");
}

bool decoder::is_whole(const shape& s, const std::vector<bool>& seen) {
  for (auto i = std::size_t{0}; i < seen.size(); ++i)
    if (!seen[i] && !s.parts[i].optional)
      return fail(errc::malformed, std::string{s.parts[i].name} + " is missing");
  return true;
}

std::size_t decoder::choose_slowly(const shape& s) {
  auto none = s.parts.size();
  auto next = tag{};
  if (at_end()) {
    fail(errc::truncated, "a value was expected");
    return none;
  }
  if (!peek(next))
    return none;
  auto out = asn1::find(s.parts, next);
  if (out == none && !s.extensible)
    fail(errc::malformed, "no alternative has the tag " + to_string(next));
  return out;
}

bool decoder::read_open(open_type& x) {
  auto start = at_;
  if (!skip())
    return false;
  x.of = open_type::syntax::ber;
  x.octets.assign(start, at_);
  return true;
}

bool component_reader::missing(const shape& s) {
  auto next = tag{};
  if (from_.at_end() || !from_.peek(next))
    return from_.fail(errc::malformed, std::string{s.name} + " is missing");
  return from_.fail(errc::malformed, "unexpected tag " + to_string(next) + " where "
                                       + std::string{s.name} + " is due");
}

bool component_reader::comes_later(const shape& s) {
  auto rest = std::span{&s, of_.parts.data() + of_.parts.size()};
  for (;;) {
    auto next = tag{};
    if (from_.at_end() || !from_.peek(next))
      return false;
    auto found = asn1::find(rest, next);
    if (found < rest.size())
      return found == 0;
    if (!from_.skip())
      return false;
  }
}

bool component_reader::finish() {
  while (!from_.at_end()) {
    auto next = tag{};
    if (!from_.peek(next))
      return false;
    if (!of_.extensible)
      return from_.unexpected(next);
    if (!from_.skip())
      return false;
  }
  return true;
}

} // namespace bus::asn1::ber
