#include "messages/xmppsp/frames.hpp"

namespace bus::xmppsp {

namespace {

constexpr auto length_size = std::size_t{4};

} // namespace

void append_frame(std::string_view element, bytes& to) {
  writer{to}
    .u16(static_cast<std::uint16_t>(element.size() >> 16))
    .u16(static_cast<std::uint16_t>(element.size()))
    .put(as_bytes(element));
}

void deframer::feed(byte_view octets) {
  in_.erase(in_.begin(), in_.begin() + static_cast<std::ptrdiff_t>(at_));
  at_ = 0;
  in_.insert(in_.end(), octets.begin(), octets.end());
}

result<std::optional<std::string_view>> deframer::next() {
  auto from = reader{byte_view{in_}.subspan(at_)};
  if (from.left() == 0) { // an idle connection keeps nothing
    in_ = bytes{};
    at_ = 0;
  }
  if (from.left() < length_size)
    return std::nullopt;
  auto length = std::size_t{from.u16()} << 16;
  length |= from.u16();
  if (length > largest_element)
    return fail(errc::malformed, "xmppsp.frame",
                std::to_string(length) + " octets in an element; at most "
                  + std::to_string(largest_element) + " are taken");
  if (length > from.left())
    return std::nullopt;
  auto text = from.view(length);
  at_ += length_size + length;
  return std::string_view{reinterpret_cast<const char*>(text.data()), text.size()};
}

} // namespace bus::xmppsp
