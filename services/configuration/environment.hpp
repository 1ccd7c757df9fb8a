#pragma once

#include "messages/result.hpp"

#include <functional>
#include <optional>

namespace bus::configuration {

/// What a configuration may take from outside its text. Empty functions know
/// no variable and no file.
struct environment {
  std::function<std::optional<std::string>(const std::string& name)> variable = {};
  std::function<result<std::string>(const std::string& path)> file = {};
  std::string folder = {}; ///< where relative paths start
  bool xmpp = true;        ///< whether the program speaks it
};

/// The process's own variables, and its files; relative paths start at `folder`.
environment process_environment(const std::string& folder = ".");

/// A whole file, up to 64 MiB.
result<std::string> read_file(const std::string& path);

/// Puts variables in the place of `${NAME}` and `${NAME:-default}`; `$${` stands
/// for `${`. The error is a text for people.
tl::expected<std::string, std::string> substitute(std::string_view text,
                                                  const environment& from);

/// Whether the text is one variable and nothing else.
bool is_variable(std::string_view text);

} // namespace bus::configuration
