#include "messages/iec104/client.hpp"
#include "messages/iec104/codec.hpp"

#include <algorithm>
#include <cstdlib>

using namespace bus;
using namespace bus::iec104;

namespace {

constexpr auto first_object = std::uint32_t{1};
constexpr auto most_outstanding = std::size_t{6};

/// A point for each command, at an address that one octet tells.
std::vector<client_point> points() {
  auto out = std::vector<client_point>{};
  auto at = first_object;
  for (auto code = 45; code <= 113; ++code) {
    auto type = static_cast<type_id>(code);
    if (!make_object(type))
      continue;
    out.push_back({{1, at++}, type_id::m_sp_tb_1, type, code % 2 == 0, code % 3 == 0});
    out.back().qualifier = static_cast<std::uint8_t>(code % 4);
    out.back().scale = code % 5;
  }
  return out;
}

client_settings settings(std::uint8_t flags) {
  auto out = client_settings{};
  out.common_addresses = {1, 2};
  out.interrogates = flags & 1;
  out.interrogates_counters = out.synchronizes = flags & 2;
  if (flags & 4)
    out.interrogation_interval = out.counter_interval = out.clock_interval =
      std::chrono::seconds{20};
  out.freeze = static_cast<freeze>(flags >> 3 & 3);
  out.zone = {std::chrono::minutes{60}, (flags & 32) != 0};
  out.most_repeats = flags >> 6 & 3;
  out.most_outstanding = most_outstanding;
  out.most_points = 8;
  out.points = points();
  return out;
}

/// Drives a client by the octets of `in` and checks what must hold at any time.
struct driver {
  reader in;
  client uut{settings(in.u8())};
  moment now{time_point{} + std::chrono::hours{1}, {1'772'366'400'000'000'000}};
  bytes last = {}; ///< what it sent last
  std::size_t asked = 0;
  std::size_t answered = 0;
  bool is_started = false;

  void step() {
    auto what = in.u8();
    auto passed = std::chrono::milliseconds{in.u8() * 64};
    now.at += passed;
    now.utc.ns += duration{passed}.count();
    switch (what % 16) {
    case 0:
    case 1:
    case 2: receive(in.view(std::min<std::size_t>(in.u8(), in.left()))); break;
    case 3:
    case 4:
    case 5: answer(static_cast<cause>(in.u8() & 0x3f), what & 0x80); break;
    case 6: uut.tick(now); break;
    case 7: start(); break;
    case 8: stop(); break;
    case 9: uut.remember(in.view(std::min<std::size_t>(in.u8(), in.left()))); break;
    case 10: read(); break;
    case 11: write(); break;
    case 12: interrogate(); break;
    case 13: event(in.u8()); break;
    case 14: file(); break;
    case 15: file_answer(); break;
    default: control();
    }
    take();
  }

  void receive(byte_view octets) { uut.receive(octets, now); }

  /// The mirror of what it sent last.
  void answer(cause why, bool negative) {
    if (auto mirrored = mirror(last, why, negative))
      receive(*mirrored);
  }

  void event(std::uint8_t of) {
    auto time = to_cp56({now.utc.ns / 1'000'000'000 * 1'000'000'000});
    auto x = asdu{{type_id::m_sp_tb_1, static_cast<cause>(of % 8)},
                  {{of % 16u, single_point{of > 127}, *time}}};
    receive(encode(x).value());
  }

  void start() {
    uut.started(now);
    is_started = true;
  }

  void stop() {
    uut.stopped({errc::not_connected, "line"});
    is_started = false;
    if (asked != answered || !uut.take_output().empty()) // nothing stays open
      std::abort();
  }

  time_point until() { return now.at + std::chrono::seconds{in.u8() % 64}; }
  address at() { return {static_cast<std::uint16_t>(1 + in.u8() % 2), in.u8() % 48u}; }

  value any_value() {
    auto x = in.u8();
    switch (x % 5) {
    case 0: return x > 127;
    case 1: return static_cast<double>(x) / 100;
    case 2: return std::uint64_t{x};
    case 3: return static_cast<bus::double_point>(x % 4);
    default: return std::int64_t{x} - 128;
    }
  }

  /// Each is to be called once, and may call the client.
  auto done() {
    ++asked;
    return
      [this, calls = std::make_shared<int>(0), again = in.u8() > 250](const auto&) {
        if (++*calls > 1)
          std::abort();
        ++answered;
        if (again)
          read();
      };
  }

  void control() {
    auto x = action::control{};
    auto flags = in.u8();
    x.what = static_cast<action::control::kind>(flags % 3);
    x.value = any_value();
    x.test = flags & 4;
    x.is_selected = flags & 8;
    if (flags & 16)
      x.time = now.utc;
    auto to = at();
    auto when = until();
    uut.control(to, x, when, now, done());
  }

  void read() {
    auto of = at();
    auto when = until();
    uut.read(of, when, now, done());
  }

  void write() {
    auto to = at();
    auto what = any_value();
    auto when = until();
    uut.write(to, what, when, now, done());
  }

  void interrogate() {
    auto flags = in.u8();
    auto x = action::interrogation{(flags & 1) != 0};
    x.group = flags >> 1 & 31;
    x.how = static_cast<action::interrogation::freeze>(flags >> 6);
    if (auto common = in.u8() % 4; common > 0)
      x.common_address = static_cast<std::uint16_t>(common - 1);
    auto when = until();
    uut.interrogate(x, when, now, done());
  }

  void file() {
    auto of = at();
    auto when = until();
    if (of.object == 0)
      uut.list_files(of.common, when, now, done());
    else
      uut.get_file({of, static_cast<std::uint16_t>(in.u8() % 4)}, when, now, done());
  }

  /// What a station says to the file order that came last.
  void file_answer() {
    auto x = decode(last);
    auto* order = x ? std::get_if<file_call>(&x->objects.front().element) : nullptr;
    if (!order)
      return control();
    auto flags = in.u8();
    auto name = order->file;
    auto number = static_cast<std::uint8_t>(flags >> 2 & 3);
    auto size = std::uint32_t{in.u8()};
    auto& object = x->objects.front();
    x->head.cause = cause::file_transfer;
    switch (flags & 3) {
    case 0:
      x->head.type = type_id::f_fr_na_1;
      object.element = file_ready{name, size, {}};
      break;
    case 1:
      x->head.type = type_id::f_sr_na_1;
      object.element = section_ready{name, number, size};
      break;
    case 2:
      x->head.type = type_id::f_sg_na_1;
      object.element = file_segment{name, number, bytes(size % 200)};
      break;
    default:
      x->head.type = type_id::f_ls_na_1;
      object.element =
        last_section{name, number, static_cast<std::uint8_t>(flags >> 4), {}};
    }
    receive(encode(*x).value());
  }

  void take() {
    for (auto& octets : uut.take_output()) {
      if (!is_started || !decode(octets)) // all that it says can be read
        std::abort();
      last = std::move(octets);
    }
    for (auto& x : uut.take_told())
      if (x.at.object == 0 || x.at.common == 0 || x.why == 0)
        std::abort();
    uut.take_remarks();
    if (answered > asked || asked - answered > most_outstanding
        || (!is_started && uut.deadline() != never))
      std::abort();
  }
};

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  auto x = driver{reader{{data, size}}};
  while (x.in.left() > 0)
    x.step();
  x.stop();
  return 0;
}
