#pragma once

#include "messages/bus/point_model.hpp"
#include "messages/bus/rpc.hpp"
#include "messages/modbus/session.hpp"

#include <caf/allowed_unsafe_message_type.hpp>

#include <string>
#include <vector>

namespace bus::iec104 {
struct asdu_list;
} // namespace bus::iec104

namespace bus::mms {
struct parameters;
struct pdu_list;
struct request_list;
struct served_list;
} // namespace bus::mms

namespace bus {

// What actors say to each other, one struct a message. All stay inside the
// process, so none is serialized; what is large is shared and immutable.

/// A time the actor asked for has come (actors/loop/hosted.hpp: alarm).
struct tick {};

// ---- link -------------------------------------------------------------------

struct close_link {};

/// Reads no more from the peer, or does again: what it sends stays where it is, and
/// it learns so.
struct hold_link {
  bool on;
};

/// Asks to be told once most of what was sent has left.
struct drain_link {};
struct link_drained {};

struct send_bytes {
  bytes data;
};

/// The link carries bytes from now on.
struct link_opened {};

/// It does not any more, or could not be opened.
struct link_closed {
  error why;
};

struct received {
  bytes data;
};

/// A host name's address, numeric: names are looked up off the loops.
struct resolve {
  std::string host;
};

struct resolved {
  result<std::string> address;
};

// ---- Modbus line ------------------------------------------------------------

/// One transaction for a line; answered with a modbus::completion.
struct modbus_ask {
  modbus::transaction what;
};

struct modbus_answer {
  modbus::completion what;
};

/// The line that a Modbus connection stands on changed its state.
struct line_changed {
  connection_state state;
  std::string cause;
};

// ---- MMS association --------------------------------------------------------

/// Open the link and associate; answered by mms_associated or mms_ended.
struct mms_dial {};

/// PDUs may be sent from now on.
struct mms_associated {
  std::shared_ptr<const mms::parameters> agreed;
};

/// The association is over, or did not come about. `orderly`: concluded.
struct mms_ended {
  error why;
  bool orderly = false;
};

/// PDUs of an association, up or down; what is received is the receiver's alone.
struct mms_pdus {
  std::shared_ptr<mms::pdu_list> what;
};

/// A request was not sent: it is larger than the peer takes.
struct mms_unsent {
  std::uint32_t invoke_id;
  error why;
};

/// End the association in order.
struct mms_conclude {};

/// End it at once: the peer does not answer.
struct mms_abort {};

/// Requests of one peer for a server's objects: it is sent vmd_answers.
struct vmd_requests {
  std::uint64_t peer;
  std::shared_ptr<const mms::request_list> what;
};

/// Answers to some of a peer's requests, and what its server tells it.
struct vmd_answers {
  std::shared_ptr<mms::served_list> what;
};

/// So many of the things that a server told its peer by itself left for it.
struct vmd_taken {
  std::uint64_t peer;
  std::size_t count;
};

/// A peer of a server associated; it leaves when its actor ends.
struct vmd_joined {
  std::uint64_t peer;
  std::shared_ptr<const mms::parameters> agreed;
  bytes address = {}; ///< who it is, so that it is known when it comes again
};

/// A file that a peer's obtainFile brought.
struct vmd_store {
  std::string path;
  bytes all;
};

struct vmd_stored {
  result<void> done;
};

// ---- IEC 104 line -----------------------------------------------------------

/// Open the link: answered by iec104_changed, opened or closed.
struct iec104_dial {};

/// Begin data transfer (STARTDT), of a line that is opened.
struct iec104_start {};

/// Another line transfers data now: what waits is forgotten.
struct iec104_deactivate {};

struct iec104_hang_up {};

/// How a line stands. Lines are numbered by their user.
struct iec104_changed {
  enum class to : std::uint8_t { opened, started, stopped, closed };
  std::uint64_t line;
  to now;
  error why = {}; ///< of closed
};

/// ASDUs of a line, up or down; what is received is the receiver's alone.
struct iec104_asdus {
  std::uint64_t line;
  std::shared_ptr<iec104::asdu_list> what;
};

/// The peer has so many more of the ASDUs that went down since the last start.
struct iec104_acknowledged {
  std::uint64_t line;
  std::size_t count;
};

/// So many more of the ASDUs that came are taken: they may be acknowledged.
struct iec104_taken {
  std::size_t count;
};

// ---- connection and data model ----------------------------------------------

/// Reads of one connection: references without its name.
struct read_points {
  std::vector<std::string> paths;
  time_point deadline = never;
};

struct points_read {
  std::vector<result<sample>> samples; ///< in the order asked
};

struct write_points {
  struct item {
    std::string path;
    bus::value value;
    std::optional<bus::quality> quality = {};
    std::optional<utc_time> time = {};
  };
  std::vector<item> writes;
  time_point deadline = never;
};

/// Unsupported where a write has a quality or a time: most connections keep neither
/// beside a value, or as points of their own.
inline result<void> value_alone(const write_points::item& x) {
  if (x.quality || x.time)
    return fail(errc::unsupported, x.path, "quality and time cannot be written here");
  return {};
}

struct points_written {
  std::vector<result<void>> done; ///< in the order asked
};

struct browse_path {
  std::string path;
  time_point deadline = never;
};

struct browsed {
  result<std::vector<browse_item>> items;
};

struct describe_path {
  std::string path;
  time_point deadline = never;
};

struct described {
  result<value> what; ///< a structure
};

/// What only some protocols can do; references without the connection's name.
struct act_on {
  std::string path;
  any_action what;
  time_point deadline = never;
};

struct acted {
  action_result how;
};

/// The model has taken a batch: the sender may send another.
struct batch_taken {};

struct ask_status {};

struct status_told {
  std::vector<connection_summary> connections;
};

/// References whose text begins with `prefix`.
struct list_points {
  std::string prefix;
};

struct points_listed {
  std::vector<point_info> points;
};

struct take_snapshot {
  std::string prefix;
};

struct snapshot_taken {
  std::vector<std::string> refs;
  std::vector<sample> samples; ///< beside the references
};

/// Reads across connections: whole references.
struct read_refs {
  std::vector<std::string> refs;
  rpc::source source;
  time_point deadline = never;
};

struct write_refs {
  std::vector<rpc::write_request::item> writes;
  time_point deadline = never;
};

struct browse_ref {
  std::string ref;
  time_point deadline = never;
};

struct describe_ref {
  std::string ref;
  time_point deadline = never;
};

struct act_on_ref {
  std::string ref;
  any_action what;
  time_point deadline = never;
};

// ---- encoder and frontend ---------------------------------------------------

/// One client's request frame; `route` are the frames before it, to be sent
/// back in front of the answer.
struct client_request {
  std::vector<std::string> route;
  std::string text;
};

struct client_reply {
  std::vector<std::string> route;
  std::string text;
};

/// A client subscribed to topics that begin with `prefix`, or no longer does.
struct subscription {
  std::string prefix;
  bool on;
};

/// Messages for the XPUB socket: topics and bodies stand in `text` one behind
/// the other.
struct frames {
  struct frame {
    std::uint64_t seq;
    std::uint32_t topic_size;
    std::uint32_t body_size;
  };
  std::string text;
  std::vector<frame> list;
};

/// The frontend had to drop these for some subscriber.
struct frames_dropped {
  std::uint64_t from_seq;
  std::uint64_t to_seq;
};

// ---- supervisor -------------------------------------------------------------

/// End in order: connections first, what is published last.
struct drain {};

} // namespace bus

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(bus::tick)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(bus::close_link)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(bus::send_bytes)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(bus::link_opened)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(bus::link_closed)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(bus::received)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(bus::resolve)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(bus::resolved)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(bus::modbus_ask)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(bus::modbus_answer)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(bus::line_changed)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(bus::iec104_dial)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(bus::iec104_start)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(bus::iec104_deactivate)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(bus::iec104_hang_up)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(bus::iec104_changed)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(bus::iec104_asdus)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(bus::iec104_acknowledged)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(bus::iec104_taken)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(bus::mms_dial)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(bus::mms_associated)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(bus::mms_ended)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(bus::mms_pdus)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(bus::mms_unsent)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(bus::mms_conclude)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(bus::mms_abort)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(bus::act_on)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(bus::acted)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(bus::act_on_ref)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(bus::hold_link)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(bus::drain_link)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(bus::link_drained)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(bus::vmd_taken)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(bus::command_ptr)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(bus::vmd_requests)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(bus::vmd_answers)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(bus::vmd_joined)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(bus::vmd_store)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(bus::vmd_stored)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(bus::read_points)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(bus::points_read)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(bus::write_points)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(bus::points_written)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(bus::browse_path)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(bus::browsed)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(bus::describe_path)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(bus::described)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(bus::batch_taken)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(bus::ask_status)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(bus::status_told)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(bus::list_points)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(bus::points_listed)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(bus::take_snapshot)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(bus::snapshot_taken)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(bus::read_refs)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(bus::write_refs)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(bus::browse_ref)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(bus::describe_ref)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(bus::client_request)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(bus::client_reply)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(bus::subscription)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(bus::frames)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(bus::frames_dropped)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(bus::drain)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(bus::point_batch_ptr)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(bus::connection_status)
