#include "asn1/acse.hpp"
#include "asn1/presentation.hpp"
#include "messages/asn1/ber.hpp"

#include <cstdlib>

using namespace bus;
using namespace bus::asn1;

namespace {

template <class T>
void read_and_write(byte_view in) {
  auto x = ber::decode<T>(in);
  if (!x)
    return;
  auto octets = ber::encode(*x);
  if (!octets)
    std::abort();
  auto again = ber::decode<T>(*octets);
  if (!again || ber::encode(*again) != octets)
    std::abort();
}

} // namespace

/// First octet: which PDU.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0)
    return 0;
  auto in = byte_view{data + 1, size - 1};
  switch (data[0] % 5) {
  case 0: read_and_write<acse::acse_apdu>(in); break;
  case 1: read_and_write<presentation::cp_type>(in); break;
  case 2: read_and_write<presentation::cpa_ppdu>(in); break;
  case 3: read_and_write<presentation::user_data>(in); break;
  default: read_and_write<presentation::abort_type>(in);
  }
  return 0;
}
