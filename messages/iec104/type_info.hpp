#pragma once

#include "messages/iec104/asdu.hpp"

#include <array>

namespace bus::iec104 {

enum class tag_kind : std::uint8_t { none, cp24, cp56 };

/// How many objects: one, or any number with or without SQ.
enum class amount : std::uint8_t { one, many };

/// What a controlled station is asked for with such an ASDU: which causes fit.
enum class asked : std::uint8_t {
  nothing,
  to_do,
  to_do_or_stop,
  to_tell,
  delay, ///< acquire or load a delay
  file,
  file_or_directory,
};

/// What the codec knows of a type (7.3).
struct type_info {
  type_id id;
  std::string_view name;
  std::size_t alternative; ///< of element
  tag_kind tag;
  iec104::amount amount;
  iec104::asked asked;
};

/// Null of a type that is not known.
const type_info* info_of(type_id x);

template <class T, std::size_t I = 0>
constexpr std::size_t alternative_of() {
  if constexpr (std::is_same_v<std::variant_alternative_t<I, element>, T>)
    return I;
  else
    return alternative_of<T, I + 1>();
}

template <class T>
constexpr type_info monitored(type_id id, std::string_view name,
                              tag_kind tag = tag_kind::none) {
  return {id, name, alternative_of<T>(), tag, amount::many, asked::nothing};
}

template <class T>
constexpr type_info single(type_id id, std::string_view name, asked kind,
                           tag_kind tag = tag_kind::none) {
  return {id, name, alternative_of<T>(), tag, amount::one, kind};
}

inline constexpr auto type_table = std::array{
  monitored<single_point>(type_id::m_sp_na_1, "M_SP_NA_1"),
  monitored<single_point>(type_id::m_sp_ta_1, "M_SP_TA_1", tag_kind::cp24),
  monitored<double_point>(type_id::m_dp_na_1, "M_DP_NA_1"),
  monitored<double_point>(type_id::m_dp_ta_1, "M_DP_TA_1", tag_kind::cp24),
  monitored<step_position>(type_id::m_st_na_1, "M_ST_NA_1"),
  monitored<step_position>(type_id::m_st_ta_1, "M_ST_TA_1", tag_kind::cp24),
  monitored<bitstring32>(type_id::m_bo_na_1, "M_BO_NA_1"),
  monitored<bitstring32>(type_id::m_bo_ta_1, "M_BO_TA_1", tag_kind::cp24),
  monitored<normalized>(type_id::m_me_na_1, "M_ME_NA_1"),
  monitored<normalized>(type_id::m_me_ta_1, "M_ME_TA_1", tag_kind::cp24),
  monitored<scaled>(type_id::m_me_nb_1, "M_ME_NB_1"),
  monitored<scaled>(type_id::m_me_tb_1, "M_ME_TB_1", tag_kind::cp24),
  monitored<short_float>(type_id::m_me_nc_1, "M_ME_NC_1"),
  monitored<short_float>(type_id::m_me_tc_1, "M_ME_TC_1", tag_kind::cp24),
  monitored<integrated_total>(type_id::m_it_na_1, "M_IT_NA_1"),
  monitored<integrated_total>(type_id::m_it_ta_1, "M_IT_TA_1", tag_kind::cp24),
  monitored<protection_event>(type_id::m_ep_ta_1, "M_EP_TA_1", tag_kind::cp24),
  monitored<protection_start>(type_id::m_ep_tb_1, "M_EP_TB_1", tag_kind::cp24),
  monitored<protection_output>(type_id::m_ep_tc_1, "M_EP_TC_1", tag_kind::cp24),
  monitored<packed_points>(type_id::m_ps_na_1, "M_PS_NA_1"),
  monitored<normalized_without_quality>(type_id::m_me_nd_1, "M_ME_ND_1"),

  monitored<single_point>(type_id::m_sp_tb_1, "M_SP_TB_1", tag_kind::cp56),
  monitored<double_point>(type_id::m_dp_tb_1, "M_DP_TB_1", tag_kind::cp56),
  monitored<step_position>(type_id::m_st_tb_1, "M_ST_TB_1", tag_kind::cp56),
  monitored<bitstring32>(type_id::m_bo_tb_1, "M_BO_TB_1", tag_kind::cp56),
  monitored<normalized>(type_id::m_me_td_1, "M_ME_TD_1", tag_kind::cp56),
  monitored<scaled>(type_id::m_me_te_1, "M_ME_TE_1", tag_kind::cp56),
  monitored<short_float>(type_id::m_me_tf_1, "M_ME_TF_1", tag_kind::cp56),
  monitored<integrated_total>(type_id::m_it_tb_1, "M_IT_TB_1", tag_kind::cp56),
  monitored<protection_event>(type_id::m_ep_td_1, "M_EP_TD_1", tag_kind::cp56),
  monitored<protection_start>(type_id::m_ep_te_1, "M_EP_TE_1", tag_kind::cp56),
  monitored<protection_output>(type_id::m_ep_tf_1, "M_EP_TF_1", tag_kind::cp56),
  single<end_of_initialization>(type_id::m_ei_na_1, "M_EI_NA_1", asked::nothing),

  single<single_command>(type_id::c_sc_na_1, "C_SC_NA_1", asked::to_do_or_stop),
  single<double_command>(type_id::c_dc_na_1, "C_DC_NA_1", asked::to_do_or_stop),
  single<regulating_step>(type_id::c_rc_na_1, "C_RC_NA_1", asked::to_do_or_stop),
  single<set_normalized>(type_id::c_se_na_1, "C_SE_NA_1", asked::to_do_or_stop),
  single<set_scaled>(type_id::c_se_nb_1, "C_SE_NB_1", asked::to_do_or_stop),
  single<set_float>(type_id::c_se_nc_1, "C_SE_NC_1", asked::to_do_or_stop),
  single<bitstring_command>(type_id::c_bo_na_1, "C_BO_NA_1", asked::to_do_or_stop),
  single<single_command>(type_id::c_sc_ta_1, "C_SC_TA_1", asked::to_do_or_stop,
                         tag_kind::cp56),
  single<double_command>(type_id::c_dc_ta_1, "C_DC_TA_1", asked::to_do_or_stop,
                         tag_kind::cp56),
  single<regulating_step>(type_id::c_rc_ta_1, "C_RC_TA_1", asked::to_do_or_stop,
                          tag_kind::cp56),
  single<set_normalized>(type_id::c_se_ta_1, "C_SE_TA_1", asked::to_do_or_stop,
                         tag_kind::cp56),
  single<set_scaled>(type_id::c_se_tb_1, "C_SE_TB_1", asked::to_do_or_stop,
                     tag_kind::cp56),
  single<set_float>(type_id::c_se_tc_1, "C_SE_TC_1", asked::to_do_or_stop,
                    tag_kind::cp56),
  single<bitstring_command>(type_id::c_bo_ta_1, "C_BO_TA_1", asked::to_do_or_stop,
                            tag_kind::cp56),

  single<interrogation>(type_id::c_ic_na_1, "C_IC_NA_1", asked::to_do_or_stop),
  single<counter_interrogation>(type_id::c_ci_na_1, "C_CI_NA_1", asked::to_do_or_stop),
  single<read_command>(type_id::c_rd_na_1, "C_RD_NA_1", asked::to_tell),
  single<clock_synchronization>(type_id::c_cs_na_1, "C_CS_NA_1", asked::to_do,
                                tag_kind::cp56),
  single<test_command>(type_id::c_ts_na_1, "C_TS_NA_1", asked::to_do),
  single<reset_process>(type_id::c_rp_na_1, "C_RP_NA_1", asked::to_do),
  single<delay_acquisition>(type_id::c_cd_na_1, "C_CD_NA_1", asked::delay),
  single<test_command>(type_id::c_ts_ta_1, "C_TS_TA_1", asked::to_do, tag_kind::cp56),

  single<parameter_normalized>(type_id::p_me_na_1, "P_ME_NA_1", asked::to_do),
  single<parameter_scaled>(type_id::p_me_nb_1, "P_ME_NB_1", asked::to_do),
  single<parameter_float>(type_id::p_me_nc_1, "P_ME_NC_1", asked::to_do),
  single<parameter_activation>(type_id::p_ac_na_1, "P_AC_NA_1", asked::to_do_or_stop),

  single<file_ready>(type_id::f_fr_na_1, "F_FR_NA_1", asked::file),
  single<section_ready>(type_id::f_sr_na_1, "F_SR_NA_1", asked::file),
  single<file_call>(type_id::f_sc_na_1, "F_SC_NA_1", asked::file_or_directory),
  single<last_section>(type_id::f_ls_na_1, "F_LS_NA_1", asked::file),
  single<file_acknowledgement>(type_id::f_af_na_1, "F_AF_NA_1", asked::file),
  single<file_segment>(type_id::f_sg_na_1, "F_SG_NA_1", asked::file),
  monitored<directory_entry>(type_id::f_dr_ta_1, "F_DR_TA_1", tag_kind::cp56),
  single<log_query>(type_id::f_sc_nb_1, "F_SC_NB_1", asked::file_or_directory),
};

} // namespace bus::iec104
