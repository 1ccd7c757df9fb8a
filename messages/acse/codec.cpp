#include "messages/acse/codec.hpp"

#include "asn1/acse.hpp"
#include "messages/asn1/ber.hpp"

namespace bus::acse {

namespace {

namespace wire = asn1::acse;

/// The password mechanism (X.227, annex B).
const auto password_mechanism = object_identifier{2u, 2u, 3u, 1u};

constexpr auto authentication_unit = std::size_t{0};

// ---- writing ----------------------------------------------------------------

void put(const ae_title& x, std::optional<wire::ap_title>& title,
         std::optional<wire::ae_qualifier>& qualifier) {
  if (x.ap_title)
    title = wire::ap_title::make<wire::ap_title::ap_title_form2>(*x.ap_title);
  if (x.ae_qualifier)
    qualifier =
      wire::ae_qualifier::make<wire::ae_qualifier::ae_qualifier_form2>(*x.ae_qualifier);
}

void put(const user_information& x, std::optional<wire::association_information>& out) {
  if (x.octets.empty())
    return;
  auto& one = out.emplace().emplace_back();
  one.indirect_reference = x.context;
  one.encoding.emplace<asn1::builtin::external_encoding::single_asn1_type>(
    asn1::open_type{x.octets});
}

wire::authentication_value charstring(const std::string& x) {
  return wire::authentication_value::make<wire::authentication_value::charstring>(x);
}

asn1::bit_string authentication() {
  return asn1::bit_string{std::string_view{"1"}};
}

wire::acse_apdu to_wire(const associate_request& x) {
  auto out = wire::aarq_apdu{};
  out.application_context_name = x.application_context;
  put(x.called, out.called_ap_title, out.called_ae_qualifier);
  put(x.calling, out.calling_ap_title, out.calling_ae_qualifier);
  if (x.password) {
    out.sender_acse_requirements = authentication();
    out.mechanism_name = password_mechanism;
    out.calling_authentication_value = charstring(*x.password);
  }
  put(x.user, out.user_information);
  return wire::acse_apdu::make<wire::acse_apdu::aarq>(std::move(out));
}

wire::acse_apdu to_wire(const associate_response& x) {
  using source = wire::associate_source_diagnostic;
  auto out = wire::aare_apdu{};
  out.application_context_name = x.application_context;
  out.result = static_cast<std::int64_t>(x.result);
  auto code = asn1::integer{static_cast<std::int64_t>(x.diagnostic)};
  out.result_source_diagnostic = x.by_provider
                                   ? source::make<source::acse_service_provider>(code)
                                   : source::make<source::acse_service_user>(code);
  put(x.responding, out.responding_ap_title, out.responding_ae_qualifier);
  if (x.password) {
    out.responder_acse_requirements = authentication();
    out.mechanism_name = password_mechanism;
    out.responding_authentication_value = charstring(*x.password);
  }
  put(x.user, out.user_information);
  return wire::acse_apdu::make<wire::acse_apdu::aare>(std::move(out));
}

template <class T>
T release(std::optional<std::int64_t> reason) {
  auto out = T{};
  if (reason)
    out.reason = *reason;
  return out;
}

wire::acse_apdu to_wire(const release_request& x) {
  return wire::acse_apdu::make<wire::acse_apdu::rlrq>(
    release<wire::rlrq_apdu>(x.reason));
}

wire::acse_apdu to_wire(const release_response& x) {
  return wire::acse_apdu::make<wire::acse_apdu::rlre>(
    release<wire::rlre_apdu>(x.reason));
}

wire::acse_apdu to_wire(const abort& x) {
  auto out = wire::abrt_apdu{};
  out.abort_source = x.by_provider ? 1 : 0;
  if (x.diagnostic)
    out.abort_diagnostic = static_cast<wire::abrt_diagnostic>(*x.diagnostic);
  return wire::acse_apdu::make<wire::acse_apdu::abrt>(std::move(out));
}

// ---- reading ----------------------------------------------------------------

ae_title title_of(const std::optional<wire::ap_title>& title,
                  const std::optional<wire::ae_qualifier>& qualifier) {
  auto out = ae_title{};
  if (title)
    if (auto* form2 = title->get_if<wire::ap_title::ap_title_form2>())
      out.ap_title = *form2;
  if (qualifier)
    if (auto* form2 = qualifier->get_if<wire::ae_qualifier::ae_qualifier_form2>())
      out.ae_qualifier = form2->to_int64();
  return out;
}

std::optional<std::string>
charstring_of(const std::optional<wire::authentication_value>& x) {
  if (!x)
    return std::nullopt;
  if (auto* text = x->get_if<wire::authentication_value::charstring>())
    return *text;
  return std::nullopt;
}

result<user_information>
user_of(const std::optional<wire::association_information>& x) {
  if (!x || x->empty())
    return user_information{};
  if (x->size() != 1)
    return fail(errc::malformed, "acse.user_information", "more than one");
  auto& one = x->front();
  using encoding = asn1::builtin::external_encoding;
  auto context = one.indirect_reference ? one.indirect_reference->to_int64() : 0;
  if (!context)
    return fail(errc::malformed, "acse.user_information", "no such context");
  if (auto* open = one.encoding.get_if<encoding::single_asn1_type>())
    return user_information{*context, open->octets};
  if (auto* octets = one.encoding.get_if<encoding::octet_aligned>())
    return user_information{*context,
                            bytes(octets->view().begin(), octets->view().end())};
  return fail(errc::malformed, "acse.user_information", "an arbitrary encoding");
}

result<apdu> from_wire(wire::aarq_apdu& x) {
  auto user = user_of(x.user_information);
  if (!user)
    return tl::make_unexpected(std::move(user.error()));
  auto out = associate_request{};
  out.application_context = std::move(x.application_context_name);
  out.called = title_of(x.called_ap_title, x.called_ae_qualifier);
  out.calling = title_of(x.calling_ap_title, x.calling_ae_qualifier);
  out.wants_authentication =
    x.sender_acse_requirements && x.sender_acse_requirements->test(authentication_unit);
  out.by_password = !x.mechanism_name || same(*x.mechanism_name, password_mechanism);
  out.password = charstring_of(x.calling_authentication_value);
  out.user = std::move(*user);
  return out;
}

result<apdu> from_wire(wire::aare_apdu& x) {
  auto user = user_of(x.user_information);
  if (!user)
    return tl::make_unexpected(std::move(user.error()));
  using source = wire::associate_source_diagnostic;
  auto out = associate_response{};
  out.application_context = std::move(x.application_context_name);
  auto code = x.result.to_int64().value_or(1);
  out.result =
    static_cast<associate_response::outcome>(code > 2 || code < 0 ? 1 : code);
  auto& from = x.result_source_diagnostic;
  auto* provider = from.get_if<source::acse_service_provider>();
  out.by_provider = provider != nullptr;
  auto why = (provider ? *provider : from.get<source::acse_service_user>()).to_int64();
  out.diagnostic = static_cast<acse::diagnostic>(why.value_or(1) & 0xff);
  out.responding = title_of(x.responding_ap_title, x.responding_ae_qualifier);
  out.password = charstring_of(x.responding_authentication_value);
  out.user = std::move(*user);
  return out;
}

template <class To, class From>
result<apdu> from_release(const From& x) {
  auto out = To{std::nullopt};
  if (x.reason)
    out.reason = x.reason->to_int64();
  return out;
}

} // namespace

result<bytes> encode(const apdu& x) {
  return asn1::ber::encode(std::visit([](auto& one) { return to_wire(one); }, x));
}

result<apdu> decode(byte_view in) {
  auto read = asn1::ber::decode<wire::acse_apdu>(in);
  if (!read)
    return tl::make_unexpected(std::move(read.error()));
  using kinds = wire::acse_apdu;
  switch (read->index()) {
  case kinds::aarq: return from_wire(read->get<kinds::aarq>());
  case kinds::aare: return from_wire(read->get<kinds::aare>());
  case kinds::rlrq: return from_release<release_request>(read->get<kinds::rlrq>());
  case kinds::rlre: return from_release<release_response>(read->get<kinds::rlre>());
  case kinds::abrt: {
    auto& from = read->get<kinds::abrt>();
    auto out = abort{from.abort_source != asn1::integer{0}, {}};
    if (from.abort_diagnostic)
      out.diagnostic = static_cast<std::int64_t>(*from.abort_diagnostic);
    return out;
  }
  default: return fail(errc::malformed, "acse", "an unknown APDU");
  }
}

} // namespace bus::acse
