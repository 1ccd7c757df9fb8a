#include "messages/tpkt/codec.hpp"

#include <algorithm>

namespace bus::tpkt {

namespace {

constexpr auto version = std::uint8_t{3};
constexpr auto shortest = std::size_t{7}; ///< no TPDU is shorter than three octets

} // namespace

void deframer::feed(byte_view octets) {
  if (rest_.empty()) {
    rest_ = octets;
    kept_ = false;
    return;
  }
  keep_rest();
  buffer_.insert(buffer_.end(), octets.begin(), octets.end());
  rest_ = buffer_;
}

/// The buffer is the rest, and nothing else.
void deframer::keep_rest() {
  if (kept_)
    buffer_.erase(buffer_.begin(), buffer_.end() - std::ssize(rest_));
  else
    buffer_.assign(rest_.begin(), rest_.end());
  rest_ = buffer_;
  kept_ = true;
}

result<std::optional<byte_view>> deframer::next() {
  if (rest_.empty()) {
    buffer_ = bytes{}; // an idle connection keeps nothing
    return std::nullopt;
  }
  if (rest_[0] != version)
    return fail(errc::malformed, "tpkt.version");
  auto length =
    rest_.size() < header_size ? 0 : static_cast<std::size_t>(rest_[2] << 8 | rest_[3]);
  if (rest_.size() >= header_size && length < shortest)
    return fail(errc::malformed, "tpkt.length");
  if (rest_.size() < std::max(length, header_size)) {
    keep_rest();
    return std::nullopt;
  }
  auto out = rest_.subspan(header_size, length - header_size);
  rest_ = rest_.subspan(length);
  return out;
}

void put_header(std::uint8_t* at, std::size_t size) {
  auto length = header_size + size;
  at[0] = version;
  at[1] = 0;
  at[2] = static_cast<std::uint8_t>(length >> 8);
  at[3] = static_cast<std::uint8_t>(length);
}

} // namespace bus::tpkt
