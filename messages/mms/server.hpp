#pragma once

#include "messages/mms/types.hpp"

#include <algorithm>
#include <optional>
#include <variant>
#include <vector>

namespace bus::mms {

using answer_result = tl::expected<response, service_error>;

/// Requests that one read brought.
struct request_list {
  std::vector<asn1::mms::confirmed_request_pdu> list;
};

/// What a server's objects have for one of its clients, in the order it is to be
/// sent: answers, and what they tell by themselves.
struct served_list {
  struct answer {
    std::uint32_t invoke_id;
    answer_result what;
  };
  std::vector<std::variant<answer, unconfirmed>> list;
};

/// The answering end of one association: takes so many requests at once, each
/// invoke id once, and rejects what is none of its business (ISO
/// 9506-2, 7.3). What a request means is another's affair.
class server {
public:
  /// As many requests are taken at once as were agreed on, or as `most`: there are
  /// peers that ask for more than they proposed, and it does no harm.
  void established(const parameters& agreed, std::size_t most = 0) {
    window_ = std::max<std::size_t>(agreed.max_outstanding_calling, most);
  }

  /// A request to be answered by respond(). What is refused, and what ends the
  /// association or a request, is answered here.
  std::optional<asn1::mms::confirmed_request_pdu> receive(pdu& x);

  void respond(std::uint32_t invoke_id, answer_result x);
  void tell(unconfirmed x);

  std::vector<pdu> take_output() { return std::exchange(out_, {}); }

  std::size_t outstanding() const { return open_.size(); }

private:
  using reasons = asn1::mms::reject_pdu_reject_reason;

  std::optional<asn1::mms::confirmed_request_pdu>
  requested(asn1::mms::confirmed_request_pdu& x);
  template <reasons::alternative What>
  void reject(int why, std::optional<std::uint32_t> invoke_id = {});
  void cancelled(std::uint32_t invoke_id);
  void concluding();

  std::size_t window_ = 0;
  std::vector<std::uint32_t> open_; ///< invoke ids not yet answered
  std::vector<pdu> out_;
};

} // namespace bus::mms
