#include "tests/support/pcap.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <map>
#include <optional>
#include <stdexcept>
#include <utility>

namespace bus::test {

namespace {

constexpr std::uint32_t microsecond_magic = 0xa1b2c3d4;
constexpr std::uint32_t nanosecond_magic = 0xa1b23c4d;

constexpr std::uint8_t syn_flag = 0x02;

struct tcp_segment {
  std::uint64_t source; // address and port
  std::uint64_t target;
  std::uint32_t sequence;
  bool syn;
  byte_view payload;
};

std::uint32_t u32(reader& in) {
  auto high = std::uint32_t{in.u16()};
  return high << 16 | in.u16();
}

/// The frames of a pcap file, from the link header on.
class pcap_reader {
public:
  explicit pcap_reader(byte_view file)
    : in_{file} {
    auto magic = u32(in_);
    swapped_ = magic != microsecond_magic && magic != nanosecond_magic;
    magic = swapped_ ? __builtin_bswap32(magic) : magic;
    known_ = magic == microsecond_magic || magic == nanosecond_magic;
    in_.view(16); // version, time zone, accuracy, longest frame
    link_type_ = number();
  }

  std::uint32_t link_type() const { return link_type_; }

  std::optional<byte_view> next() {
    in_.view(8); // time
    auto size = number();
    in_.view(4); // size on the wire
    if (!in_ || !known_)
      return {};
    return in_.view(std::min<std::size_t>(size, in_.left()));
  }

private:
  std::uint32_t number() {
    auto x = u32(in_);
    return swapped_ ? __builtin_bswap32(x) : x;
  }

  reader in_;
  bool swapped_ = false;
  bool known_ = false;
  std::uint32_t link_type_ = 0;
};

/// By the numbers of tcpdump.org/linktypes.html.
std::size_t link_header_size(std::uint32_t link_type) {
  switch (link_type) {
  case 0: return 4;    // loopback of the BSDs
  case 1: return 14;   // Ethernet
  case 113: return 16; // Linux "any"
  default: return 0;   // raw IP
  }
}

std::optional<tcp_segment> read_tcp(byte_view ip_payload, std::uint32_t from,
                                    std::uint32_t to) {
  auto in = reader{ip_payload};
  auto source = std::uint64_t{from} << 16 | in.u16();
  auto target = std::uint64_t{to} << 16 | in.u16();
  auto sequence = u32(in);
  u32(in); // acknowledgement
  auto header_size = std::size_t{4} * (in.u8() >> 4);
  auto flags = in.u8();
  if (!in || header_size < 20 || header_size > ip_payload.size())
    return {};
  auto payload = ip_payload.subspan(header_size);
  return tcp_segment{source, target, sequence, (flags & syn_flag) != 0, payload};
}

std::optional<tcp_segment> read_ip(byte_view packet) {
  auto in = reader{packet};
  auto first = in.u8();
  in.u8(); // service
  auto size = std::size_t{in.u16()};
  in.view(5); // identification, fragment, lifetime
  auto protocol = in.u8();
  in.u16(); // checksum
  auto from = u32(in);
  auto to = u32(in);
  auto header_size = std::size_t{4} * (first & 0x0f);
  if (!in || first >> 4 != 4 || protocol != 6 || header_size > packet.size())
    return {};
  // Ethernet pads short packets; an offloading card leaves the size at 0.
  if (size >= header_size && size < packet.size())
    packet = packet.first(size);
  return read_tcp(packet.subspan(header_size), from, to);
}

std::optional<tcp_segment> read_frame(byte_view frame, std::uint32_t link_type) {
  auto skip = link_header_size(link_type);
  return skip > frame.size() ? std::nullopt : read_ip(frame.subspan(skip));
}

bool is_server(std::uint64_t endpoint) {
  auto port = endpoint & 0xffff;
  return port == 102 || port == 10102;
}

/// One direction of a connection, put in order by sequence number.
class tcp_stream {
public:
  /// What can be read in order, now that this segment is there.
  bytes push(const tcp_segment& x) {
    auto first = x.sequence + (x.syn ? 1 : 0);
    if (x.syn || !next_)
      next_ = first;
    if (!x.payload.empty())
      waiting_.emplace_back(first, bytes(x.payload.begin(), x.payload.end()));
    auto out = bytes{};
    while (take(out)) {
    }
    return out;
  }

private:
  // Sequence numbers wrap round: only their distance has an order.
  bool take(bytes& out) {
    auto i = std::find_if(waiting_.begin(), waiting_.end(), [this](auto& x) {
      return static_cast<std::int32_t>(x.first - *next_) <= 0;
    });
    if (i == waiting_.end())
      return false;
    auto repeated = std::min<std::size_t>(*next_ - i->first, i->second.size());
    next_ = *next_ + static_cast<std::uint32_t>(i->second.size() - repeated);
    out.insert(out.end(), i->second.begin() + static_cast<std::ptrdiff_t>(repeated),
               i->second.end());
    waiting_.erase(i);
    return true;
  }

  std::optional<std::uint32_t> next_;
  std::vector<std::pair<std::uint32_t, bytes>> waiting_;
};

/// All connections of a file.
class tcp_assembly {
public:
  void push(unsigned frame, const tcp_segment& x) {
    auto from_client = is_server(x.target);
    auto& of = connection_of(x, from_client);
    auto octets = (from_client ? of.to_server : of.to_client).push(x);
    if (!octets.empty())
      pieces_.push_back({frame, of.number, from_client, std::move(octets)});
  }

  std::vector<tcp_piece> take() { return std::move(pieces_); }

private:
  struct connection {
    unsigned number;
    tcp_stream to_server;
    tcp_stream to_client;
  };

  // A client that says SYN again on the same port opens a new connection.
  connection& connection_of(const tcp_segment& x, bool from_client) {
    auto key = std::minmax(x.source, x.target);
    auto i = connections_.find(key);
    if (i == connections_.end() || (x.syn && from_client))
      i = connections_.insert_or_assign(key, connection{count_++, {}, {}}).first;
    return i->second;
  }

  std::map<std::pair<std::uint64_t, std::uint64_t>, connection> connections_;
  unsigned count_ = 0;
  std::vector<tcp_piece> pieces_;
};

} // namespace

std::vector<tcp_piece> tcp_pieces(const std::filesystem::path& pcap) {
  auto file = read_octets(pcap);
  auto frames = pcap_reader{file};
  auto out = tcp_assembly{};
  auto number = 0u;
  while (auto frame = frames.next()) {
    ++number;
    auto segment = read_frame(*frame, frames.link_type());
    if (segment && is_server(segment->source) != is_server(segment->target))
      out.push(number, *segment);
  }
  return out.take();
}

bytes read_octets(const std::filesystem::path& path) {
  auto in = std::ifstream{path, std::ios::binary};
  if (!in)
    throw std::runtime_error{"cannot read " + path.string()};
  return {std::istreambuf_iterator<char>{in}, {}};
}

} // namespace bus::test
