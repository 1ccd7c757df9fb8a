#pragma once

#include "messages/bytes.hpp"
#include "messages/iec104/asdu.hpp"
#include "messages/result.hpp"

#include <set>
#include <string>
#include <utility>
#include <vector>

namespace bus::iec104 {

/// What a client has to say: ASDUs to its station, remarks to persons.
class client_output {
public:
  /// A new connection: what was to go out on the last one is forgotten.
  void reset();

  /// Fails as encode() does.
  result<void> send(const asdu& x);

  /// Told once while a connection stands, and not without end.
  void remark(const std::string& text);

  std::vector<bytes> take_asdus() { return std::exchange(asdus_, {}); }
  std::vector<std::string> take_remarks() { return std::exchange(remarks_, {}); }

private:
  std::vector<bytes> asdus_;
  std::vector<std::string> remarks_;
  std::set<std::string> told_;
};

/// The causes of mirrors that answer what a station does not know (44 to 47).
bool is_unknown(cause x);

/// The word for a negative answer: `"unknown-object-address"` of a mirror with such a
/// cause, `"negative-confirmation"`, `"negative-termination"`; empty of other ASDUs.
std::string refusal_in(const asdu_head& x);

} // namespace bus::iec104
