#include "messages/iec61850/settings.hpp"

namespace bus::iec61850 {

namespace {

using mms::data;
using mms::data_access_error;
using failure = setting_groups::failure;

constexpr auto done = std::nullopt;

} // namespace

failure setting_groups::write(const client_id& who, std::string_view attribute,
                              const data& to, const moment& now) {
  if (attribute == "ActSG" || attribute == "EditSG") {
    auto* number = to.get_if<data::unsigned_>();
    auto group = number ? number->to_uint64() : std::nullopt;
    if (!group)
      return data_access_error::type_inconsistent;
    return attribute == "ActSG" ? select_active(*group, now)
                                : select_edit(who, *group, now);
  }
  if (attribute == "CnfEdit") {
    auto* yes = to.get_if<data::boolean>();
    return yes && *yes ? confirm(who, now) : data_access_error::object_value_invalid;
  }
  return read(attribute) ? data_access_error::object_access_denied
                         : data_access_error::object_non_existent;
}

failure setting_groups::select_active(std::uint64_t group, const moment& now) {
  if (group < 1 || group > values_.size())
    return data_access_error::object_value_invalid;
  active_ = static_cast<std::size_t>(group);
  activated_ = now.utc;
  changed_ = true;
  return done;
}

failure setting_groups::select_edit(const client_id& who, std::uint64_t group,
                                    const moment& now) {
  if (group > values_.size())
    return data_access_error::object_value_invalid;
  if (edited_ != 0 && editor_ != who.number)
    return data_access_error::temporarily_unavailable;
  end_edit();
  if (group == 0)
    return done;
  edited_ = static_cast<std::size_t>(group);
  editing_ = values_[edited_ - 1];
  editor_ = who.number;
  until_ = now.at + std::chrono::seconds{resv_tms_};
  return done;
}

failure setting_groups::write_value(const client_id& who, std::size_t setting, data to,
                                    const moment& now) {
  if (edited_ == 0)
    return data_access_error::temporarily_unavailable;
  if (editor_ != who.number)
    return data_access_error::temporarily_unavailable;
  editing_[setting] = std::move(to);
  until_ = now.at + std::chrono::seconds{resv_tms_};
  return done;
}

failure setting_groups::confirm(const client_id& who, const moment& now) {
  if (edited_ == 0 || editor_ != who.number)
    return data_access_error::temporarily_unavailable;
  values_[edited_ - 1] = std::move(editing_);
  changed_ = changed_ || edited_ == active_;
  if (edited_ == active_)
    activated_ = now.utc;
  end_edit();
  return done;
}

void setting_groups::end_edit() {
  edited_ = 0;
  editing_.clear();
  editor_ = 0;
  until_ = never;
}

std::optional<data> setting_groups::read(std::string_view attribute) const {
  if (attribute == "NumOfSG")
    return data::make<data::unsigned_>(std::uint64_t{values_.size()});
  if (attribute == "ActSG")
    return data::make<data::unsigned_>(std::uint64_t{active_});
  if (attribute == "EditSG")
    return data::make<data::unsigned_>(std::uint64_t{edited_});
  if (attribute == "CnfEdit")
    return data::make<data::boolean>(false);
  if (attribute == "LActTm")
    return mms::make_utc_time(activated_);
  if (attribute == "ResvTms")
    return data::make<data::unsigned_>(std::uint64_t{resv_tms_});
  return std::nullopt;
}

void setting_groups::left(std::uint64_t client) {
  if (edited_ != 0 && editor_ == client)
    end_edit();
}

void setting_groups::tick(time_point now) {
  if (now >= until_)
    end_edit();
}

} // namespace bus::iec61850
