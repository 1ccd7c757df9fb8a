#pragma once

#include <compare>
#include <cstddef>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace bus::configuration {

/// Where something stands in a file, both counted from 1.
struct position {
  int line = 1;
  int column = 1;
  auto operator<=>(const position&) const = default;
};

/// One thing that is wrong with a file: what is wrong, what was expected.
struct mistake {
  std::string file;
  position at;
  std::string path; ///< `"connections[0].modbus.address"`, empty for the whole
  std::string text;
  bool operator==(const mistake&) const = default;
};

using mistakes = std::vector<mistake>;

/// `"plant.yaml:12:7: connections[0].name: ..."`
std::string to_string(const mistake& x);

/// The way from the root of a file to a value. A link lives on the stack of
/// who descends and is written out only when there is something to tell.
class trail {
public:
  trail() = default;
  trail(const trail& up, std::string_view key)
    : up_{&up},
      key_{key} {}
  trail(const trail& up, std::size_t index)
    : up_{&up},
      index_{index},
      item_{true} {}
  trail(const trail&) = delete;
  trail& operator=(const trail&) = delete;

  std::string to_string() const;

private:
  const trail* up_ = nullptr;
  std::string_view key_ = {};
  std::size_t index_ = 0;
  bool item_ = false;
};

/// Mistakes as they are found, and which parts of the file they touch.
class mistake_list {
public:
  explicit mistake_list(std::string file)
    : file_{std::move(file)} {}

  void add(position at, std::string path, std::string text);

  /// Whether something at or below the path is wrong already, so that what
  /// follows from it need not be told too.
  bool touches(const trail& path) const;

  bool empty() const { return found_.empty(); }

  /// In the order of the file.
  mistakes sorted() const;

private:
  std::string file_;
  mistakes found_;
  std::set<std::string> paths_;
};

} // namespace bus::configuration
