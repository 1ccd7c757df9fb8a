#include "messages/asn1/octet_string.hpp"

#include <algorithm>

namespace bus::asn1 {

namespace {

constexpr auto pointer_at = std::size_t{4};

} // namespace

std::uint8_t* octet_string::outside() const {
  auto out = static_cast<std::uint8_t*>(nullptr);
  std::memcpy(&out, inside_.data() + pointer_at, sizeof out);
  return out;
}

void octet_string::release_outside() {
  delete[] outside();
}

void octet_string::resize_for_overwrite(std::size_t size) {
  if (size == size_)
    return;
  release();
  if (size > room) {
    auto made = new std::uint8_t[size];
    std::memcpy(inside_.data() + pointer_at, &made, sizeof made);
  }
  size_ = static_cast<std::uint32_t>(size);
}

bool operator==(const octet_string& x, const octet_string& y) {
  return std::ranges::equal(x.view(), y.view());
}

} // namespace bus::asn1
