#pragma once

#include "messages/asn1/ber.hpp"
#include "messages/asn1/shape.hpp"
#include "messages/asn1/trouble.hpp"

namespace bus::asn1::ber {

/// Where the octets of one value stand; all unset until it is found.
struct found_value {
  tag of;
  bool constructed;
  const std::uint8_t* from; ///< of the contents
  const std::uint8_t* to;
  const std::uint8_t* next; ///< behind all of it

  byte_view contents() const { return {from, to}; }
};

/// Values in octets, bounded, one behind the other and inside one another
/// (X.690, 8.1).
class cursor {
public:
  cursor(byte_view in, const bounds& most)
    : begin_{in.data()},
      at_{in.data()},
      end_{in.data() + in.size()},
      last_{end_},
      most_{most} {}

  trouble& wrong() { return wrong_; }

  std::size_t offset() const { return static_cast<std::size_t>(at_ - begin_); }

  bool fail(errc why, std::string what) {
    return wrong_.tell(why, std::move(what), offset());
  }

  bool note(const shape& s); ///< on the way back from what is wrong

  bool at_end() const { return at_ == end_; }

  /// The tag that comes next; only where it is not at the end. False where the
  /// octets are no tag.
  bool peek(tag& out) {
    if ((*at_ & 0x1f) != 0x1f) {
      out.packed = static_cast<std::uint32_t>(*at_ & 0xc0) << 24 | (*at_ & 0x1fu);
      return true;
    }
    return peek_long(out);
  }

  /// Passes over one value of any type.
  bool skip();

protected:
  /// Header and extent of the value that comes next.
  bool find(found_value& out) {
    if (end_ - at_ >= 2 && (at_[0] & 0x1f) != 0x1f && at_[1] < 0x80
        && end_ - at_ - 2 >= at_[1]) {
      out.of.packed =
        static_cast<std::uint32_t>(at_[0] & 0xc0) << 24 | (at_[0] & 0x1fu);
      out.constructed = (at_[0] & 0x20) != 0;
      out.from = at_ + 2;
      out.to = out.next = out.from + at_[1];
      return true;
    }
    return find_long(out);
  }

  /// The value that comes next, whose innermost tag is that of `s`.
  [[gnu::always_inline]] bool expect_own(const shape& s, found_value& out) {
    // One octet each for tag and length is what nearly all have.
    if (end_ - at_ >= 2 && (at_[0] & ~0x20u) == s.octet && at_[1] < 0x80
        && end_ - at_ - 2 >= at_[1]) {
      out.constructed = (at_[0] & 0x20) != 0;
      out.from = at_ + 2;
      out.to = out.next = out.from + at_[1];
      return true;
    }
    return find_own(s, out);
  }

  bool find_own(const shape& s, found_value& out) {
    return find(out) && (out.of == s.tags[s.tag_count - 1u] || other_tag(s, out));
  }

  bool enter(tag expected, const std::uint8_t** next);
  bool leave(const std::uint8_t* next, const std::uint8_t* outer);
  bool deeper() { return ++depth_ <= most_.depth || too_deep(); }

  /// How many values come up to the end, of all that are read.
  bool count_elements(std::size_t& out);

  /// From there to the end of all.
  std::size_t readable(byte_view from) const {
    return static_cast<std::size_t>(last_ - from.data());
  }

  const std::uint8_t* begin_;
  const std::uint8_t* at_;
  const std::uint8_t* end_;        ///< of the value that is read
  const std::uint8_t* const last_; ///< the end of all
  bounds most_;
  unsigned depth_ = 0;
  std::size_t elements_ = 0;
  trouble wrong_;

private:
  bool peek_long(tag& out);
  bool find_long(found_value& out);
  bool find_end(found_value& out);
  bool other_tag(const shape& s, const found_value& found);
  bool too_deep();
};

} // namespace bus::asn1::ber
