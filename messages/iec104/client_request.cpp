#include "messages/iec104/client_request.hpp"

#include "messages/iec104/codec.hpp"
#include "messages/iec104/concepts.hpp"
#include "messages/iec104/point.hpp"
#include "messages/iec104/type_info.hpp"

#include <cmath>

namespace bus::iec104 {

namespace {

bool between(type_id x, type_id first, type_id last) {
  return x >= first && x <= last;
}

bool is_command(type_id x) {
  return between(x, type_id::c_sc_na_1, type_id::c_bo_na_1)
         || between(x, type_id::c_sc_ta_1, type_id::c_bo_ta_1);
}

bool is_switching(type_id x) {
  return between(x, type_id::c_sc_na_1, type_id::c_rc_na_1)
         || between(x, type_id::c_sc_ta_1, type_id::c_rc_ta_1);
}

bool has_time(type_id x) {
  auto* info = info_of(x);
  return info && info->tag == tag_kind::cp56;
}

bool has_select(const element& x) {
  return std::visit(
    [](const auto& y) {
      return requires {
        y.select;
      };
    },
    x);
}

auto refuse(errc code, const client_point& of, std::string why) {
  return fail(code, to_string(of.at), std::move(why));
}

/// `"C_SC_TA_1"` of C_SC_NA_1: types with a time follow 13 behind.
std::string name_with_time(type_id x) {
  return std::string{name(static_cast<type_id>(static_cast<int>(x) + 13))};
}

/// raw = (value - offset) / scale of a number; whole where the element is.
value raw_value(const client_point& of, const value& x, bool whole) {
  if ((of.scale == 1 && of.offset == 0) || !is_number(x))
    return x;
  auto raw = (*to_number(x) - of.offset) / of.scale;
  return whole ? std::round(raw) : raw;
}

template <class T>
concept Parameter = AnyOf<T, parameter_normalized, parameter_scaled, parameter_float>;

template <class T>
constexpr auto is_number_of =
  AnyOf<T, set_normalized, set_scaled, set_float> || Parameter<T>;

value raw_value(const client_point& of, const value& x, const element& as) {
  return std::visit(
    [&](const auto& y) {
      using type = std::decay_t<decltype(y)>;
      return is_number_of<type> ? raw_value(of, x, Scaled<type>) : x;
    },
    as);
}

/// QU and QL, QPM, QPA (7.2.6.24 to 7.2.6.26, 7.2.6.39).
bool qualify(element& x, std::uint8_t qualifier) {
  auto set = [&](auto& y) {
    using type = std::decay_t<decltype(y)>;
    if constexpr (Parameter<type>)
      y.qualifier = {static_cast<std::uint8_t>(qualifier & 0x3f),
                     (qualifier & 0x40) != 0, (qualifier & 0x80) != 0};
    else if constexpr (std::is_same_v<type, parameter_activation>)
      y.qualifier = qualifier;
    else if constexpr (requires { y.select; })
      return set_qualifier(x, qualifier);
    else
      return qualifier == 0; // a bitstring has none
    return true;
  };
  return std::visit(set, x);
}

result<element> make_element(const client_point& of, const value& x) {
  auto empty = make_object(*of.command);
  if (!empty)
    return tl::make_unexpected(empty.error());
  auto out = to_element(*of.command, raw_value(of, x, empty->element));
  if (!out)
    return refuse(out.error().code, of, out.error().cause);
  if (!is_permitted(*out))
    return refuse(errc::invalid_value, of, "a command is to off or on");
  return out;
}

result<time_tag> make_time(const client_point& of, const action::control& x,
                           const iec104::zone& clock, const moment& now) {
  if (!has_time(*of.command)) {
    if (!x.time)
      return time_tag{};
    return refuse(errc::unsupported, of,
                  std::string{name(*of.command)} + " has no time: configure "
                    + name_with_time(*of.command));
  }
  auto out = to_cp56(x.time.value_or(x.issued.value_or(now.utc)), clock);
  if (!out)
    return refuse(out.error().code, of, "a time outside 1970 to 2069");
  return time_tag{*out};
}

/// Qualified, for `of`.
result<command_request> request_of(const client_point& of, element x) {
  if (!qualify(x, of.qualifier))
    return refuse(errc::invalid_value, of, "its qualifier does not fit its command");
  auto out = command_request{of.at, *of.command};
  out.element = std::move(x);
  return out;
}

result<command_request> parameter_request(const client_point& of, const value& to) {
  if (*of.command != type_id::p_ac_na_1) {
    auto x = make_element(of, to);
    return x ? request_of(of, *x) : tl::make_unexpected(x.error());
  }
  auto* on = std::get_if<bool>(&to);
  if (!on)
    return refuse(errc::type_mismatch, of, "expected a boolean");
  auto out = request_of(of, parameter_activation{});
  if (out && !*on)
    out->what = command_request::kind::cancel;
  return out;
}

result<void> check_select(const client_point& of, const element& x, bool is_asked) {
  if (!has_select(x) && (of.select || is_asked))
    return refuse(errc::unsupported, of,
                  std::string{name(*of.command)} + " has no select");
  return {};
}

result<void> check_command(const client_point& of) {
  if (!of.command)
    return refuse(errc::unsupported, of,
                  "no command is configured for " + to_string(of.at)
                    + ": add {address: " + to_string(of.at)
                    + ", command: C_SC_NA_1} to points");
  if (of.scale == 0)
    return refuse(errc::invalid_value, of, "its scale is 0");
  return {};
}

} // namespace

result<command_request> make_control(const client_point& of, const action::control& x,
                                     const iec104::zone& clock, const moment& now) {
  if (auto may = check_command(of); !may)
    return tl::make_unexpected(may.error());
  if (!is_command(*of.command))
    return refuse(errc::unsupported, of,
                  std::string{name(*of.command)} + " is no command: write it");
  auto with = make_element(of, x.value);
  if (!with)
    return tl::make_unexpected(with.error());
  auto is_select = x.what == command_request::kind::select;
  if (auto may = check_select(of, *with, is_select); !may)
    return tl::make_unexpected(may.error());
  auto time = make_time(of, x, clock, now);
  if (!time)
    return tl::make_unexpected(time.error());
  auto out = request_of(of, *with);
  if (!out)
    return out;
  out->time = *time;
  out->test = x.test;
  out->what = x.what;
  out->selects = of.select && !x.is_selected;
  out->terminates = of.terminates;
  out->stepped = x.stepped;
  return out;
}

result<command_request> make_write(const client_point& of, const value& to,
                                   const iec104::zone& clock, const moment& now) {
  if (auto may = check_command(of); !may)
    return tl::make_unexpected(may.error());
  if (is_parameter(*of.command))
    return parameter_request(of, to);
  if (is_switching(*of.command))
    return refuse(errc::rejected, of, "a command is no write: use operate");
  auto x = action::control{};
  x.value = to;
  return make_control(of, x, clock, now);
}

} // namespace bus::iec104
