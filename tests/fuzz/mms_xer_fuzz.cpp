#include "asn1/mms.hpp"
#include "messages/asn1/ber.hpp"
#include "messages/asn1/xer.hpp"

#include <cstdlib>

using namespace bus;
using namespace bus::asn1;

namespace {

void require(bool x) {
  if (!x)
    std::abort();
}

/// Canonical XML reads as what it was written of.
void write_and_read(const mms::mms_pdu& x) {
  auto text = xer::encode(x);
  if (!text)
    return; // a text that is no UTF-8, or an alternative without a name
  auto again = xer::decode<mms::mms_pdu>(*text);
  require(again.has_value());
  require(xer::encode(*again) == text);
}

} // namespace

/// Text, or the octets of a PDU: either is taken through XML.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  auto text = std::string_view{reinterpret_cast<const char*>(data), size};
  if (auto x = xer::decode<mms::mms_pdu>(text))
    write_and_read(*x);
  if (auto x = ber::decode<mms::mms_pdu>({data, size}))
    write_and_read(*x);
  return 0;
}
