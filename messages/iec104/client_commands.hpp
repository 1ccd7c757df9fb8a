#pragma once

#include "messages/iec104/client_output.hpp"
#include "messages/iec104/client_request.hpp"

#include <memory>
#include <unordered_map>
#include <unordered_set>

namespace bus::iec104 {

/// Commands and parameters under way (IEC 60870-5-5, 6.8): one for each address, none
/// of them ever sent twice.
class client_commands {
public:
  explicit client_commands(const client_settings& x);

  void begin(command_request x, const moment& now, client_output& out);

  /// Confirmations, terminations, and mirrors of what the station does not know.
  void receive(const asdu& x, const moment& now, client_output& out);

  void tick(const moment& now);
  time_point deadline() const { return next_due_; }
  void stopped(const error& why);
  std::size_t size() const { return jobs_.size(); }

private:
  enum class phase : std::uint8_t { selecting, executing, ending, cancelling };
  struct job;
  using job_ptr = std::shared_ptr<job>;

  job_ptr make_job(command_request x, const moment& now) const;
  result<void> send(job& x, client_output& out) const;
  void enter(job& x, phase next, const moment& now) const;
  void advance(const job_ptr& x, const moment& now, client_output& out);
  void execute(const job_ptr& x, const moment& now, client_output& out);
  void finish(const job_ptr& x);
  void fail_with(const job_ptr& x, error why);
  bool remove(const job_ptr& x);

  std::uint8_t originator_;
  duration confirmation_timeout_, termination_timeout_;
  std::unordered_map<address, job_ptr> jobs_;
  std::unordered_set<address> selected_; ///< by a select of its own, to be cancelled
  time_point next_due_ = never;          ///< not later than any that is due
};

} // namespace bus::iec104
