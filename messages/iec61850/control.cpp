#include "messages/iec61850/control.hpp"

#include "messages/mms/type.hpp"

#include <algorithm>
#include <array>

namespace bus::iec61850 {

namespace {

using mms::data;

/// The components of a structure by their names.
class part_reader {
public:
  part_reader(const data& x, const mms::type_description& type)
    : parts_{x.get_if<data::structure>()},
      type_{type} {}

  const data* find(std::string_view name) const {
    auto at = mms::component_index(type_, name);
    return parts_ && at && *at < parts_->size() ? &(*parts_)[*at] : nullptr;
  }

  template <data::alternative Kind>
  auto* get(std::string_view name) const {
    auto* found = find(name);
    using type =
      const std::remove_reference_t<decltype(std::declval<const data&>().get<Kind>())>;
    return found ? found->template get_if<Kind>() : static_cast<type*>(nullptr);
  }

  std::optional<part_reader> below(std::string_view name) const {
    auto* found = find(name);
    auto* type = mms::component(type_, name);
    if (!found || !type)
      return std::nullopt;
    return part_reader{*found, *type};
  }

private:
  const asn1::list_of<data>* parts_;
  const mms::type_description& type_;
};

} // namespace

bool command_parameters::operator==(const command_parameters& x) const {
  return ctl_val == x.ctl_val && oper_tm == x.oper_tm && or_cat == x.or_cat
         && or_ident == x.or_ident && ctl_num == x.ctl_num && test == x.test
         && synchro_check == x.synchro_check && interlock_check == x.interlock_check;
}

std::string_view name(ctl_model x) {
  constexpr auto names = std::array<std::string_view, 5>{
    "status-only", "direct-with-normal-security", "sbo-with-normal-security",
    "direct-with-enhanced-security", "sbo-with-enhanced-security"};
  auto at = static_cast<std::size_t>(x);
  return at < names.size() ? names[at] : "unknown";
}

std::string_view name(control_action x) {
  switch (x) {
  case control_action::select: return "select";
  case control_action::operate: return "operate";
  case control_action::cancel: break;
  }
  return "cancel";
}

result<command_parameters> read_command(const data& x,
                                        const mms::type_description& type) {
  auto from = part_reader{x, type};
  auto* ctl_val = from.find("ctlVal");
  if (!ctl_val)
    return fail(errc::malformed, "iec61850.command.ctlVal");
  auto out = command_parameters{*ctl_val};
  if (auto* at = from.find("operTm")) {
    auto time = mms::to_utc_time(*at);
    if (time && time->ns != 0)
      out.oper_tm = time;
  }
  if (auto origin = from.below("origin")) {
    if (auto* category = origin->get<data::integer>("orCat"))
      out.or_cat = category->to_int64().value_or(0);
    if (auto* identity = origin->get<data::octet_string>("orIdent"))
      out.or_ident.assign(identity->view().begin(), identity->view().end());
  }
  if (auto* number = from.get<data::unsigned_>("ctlNum"))
    out.ctl_num = number->to_uint64().value_or(0);
  if (auto* t = from.find("T"))
    out.t = mms::to_utc_time(*t);
  if (auto* test = from.get<data::boolean>("Test"))
    out.test = *test;
  if (auto* check = from.get<data::bit_string>("Check")) {
    out.synchro_check = check->test(0);
    out.interlock_check = check->test(1);
  }
  return out;
}

// ---- selecting --------------------------------------------------------------

control_object::verdict control_object::begin(control_action what, std::uint64_t client,
                                              const command_parameters& x) {
  state_ = state::deciding;
  action_ = what;
  client_ = client;
  command_ = x;
  return std::nullopt;
}

control_object::verdict control_object::select(std::uint64_t client, time_point now) {
  tick(now);
  if (settings_.model != ctl_model::sbo_with_normal_security)
    return refuse(add_cause::not_supported);
  if (selected_)
    return refuse(selected_->client == client ? add_cause::object_already_selected
                                              : add_cause::locked_by_other_client);
  if (state_ != state::idle)
    return refuse(add_cause::command_already_in_execution);
  selected_ = selection{client, now + settings_.sbo_timeout};
  return control_verdict{};
}

control_object::verdict control_object::select_with_value(std::uint64_t client,
                                                          const command_parameters& x,
                                                          time_point now) {
  tick(now);
  if (settings_.model != ctl_model::sbo_with_enhanced_security)
    return refuse(add_cause::not_supported);
  if (state_ != state::idle)
    return refuse(add_cause::command_already_in_execution);
  if (selected_)
    return refuse(selected_->client == client ? add_cause::object_already_selected
                                              : add_cause::locked_by_other_client);
  return begin(control_action::select, client, x);
}

// ---- operating --------------------------------------------------------------

control_object::verdict control_object::check_selection(std::uint64_t client,
                                                        const command_parameters& x,
                                                        time_point now) {
  if (!selects(settings_.model))
    return std::nullopt;
  if (!selected_ || now >= selected_->until)
    return refuse(add_cause::object_not_selected);
  if (selected_->client != client)
    return refuse(add_cause::locked_by_other_client);
  if (selected_->with && !(*selected_->with == x)) {
    selected_.reset();
    return refuse(add_cause::inconsistent_parameters);
  }
  return std::nullopt;
}

control_object::verdict control_object::operate(std::uint64_t client,
                                                const command_parameters& x,
                                                const moment& now) {
  tick(now.at);
  if (settings_.model == ctl_model::status_only)
    return refuse(add_cause::not_supported);
  if (state_ != state::idle)
    return refuse(add_cause::command_already_in_execution);
  if (auto no = check_selection(client, x, now.at))
    return no;
  return begin(control_action::operate, client, x);
}

control_object::verdict control_object::cannot_cancel(std::uint64_t client,
                                                      time_point now) {
  tick(now);
  if (is_waiting(now) && client_ == client)
    return std::nullopt;
  if (state_ != state::idle)
    return refuse(add_cause::command_already_in_execution);
  if (!selects(settings_.model))
    return refuse(add_cause::not_supported);
  if (!selected_)
    return refuse(add_cause::object_not_selected);
  if (selected_->client != client)
    return refuse(add_cause::locked_by_other_client);
  return std::nullopt;
}

control_object::verdict control_object::cancel(std::uint64_t client,
                                               const command_parameters&,
                                               time_point now) {
  if (auto no = cannot_cancel(client, now))
    return no;
  if (is_waiting(now)) {
    state_ = state::idle;
    ends_ = never;
    if (is_enhanced(settings_.model))
      termination_ =
        termination{client_, command_, {false, add_cause::abortion_by_cancel}};
  } else {
    selected_.reset();
  }
  return control_verdict{};
}

void control_object::decided(control_verdict x, const moment& now) {
  if (state_ != state::deciding)
    return;
  state_ = state::idle;
  if (action_ == control_action::select) {
    if (x.ok)
      selected_ = selection{client_, now.at + settings_.sbo_timeout, command_};
    return;
  }
  auto stays = selects(settings_.model) && settings_.operate_many && x.ok && selected_;
  if (stays)
    selected_->until = now.at + settings_.sbo_timeout;
  else
    selected_.reset();
  if (!x.ok)
    return;
  starts_ = now.at;
  if (command_.oper_tm && command_.oper_tm->ns > now.utc.ns)
    starts_ += duration{command_.oper_tm->ns - now.utc.ns};
  else if (!is_enhanced(settings_.model))
    return; // with normal security its end is not told
  state_ = state::executing;
  ends_ = is_enhanced(settings_.model) ? starts_ + settings_.oper_timeout : starts_;
}

void control_object::end(control_verdict how) {
  if (state_ != state::executing)
    return;
  state_ = state::idle;
  ends_ = never;
  if (is_enhanced(settings_.model))
    termination_ = termination{client_, command_, how};
}

void control_object::terminated(control_verdict x) {
  end(x);
}

std::optional<control_object::termination> control_object::take_termination() {
  return std::exchange(termination_, std::nullopt);
}

std::optional<control_action> control_object::under_way() const {
  return state_ == state::deciding ? std::optional{action_} : std::nullopt;
}

void control_object::left(std::uint64_t client) {
  if (selected_ && selected_->client == client)
    selected_.reset();
  // A command that was accepted goes on: nobody is told of its end.
  if (state_ != state::idle && client_ == client)
    client_ = 0;
}

void control_object::tick(time_point now) {
  if (selected_ && now >= selected_->until && state_ != state::deciding)
    selected_.reset();
  if (state_ == state::executing && now >= ends_)
    end({false, add_cause::time_limit_over});
}

time_point control_object::deadline() const {
  auto out = state_ == state::executing ? ends_ : never;
  return selected_ ? std::min(out, selected_->until) : out;
}

} // namespace bus::iec61850
