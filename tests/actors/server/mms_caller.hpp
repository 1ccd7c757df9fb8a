#pragma once

#include "messages/mms/association.hpp"
#include "messages/mms/client.hpp"

#include <functional>
#include <map>

namespace bus::test {

/// Our client's sessions over a blocking TCP connection to loopback: each call waits
/// for its answer, with a generous limit.
class mms_caller {
public:
  /// Throws where no association comes about.
  mms_caller(std::uint16_t port, mms::association_settings settings);
  ~mms_caller();

  mms_caller(const mms_caller&) = delete;
  mms_caller& operator=(const mms_caller&) = delete;

  result<mms::response> ask(mms::request x);

  /// All at once, as far as the window goes; answers in the order asked.
  std::vector<result<mms::response>> ask_all(std::vector<mms::request> x);

  /// Asks, and asks for it to be given up.
  result<mms::response> cancel(mms::request x);

  /// A PDU that is no request of the client's, and the reject that it brings.
  std::string provoke(const mms::pdu& x);

  void conclude();
  void abort();

  const mms::parameters& agreed() const { return association_.agreed(); }

  /// What the peer asks of us: by default nothing is served.
  std::function<std::optional<mms::pdu>(const mms::pdu&)> serve;

  std::optional<mms::closed> end;

private:
  void turn();
  void turn_until(const std::function<bool()>& done);

  mms::association_settings settings_;
  mms::association association_;
  mms::client client_;
  int socket_;
  std::map<std::uint64_t, result<mms::response>> answers_;
  std::uint64_t last_id_ = 0;
  std::optional<std::string> reject_;
};

} // namespace bus::test
