#include "tools/benchmarks/scoreboard.hpp"

#include <new>
#include <stdexcept>
#include <sys/mman.h>
#include <thread>

namespace bus::benchmarks {

namespace {

using std::chrono::steady_clock;

constexpr auto patience = std::chrono::seconds{30};
constexpr auto warm_up = std::chrono::milliseconds{300};

} // namespace

shared_scoreboard::shared_scoreboard() {
  auto* memory = mmap(nullptr, sizeof(scoreboard), PROT_READ | PROT_WRITE,
                      MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED)
    throw std::runtime_error{"mmap failed"};
  board_ = new (memory) scoreboard;
}

shared_scoreboard::~shared_scoreboard() {
  munmap(board_, sizeof *board_);
}

void await(const counter& x) {
  auto from = x.get();
  auto end = steady_clock::now() + patience;
  while (x.get() == from) {
    if (steady_clock::now() > end)
      throw std::runtime_error{"nothing arrives"};
    std::this_thread::sleep_for(std::chrono::milliseconds{1});
  }
}

double rate_of(const counter& x, const settings& with) {
  await(x);
  std::this_thread::sleep_for(warm_up);
  auto from = x.get();
  auto begin = steady_clock::now();
  std::this_thread::sleep_for(with.time);
  auto grown = x.get() - from;
  auto took = std::chrono::duration<double>(steady_clock::now() - begin);
  return static_cast<double>(grown) / took.count();
}

} // namespace bus::benchmarks
