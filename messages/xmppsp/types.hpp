#pragma once

#include "messages/bytes.hpp"

#include <optional>
#include <string_view>

/// The session protocol over XMPP, our own (schemas/xmppsp.md): what COSP is over
/// TCP. One element in one `<message>`.
namespace bus::xmppsp {

/// Ends with the protocol's version.
inline constexpr auto xml_namespace = std::string_view{"urn:stationbus:xmppsp:1"};
inline constexpr auto version = 1u;

/// Octets of an element's text that are read; what is written has a bound of its
/// own, session's settings.
inline constexpr auto largest_element = std::size_t{262'144};
inline constexpr auto longest_id = std::size_t{64};

/// Named as the element is.
enum class element_kind : std::uint8_t {
  connect,
  accept,
  refuse,
  data,
  finish,
  finished,
  abort,
};

/// How user data stand in an element.
enum class encoding : std::uint8_t {
  base64, ///< their octets
  xml,    ///< a presentation PDU's XER, as child elements
};

/// Why a connection was refused or aborted.
enum class reason : std::uint8_t {
  rejected, ///< by the user; its user data may tell more
  temporary_congestion,
  version_not_supported,
  user_abort,
  timeout,           ///< the peer did not answer
  malformed_element, ///< also a kind or an attribute that is not known
  element_too_large,
  unexpected_element,
  sequence_gap,
  user_data_too_large, ///< put together out of their segments
  unknown_connection,
  link_closed, ///< whoever carried the connection gave it up
};

std::string_view name(element_kind x);
std::string_view name(encoding x);
std::string_view name(reason x);

std::optional<element_kind> element_kind_of(std::string_view name);
std::optional<encoding> encoding_of(std::string_view name);
std::optional<reason> reason_of(std::string_view name);

/// Whether it may name a connection's end: letters, digits, `.`, `_` and `-`.
bool is_id(std::string_view x);

/// An element; views stand in what was decoded.
struct element {
  element_kind kind = element_kind::data;
  std::string_view from = {}; ///< the sender's connection id
  std::string_view to = {};   ///< the receiver's; empty where it is not known yet
  std::uint64_t seq = 0;      ///< from 0 in each direction
  bool more = false;          ///< a segment, and not the last one
  xmppsp::encoding encoding = xmppsp::encoding::base64;
  byte_view user_data = {};

  // Of a connect.
  std::uint32_t version = xmppsp::version;
  xmppsp::encoding prefers = xmppsp::encoding::base64;

  // Of a refuse and an abort.
  xmppsp::reason reason = xmppsp::reason::rejected;
  bool by_user = false;
};

/// What a router needs to know of an element.
struct heading {
  std::optional<element_kind> kind; ///< none where it is not known
  std::string_view from, to;
};

} // namespace bus::xmppsp
