#pragma once

#include "messages/mms/data.hpp"

#include <deque>

namespace bus::mms {

/// A journal: what happened, oldest first, so many entries and no more (ISO
/// 9506-2, 19). The oldest make room for new ones.
class journal {
public:
  struct entry {
    std::uint64_t id = 0; ///< sent as 8 octets; later entries have larger ones
    utc_time time = {};
    std::vector<std::pair<std::string, data>> variables = {}; ///< by tag
  };

  explicit journal(std::size_t most = 10'000)
    : most_{most} {}

  void append(utc_time time, std::vector<std::pair<std::string, data>> variables);

  /// Up to `room` octets of entries. Fails with the error of the answer.
  tl::expected<asn1::mms::read_journal_response, asn1::mms::service_error>
  read(const asn1::mms::read_journal_request& x, std::size_t room) const;

  /// Forgets the entries up to the limit, or all; tells how many.
  std::uint32_t initialize(const asn1::mms::initialize_journal_request& x);

  std::size_t size() const { return entries_.size(); }

private:
  std::deque<entry>::const_iterator
  begin_of(const asn1::mms::read_journal_request& x) const;

  std::size_t most_;
  std::uint64_t last_id_ = 0;
  std::deque<entry> entries_;
};

} // namespace bus::mms
