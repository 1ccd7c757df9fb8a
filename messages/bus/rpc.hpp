#pragma once

#include "messages/bus/action.hpp"
#include "messages/bus/point_model.hpp"
#include "messages/bus/publication.hpp"

#include <optional>
#include <variant>

namespace bus::rpc {

// JSON-RPC 2.0 as the ROUTER endpoint speaks it.

enum class source : std::uint8_t { device, model };

struct status_request {};
struct list_request {
  std::string prefix;
};
struct browse_request {
  std::string ref;
};
struct describe_request {
  std::string ref;
};
struct read_request {
  std::vector<std::string> refs;
  rpc::source source = source::device;
};
struct write_request {
  struct item {
    std::string ref;
    bus::value value;
    /// Of servers that keep them beside a value (IEC 60870-5-104); else refused.
    std::optional<bus::quality> quality = {};
    std::optional<utc_time> time = {};
  };
  std::vector<item> writes;
};
struct snapshot_request {
  std::string prefix;
};
struct replay_request {
  std::string epoch;
  std::uint64_t from_seq = 0;
  std::string prefix; ///< of topics
};

/// What one connection is asked to do; of a `command.reply` the reference is the
/// server's name and the command's id.
struct action_request {
  std::string ref;
  any_action what;
};

using method = std::variant<status_request, list_request, browse_request,
                            describe_request, read_request, write_request,
                            snapshot_request, replay_request, action_request>;

/// An error object: JSON-RPC's own codes below zero, the bus's from 1 to 10.
struct failure {
  int code = -32600;
  std::string message = {};
  std::string kind = {};                    ///< `data.kind`, the bus's own errors only
  std::string cause = {};                   ///< `data.cause`, the device's own word
  std::string add_cause = {};               ///< `data.add_cause`
  std::vector<std::string> steps = {};      ///< `data.steps`, of a control
  std::optional<std::uint64_t> oldest = {}; ///< `data.oldest` of `gone`
  std::string epoch = {};                   ///< `data.epoch` of `gone`
};

failure to_failure(const error& x);
failure refused(const refusal& x);

/// The answer to a replay that asks for an epoch or messages no longer kept.
failure gone(std::uint64_t oldest, std::string_view epoch);

struct call {
  std::string id; ///< as JSON text, given back as it came; empty: a notification
  duration timeout = std::chrono::seconds{5};
  std::variant<method, failure> what = failure{};
};

/// One request frame: a single call or a batch of them.
struct request {
  bool batch = false;
  std::vector<call> calls;
};

struct limits {
  std::size_t size = 1 << 20;               ///< octets of a request
  std::size_t depth = 32;                   ///< nested arrays and objects
  std::size_t calls = 1000;                 ///< of a batch
  std::size_t items = 10'000;               ///< refs or writes of one call
  duration longest = std::chrono::hours{1}; ///< time-out a client may ask for
};

/// Never fails as a whole: what cannot be understood is a call with a failure,
/// with the id where one was readable and `null` else. Unknown members of
/// params and a timeout that is no positive number are failures too (-32602).
request parse(std::string_view text, const limits& x = {});

// Results. Each returns the JSON text of `result`.

std::string write_samples(const std::vector<std::string>& refs,
                          const std::vector<result<sample>>& x);
std::string write_written(const std::vector<std::string>& refs,
                          const std::vector<result<void>>& x);

/// What the bus knows, as `list` tells it.
std::string write_list(const std::vector<point_info>& x);

/// What stands below a reference.
std::string write_browsed(const std::vector<browse_item>& x);

/// What `status` tells of the bus itself.
struct bus_status {
  std::string_view name;
  std::string_view version;
  std::string_view epoch;
  double uptime;                   ///< seconds
  std::uint64_t seq;               ///< of the last message published
  std::uint64_t subscriptions = 0; ///< different ones that the bus knows of
};

std::string write_status(const bus_status& x,
                         const std::vector<connection_summary>& connections);

/// Last values, true at `seq`; both lists of the same length.
std::string write_snapshot(std::uint64_t seq, std::string_view epoch,
                           const std::vector<std::string>& refs,
                           const std::vector<sample>& x);

/// One page of kept messages; the client asks again from `next_seq` on.
std::string write_replay(std::string_view epoch,
                         const std::vector<frame_pair>& messages,
                         std::uint64_t next_seq);

/// A whole response object of one call: `{"jsonrpc":"2.0","id":..,"result":..}`.
std::string write_response(std::string_view id, std::string_view result);
std::string write_response(std::string_view id, const failure& x);

/// The responses of a batch as one array.
std::string write_batch(const std::vector<std::string>& responses);

} // namespace bus::rpc
