#pragma once

#include "actors/messages.hpp"

#include <caf/allowed_unsafe_message_type.hpp>
#include <caf/replies_to.hpp>
#include <caf/typed_actor.hpp>

namespace bus {

// Who understands what. One page: every actor of the house.
//
//   device <-> link <-> encoder <-> connection <-> data_model <-> encoder <-> frontend
//                bytes     PDUs        points          points       JSON

using caf::reacts_to;
using caf::replies_to;

/// What stands above a link.
using link_user_actor = caf::typed_actor< //
  reacts_to<link_opened>, reacts_to<link_closed>, reacts_to<received>>;

/// Opens the link and names who is told of it.
struct open_link {
  link_user_actor user;
};

/// One socket or serial line: the only code that does I/O. After link_closed
/// it may be opened again.
using link_actor = caf::typed_actor< //
  reacts_to<open_link>, reacts_to<send_bytes>, reacts_to<close_link>,
  reacts_to<hold_link>, replies_to<drain_link>::with<link_drained>>;

/// A peer's link, not yet open.
struct link_accepted {
  link_actor link;
  bytes address = {}; ///< the peer's: 4 or 16 octets, or a JID
};

/// What peers are accepted by: a server, whatever its protocol.
using accepting_actor = caf::typed_actor<reacts_to<link_accepted>>;

/// One association's link over XMPP, as its stream sees it: it hears link_opened,
/// received and link_closed of the stream, and passes them on.
using xmpp_link_actor = link_actor::extend< //
  reacts_to<link_opened>, reacts_to<link_closed>, reacts_to<received>>;

/// A link's first word to its stream: it wants to reach a JID.
struct xmpp_call {
  std::string peer;
};

/// An account's stream at an XMPP server, which carries many links. What a link sends
/// it is of that link: frames of XMPPSP (messages/xmppsp/frames.hpp).
using xmpp_stream_actor = link_user_actor::extend< //
  reacts_to<xmpp_call>, reacts_to<send_bytes>, reacts_to<close_link>,
  reacts_to<hold_link>, replies_to<drain_link>::with<link_drained>, reacts_to<tick>>;

/// Looks up host names on a thread of its own.
using resolver_actor = caf::typed_actor<replies_to<resolve>::with<resolved>>;

/// What stands above a Modbus line.
using modbus_user_actor = caf::typed_actor<reacts_to<line_changed>>;

/// Asks to be told of the line's state, now and on each change.
struct modbus_attach {
  modbus_user_actor user;
};

/// The encoder of one Modbus line: framing and one transaction at a time for
/// all the units behind it.
using modbus_line_actor = link_user_actor::extend< //
  reacts_to<modbus_attach>, replies_to<modbus_ask>::with<modbus_answer>,
  reacts_to<tick>>;

/// One association with one device, whatever its protocol.
using connection_actor = caf::typed_actor< //
  replies_to<read_points>::with<points_read>,
  replies_to<write_points>::with<points_written>,
  replies_to<browse_path>::with<browsed>, replies_to<describe_path>::with<described>,
  replies_to<act_on>::with<acted>>;

using modbus_connection_actor = connection_actor::extend< //
  reacts_to<line_changed>, reacts_to<tick>>;

/// What stands above an MMS association.
using mms_user_actor = caf::typed_actor< //
  reacts_to<mms_associated>, reacts_to<mms_ended>, reacts_to<mms_pdus>,
  reacts_to<mms_unsent>>;

/// Names who is told of an association.
struct mms_attach {
  mms_user_actor user;
};

/// The encoder of one MMS association: from TPKT to PDUs. One that dials may
/// dial again after mms_ended.
using mms_encoder_actor = link_user_actor::extend< //
  reacts_to<mms_attach>, reacts_to<mms_dial>, reacts_to<mms_pdus>,
  reacts_to<mms_conclude>, reacts_to<mms_abort>, reacts_to<hold_link>,
  replies_to<drain_link>::with<link_drained>, reacts_to<tick>>;

/// A device that speaks MMS, as a client sees it.
using mms_connection_actor = connection_actor::extend< //
  reacts_to<mms_associated>, reacts_to<mms_ended>, reacts_to<mms_pdus>,
  reacts_to<mms_unsent>, reacts_to<tick>>;

/// A server's objects (its VMD): on the bus they are a connection's points.
using mms_server_actor = connection_actor::extend<   //
  reacts_to<link_accepted>, reacts_to<vmd_requests>, //
  reacts_to<vmd_joined>, reacts_to<vmd_taken>, replies_to<vmd_store>::with<vmd_stored>>;

/// One with the logic of IEC 61850 above its objects.
using iec61850_server_actor = mms_server_actor::extend<reacts_to<tick>>;

/// A peer of a server of ours.
using mms_peer_actor = mms_user_actor::extend<reacts_to<vmd_answers>, reacts_to<tick>>;

/// What stands above lines of IEC 60870-5-104.
using iec104_user_actor = caf::typed_actor< //
  reacts_to<iec104_changed>, reacts_to<iec104_asdus>, reacts_to<iec104_acknowledged>>;

/// Names who is told of a line, and by which number.
struct iec104_attach {
  iec104_user_actor user;
  std::uint64_t line;
};

/// The encoder of one connection of IEC 60870-5-104: APDUs, numbers, windows,
/// time-outs. One that dials may dial again after it closed.
using iec104_line_actor = link_user_actor::extend< //
  reacts_to<iec104_attach>, reacts_to<iec104_dial>, reacts_to<iec104_start>,
  reacts_to<iec104_deactivate>, reacts_to<iec104_hang_up>, reacts_to<iec104_asdus>,
  reacts_to<iec104_taken>, reacts_to<tick>>;

/// A controlled station, as a client sees it, over one line or several.
using iec104_connection_actor = connection_actor::extend< //
  reacts_to<iec104_changed>, reacts_to<iec104_asdus>, reacts_to<iec104_acknowledged>,
  reacts_to<tick>>;

/// A controlled station of ours: on the bus its points are a connection's.
using iec104_server_actor = connection_actor::extend< //
  reacts_to<link_accepted>, reacts_to<iec104_changed>, reacts_to<iec104_asdus>,
  reacts_to<iec104_acknowledged>, reacts_to<tick>>;

/// A connection joins the bus; its points exist from now on.
struct add_connection {
  connection_actor who;
  point_table_ptr table;
  connection_status status;
};

/// Who hears of every change: the frontend's encoder, a gateway.
using listener_actor = caf::typed_actor< //
  replies_to<point_batch_ptr>::with<batch_taken>, reacts_to<connection_status>,
  reacts_to<command_ptr>>;

/// Asks to hear of every change from now on.
struct add_listener {
  listener_actor who;
};

/// All points: last value, quality, time; who owns which reference.
using data_model_actor = caf::typed_actor< //
  reacts_to<add_connection>, reacts_to<add_listener>, reacts_to<connection_status>,
  reacts_to<command_ptr>, replies_to<act_on_ref>::with<acted>,
  replies_to<point_batch_ptr>::with<batch_taken>,
  replies_to<ask_status>::with<status_told>,
  replies_to<list_points>::with<points_listed>,
  replies_to<take_snapshot>::with<snapshot_taken>,
  replies_to<read_refs>::with<points_read>,
  replies_to<write_refs>::with<points_written>, replies_to<browse_ref>::with<browsed>,
  replies_to<describe_ref>::with<described>>;

/// Turns points and requests into the frontend's JSON and back.
using json_encoder_actor = listener_actor::extend< //
  reacts_to<client_request>, reacts_to<subscription>, reacts_to<frames_dropped>,
  reacts_to<tick>>;

/// Names the encoder that a frontend gives its clients' requests to.
struct attach_encoder {
  json_encoder_actor who;
};

/// The ZeroMQ sockets.
using frontend_actor = caf::typed_actor< //
  reacts_to<attach_encoder>, reacts_to<frames>, reacts_to<client_reply>,
  reacts_to<tick>>;

/// The tree of all of them.
using supervisor_actor = caf::typed_actor<reacts_to<drain>, reacts_to<tick>>;

} // namespace bus

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(bus::open_link)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(bus::xmpp_call)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(bus::modbus_attach)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(bus::link_accepted)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(bus::iec104_attach)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(bus::mms_attach)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(bus::add_connection)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(bus::add_listener)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(bus::attach_encoder)
