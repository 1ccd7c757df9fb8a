#pragma once

#include "messages/bytes.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace bus::test {

/// Where the recordings are: the environment's STATIONBUS_SHARED, else the
/// folder `shared` beside the sources if it has them.
std::optional<std::filesystem::path> shared_folder();

/// One PDU out of a recording. A frame gives one for each layer it holds: a
/// presentation PDU, then the ACSE APDUs and MMS PDUs inside, outermost first.
struct captured_pdu {
  enum class layer { presentation, acse, mms };

  layer of;
  /// What to decode it as. Presentation (ISO 8823): `"CP-type"`, `"CPA-PPDU"`,
  /// `"CPR-PPDU"`, `"Abort-type"`, or `"User-data"` from a DT, FN or DN SPDU.
  /// ACSE (ISO 8650-1): `"ACSE-apdu"`. MMS (ISO 9506-2): `"MMSpdu"`.
  std::string type;
  bool from_client;
  bytes octets;     ///< as sent: some are malformed on purpose
  std::string file; ///< without the folder
  unsigned frame;   ///< in which it became whole; in a list, which of it, from 1
};

/// The PDUs of `mms/*.pcap`, by file, then in order of arrival. Where a length
/// says more than there is, the PDU is what is there; a direction ends where
/// octets were not recorded. Throws if a file cannot be read.
std::vector<captured_pdu> captured_pdus(const std::filesystem::path& captures);

/// The PDUs of `mms_pdus.json` and of the association in `wire_captures.json`.
/// Throws if a file cannot be read.
std::vector<captured_pdu> listed_pdus(const std::filesystem::path& captures);

} // namespace bus::test
