#include "messages/iec104/codec.hpp"
#include "messages/iec104/station.hpp"

#include <algorithm>
#include <cstdlib>

using namespace bus;
using namespace bus::iec104;

namespace {

constexpr auto peers = 3u;

/// Points of all types, and a command for each that may be one.
station_description points() {
  auto out = station_description{};
  auto at = std::uint32_t{1};
  for (auto code = 1; code <= 113; ++code) {
    auto type = static_cast<type_id>(code);
    auto x = served_point{.at = {static_cast<std::uint16_t>(1 + code % 2), at}};
    if (is_monitored(type))
      x.type = type;
    else if (is_point_command(type))
      x.command = type;
    else
      continue;
    x.groups = static_cast<std::uint16_t>(code);
    x.select = code % 3 == 0;
    x.scale = code % 5 + 1;
    x.deadband = code % 4;
    if (code % 7 == 0)
      x.cycle = std::chrono::seconds{1};
    out.points.push_back(x);
    ++at;
  }
  out.groups = {{"a", {{1}, {2}}}};
  return out;
}

station_settings settings(std::uint8_t flags) {
  auto out = station_settings{};
  out.commands = flags & 1 ? command_policy::follow : command_policy::ask;
  out.travel = std::chrono::milliseconds{flags & 2 ? 100 : 0};
  out.buffer = 1 + (flags >> 2 & 15);
  out.most_groups = 2;
  out.background = std::chrono::seconds{flags & 64 ? 2 : 0};
  out.zone = {std::chrono::minutes{60}, (flags & 128) != 0};
  return out;
}

/// Files of an octet to some segments.
file_source files() {
  auto list = [] {
    return std::vector<file_entry>{{{{1, 1}, 1}, 1'000}, {{{1, 2}, 2}, 1}};
  };
  auto read = [](const file_name& x) -> result<bytes> {
    return bytes(x.name == 1 ? 1'000 : 1);
  };
  return {list, read};
}

/// Drives a station by the octets of `in` and checks what must hold at any time.
struct driver {
  reader in;
  station uut = station::make(points(), settings(in.u8())).value();
  moment now{time_point{} + std::chrono::hours{1}, {1'772'366'400'000'000'000}};
  std::vector<std::string> asked = {};
  std::size_t out[peers] = {};

  explicit driver(reader from)
    : in{from} {
    uut.serve_files(files());
  }

  void step() {
    auto what = in.u8();
    auto passed = std::chrono::milliseconds{in.u8() * 16};
    now.at += passed;
    now.utc.ns += duration{passed}.count();
    auto peer = static_cast<std::uint64_t>(what >> 4) % peers;
    switch (what & 15) {
    case 0: std::ignore = uut.opened(peer, {static_cast<std::uint8_t>(peer)}); break;
    case 1: close(peer); break;
    case 2:
    case 3: start(peer); break;
    case 4: stop(peer); break;
    case 5:
    case 6:
    case 7:
      uut.receive(peer, in.view(std::min<std::size_t>(in.u8(), in.left())), now);
      break;
    case 8:
    case 9: set(); break;
    case 10: decide(); break;
    case 11: uut.tick(now); break;
    case 12: acknowledge(peer); break;
    case 13: in.u8() & 1 ? command(peer) : file(peer); break;
    case 14: keep(); break;
    default: take(peer); break;
    }
    while (auto event = uut.next_event())
      if (auto* one = std::get_if<process_asked>(&*event))
        asked.push_back(one->what.id);
    for (auto& [name, buffer] : uut.buffers())
      if (buffer->size() > 16)
        std::abort();
  }

  void close(std::uint64_t peer) {
    uut.closed(peer);
    out[peer] = 0;
  }

  void start(std::uint64_t peer) {
    uut.started(peer);
    out[peer] = 0;
  }

  void stop(std::uint64_t peer) {
    uut.stopped(peer);
    out[peer] = 0;
  }

  void set() {
    auto point = in.u8() % uut.points().size();
    auto number = static_cast<double>(static_cast<std::int8_t>(in.u8()));
    auto to = value{number};
    if (auto kind = in.u8(); kind & 1)
      to = number > 0;
    else if (kind & 2)
      to = static_cast<bus::double_point>(static_cast<unsigned>(kind) >> 2 & 3);
    else if (kind & 4)
      to = std::string{"0110"};
    auto how = quality{static_cast<std::uint16_t>(in.u16() & 0x1fff)};
    std::ignore = uut.set({point, to, how}, now);
  }

  void decide() {
    auto flags = in.u8();
    if (!asked.empty())
      std::ignore = uut.decide(asked.back(), flags & 1, flags & 2, now);
    if (flags & 4) {
      auto& points = uut.points();
      std::ignore = uut.end_command(points[in.u8() % points.size()].at, flags & 8, now);
    }
  }

  /// A command as it is meant to be.
  void command(std::uint64_t peer) {
    auto& of = uut.points()[in.u8() % uut.points().size()];
    if (!of.command)
      return;
    auto object = make_object(*of.command).value();
    object.address = of.at.object;
    if (std::holds_alternative<cp56time2a>(object.time))
      object.time = to_cp56(now.utc, zone{std::chrono::minutes{60}, true}).value();
    auto x = asdu{
      {.type = *of.command, .cause = cause::activation, .common_address = of.at.common},
      {object}};
    if (auto octets = encode(x))
      uut.receive(peer, *octets, now);
  }

  /// A file's order or receipt as it is meant to be.
  void file(std::uint64_t peer) {
    auto flags = in.u8();
    auto name = static_cast<std::uint16_t>(1 + (flags & 1));
    auto section = static_cast<std::uint8_t>(flags >> 1 & 3);
    auto how = static_cast<std::uint8_t>(flags >> 4 & 7);
    auto is_order = (flags & 8) == 0;
    auto x =
      asdu{{.type = is_order ? type_id::f_sc_na_1 : type_id::f_af_na_1,
            .cause = is_order && how == 0 ? cause::request : cause::file_transfer},
           {{name, is_order ? element{file_call{name, section, how}}
                            : element{file_acknowledgement{name, section, how}}}}};
    uut.receive(peer, encode(x).value(), now);
  }

  /// All that goes out can be read.
  void take(std::uint64_t peer) {
    for (auto& octets : uut.take_output(peer, in.u8() % 32u)) {
      if (!decode_head(octets))
        std::abort();
      ++out[peer];
    }
  }

  void acknowledge(std::uint64_t peer) {
    auto count = std::min<std::size_t>(in.u8(), out[peer]);
    uut.acknowledged(peer, count);
    out[peer] -= count;
  }

  /// What is told of a buffer's change fits the buffer; its events survive a file.
  void keep() {
    for (auto& [name, buffer] : uut.buffers()) {
      if (buffer->take_change().appended > buffer->size())
        std::abort();
      auto octets = bytes{};
      for (auto& one : buffer->all())
        append(one, octets);
      auto used = std::size_t{0};
      auto read = read_events(octets, used);
      if (used != octets.size() || !std::ranges::equal(read, buffer->all()))
        std::abort();
    }
  }
};

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  auto x = driver{reader{{data, size}}};
  while (x.in && x.in.left() > 0)
    x.step();
  auto used = std::size_t{0};
  std::ignore = read_events({data, size}, used);
  return 0;
}
