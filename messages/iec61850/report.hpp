#pragma once

#include "messages/bus/quality.hpp"
#include "messages/mms/data.hpp"
#include "messages/mms/types.hpp"

#include <optional>
#include <string>
#include <vector>

namespace bus::iec61850 {

/// Bits of OptFlds (IEC 61850-8-1, 8.1.3.9).
namespace opt_flds {
constexpr auto sequence_number = 1u;
constexpr auto report_time_stamp = 2u;
constexpr auto reason_for_inclusion = 3u;
constexpr auto data_set_name = 4u;
constexpr auto data_reference = 5u;
constexpr auto buffer_overflow = 6u;
constexpr auto entry_id = 7u;
constexpr auto conf_revision = 8u;
constexpr auto segmentation = 9u;
constexpr auto size = std::size_t{10};
} // namespace opt_flds

/// Bits of TrgOps, and of a reason for inclusion (IEC 61850-8-1, 8.1.3.8).
namespace trigger {
constexpr auto data_change = 1u;
constexpr auto quality_change = 2u;
constexpr auto data_update = 3u;
constexpr auto integrity = 4u;
constexpr auto general_interrogation = 5u;
constexpr auto application = 6u;
constexpr auto size = std::size_t{6};        ///< of TrgOps
constexpr auto reason_size = std::size_t{7}; ///< of a reason
} // namespace trigger

/// A trigger by the word of configurations: `dchg`, `qchg`, `dupd`, `integrity`,
/// `gi`.
std::optional<unsigned> to_trigger(std::string_view word);

/// The bus's reasons as a reason for inclusion, and back.
asn1::bit_string make_reason(reasons x);
reasons to_reasons(const asn1::bit_string& x);

struct report_entry {
  std::uint32_t member = 0;                  ///< of the data set
  std::optional<std::string> reference = {}; ///< as MMS has it, `LD/LN$FC$DO`
  mms::data value = {};
  std::optional<reasons> why = {};
};

/// One report, or a segment of one (IEC 61850-7-2, 17.2.3; -8-1, 17). What its
/// optional fields do not bring is not there.
struct report {
  std::string rpt_id;
  std::optional<std::uint64_t> seq_num = {};
  std::optional<utc_time> time_of_entry = {};
  std::optional<std::string> data_set = {}; ///< `LD/LN$name`
  std::optional<bool> buf_ovfl = {};
  std::optional<bytes> entry_id = {};
  std::optional<std::uint64_t> conf_rev = {};
  std::optional<std::uint64_t> sub_seq_num = {};
  bool more_segments_follow = false;
  std::size_t members = 0; ///< of the data set
  std::vector<report_entry> entries = {};
};

/// Whether a server tells a report with it, and not something else.
bool is_report(const asn1::mms::information_report& x);

/// Takes the values out of it. Fails with malformed; the place says which field.
result<report> decode_report(asn1::mms::information_report& x);

/// What is there is sent; the other way round of decode_report().
asn1::mms::information_report encode_report(report x);

/// Puts segments of reports together (IEC 61850-7-2, 17.2.3.2.2.9).
class report_joiner {
public:
  /// The whole report, once its last segment is there. Fails where a segment is
  /// missing: what came of the report is dropped.
  result<std::optional<report>> add(report x);

  void clear() { parts_.reset(); }

private:
  static constexpr auto most_entries = std::size_t{100'000};

  std::optional<report> parts_;
};

} // namespace bus::iec61850
