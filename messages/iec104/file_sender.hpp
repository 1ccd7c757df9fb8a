#pragma once

#include "messages/iec104/asdu.hpp"
#include "messages/iec104/file.hpp"
#include "messages/iec104/moment.hpp"
#include "messages/iec104/zone.hpp"

#include <optional>

namespace bus::iec104 {

/// A controlled station's side of file transfer, for one controlling station (7.4.11):
/// one file at a time, which is as it was when it was selected. Who is silent for a
/// minute, or two behind a section's end, has to begin anew.
class file_sender {
public:
  explicit file_sender(const file_source& from, iec104::zone zone = {});

  /// F_SC_NA_1 or F_AF_NA_1 came: what is answered at once.
  std::vector<asdu> receive(const asdu& x, const moment& now);

  /// The next segment of the section that was called, or the section's end.
  std::optional<asdu> next();
  bool has_next() const { return is_sending_; }

  void tick(const moment& now);
  time_point deadline() const { return file_ ? due_ : never; }

private:
  struct file {
    file_name name;
    bytes content;
    std::size_t sections = 1;
    std::size_t section = 0; ///< from 1 on; 0 until the file is called
    std::size_t sent = 0;    ///< of the section's octets
  };

  std::vector<asdu> directory(const asdu& x) const;
  asdu select(const asdu& x, const file_call& what);
  std::vector<asdu> go_on(const asdu& x, const file_call& what);
  asdu ended(const file_call& what, file_end how, byte_view content) const;
  asdu call_section(const asdu& x, const file_call& what);
  std::vector<asdu> acknowledged(const asdu& x, const file_acknowledgement& what);
  asdu next_ready();
  asdu told(type_id type, const element& what) const;
  bool is_selected(const asdu& x, std::uint16_t name) const;
  byte_view section_of(const file& x) const;

  const file_source& from_;
  iec104::zone zone_;
  std::optional<file> file_;
  asdu_head head_ = {}; ///< of what answers
  bool is_sending_ = false;
  bool has_sent_ = false; ///< since the clock was looked at
  time_point due_ = never;
};

} // namespace bus::iec104
