#pragma once

#include "messages/result.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace bus::iec104 {

// Clause numbers are of IEC 60870-5-101:2003 unless another standard is named.

/// Type identifications (7.2.1; IEC 60870-5-104, 8). Those that IEC 104 does not
/// choose from 101 (with CP24Time2a, C_TS_NA_1, C_CD_NA_1) are spoken too.
enum class type_id : std::uint8_t {
  m_sp_na_1 = 1,
  m_sp_ta_1,
  m_dp_na_1,
  m_dp_ta_1,
  m_st_na_1,
  m_st_ta_1,
  m_bo_na_1,
  m_bo_ta_1,
  m_me_na_1,
  m_me_ta_1,
  m_me_nb_1,
  m_me_tb_1,
  m_me_nc_1,
  m_me_tc_1,
  m_it_na_1,
  m_it_ta_1,
  m_ep_ta_1,
  m_ep_tb_1,
  m_ep_tc_1,
  m_ps_na_1,
  m_me_nd_1,

  m_sp_tb_1 = 30,
  m_dp_tb_1,
  m_st_tb_1,
  m_bo_tb_1,
  m_me_td_1,
  m_me_te_1,
  m_me_tf_1,
  m_it_tb_1,
  m_ep_td_1,
  m_ep_te_1,
  m_ep_tf_1,

  c_sc_na_1 = 45,
  c_dc_na_1,
  c_rc_na_1,
  c_se_na_1,
  c_se_nb_1,
  c_se_nc_1,
  c_bo_na_1,
  c_sc_ta_1 = 58,
  c_dc_ta_1,
  c_rc_ta_1,
  c_se_ta_1,
  c_se_tb_1,
  c_se_tc_1,
  c_bo_ta_1,

  m_ei_na_1 = 70,

  c_ic_na_1 = 100,
  c_ci_na_1,
  c_rd_na_1,
  c_cs_na_1,
  c_ts_na_1,
  c_rp_na_1,
  c_cd_na_1,
  c_ts_ta_1,

  p_me_na_1 = 110,
  p_me_nb_1,
  p_me_nc_1,
  p_ac_na_1,

  f_fr_na_1 = 120,
  f_sr_na_1,
  f_sc_na_1,
  f_ls_na_1,
  f_af_na_1,
  f_sg_na_1,
  f_dr_ta_1,
  f_sc_nb_1,
};

/// The standard's name, `"M_SP_NA_1"`; empty where the standard has none.
std::string_view name(type_id x);

result<type_id> to_type_id(std::string_view name);

/// The type with the same elements and no time; itself where there is none.
type_id without_time(type_id x);

/// What tells values (M_), all but M_EI; what commands one point or sets it (C_SC to
/// C_BO, P_).
bool is_monitored(type_id x);
bool is_point_command(type_id x);

bool is_parameter(type_id x); ///< P_ME, P_AC
bool is_total(type_id x);     ///< M_IT

/// M_EP: told when it happens, and never else.
bool is_protection_event(type_id x);

/// Why an ASDU is sent (7.2.3).
enum class cause : std::uint8_t {
  periodic = 1,
  background = 2,
  spontaneous = 3,
  initialized = 4,
  request = 5,
  activation = 6,
  activation_confirmation = 7,
  deactivation = 8,
  deactivation_confirmation = 9,
  activation_termination = 10,
  return_remote = 11, ///< return information caused by a remote command
  return_local = 12,
  file_transfer = 13,
  authentication = 14, // IEC 60870-5-7
  session_key = 15,
  user_role = 16,
  interrogated_by_station = 20,
  interrogated_by_group_1 = 21, ///< group n is this + n - 1
  interrogated_by_group_16 = 36,
  counter_requested_generally = 37,
  counter_requested_group_1 = 38,
  counter_requested_group_4 = 41,
  unknown_type = 44,
  unknown_cause = 45,
  unknown_common_address = 46,
  unknown_object_address = 47,
};

/// Whether the standard gives it a meaning.
bool is_known(cause x);

/// The standard's abbreviation, `"spont"`, `"inro3"`; `"cause-19"` of none.
std::string name(cause x);

/// The station that is asked for data, and the one that asks (IEC 60870-5-104, 5).
enum class role : std::uint8_t { controlling, controlled };

/// Whether a controlled station takes such an ASDU at all (7.4 on), as far as type
/// and cause tell; else what it is to answer: unknown_type or unknown_cause.
std::optional<cause> refusal(type_id type, cause why);

constexpr std::uint16_t broadcast_address = 0xffff; ///< all stations (7.2.4)
constexpr std::uint32_t largest_object_address = 0xff'ffff;
constexpr std::size_t largest_asdu = 249; // IEC 60870-5-104, 5: APDU of 253 at most
constexpr std::size_t asdu_head_size = 6;
constexpr std::size_t object_address_size = 3;
constexpr std::size_t largest_number = 127;

} // namespace bus::iec104
