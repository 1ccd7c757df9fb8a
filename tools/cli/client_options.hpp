#pragma once

#include "messages/time.hpp"

#include <CLI/CLI.hpp>

#include <string>

namespace bus::cli {

enum class format : std::uint8_t { table, json };

/// What every client of a running bus can be told.
struct client_options {
  std::string publish = "tcp://127.0.0.1:5560";
  std::string request = "tcp://127.0.0.1:5561";
  cli::format format = cli::format::table;
  double timeout = 5;          ///< seconds
  std::string server_key = {}; ///< Z85; empty: no encryption
  std::string key_file = {};

  duration patience() const;
};

void add_client_options(CLI::App& to, client_options& x);

} // namespace bus::cli
