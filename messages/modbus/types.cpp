#include "messages/modbus/types.hpp"

#include <algorithm>
#include <array>

namespace bus::modbus {

namespace {

struct table_words {
  table what;
  std::string_view reference;
  std::string_view seed;
};

constexpr auto tables = std::array{
  table_words{table::coil, "coil", "COIL"},
  table_words{table::discrete_input, "discrete", "DISCRETE_INPUT"},
  table_words{table::holding_register, "holding", "HOLDING_REGISTER"},
  table_words{table::input_register, "input", "INPUT_REGISTER"},
  table_words{table::queue, "queue", "QUEUE"},
};

} // namespace

std::string_view name(table x) {
  return tables.at(static_cast<std::size_t>(x)).reference;
}

result<table> to_table(std::string_view word) {
  auto known = [=](const auto& x) { return word == x.reference || word == x.seed; };
  auto found = std::find_if(tables.begin(), tables.end(), known);
  if (found == tables.end())
    return fail(errc::invalid_value, "modbus.table", std::string{word});
  return found->what;
}

std::string name(exception_code x) {
  switch (x) {
  case exception_code::illegal_function: return "illegal-function";
  case exception_code::illegal_data_address: return "illegal-data-address";
  case exception_code::illegal_data_value: return "illegal-data-value";
  case exception_code::server_device_failure: return "server-device-failure";
  case exception_code::acknowledge: return "acknowledge";
  case exception_code::server_device_busy: return "server-device-busy";
  case exception_code::negative_acknowledge: return "negative-acknowledge";
  case exception_code::memory_parity_error: return "memory-parity-error";
  case exception_code::gateway_path_unavailable: return "gateway-path-unavailable";
  case exception_code::gateway_target_failed_to_respond:
    return "gateway-target-failed-to-respond";
  }
  return "exception-" + std::to_string(static_cast<unsigned>(x));
}

} // namespace bus::modbus
