#pragma once

#include "actors/descriptor.hpp"
#include "messages/fifo.hpp"
#include "messages/iec61850/subscription.hpp"

#include <deque>
#include <filesystem>
#include <unordered_map>

namespace bus {

/// Lines on disk that outlive the program: each is there, whole, before append()
/// returns, as far as the system is not killed itself. Calls block for as long as the
/// system takes them into its cache.
class line_file {
public:
  line_file() = default;

  /// The lines that are there; a last one that was not finished is left out.
  static result<line_file> open(const std::filesystem::path& at,
                                std::vector<std::string>& lines);

  result<void> append(std::string_view line);

  /// All anew: a reader sees the old lines or the new ones.
  result<void> replace(const std::vector<std::string>& lines);

  std::size_t size() const { return size_; }

private:
  result<void> write(std::string_view x);

  std::filesystem::path at_;
  descriptor file_;
  std::size_t size_ = 0;
};

/// Where a buffered report stands, on disk. An entry is noted before it is told. A
/// new association goes on behind the last one. Those of the last seconds may not have
/// arrived when the program ends, so after a restart they are asked for again, and
/// told as perhaps told before.
class report_position {
public:
  report_position() = default;

  /// `data_set` says what the entries are of: those of another are forgotten.
  static result<report_position> open(const std::filesystem::path& at,
                                      const std::string& data_set, duration overlap);

  /// Where to go on from.
  iec61850::resume_position where() const;

  result<void> note(const bytes& entry_id, const utc_time& now);

private:
  struct entry {
    bytes id;
    std::int64_t at; ///< nanoseconds
  };

  static std::string line_of(const entry& x);
  void forget_old(std::int64_t now);
  result<void> compact();

  std::string data_set_;
  duration overlap_ = {};
  /// In the server's order; the first is the last that surely was told.
  std::deque<entry> entries_;
  std::size_t next_ = 0; ///< behind the last that this program noted
  bool is_first_sure_ = false;
  line_file file_;
};

/// Commands by their keys, on disk: what was begun is never done again.
class command_memory {
public:
  static result<command_memory> open(const std::filesystem::path& at);

  struct known {
    std::string command; ///< what it was, to tell it from another one
    std::optional<std::string> answer = {}; ///< none: begun, its end is not known
  };
  const known* find(const std::string& key) const;

  result<void> begin(const std::string& key, const std::string& command);
  result<void> end(const std::string& key, const std::string& answer);

private:
  static constexpr auto most = std::size_t{10'000};

  void add(const std::string& key, known x);

  std::unordered_map<std::string, known> all_;
  fifo<std::string> order_;
  std::optional<line_file> file_;
};

} // namespace bus
