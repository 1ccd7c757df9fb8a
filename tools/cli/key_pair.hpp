#pragma once

#include "tools/cli/trouble.hpp"

#include <string_view>

namespace bus::cli {

/// Keys of CURVE (ZeroMQ RFC 26), both Z85 in 40 characters.
struct key_pair {
  std::string public_key;
  std::string secret_key;
};

bool is_key(std::string_view text);

/// A key file's text: two lines, the public key first.
outcome<key_pair> parse_key_pair(std::string_view text);
std::string to_text(const key_pair& x);

outcome<key_pair> read_key_file(const std::string& path);

/// The public key is none that a command line would take for an option. Empty
/// where libzmq was built without CURVE.
key_pair make_key_pair();

/// A new file that only its owner can read; one that is there stays as it is.
outcome<void> write_private_file(const std::string& path, std::string_view text);

} // namespace bus::cli
