#include "tools/benchmarks/bench.hpp"

#include <iostream>

namespace bus::benchmarks {

const std::vector<bench>& benches() {
  static const auto all = std::vector<bench>{
    {"actor_hop", actor_hop},
    {"publish_100", publish_100},
    {"publish_1k", publish_1k},
    {"request_reply_1", request_reply_1},
    {"request_reply_100", request_reply_100},
    {"modbus_poll_1", modbus_poll_1},
    {"modbus_poll_125", modbus_poll_125},
    {"modbus_values", modbus_values},
    {"modbus_1000_devices", modbus_1000_devices},
    {"start", start},
    {"asn1_compile_mms", asn1_compile_mms},
    {"ber_100", ber_100},
    {"ber_100_fqt", ber_100_fqt},
    {"xer_100", xer_100},
    {"xer_100_fqt", xer_100_fqt},
    {"mms_read_1", mms_read_1},
    {"mms_read_window_10", mms_read_window_10},
    {"mms_list_100", mms_list_100},
    {"mms_reports_100", mms_reports_100},
    {"mms_1000_idle", mms_1000_idle},
    {"mms_1000_active", mms_1000_active},
    {"mms_1000_clients", mms_1000_clients},
    {"iec61850_change_to_subscriber", iec61850_change_to_subscriber},
    {"iec61850_reports", iec61850_reports},
    {"iec61850_reports_fqt", iec61850_reports_fqt},
    {"iec61850_100_ieds", iec61850_100_ieds},
    {"iec61850_operate", iec61850_operate},
    {"iec104_events", iec104_events},
    {"iec104_command", iec104_command},
    {"iec104_1000_idle", iec104_1000_idle},
#ifdef STATIONBUS_XMPP
    {"xmpp_read", xmpp_read},
    {"xmpp_read_xml", xmpp_read_xml},
    {"xmpp_reports", xmpp_reports},
    {"xmpp_reports_xml", xmpp_reports_xml},
    {"xmpp_read_bus", xmpp_read_bus},
    {"xmpp_reports_bus", xmpp_reports_bus},
    {"xmpp_100_associations", xmpp_100_associations},
#endif
  };
  return all;
}

void remark(std::string_view text) {
  std::cerr << "  " << text << std::endl;
}

} // namespace bus::benchmarks
