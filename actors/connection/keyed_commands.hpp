#pragma once

#include "actors/connection/answers.hpp"
#include "actors/connection/state_file.hpp"

namespace bus {

/// Commands of a connection that may have a key: a repeat of one is answered from
/// memory, also after a restart, and never done again.
class keyed_commands {
public:
  using done = std::function<void(action_result)>;

  /// Kept in memory only where the path is empty. Without it commands that have a key
  /// are refused.
  result<void> open(const std::filesystem::path& at);

  /// Whether a command is answered from memory: its connection need not be open.
  bool knows(const std::string& key) const;

  /// Answers `to` with what `perform` calls back with. `text` is all that makes it
  /// another command; `who` is who writes to the log.
  void perform(const action::control& x, const std::string& text, answers::promise to,
               std::string who, const std::function<void(done)>& perform);

private:
  void answer_known(const std::string& key, const std::string& text,
                    const command_memory::known& known, answers::promise to);

  std::optional<command_memory> memory_;
  /// Repeats of what is under way, by key.
  std::unordered_map<std::string, std::vector<answers::promise>> waiting_;
};

} // namespace bus
