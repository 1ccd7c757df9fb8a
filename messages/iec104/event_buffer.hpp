#pragma once

#include "messages/bytes.hpp"
#include "messages/fifo.hpp"
#include "messages/iec104/asdu.hpp"

#include <optional>
#include <vector>

namespace bus::iec104 {

/// An event that is to be told: one object of an ASDU that can be encoded.
struct buffered_event {
  type_id type = type_id::m_sp_tb_1;
  std::uint16_t common_address = 1;
  cause why = cause::spontaneous;
  bool test = false;
  information_object what = {};
  bool operator==(const buffered_event&) const = default;
};

/// Events of a redundancy group, in the order they happened. One leaves only when it
/// is acknowledged, or when the buffer is full and it is the oldest.
class event_buffer {
public:
  explicit event_buffer(std::size_t most = 10'000)
    : most_{most} {}

  /// True where the oldest had to go for it.
  bool add(buffered_event x);

  /// The next ones to be sent that fit one ASDU with the first, encoded; nothing
  /// when all were sent. They are under way until acknowledge() or rewind().
  std::optional<bytes> take_asdu();

  /// The oldest ASDU under way has come.
  void acknowledge();

  /// All that is under way is to be sent again.
  void rewind();

  std::size_t size() const { return all_.size(); }
  std::size_t to_send() const { return all_.size() - sent_; }

  /// For whoever keeps it: what happened since the last call. Those removed were the
  /// first ones, those appended are the last; what came and went is in neither.
  struct change {
    std::size_t removed = 0;
    std::size_t appended = 0;
  };
  change take_change();
  const fifo<buffered_event>& all() const { return all_; }

  /// Those of an earlier run; they are no change.
  void restore(std::vector<buffered_event> x);

private:
  void pop_front();

  std::size_t most_;
  fifo<buffered_event> all_;
  std::size_t sent_ = 0;        ///< of the first
  fifo<std::size_t> under_way_; ///< events of each ASDU
  std::size_t kept_ = 0;        ///< of the first, at the last take_change()
  std::size_t removed_ = 0;
};

/// One event as octets, its length first.
void append(const buffered_event& x, bytes& out);

/// Events one behind the other, as far as they are whole; `used` octets of them.
std::vector<buffered_event> read_events(byte_view in, std::size_t& used);

} // namespace bus::iec104
