#include "tools/cli/terminal.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <string_view>

namespace bus::cli {

namespace {

constexpr auto to_own_screen = "\x1b[?1049h\x1b[?25l\x1b[2J";
constexpr auto to_old_screen = "\x1b[?25h\x1b[?1049l";

void put(std::string_view text) {
  while (!text.empty()) {
    auto count = ::write(STDOUT_FILENO, text.data(), text.size());
    if (count < 0 && errno != EINTR && errno != EAGAIN)
      return;
    text.remove_prefix(static_cast<std::size_t>(std::max<ssize_t>(0, count)));
  }
}

struct key {
  std::string_view code;
  std::ptrdiff_t rows;
  std::ptrdiff_t pages = 0;
};

constexpr auto far = std::ptrdiff_t{1'000'000'000};

constexpr auto keys = std::array<key, 14>{{
  {"\x1b[A", -1},
  {"\x1bOA", -1},
  {"k", -1},
  {"\x1b[B", 1},
  {"\x1bOB", 1},
  {"j", 1},
  {"\x1b[5~", 0, -1},
  {"b", 0, -1},
  {"\x1b[6~", 0, 1},
  {" ", 0, 1},
  {"\x1b[H", -far},
  {"g", -far},
  {"\x1b[F", far},
  {"G", far},
}};

/// Takes one key off the front; what is unknown counts as a key of one octet.
key take_key(std::string_view& typed) {
  for (auto& x : keys)
    if (typed.starts_with(x.code)) {
      typed.remove_prefix(x.code.size());
      return x;
    }
  typed.remove_prefix(1);
  return {"", 0};
}

} // namespace

terminal::terminal() {
  has_keyboard_ = ::isatty(STDIN_FILENO) && ::tcgetattr(STDIN_FILENO, &before_) == 0;
  if (has_keyboard_) {
    auto quiet = before_;
    quiet.c_lflag &= ~static_cast<tcflag_t>(ICANON | ECHO);
    quiet.c_cc[VMIN] = 0;
    quiet.c_cc[VTIME] = 0;
    ::tcsetattr(STDIN_FILENO, TCSANOW, &quiet);
  }
  put(to_own_screen);
}

terminal::~terminal() {
  put(to_old_screen);
  if (has_keyboard_)
    ::tcsetattr(STDIN_FILENO, TCSANOW, &before_);
}

terminal::size terminal::now() const {
  auto found = winsize{};
  if (::ioctl(STDOUT_FILENO, TIOCGWINSZ, &found) != 0 || found.ws_col == 0)
    return {};
  return {found.ws_col, found.ws_row};
}

void terminal::draw(const std::vector<std::string>& lines) {
  auto out = std::string{"\x1b[H"};
  for (auto& line : lines)
    out += line + "\x1b[K" + (&line == &lines.back() ? "" : "\r\n");
  put(out);
}

std::string terminal::typed() {
  auto octets = std::array<char, 256>{};
  auto count =
    has_keyboard_ ? ::read(STDIN_FILENO, octets.data(), octets.size()) : ssize_t{0};
  return {octets.data(), static_cast<std::size_t>(std::max<ssize_t>(0, count))};
}

key_wish parse_keys(std::string_view typed, std::ptrdiff_t page) {
  auto out = key_wish{};
  while (!typed.empty()) {
    out.quit = out.quit || typed.front() == 'q';
    auto x = take_key(typed);
    out.scroll += x.rows + x.pages * page;
  }
  return out;
}

} // namespace bus::cli
