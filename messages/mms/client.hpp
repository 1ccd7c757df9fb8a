#pragma once

#include "messages/fifo.hpp"
#include "messages/mms/types.hpp"
#include "messages/time.hpp"

#include <unordered_map>
#include <variant>

namespace bus::mms {

/// A confirmed request for the peer, with the asker's own id.
struct ask {
  std::uint64_t id = 0;
  request what;
  time_point deadline = never;
};

struct completion {
  std::uint64_t id = 0;
  result<response> answer;
};

/// What the peer tells by itself.
struct indication {
  unconfirmed what;
};

using client_event = std::variant<completion, indication>;

/// The asking end of one association: invoke ids, as many requests outstanding as
/// were agreed on, the others waiting in order, and a deadline for each (ISO
/// 9506-2, 6 and 7).
class client {
public:
  /// `most`: requests that wait for their turn; one more is refused with `busy`.
  explicit client(std::size_t most = 10'000)
    : most_{most} {}

  void established(const parameters& agreed);

  /// Everything asked so far fails with `why`.
  void closed(const error& why);

  /// What is refused comes back as an event too.
  void submit(ask x, time_point now);

  /// Asks the peer to give up a request. Its answer says whether it did.
  void cancel(std::uint64_t id);

  /// False for what is not for a client: requests, and the peer's conclude.
  bool receive(pdu& x);

  /// The request with this invoke id could not be sent.
  void unsent(std::uint32_t invoke_id, const error& why);

  void tick(time_point now);
  time_point deadline() const { return deadline_; }

  std::optional<client_event> next_event();
  std::vector<pdu> take_output() { return std::exchange(out_, {}); }

  std::size_t outstanding() const { return calls_.size(); }
  std::size_t waiting() const { return waiting_.size(); }

private:
  struct call {
    std::uint64_t id;
    std::size_t service; ///< the alternative that was asked
    time_point deadline;
    bool forgotten = false; ///< timed out: its place is taken until it is answered
  };

  void start(ask x);
  void start_waiting();
  void complete(std::uint64_t id, result<response> answer);
  void finish(std::uint32_t invoke_id, result<response> answer);
  void rejected(const asn1::mms::reject_pdu& x);
  void reject_answer(std::uint32_t invoke_id, bool is_error);

  std::size_t most_;
  std::size_t window_ = 0;
  std::uint32_t last_invoke_id_ = 0;
  std::unordered_map<std::uint32_t, call> calls_;
  fifo<ask> waiting_;
  fifo<client_event> events_;
  std::vector<pdu> out_;
  time_point deadline_ = never;
};

} // namespace bus::mms
