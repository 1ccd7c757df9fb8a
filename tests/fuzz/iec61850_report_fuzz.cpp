#include "messages/asn1/ber.hpp"
#include "messages/iec61850/entry_codec.hpp"
#include "messages/iec61850/reference.hpp"
#include "messages/iec61850/report.hpp"

#include <cstdlib>

using namespace bus;
using namespace bus::iec61850;

namespace {

/// A report that was read is written so that it is read the same.
void report_of(byte_view octets) {
  auto came = asn1::ber::decode<mms::pdu>(octets);
  auto* told = came ? came->get_if<mms::pdu::unconfirmed_pdu>() : nullptr;
  auto* values =
    told ? told->service.get_if<mms::unconfirmed::information_report>() : nullptr;
  if (!values)
    return;
  auto read = decode_report(*values);
  if (!read)
    return;
  auto joiner = report_joiner{};
  std::ignore = joiner.add(*read);
  auto again = encode_report(*read);
  auto back = decode_report(again);
  if (!back || back->entries.size() != read->entries.size()
      || back->seq_num != read->seq_num)
    std::abort();
}

/// What is read of a buffer's file is written again as it was.
void entries_of(byte_view octets) {
  auto read = read_entries(octets);
  if (!read)
    return;
  auto again = bytes{};
  append_header(read->header, again);
  for (auto& one : read->entries)
    append_entry(one, again);
  auto back = read_entries(again);
  if (!back || back->entries.size() != read->entries.size()
      || back->size != again.size())
    std::abort();
}

void reference_of(std::string_view text) {
  auto read = parse_reference(text);
  if (!read)
    return;
  auto again = parse_reference(to_string(*read));
  if (!again || again->path() != read->path())
    std::abort();
}

} // namespace

/// The first octet says what the others are.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0)
    return 0;
  auto octets = byte_view{data + 1, size - 1};
  switch (data[0] % 3) {
  case 0: report_of(octets); break;
  case 1: entries_of(octets); break;
  default: reference_of({reinterpret_cast<const char*>(octets.data()), octets.size()});
  }
  return 0;
}
