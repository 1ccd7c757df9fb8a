#pragma once

#include "tests/messages/iec104/client_fixture.hpp"

namespace bus::test {

inline iec104::client_point point(std::uint32_t at,
                                  std::optional<iec104::type_id> command,
                                  bool select = false, bool terminates = true) {
  auto out = iec104::client_point{{1, at}};
  out.command = command;
  out.select = select;
  out.terminates = terminates;
  return out;
}

/// 1/200 direct, 1/201 with select, 1/202 without a termination, 1/203 both.
class commanded : public client_fixture {
public:
  explicit commanded(std::vector<iec104::client_point> more = {})
    : client_fixture{settings(std::move(more))} {
    start();
  }

  void command(std::uint32_t at, value to,
               action::control::kind what = action::control::kind::operate) {
    auto x = action::control{what, std::move(to)};
    command(at, std::move(x));
  }

  void command(std::uint32_t at, action::control x) {
    x.stepped = told.stepped();
    client.control({1, at}, x, in(std::chrono::hours{1}), now, told.acted());
  }

  outcome told;

private:
  static iec104::client_settings settings(std::vector<iec104::client_point> more) {
    auto out = iec104::client_settings{};
    out.interrogates = false;
    out.originator = 3;
    out.points = {point(200, iec104::type_id::c_sc_na_1),
                  point(201, iec104::type_id::c_sc_na_1, true),
                  point(202, iec104::type_id::c_dc_na_1, false, false),
                  point(203, iec104::type_id::c_dc_na_1, true, false),
                  point(204, std::nullopt)};
    for (auto& x : more)
      out.points.push_back(std::move(x));
    return out;
  }
};

} // namespace bus::test
