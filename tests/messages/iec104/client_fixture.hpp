#pragma once

#include "messages/bus/json.hpp"
#include "messages/iec104/client.hpp"
#include "messages/iec104/codec.hpp"
#include "messages/iec104/point.hpp"
#include "tests/support/hex.hpp"

#include <boost/test/unit_test.hpp>

namespace bus::test {

/// An outcome as a line, and how often it was told.
struct outcome {
  int calls = 0;
  std::string text = {};
  std::string steps = {}; ///< that were told before

  iec104::acted acted() {
    return [this](const action_result& x) { put(text_of(x)); };
  }

  iec104::client::has_written written() {
    return [this](const result<void>& x) { put(x ? "done" : text_of(x.error())); };
  }

  iec104::has_read read() {
    return [this](const result<sample>& x) {
      put(x ? json_of(x->value) : text_of(x.error()));
    };
  }

  std::function<void(const std::string&)> stepped() {
    return [this](const std::string& x) { steps += (steps.empty() ? "" : " ") + x; };
  }

  static std::string json_of(const value& x) {
    auto out = std::string{};
    json::write(out, x);
    return out;
  }

private:
  void put(std::string x) {
    ++calls;
    text = std::move(x);
  }

  static std::string text_of(const error& x) {
    return std::string{name(x.code)} + ": " + x.cause;
  }

  static std::string text_of(const action_result& x) {
    if (x)
      return json_of(*x);
    auto out = text_of(x.error().why);
    for (auto& step : x.error().steps)
      out += " [" + step + "]";
    return out;
  }
};

/// A client, with a station that the test plays.
class client_fixture {
public:
  explicit client_fixture(iec104::client_settings x = {})
    : client{std::move(x)} {}

  void start() { client.started(now); }

  void pass(duration time) {
    now.at += time;
    now.utc.ns += time.count();
    client.tick(now);
  }

  /// What it sent since the last call: `"C_SC_NA_1 act 1/200 true select"`.
  std::string sent() {
    auto out = std::string{};
    for (auto& octets : client.take_output()) {
      last = iec104::decode(octets).value();
      out += (out.empty() ? "" : ", ") + text_of(last);
    }
    return out;
  }

  void receive(const iec104::asdu& x) {
    client.receive(iec104::encode(x).value(), now);
  }

  /// Answers what it sent last.
  void answer(iec104::cause why, bool negative = false) {
    receive(iec104::mirror(last, why, negative));
  }

  void confirm(bool negative = false) {
    answer(iec104::cause::activation_confirmation, negative);
  }

  void terminate(bool negative = false) {
    answer(iec104::cause::activation_termination, negative);
  }

  /// The station tells one object.
  void tell(iec104::type_id type, iec104::cause why, std::uint32_t at,
            const iec104::element& x, iec104::time_tag time = {},
            std::uint16_t common = 1) {
    receive({{type, why, false, false, 0, common}, {{at, x, time}}});
  }

  void tell_on(iec104::cause why, std::uint32_t at, bool on, std::uint16_t common = 1) {
    tell(iec104::type_id::m_sp_na_1, why, at, iec104::single_point{on}, {}, common);
  }

  /// What came of it since the last call, `"1/100 true data-change"`; a `?` behind what
  /// may be a repeat.
  std::string told() {
    auto out = std::string{};
    for (auto& x : client.take_told()) {
      out += (out.empty() ? "" : ", ") + to_string(x.at) + ' '
             + outcome::json_of(x.what.value) + words_of(x.why)
             + (x.maybe_repeated ? "?" : "");
      last_told = x;
    }
    return out;
  }

  std::string remarks() {
    auto out = std::string{};
    for (auto& x : client.take_remarks())
      out += (out.empty() ? "" : "; ") + x;
    return out;
  }

  time_point in(duration time) const { return now.at + time; }

  iec104::client client;
  iec104::moment now{time_point{} + std::chrono::hours{1},
                     from_rfc3339("2026-03-01T12:00:00Z").value()};
  iec104::asdu last = {};
  iec104::told_object last_told = {};

private:
  static std::string text_of(const iec104::asdu& x) {
    auto& object = x.objects.front();
    auto out = std::string{name(x.head.type)} + ' ' + name(x.head.cause) + ' '
               + to_string(iec104::address{x.head.common_address, object.address});
    if (auto to = iec104::to_value(object.element))
      out += ' ' + outcome::json_of(*to);
    std::visit(
      [&](const auto& y) {
        if constexpr (requires { y.select; })
          out += y.select ? " select" : "";
      },
      object.element);
    return out + (x.head.test ? " test" : "");
  }

  static std::string words_of(reasons x) {
    auto all = std::string{};
    json::write_reasons(all, x);
    auto out = std::string{};
    for (auto letter : all)
      out += letter == '"' || letter == '[' || letter == ']' ? "" : std::string{letter};
    return ' ' + out;
  }
};

} // namespace bus::test
