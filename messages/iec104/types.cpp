#include "messages/iec104/type_info.hpp"

#include <algorithm>

namespace bus::iec104 {

namespace {

struct abbreviation {
  cause what;
  std::string_view word;
};

constexpr auto abbreviations = std::array{
  abbreviation{cause::periodic, "per/cyc"},
  abbreviation{cause::background, "back"},
  abbreviation{cause::spontaneous, "spont"},
  abbreviation{cause::initialized, "init"},
  abbreviation{cause::request, "req"},
  abbreviation{cause::activation, "act"},
  abbreviation{cause::activation_confirmation, "actcon"},
  abbreviation{cause::deactivation, "deact"},
  abbreviation{cause::deactivation_confirmation, "deactcon"},
  abbreviation{cause::activation_termination, "actterm"},
  abbreviation{cause::return_remote, "retrem"},
  abbreviation{cause::return_local, "retloc"},
  abbreviation{cause::file_transfer, "file"},
  abbreviation{cause::authentication, "auth"},
  abbreviation{cause::session_key, "seskey"},
  abbreviation{cause::user_role, "usrkey"},
  abbreviation{cause::interrogated_by_station, "inrogen"},
  abbreviation{cause::counter_requested_generally, "reqcogen"},
  abbreviation{cause::unknown_type, "unknown-type"},
  abbreviation{cause::unknown_cause, "unknown-cause"},
  abbreviation{cause::unknown_common_address, "unknown-common-address"},
  abbreviation{cause::unknown_object_address, "unknown-object-address"},
};

bool between(cause x, cause first, cause last) {
  return x >= first && x <= last;
}

bool is_group(cause x) {
  return between(x, cause::interrogated_by_group_1, cause::interrogated_by_group_16);
}

bool is_counter_group(cause x) {
  return between(x, cause::counter_requested_group_1, cause::counter_requested_group_4);
}

std::string_view word_of(cause x) {
  auto found = std::ranges::find(abbreviations, x, &abbreviation::what);
  return found == abbreviations.end() ? std::string_view{} : found->word;
}

std::string group(cause x, cause first) {
  return std::to_string(static_cast<int>(x) - static_cast<int>(first) + 1);
}

bool takes(asked kind, cause x) {
  switch (kind) {
  case asked::to_do: return x == cause::activation;
  case asked::to_do_or_stop: return x == cause::activation || x == cause::deactivation;
  case asked::to_tell: return x == cause::request;
  case asked::delay: return x == cause::activation || x == cause::spontaneous;
  case asked::file: return x == cause::file_transfer;
  case asked::file_or_directory:
    return x == cause::file_transfer || x == cause::request;
  case asked::nothing: break;
  }
  return false;
}

} // namespace

const type_info* info_of(type_id x) {
  auto found = std::ranges::find(type_table, x, &type_info::id);
  return found == type_table.end() ? nullptr : &*found;
}

std::string_view name(type_id x) {
  auto* info = info_of(x);
  return info ? info->name : std::string_view{};
}

result<type_id> to_type_id(std::string_view name) {
  auto found = std::ranges::find(type_table, name, &type_info::name);
  if (found == type_table.end())
    return fail(errc::invalid_value, "iec104.type", std::string{name});
  return found->id;
}

type_id without_time(type_id x) {
  auto* info = info_of(x);
  if (!info || info->tag == tag_kind::none)
    return x;
  auto is_same = [&](const type_info& other) {
    return other.alternative == info->alternative && other.tag == tag_kind::none;
  };
  auto found = std::ranges::find_if(type_table, is_same);
  return found == type_table.end() ? x : found->id;
}

bool is_monitored(type_id x) {
  return x < type_id::c_sc_na_1 && info_of(x);
}

bool is_point_command(type_id x) {
  auto is_between = [x](type_id first, type_id last) {
    return x >= first && x <= last;
  };
  return info_of(x)
         && (is_between(type_id::c_sc_na_1, type_id::c_bo_ta_1)
             || is_between(type_id::p_me_na_1, type_id::p_ac_na_1));
}

bool is_parameter(type_id x) {
  return x >= type_id::p_me_na_1 && x <= type_id::p_ac_na_1;
}

bool is_total(type_id x) {
  return without_time(x) == type_id::m_it_na_1;
}

bool is_protection_event(type_id x) {
  using enum type_id;
  return (x >= m_ep_ta_1 && x <= m_ep_tc_1) || (x >= m_ep_td_1 && x <= m_ep_tf_1);
}

bool is_known(cause x) {
  return is_group(x) || is_counter_group(x) || !word_of(x).empty();
}

std::string name(cause x) {
  if (is_group(x))
    return "inro" + group(x, cause::interrogated_by_group_1);
  if (is_counter_group(x))
    return "reqco" + group(x, cause::counter_requested_group_1);
  auto word = word_of(x);
  return word.empty() ? "cause-" + std::to_string(static_cast<unsigned>(x))
                      : std::string{word};
}

std::optional<cause> refusal(type_id type, cause why) {
  auto* info = info_of(type);
  if (!info || info->asked == asked::nothing)
    return cause::unknown_type;
  if (!takes(info->asked, why))
    return cause::unknown_cause;
  return std::nullopt;
}

} // namespace bus::iec104
