#include "asn1/mms.hpp"
#include "messages/asn1/ber.hpp"

#include <cstdlib>

using namespace bus;
using namespace bus::asn1;

/// What is read survives being written: the shortest form reads as the same.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  auto x = ber::decode<mms::mms_pdu>({data, size});
  if (!x)
    return 0;
  auto octets = ber::encode(*x);
  if (!octets || octets->size() != ber::size(*x).value())
    std::abort();
  auto again = ber::decode<mms::mms_pdu>(*octets);
  if (!again || *again != *x)
    std::abort();
  return 0;
}
