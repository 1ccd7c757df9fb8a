#include "messages/asn1/ber_cursor.hpp"

namespace bus::asn1::ber {

namespace {

/// Tag and length octets; false where they are none, `to` of an indefinite
/// length is null. What is wrong is told in `what`.
struct header_reader {
  const std::uint8_t* at;
  const std::uint8_t* end;
  const char* what = nullptr;
  bool truncated = false;

  std::size_t left() const { return static_cast<std::size_t>(end - at); }

  bool refuse(const char* why, bool cut = false) {
    what = why;
    truncated = cut;
    return false;
  }

  bool read_tag(found_value& out) {
    if (left() == 0)
      return refuse("a tag was expected", true);
    auto first = *at++;
    out.constructed = (first & 0x20) != 0;
    auto number = first & 0x1fu;
    if (number == 0x1f && !read_long_number(number))
      return false;
    out.of = {static_cast<tag_class>(first >> 6), number};
    return true;
  }

  bool read_long_number(unsigned& number) {
    number = 0;
    for (auto octets = 0;; ++octets) {
      if (left() == 0)
        return refuse("the tag does not end", true);
      auto next = *at++;
      if (number > (1u << 29) >> 7)
        return refuse("the tag's number is too large");
      number = number << 7 | (next & 0x7f);
      if ((next & 0x80) == 0)
        return true;
    }
  }

  bool read_length(found_value& out) {
    if (left() == 0)
      return refuse("a length was expected", true);
    auto first = *at++;
    if (first == 0x80) {
      out.from = at;
      out.to = nullptr;
      return out.constructed || refuse("a primitive value has no length");
    }
    auto length = std::size_t{first};
    if (first > 0x80 && !read_long_length(first & 0x7fu, length))
      return false;
    if (length > left())
      return refuse("the length goes beyond the end", true);
    out.from = at;
    out.to = out.next = at + length;
    return true;
  }

  bool read_long_length(std::size_t octets, std::size_t& length) {
    if (octets == 0x7f)
      return refuse("a length may not begin with 255");
    if (octets > left())
      return refuse("the length does not end", true);
    length = 0;
    for (; octets > 0; --octets) {
      if (length >> 48 != 0)
        return refuse("the length goes beyond the end", true);
      length = length << 8 | *at++;
    }
    return true;
  }
};

bool ends_contents(const std::uint8_t* at, const std::uint8_t* end) {
  return end - at >= 2 && at[0] == 0 && at[1] == 0;
}

} // namespace

bool cursor::note(const shape& s) {
  wrong_.path.push_back(s.name);
  return false;
}

bool cursor::too_deep() {
  return fail(errc::malformed,
              "nested more than " + std::to_string(most_.depth) + " deep");
}

bool cursor::peek_long(tag& out) {
  auto from = header_reader{at_, end_};
  auto value = found_value{};
  if (!from.read_tag(value))
    return fail(from.truncated ? errc::truncated : errc::malformed, from.what);
  out = value.of;
  return true;
}

bool cursor::find_long(found_value& out) {
  auto from = header_reader{at_, end_};
  if (!from.read_tag(out) || !from.read_length(out))
    return fail(from.truncated ? errc::truncated : errc::malformed, from.what);
  return out.to || find_end(out);
}

/// Looks for the end-of-contents octets of an indefinite length, past those of
/// the values inside (X.690, 8.1.5).
bool cursor::find_end(found_value& out) {
  auto from = header_reader{out.from, end_};
  for (auto open = std::size_t{1};;) {
    if (ends_contents(from.at, end_)) {
      if (--open == 0)
        break;
      from.at += 2;
      continue;
    }
    auto inner = found_value{};
    if (!from.read_tag(inner) || !from.read_length(inner))
      return fail(from.truncated ? errc::truncated : errc::malformed, from.what);
    open += inner.to ? 0 : 1;
    from.at = inner.to ? inner.next : inner.from;
  }
  out.to = from.at;
  out.next = from.at + 2;
  return true;
}

bool cursor::enter(tag expected, const std::uint8_t** next) {
  auto value = found_value{};
  if (!find(value))
    return false;
  if (value.of != expected)
    return fail(errc::malformed, "expected the tag " + to_string(expected) + ", found "
                                   + to_string(value.of));
  if (!value.constructed)
    return fail(errc::malformed, "an explicit tag holds another value");
  if (next)
    *next = value.next;
  at_ = value.from;
  end_ = value.to;
  return deeper();
}

bool cursor::leave(const std::uint8_t* next, const std::uint8_t* outer) {
  if (at_ != end_)
    return fail(errc::malformed, "octets are left within a value");
  at_ = next;
  end_ = outer;
  return true;
}

bool cursor::other_tag(const shape& s, const found_value& found) {
  return fail(errc::malformed, "expected the tag " + to_string(s.tags[s.tag_count - 1u])
                                 + ", found " + to_string(found.of));
}

bool cursor::skip() {
  auto value = found_value{};
  if (!find(value))
    return false;
  at_ = value.next;
  return true;
}

bool cursor::count_elements(std::size_t& out) {
  auto start = at_;
  auto count = std::size_t{0};
  for (auto at = at_, end = end_; at != end; ++count) {
    auto rest = end - at;
    if (rest >= 2 && (at[0] & 0x1f) != 0x1f && at[1] < 0x80 && rest - 2 >= at[1]) {
      at += 2 + at[1];
      continue;
    }
    at_ = at;
    if (!skip())
      return false;
    at = at_;
  }
  at_ = start;
  elements_ += count;
  if (elements_ > most_.elements)
    return fail(errc::malformed,
                "more than " + std::to_string(most_.elements) + " elements");
  out = count;
  return true;
}

} // namespace bus::asn1::ber
