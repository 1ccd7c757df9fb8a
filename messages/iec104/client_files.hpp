#pragma once

#include "messages/iec104/client_output.hpp"
#include "messages/iec104/client_settings.hpp"
#include "messages/iec104/file.hpp"

#include <memory>

namespace bus::iec104 {

using has_directory = std::function<void(result<std::vector<file_entry>>)>;
using has_file = std::function<void(result<bytes>)>;

/// Files told by controlled stations (7.4.11): one transfer and one look at the
/// directories at a time; whoever asks meanwhile is told `busy`. Both last as long as
/// something comes, and not over the deadline of who asked.
class client_files {
public:
  explicit client_files(const client_settings& x);

  /// What is there, of each of these common addresses.
  void list(const std::vector<std::uint16_t>& of, time_point deadline,
            const moment& now, client_output& out, has_directory done);

  /// A whole file. A section that came wrong is asked for again, twice.
  void get(const file_name& x, time_point deadline, const moment& now,
           client_output& out, has_file done);

  /// One of the types F_* came.
  void receive(const asdu& x, const moment& now, client_output& out);

  void tick(const moment& now, client_output& out);
  time_point deadline() const;
  void stopped(const error& why);
  std::size_t size() const { return (listing_ != nullptr) + (getting_ != nullptr); }

private:
  struct listing {
    std::vector<std::uint16_t> left; ///< common addresses whose last is not told yet
    std::vector<file_entry> all = {};
    time_point deadline;
    time_point due;
    has_directory done;
  };

  struct getting {
    file_name name;
    std::uint32_t size = 0;
    bool is_ready = false; ///< and was called
    bytes content = {};    ///< of the sections that came well
    std::uint8_t number = 0;
    std::uint32_t section_size = 0;
    bytes section = {};
    unsigned failures = 0;
    time_point deadline;
    time_point due;
    has_file done;
  };

  void take_entries(const asdu& x, const moment& now);
  void take(const file_ready& x, client_output& out);
  void take(const section_ready& x, client_output& out);
  void take(const file_segment& x, client_output& out);
  void take(const last_section& x, client_output& out);
  void take_refusal(const asdu& x, const std::string& word);
  void end_section(const last_section& x, client_output& out);
  void end_file(const last_section& x, client_output& out);
  void call(file_order what, std::uint8_t section, client_output& out) const;
  void acknowledge(file_receipt what, std::uint8_t section, client_output& out) const;
  void end(result<bytes> how);
  void end_listing(result<std::vector<file_entry>> how);
  time_point due(const moment& now, time_point deadline) const;

  std::uint8_t originator_;
  duration timeout_;
  iec104::zone zone_;
  std::unique_ptr<listing> listing_;
  std::unique_ptr<getting> getting_;
};

} // namespace bus::iec104
