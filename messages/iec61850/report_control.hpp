#pragma once

#include "messages/fifo.hpp"
#include "messages/iec61850/report.hpp"

#include <deque>
#include <functional>

namespace bus::iec61850 {

/// What a report control block is at the beginning.
struct report_control_settings {
  std::string reference; ///< as MMS has it, `LD/LN$BR$brcb01`
  bool buffered = false;
  std::string rpt_id = {};   ///< where it is empty, the reference stands for it
  std::string data_set = {}; ///< `LD/LN$name`
  std::uint32_t conf_rev = 1;
  asn1::bit_string opt_flds{std::string_view{"0111110000"}};
  asn1::bit_string trg_ops{std::string_view{"011001"}};
  std::uint32_t buf_tm = 0;                       ///< milliseconds
  std::uint32_t intg_pd = 0;                      ///< milliseconds
  std::size_t most_octets = std::size_t{1} << 20; ///< of its buffer
};

/// What a server's objects are told of the time.
struct moment {
  time_point at;
  utc_time utc;
};

/// A client of a server: its association, and who it is, so that it is known again
/// after it lost one (the octets of its address; Owner of a control block).
struct client_id {
  std::uint64_t number = 0;
  bytes address = {};
};

/// What a report is made of: kept in the buffer of a buffered control block.
struct buffered_entry {
  std::uint64_t id = 0; ///< EntryID, as 8 octets; later ones are larger
  utc_time time = {};
  struct item {
    std::uint32_t member;
    reasons why;
    mms::data value;
  };
  std::vector<item> items = {};
  std::size_t octets = 0; ///< about what it takes
};

/// A report control block of a server, buffered or unbuffered (IEC 61850-7-2, 17.2):
/// what changed becomes entries, entries become reports. It knows neither variables
/// nor associations: members of the data set are numbers, their values come from
/// `value_of`.
class report_control {
public:
  using value_source = std::function<mms::data(std::uint32_t member)>;
  using failure = std::optional<mms::data_access_error>;

  explicit report_control(report_control_settings x, std::uint64_t first_id = 1);

  // What happens to the members.

  /// Something of a member changed. settle() ends what changed together.
  void note(std::uint32_t member, reason why);
  void settle(const moment& now, const value_source& value_of);

  /// BufTm, IntgPd and ResvTms.
  void tick(const moment& now, const value_source& value_of);
  time_point deadline() const;

  /// Reports of what is there, as many as `most`, each as its segments; nothing
  /// where it is not enabled.
  std::vector<asn1::mms::information_report> take_reports(std::size_t most,
                                                          std::size_t max_pdu_size);
  bool has_reports() const;

  // What peers do with it.

  struct data_set_info {
    std::size_t members = 0;
    std::vector<std::string> references = {}; ///< of the members, as MMS has them
  };
  /// Looks a data set up; nothing where there is none of the name.
  using lookup = std::function<std::optional<data_set_info>(const std::string& name)>;

  /// Writes an attribute. `GI` and the first integrity report need `value_of`.
  failure write(const client_id& who, std::string_view attribute, const mms::data& to,
                const moment& now, const lookup& find, const value_source& value_of);

  /// An attribute as it is read; nothing where there is none of the name.
  std::optional<mms::data> read(std::string_view attribute) const;

  /// Its association is over.
  void left(std::uint64_t client, const moment& now);

  /// The data set that it stands on from the beginning.
  void use(data_set_info x) { set_ = std::move(x); }

  /// Its data set is there no longer.
  void forget_data_set() { std::ignore = set_data_set({}, {}); }

  const report_control_settings& settings() const { return settings_; }
  bool is_enabled() const { return enabled_.has_value(); }
  std::optional<std::uint64_t> client() const { return enabled_; }
  std::size_t members() const { return set_.members; }

  // A buffer that outlives the server.

  const std::deque<buffered_entry>& buffer() const { return buffer_; }

  /// Entries from before, oldest first; those of another data set do not belong here.
  void restore(std::deque<buffered_entry> x);

  /// What happened to the buffer since the last call: how many entries came behind,
  /// and whether it was emptied before that.
  struct buffer_change {
    bool purged = false;
    std::size_t appended = 0;
  };
  buffer_change take_buffer_change() { return std::exchange(change_, {}); }

private:
  struct pending {
    std::uint32_t member;
    reasons why;
    mms::data value;
  };

  void emit(const moment& now);
  void emit_all(reason why, const moment& now, const value_source& value_of);
  void append(buffered_entry x);
  void drop_oldest();
  void purge();
  failure enable(const client_id& who, bool on, const moment& now);
  failure reserve(const client_id& who, std::int64_t seconds);
  failure set_data_set(const std::string& name, const lookup& find);
  failure configure(std::string_view attribute, const mms::data& to, const moment& now,
                    const lookup& find);
  void own(const client_id& who, bool implicitly);
  void disown();
  failure resume_after(byte_view id);
  failure interrogate(const moment& now, const value_source& value_of);
  bool is_others(const client_id& who, time_point now) const;
  bool wants(reason why) const;
  void start_integrity(const moment& now);
  std::string rpt_id() const;
  std::vector<asn1::mms::information_report> encode(buffered_entry& x,
                                                    std::size_t max_pdu_size);
  report header(const buffered_entry& x);

  report_control_settings settings_;
  data_set_info set_;
  std::optional<std::uint64_t> enabled_;
  std::optional<client_id> owner_;    ///< who reserved it
  bool implicitly_ = false;           ///< by enabling it
  time_point reserved_until_ = never; ///< once its owner is gone
  std::int16_t resv_tms_ = 0;         ///< seconds
  std::vector<std::pair<std::uint32_t, reasons>> noted_;
  std::vector<pending> pending_;
  time_point send_at_ = never; ///< end of BufTm
  time_point integrity_at_ = never;
  std::deque<buffered_entry> buffer_; ///< unbuffered: what is not sent yet
  std::size_t buffer_octets_ = 0;
  std::size_t next_ = 0; ///< the first in the buffer that is not sent
  std::uint64_t next_id_;
  std::uint64_t last_sent_ = 0;
  std::optional<std::uint64_t> positioned_; ///< who went on from here before
  bool resumed_ = false; ///< an EntryID was written since it was disabled
  utc_time last_time_ = {};
  bool overflow_ = false;
  std::uint16_t seq_num_ = 0;
  buffer_change change_;
};

/// EntryID as octets, and back; nothing where it is of another size.
bytes to_entry_id(std::uint64_t x);
std::optional<std::uint64_t> from_entry_id(byte_view x);

} // namespace bus::iec61850
