#include "tools/benchmarks/child.hpp"

#include <csignal>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <iterator>
#include <poll.h>
#include <sstream>
#include <stdexcept>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>

namespace bus::benchmarks {

namespace {

/// As `stationbus run` does.
void allow_many_descriptors() {
  auto limit = rlimit{};
  getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
}

[[noreturn]] void live(const std::function<void(channel&)>& work, descriptor line,
                       pid_t parent) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != parent) // it died before it could be watched
    _exit(1);
  allow_many_descriptors();
  auto to_parent = channel{std::move(line)};
  try {
    work(to_parent);
    _exit(0);
  } catch (const std::exception& why) {
    std::cerr << "  a child ended: " << why.what() << std::endl;
    _exit(1);
  }
}

} // namespace

void channel::say(const std::string& line) {
  auto text = line + '\n';
  if (::send(open_.get(), text.data(), text.size(), MSG_NOSIGNAL)
      != static_cast<ssize_t>(text.size()))
    throw std::runtime_error{"a process of the bench does not listen any more"};
}

std::string channel::hear(duration patience) {
  auto end = std::chrono::steady_clock::now() + patience;
  for (;;) {
    if (auto stop = buffer_.find('\n'); stop != std::string::npos) {
      auto line = buffer_.substr(0, stop);
      buffer_.erase(0, stop + 1);
      return line;
    }
    auto left = std::chrono::ceil<std::chrono::milliseconds>(
      end - std::chrono::steady_clock::now());
    auto ready = pollfd{open_.get(), POLLIN, 0};
    char text[4096];
    auto got = left.count() > 0 && ::poll(&ready, 1, static_cast<int>(left.count())) > 0
                 ? ::recv(open_.get(), text, sizeof text, 0)
                 : -1;
    if (got <= 0)
      throw std::runtime_error{"a process of the bench ended or does not answer"};
    buffer_.append(text, static_cast<std::size_t>(got));
  }
}

child::child(const std::function<void(channel&)>& work) {
  int ends[2];
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) < 0)
    throw std::runtime_error{"socketpair failed"};
  auto ours = descriptor{ends[0]};
  auto theirs = descriptor{ends[1]};
  auto parent = getpid();
  std::cout.flush();
  id_ = fork();
  if (id_ < 0)
    throw std::runtime_error{"fork failed"};
  if (id_ == 0) {
    ours = descriptor{};
    live(work, std::move(theirs), parent);
  }
  line_ = channel{std::move(ours)};
}

child::~child() {
  if (id_ <= 0)
    return;
  kill(id_, SIGKILL);
  waitpid(id_, nullptr, 0);
}

std::string child::proc_file(const char* name) const {
  auto in = std::ifstream{"/proc/" + std::to_string(id_) + '/' + name};
  return {std::istreambuf_iterator<char>{in}, {}};
}

duration child::cpu_time() const {
  auto text = proc_file("stat");
  // proc(5): after the name in parentheses utime and stime are the 12th and 13th.
  auto in = std::istringstream{text.substr(text.rfind(')') + 1)};
  auto words = std::vector<std::string>{std::istream_iterator<std::string>{in}, {}};
  if (words.size() < 13)
    throw std::runtime_error{"a process of the bench ended"};
  auto ticks = std::stoll(words[11]) + std::stoll(words[12]);
  return std::chrono::nanoseconds{ticks * (1'000'000'000 / sysconf(_SC_CLK_TCK))};
}

std::size_t child::resident() const {
  auto in = std::istringstream{proc_file("statm")};
  auto whole = std::size_t{0};
  auto pages = std::size_t{0};
  in >> whole >> pages;
  return pages * static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
}

} // namespace bus::benchmarks
