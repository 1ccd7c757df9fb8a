#include "tools/benchmarks/bare_modbus.hpp"

#include <memory>
#include <modbus.h>
#include <stdexcept>

namespace bus::benchmarks {

namespace {

class client {
public:
  explicit client(std::uint16_t port)
    : context_{modbus_new_tcp("127.0.0.1", port)} {
    if (modbus_set_slave(context_.get(), 1) < 0 || modbus_connect(context_.get()) < 0)
      throw std::runtime_error{modbus_strerror(errno)};
  }

  void read(std::uint16_t quantity) {
    if (modbus_read_registers(context_.get(), 0, quantity, registers_) != quantity)
      throw std::runtime_error{modbus_strerror(errno)};
  }

private:
  struct closed {
    void operator()(modbus_t* x) const {
      modbus_close(x);
      modbus_free(x);
    }
  };

  std::unique_ptr<modbus_t, closed> context_;
  std::uint16_t registers_[MODBUS_MAX_READ_REGISTERS];
};

} // namespace

void poll_bare(std::uint16_t port, std::uint16_t quantity, counter& polls) {
  auto device = client{port};
  for (;;) {
    device.read(quantity);
    polls.add(1);
  }
}

duration read_once(std::uint16_t port) {
  auto begin = std::chrono::steady_clock::now();
  client{port}.read(1);
  return std::chrono::steady_clock::now() - begin;
}

} // namespace bus::benchmarks
