#include "messages/tpkt/codec.hpp"

namespace bus::tpkt {

namespace {

constexpr auto version = std::uint8_t{3};
constexpr auto shortest = std::size_t{7}; ///< no TPDU is shorter than three octets
constexpr auto keep = std::size_t{1024}; ///< a larger buffer goes back when it is empty

} // namespace

void deframer::feed(byte_view octets) {
  buffer_.erase(buffer_.begin(), buffer_.begin() + static_cast<std::ptrdiff_t>(start_));
  start_ = 0;
  buffer_.insert(buffer_.end(), octets.begin(), octets.end());
}

result<std::optional<byte_view>> deframer::next() {
  if (start_ == buffer_.size()) {
    start_ = 0;
    buffer_.clear();
    if (buffer_.capacity() > keep)
      buffer_ = {};
    return std::nullopt;
  }
  auto rest = byte_view{buffer_}.subspan(start_);
  if (rest[0] != version)
    return fail(errc::malformed, "tpkt.version");
  if (rest.size() < header_size)
    return std::nullopt;
  auto length = static_cast<std::size_t>(rest[2] << 8 | rest[3]);
  if (length < shortest)
    return fail(errc::malformed, "tpkt.length");
  if (rest.size() < length)
    return std::nullopt;
  start_ += length;
  return rest.subspan(header_size, length - header_size);
}

void put_header(std::uint8_t* at, std::size_t size) {
  auto length = header_size + size;
  at[0] = version;
  at[1] = 0;
  at[2] = static_cast<std::uint8_t>(length >> 8);
  at[3] = static_cast<std::uint8_t>(length);
}

} // namespace bus::tpkt
