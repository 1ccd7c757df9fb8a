#include "tools/cli/key_pair.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zmq.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <sstream>
#include <system_error>

namespace bus::cli {

namespace {

constexpr auto key_size = std::size_t{40};

using key_text = std::array<char, key_size + 1>;

std::string reason(int code) {
  return std::generic_category().message(code);
}

bool write_all(int fd, std::string_view text) {
  while (!text.empty()) {
    auto count = ::write(fd, text.data(), text.size());
    if (count < 0)
      return false;
    text.remove_prefix(static_cast<std::size_t>(count));
  }
  return true;
}

} // namespace

bool is_key(std::string_view text) {
  auto octets = std::array<std::uint8_t, 32>{};
  return text.size() == key_size
         && zmq_z85_decode(octets.data(), std::string{text}.c_str());
}

outcome<key_pair> parse_key_pair(std::string_view text) {
  auto in = std::istringstream{std::string{text}};
  auto out = key_pair{};
  auto more = std::string{};
  in >> out.public_key >> out.secret_key;
  if (!is_key(out.public_key) || !is_key(out.secret_key) || in >> more)
    return give_up(misused,
                   "expected two lines, the public and the secret key, each 40 "
                   "characters of Z85");
  return out;
}

std::string to_text(const key_pair& x) {
  return x.public_key + '\n' + x.secret_key + '\n';
}

outcome<key_pair> read_key_file(const std::string& path) {
  auto file = std::ifstream{path};
  auto text = std::ostringstream{};
  text << file.rdbuf();
  if (!file)
    return give_up(misused,
                   path + ": cannot be read: `stationbus keys " + path + "` makes one");
  return parse_key_pair(text.str()).map_error([&](trouble x) {
    return trouble{x.code, path + ": " + x.text};
  });
}

key_pair make_key_pair() {
  auto public_key = key_text{};
  auto secret_key = key_text{};
  do {
    if (zmq_curve_keypair(public_key.data(), secret_key.data()) != 0)
      return {};
  } while (public_key.front() == '-');
  return {public_key.data(), secret_key.data()};
}

outcome<void> write_private_file(const std::string& path, std::string_view text) {
  auto fd = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (fd < 0)
    return give_up(failed,
                   path + ": " + reason(errno)
                     + (errno == EEXIST ? ": choose another name, or remove it" : ""));
  auto written = write_all(fd, text);
  auto code = errno;
  ::close(fd);
  if (written)
    return {};
  ::unlink(path.c_str());
  return give_up(failed, path + ": " + reason(code));
}

} // namespace bus::cli
