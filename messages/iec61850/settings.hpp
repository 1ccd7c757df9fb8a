#pragma once

#include "messages/iec61850/report_control.hpp"

namespace bus::iec61850 {

/// The setting groups of one logical device (IEC 61850-7-2, 16): which one is
/// active, which one is edited and by whom. Settings are numbers here, from 0 on.
class setting_groups {
public:
  using failure = std::optional<mms::data_access_error>;

  /// `values[group][setting]`, at least one group.
  explicit setting_groups(std::vector<std::vector<mms::data>> values,
                          std::uint16_t resv_tms = 600)
    : values_{std::move(values)},
      resv_tms_{resv_tms} {}

  /// Writes an attribute of the control block: ActSG, EditSG, CnfEdit.
  failure write(const client_id& who, std::string_view attribute, const mms::data& to,
                const moment& now);

  /// An attribute as it is read; nothing where there is none of the name.
  std::optional<mms::data> read(std::string_view attribute) const;

  /// Writes a value of the group that is edited.
  failure write_value(const client_id& who, std::size_t setting, mms::data to,
                      const moment& now);

  /// Of the active group; of the one that is edited, nothing while there is none.
  const mms::data& active(std::size_t setting) const {
    return values_[active_ - 1][setting];
  }
  const mms::data* edited(std::size_t setting) const {
    return edited_ == 0 ? nullptr : &editing_[setting];
  }

  /// Whether the active values are others since the last call.
  bool take_changed() { return std::exchange(changed_, false); }

  void left(std::uint64_t client);
  void tick(time_point now);
  time_point deadline() const { return until_; }

  std::size_t groups() const { return values_.size(); }

private:
  failure select_active(std::uint64_t group, const moment& now);
  failure select_edit(const client_id& who, std::uint64_t group, const moment& now);
  failure confirm(const client_id& who, const moment& now);
  void end_edit();

  std::vector<std::vector<mms::data>> values_;
  std::uint16_t resv_tms_; ///< seconds without a write after which an edit ends
  std::size_t active_ = 1;
  std::size_t edited_ = 0;
  std::vector<mms::data> editing_;
  std::uint64_t editor_ = 0;
  time_point until_ = never;
  utc_time activated_ = {};
  bool changed_ = false;
};

} // namespace bus::iec61850
