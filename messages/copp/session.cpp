#include "messages/copp/session.hpp"

#include "asn1/presentation.hpp"
#include "messages/asn1/ber.hpp"

#include <algorithm>

namespace bus::copp {

namespace {

namespace ppdu = asn1::presentation;

constexpr auto most_contexts = std::size_t{64};
constexpr auto normal_mode = 1;
constexpr auto provider_rejection = 2;

// X.226, 8.2: Result-list, provider-reason
constexpr auto abstract_syntax_not_supported = 1;
constexpr auto transfer_syntaxes_not_supported = 2;

ppdu::user_data carrying(std::int64_t context, byte_view octets) {
  using values = ppdu::pdv_list_presentation_data_values;
  auto one = ppdu::pdv_list{};
  one.presentation_context_identifier = context;
  one.presentation_data_values = values::make<values::single_asn1_type>(
    asn1::open_type{bytes(octets.begin(), octets.end())});
  auto all = ppdu::fully_encoded_data{};
  all.push_back(std::move(one));
  return ppdu::user_data::make<ppdu::user_data::fully_encoded_data>(std::move(all));
}

/// Values out of a PPDU; they stand in `scratch`.
pdv_list values_in(const std::optional<ppdu::user_data>& x, bytes& scratch) {
  if (!x)
    return {};
  auto octets = asn1::ber::encode(*x);
  auto from = bytes{};
  if (octets)
    from = std::move(*octets);
  // Decoded once more, now in place: connects and aborts come once.
  scratch.swap(from);
  auto unused = bytes{};
  return decode_user_data(scratch, unused).value_or(pdv_list{});
}

std::optional<bytes> selector(const std::optional<asn1::octet_string>& x) {
  if (!x)
    return std::nullopt;
  return bytes(x->view().begin(), x->view().end());
}

bool proposes_ber(const ppdu::context_list_item& x) {
  return std::ranges::any_of(x.transfer_syntax_name_list,
                             [](auto& one) { return same(one, basic_encoding); });
}

} // namespace

session::session(const settings& x)
  : settings_{&x} {}

session::defined_context* session::find(std::int64_t id) {
  auto found = std::ranges::find(contexts_, id, &defined_context::id);
  return found == contexts_.end() ? nullptr : &*found;
}

const object_identifier* session::syntax_of(std::int64_t id) const {
  auto found = std::ranges::find_if(
    contexts_, [&](auto& one) { return one.agreed && one.id == id; });
  return found == contexts_.end() ? nullptr : found->syntax;
}

std::optional<std::int64_t> session::context_of(const object_identifier& syntax) const {
  for (auto& one : contexts_)
    if (one.agreed && same(*one.syntax, syntax))
      return one.id;
  return std::nullopt;
}

bool session::has_all(const pdv_list& x) const {
  return std::ranges::all_of(x, [&](auto& one) { return syntax_of(one.context); });
}

result<bytes> session::connect(const object_identifier& syntax, byte_view user_data) {
  contexts_.clear();
  auto normal = ppdu::cp_type_normal_mode_parameters{};
  auto& list = normal.presentation_context_definition_list.emplace();
  for (auto& one : settings_->syntaxes) {
    contexts_.push_back({proposed_context(contexts_.size()), &one});
    auto& item = list.emplace_back();
    item.presentation_context_identifier = contexts_.back().id;
    item.abstract_syntax_name = one;
    item.transfer_syntax_name_list.push_back(basic_encoding);
    if (same(one, syntax))
      normal.user_data = carrying(contexts_.back().id, user_data);
  }
  if (!normal.user_data)
    return fail(errc::out_of_state, "copp.cp", "the syntax is not proposed");
  if (settings_->own_psel)
    normal.calling_presentation_selector = asn1::octet_string{*settings_->own_psel};
  if (settings_->peer_psel)
    normal.called_presentation_selector = asn1::octet_string{*settings_->peer_psel};
  auto cp = ppdu::cp_type{};
  cp.mode_selector.mode_value = normal_mode;
  cp.normal_mode_parameters = std::move(normal);
  return asn1::ber::encode(cp);
}

result<pdv_list> session::receive_accept(byte_view cpa) {
  auto read = asn1::ber::decode<ppdu::cpa_ppdu>(cpa);
  if (!read)
    return tl::make_unexpected(std::move(read.error()));
  if (!read->normal_mode_parameters)
    return fail(errc::malformed, "copp.cpa", "not in normal mode");
  auto& normal = *read->normal_mode_parameters;
  auto& results = normal.presentation_context_definition_result_list;
  if (!results || results->size() != contexts_.size())
    return fail(errc::malformed, "copp.cpa", "not as many results as contexts");
  for (auto i = std::size_t{0}; i < contexts_.size(); ++i)
    contexts_[i].agreed = (*results)[i].result == asn1::integer{0};
  auto out = values_in(normal.user_data, scratch_);
  if (!has_all(out))
    return fail(errc::malformed, "copp.cpa.user_data", "a value in no context");
  return out;
}

ending session::receive_refuse(byte_view cpr) {
  auto read = asn1::ber::decode<ppdu::cpr_ppdu>(cpr);
  using kinds = ppdu::cpr_ppdu;
  auto* normal = read ? read->get_if<kinds::normal_mode_parameters>() : nullptr;
  if (!normal)
    return {name(provider_reason::reason_not_specified), false, {}};
  auto code = normal->provider_reason ? normal->provider_reason->to_int64() : 0;
  auto out = ending{name(static_cast<provider_reason>(code.value_or(0))),
                    !normal->provider_reason, values_in(normal->user_data, scratch_)};
  if (out.by_user)
    out.reason = "user-rejection";
  return out;
}

tl::expected<connect_indication, session::refusal>
session::receive_connect(byte_view cp) {
  auto refused = [](provider_reason why, std::string cause) {
    return tl::make_unexpected(refusal{why, std::move(cause)});
  };
  auto read = asn1::ber::decode<ppdu::cp_type>(cp);
  if (!read)
    return refused(provider_reason::user_data_not_readable, to_string(read.error()));
  if (!read->normal_mode_parameters
      || read->mode_selector.mode_value != asn1::integer{normal_mode})
    return refused(provider_reason::reason_not_specified, "not in normal mode");
  auto& normal = *read->normal_mode_parameters;
  if (!normal.protocol_version.test(0))
    return refused(provider_reason::protocol_version_not_supported, "no version 1");
  auto called = selector(normal.called_presentation_selector);
  if (settings_->own_psel && called && *called != *settings_->own_psel)
    return refused(provider_reason::called_presentation_address_unknown,
                   "the called selector is " + to_hex(*called));
  if (!normal.presentation_context_definition_list)
    return refused(provider_reason::default_context_not_supported, "no contexts");
  auto& list = *normal.presentation_context_definition_list;
  if (list.size() > most_contexts)
    return refused(provider_reason::local_limit_exceeded, "too many contexts");
  contexts_.clear();
  for (auto& one : list) {
    auto id = one.presentation_context_identifier.to_int64();
    if (!id || find(*id))
      return refused(provider_reason::reason_not_specified,
                     "a context is proposed twice");
    auto ours = std::ranges::find_if(settings_->syntaxes, [&](auto& our) {
      return same(our, one.abstract_syntax_name);
    });
    auto* known = ours == settings_->syntaxes.end() ? nullptr : &*ours;
    contexts_.push_back({*id, known, known && proposes_ber(one)});
  }
  auto out =
    connect_indication{selector(normal.calling_presentation_selector),
                       std::move(called), values_in(normal.user_data, scratch_)};
  if (!has_all(out.user_data))
    return refused(provider_reason::user_data_not_readable, "a value in no context");
  return out;
}

result<bytes> session::accept(const object_identifier& syntax, byte_view user_data) {
  auto context = context_of(syntax);
  if (!context)
    return fail(errc::out_of_state, "copp.cpa", "the syntax is not agreed on");
  auto normal = ppdu::cpa_ppdu_normal_mode_parameters{};
  if (settings_->own_psel)
    normal.responding_presentation_selector = asn1::octet_string{*settings_->own_psel};
  auto& results = normal.presentation_context_definition_result_list.emplace();
  for (auto& one : contexts_) {
    auto& item = results.emplace_back();
    if (one.agreed) {
      item.result = 0;
      item.transfer_syntax_name = basic_encoding;
    } else {
      item.result = provider_rejection;
      item.provider_reason =
        one.syntax ? transfer_syntaxes_not_supported : abstract_syntax_not_supported;
    }
  }
  normal.user_data = carrying(*context, user_data);
  auto cpa = ppdu::cpa_ppdu{};
  cpa.mode_selector.mode_value = normal_mode;
  cpa.normal_mode_parameters = std::move(normal);
  return asn1::ber::encode(cpa);
}

result<bytes> session::refuse(const object_identifier& syntax, byte_view user_data) {
  auto context = context_of(syntax);
  if (!context)
    return refuse(provider_reason::reason_not_specified);
  auto normal = ppdu::cpr_ppdu_normal_mode_parameters{};
  auto& results = normal.presentation_context_definition_result_list.emplace();
  for (auto& one : contexts_) {
    auto& item = results.emplace_back();
    item.result = one.agreed ? 0 : provider_rejection;
    if (one.agreed)
      item.transfer_syntax_name = basic_encoding;
  }
  normal.user_data = carrying(*context, user_data);
  return asn1::ber::encode(
    ppdu::cpr_ppdu::make<ppdu::cpr_ppdu::normal_mode_parameters>(std::move(normal)));
}

bytes session::refuse(provider_reason why) {
  auto normal = ppdu::cpr_ppdu_normal_mode_parameters{};
  normal.provider_reason = static_cast<std::int64_t>(why);
  return asn1::ber::encode(ppdu::cpr_ppdu::make<ppdu::cpr_ppdu::normal_mode_parameters>(
                             std::move(normal)))
    .value_or(bytes{});
}

result<pdv_list> session::receive_data(byte_view user_data) {
  auto out = decode_user_data(user_data, scratch_);
  if (out && !has_all(*out))
    return fail(errc::malformed, "copp.user_data", "a value in no context");
  return out;
}

result<bytes> session::user_data(const object_identifier& syntax,
                                 byte_view octets) const {
  auto context = context_of(syntax);
  if (!context)
    return fail(errc::out_of_state, "copp.user_data", "the syntax is not agreed on");
  return encode_user_data({*context, octets});
}

result<bytes> session::abort(const object_identifier& syntax, byte_view octets) {
  auto context = context_of(syntax);
  if (!context)
    return abort(abort_reason::reason_not_specified);
  auto normal = ppdu::aru_ppdu_normal_mode_parameters{};
  auto& list = normal.presentation_context_identifier_list.emplace();
  for (auto& one : contexts_)
    if (one.agreed)
      list.push_back({one.id, basic_encoding});
  normal.user_data = carrying(*context, octets);
  return asn1::ber::encode(ppdu::abort_type::make<ppdu::abort_type::aru_ppdu>(
    ppdu::aru_ppdu::make<ppdu::aru_ppdu::normal_mode_parameters>(std::move(normal))));
}

bytes session::abort(abort_reason why) {
  auto arp = ppdu::arp_ppdu{};
  arp.provider_reason = static_cast<std::int64_t>(why);
  return asn1::ber::encode(
           ppdu::abort_type::make<ppdu::abort_type::arp_ppdu>(std::move(arp)))
    .value_or(bytes{});
}

ending session::receive_abort(byte_view in) {
  using kinds = ppdu::abort_type;
  auto read = asn1::ber::decode<kinds>(in);
  if (!read)
    return {name(abort_reason::reason_not_specified), true, {}};
  if (auto* by_provider = read->get_if<kinds::arp_ppdu>()) {
    auto code = by_provider->provider_reason.value_or(asn1::integer{0}).to_int64();
    return {name(static_cast<abort_reason>(code.value_or(0))), false, {}};
  }
  using aru = ppdu::aru_ppdu;
  auto* normal = read->get<kinds::aru_ppdu>().get_if<aru::normal_mode_parameters>();
  return {"user-abort", true,
          normal ? values_in(normal->user_data, scratch_) : pdv_list{}};
}

} // namespace bus::copp
