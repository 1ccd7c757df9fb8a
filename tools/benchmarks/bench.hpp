#pragma once

#include "messages/time.hpp"

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace bus::benchmarks {

struct settings {
  duration time = std::chrono::seconds{2}; ///< of one measurement
  unsigned runs = 3;                       ///< the median of them is told
};

/// One line of the table: what we reach beside what could be reached here.
struct row {
  std::string bench;
  double value = 0;
  std::string unit;
  double limit = 0;
  std::string limited_by; ///< what was measured as the limit
};

inline double ratio(const row& x) {
  return x.limit > 0 ? x.value / x.limit : 0;
}

struct bench {
  std::string name;
  std::function<std::vector<row>(const settings&)> run;
};

// One file each, those of ASN.1 in asn1.cpp, of MMS in mms.cpp, of XMPP in xmpp.cpp.
// They throw where something they need does not work here.

std::vector<row> actor_hop(const settings& x);
std::vector<row> asn1_compile_mms(const settings& x);
std::vector<row> ber_100(const settings& x);
std::vector<row> ber_100_fqt(const settings& x);
std::vector<row> xer_100(const settings& x);
std::vector<row> xer_100_fqt(const settings& x);
std::vector<row> publish_100(const settings& x);
std::vector<row> publish_1k(const settings& x);
std::vector<row> request_reply_1(const settings& x);
std::vector<row> request_reply_100(const settings& x);
std::vector<row> modbus_poll_1(const settings& x);
std::vector<row> modbus_poll_125(const settings& x);
std::vector<row> modbus_values(const settings& x);
std::vector<row> modbus_1000_devices(const settings& x);
std::vector<row> start(const settings& x);
std::vector<row> mms_read_1(const settings& x);
std::vector<row> mms_read_window_10(const settings& x);
std::vector<row> mms_list_100(const settings& x);
std::vector<row> mms_reports_100(const settings& x);
std::vector<row> mms_1000_idle(const settings& x);
std::vector<row> mms_1000_active(const settings& x);
std::vector<row> mms_1000_clients(const settings& x);
std::vector<row> iec61850_change_to_subscriber(const settings& x);
std::vector<row> iec61850_reports(const settings& x);
std::vector<row> iec61850_reports_fqt(const settings& x);
std::vector<row> iec61850_100_ieds(const settings& x);
std::vector<row> iec61850_operate(const settings& x);
std::vector<row> iec104_events(const settings& x);
std::vector<row> iec104_command(const settings& x);
std::vector<row> iec104_1000_idle(const settings& x);
std::vector<row> xmpp_read(const settings& x);
std::vector<row> xmpp_read_xml(const settings& x);
std::vector<row> xmpp_reports(const settings& x);
std::vector<row> xmpp_reports_xml(const settings& x);
std::vector<row> xmpp_read_bus(const settings& x);
std::vector<row> xmpp_reports_bus(const settings& x);
std::vector<row> xmpp_100_associations(const settings& x);

const std::vector<bench>& benches();

/// A line on stderr: progress, or what a number does not tell.
void remark(std::string_view text);

} // namespace bus::benchmarks
