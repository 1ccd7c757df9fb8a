#include "messages/mms/association.hpp"

#include "messages/asn1/ber.hpp"
#include "messages/mms/initiate.hpp"
#include "messages/mms/service_errors.hpp"

namespace bus::mms {

namespace {

// Octets, so that most PDUs are written without another allocation.
constexpr auto usual_pdu = std::size_t{256};
constexpr auto largest_header = std::size_t{64};

namespace ber = asn1::ber;

/// An encoding of MMS as ACSE's user data.
acse::user_information user_of(std::int64_t context, const pdu& x) {
  return {context, ber::encode(x).value_or(bytes{})};
}

error left(std::string where, std::string_view cause) {
  return {errc::not_connected, std::move(where), std::string{cause}};
}

} // namespace

association_settings::association_settings() {
  copp.syntaxes = {acse::abstract_syntax, abstract_syntax};
}

osi_transport::settings& association_settings::osi() {
  auto* chosen = std::get_if<osi_transport::settings>(&transport);
  return chosen ? *chosen : transport.emplace<osi_transport::settings>();
}

xmpp_transport::settings& association_settings::xmpp() {
  auto* chosen = std::get_if<xmpp_transport::settings>(&transport);
  return chosen ? *chosen : transport.emplace<xmpp_transport::settings>();
}

association::association(role who, const association_settings& x)
  : settings_{&x},
    transport_{who, x.transport},
    copp_{x.copp},
    acse_{x.acse} {}

// ---- an association begins --------------------------------------------------

result<void> association::connect(time_point now) {
  auto& syntaxes = settings_->copp.syntaxes;
  for (auto i = std::size_t{0}; i < syntaxes.size(); ++i)
    if (same(syntaxes[i], abstract_syntax))
      context_ = copp::session::proposed_context(i);
  auto initiate = pdu::make<pdu::initiate_request_pdu>(propose(settings_->local));
  auto aarq = acse_.connect(user_of(context_, initiate));
  if (!aarq)
    return tl::make_unexpected(std::move(aarq.error()));
  auto cp = copp_.connect(acse::abstract_syntax, *aarq);
  if (!cp)
    return tl::make_unexpected(std::move(cp.error()));
  auto asked = transport_.connect(std::move(*cp));
  if (asked)
    listen(now);
  return asked;
}

void association::listen(time_point now) {
  now_ = now;
  state_ = state::associating;
  deadline_ = now + settings_->step_timeout;
}

association::maybe_event association::called(const cosp::connect_indication& x) {
  using reason = copp::provider_reason;
  auto refused = [this](reason why, std::string cause) {
    std::ignore =
      transport_.refuse(cosp::reason::rejected_with_data, copp_.refuse(why));
    end({errc::malformed, "copp.cp", std::move(cause)});
    return std::nullopt;
  };
  auto cp = copp_.receive_connect(x.user_data);
  if (!cp)
    return refused(cp.error().reason, cp.error().cause);
  if (cp->user_data.size() != 1
      || !same(*copp_.syntax_of(cp->user_data[0].context), acse::abstract_syntax))
    return refused(reason::user_data_not_readable, "one AARQ was expected");
  auto event = acse_.receive(cp->user_data[0].octets);
  if (!event && acse_.refusal()) {
    refuse_with(*acse_.refusal(), {});
    end(std::move(event.error()));
    return std::nullopt;
  }
  auto* asked = event ? std::get_if<acse::connect_indication>(&*event) : nullptr;
  if (!asked) {
    abort_with(event ? error{errc::malformed, "acse", "not an AARQ"} : event.error());
    return std::nullopt;
  }
  auto& user = asked->request.user;
  auto* syntax = copp_.syntax_of(user.context);
  auto read = ber::decode<pdu>(user.octets);
  auto* initiate = read ? read->get_if<pdu::initiate_request_pdu>() : nullptr;
  if (!syntax || !same(*syntax, abstract_syntax) || !initiate) {
    refuse_with(acse::diagnostic::no_reason_given, {});
    end({errc::malformed, "mms.initiate", "no initiate request in the AARQ"});
    return std::nullopt;
  }
  context_ = user.context;
  agreed_ = proposed(*initiate);
  state_ = state::called;
  return associate_indication{std::move(asked->request), agreed_};
}

result<void> association::accept() {
  if (state_ != state::called)
    return fail(errc::out_of_state, "mms.initiate");
  auto agreement = agree(agreed_, settings_->local);
  if (!agreement) {
    auto why = to_error(agreement.error());
    auto no = pdu::make<pdu::initiate_error_pdu>(std::move(agreement.error()));
    refuse_with(acse::diagnostic::no_reason_given, user_of(context_, no));
    end(std::move(why));
    return {};
  }
  agreed_ = std::move(*agreement);
  auto initiated =
    pdu::make<pdu::initiate_response_pdu>(answer(agreed_, settings_->local));
  auto aare = acse_.accept(user_of(context_, initiated));
  if (!aare)
    return tl::make_unexpected(std::move(aare.error()));
  auto cpa = copp_.accept(acse::abstract_syntax, *aare);
  if (!cpa)
    return tl::make_unexpected(std::move(cpa.error()));
  state_ = state::open;
  deadline_ = never;
  return transport_.accept(*cpa);
}

void association::refuse(acse::diagnostic why) {
  refuse_with(why, {});
  end({errc::access_denied, "acse.aarq", std::string{name(why)}});
}

void association::refuse_with(acse::diagnostic why, acse::user_information user) {
  auto aare = acse_.refuse(why, std::move(user));
  auto cpr = copp_.refuse(acse::abstract_syntax, aare.value_or(bytes{}));
  std::ignore =
    transport_.refuse(cosp::reason::rejected_with_data, cpr.value_or(bytes{}));
}

association::maybe_event association::accepted(const cosp::accepted& x) {
  auto values = copp_.receive_accept(x.user_data);
  if (!values || values->size() != 1) {
    abort_with(values ? error{errc::malformed, "copp.cpa", "one AARE was expected"}
                      : values.error());
    return std::nullopt;
  }
  auto event = acse_.receive(values->front().octets);
  if (event)
    if (auto* no = std::get_if<acse::refused>(&*event)) {
      abort_with(no->why);
      return std::nullopt;
    }
  auto* yes = event ? std::get_if<acse::accepted>(&*event) : nullptr;
  auto read = ber::decode<pdu>(yes ? byte_view{yes->user.octets} : byte_view{});
  auto* initiated = read ? read->get_if<pdu::initiate_response_pdu>() : nullptr;
  if (!initiated || !copp_.context_of(abstract_syntax)) {
    abort_with({errc::malformed, "mms.initiate", "no initiate response in the AARE"});
    return std::nullopt;
  }
  auto agreement = mms::agreed(*initiated, settings_->local);
  if (!agreement) {
    abort_with(agreement.error());
    return std::nullopt;
  }
  agreed_ = std::move(*agreement);
  state_ = state::open;
  deadline_ = never;
  return established{agreed_};
}

association::maybe_event association::refused(const cosp::refused& x) {
  if (x.user_data.empty()) {
    end(x.why);
    return std::nullopt;
  }
  auto why = copp_.receive_refuse(x.user_data);
  auto told = error{errc::rejected, "copp.cpr", std::string{why.reason}};
  if (why.user_data.size() == 1) {
    auto event = acse_.receive(why.user_data[0].octets);
    if (event)
      if (auto* no = std::get_if<acse::refused>(&*event))
        told = no->why;
  }
  end(std::move(told));
  return std::nullopt;
}

// ---- what comes -------------------------------------------------------------

void association::receive(byte_view octets, time_point now) {
  now_ = now;
  transport_.feed(octets);
}

std::optional<association_event> association::next_event() {
  while (state_ != state::told && state_ != state::called) {
    if (state_ == state::over) {
      state_ = state::told;
      return std::move(*std::exchange(end_, nullptr));
    }
    if (next_value_ < values_.size()) {
      if (auto event = take_values())
        return event;
      continue;
    }
    auto came = transport_.next();
    if (!came)
      end(std::move(came.error()));
    else if (!*came)
      return std::nullopt;
    else if (auto event = take(**came))
      return event;
  }
  return std::nullopt;
}

association::maybe_event association::take(const cosp::event& x) {
  if (auto* data = std::get_if<cosp::data>(&x)) {
    auto values = copp_.receive_data(data->user_data);
    if (!values) {
      abort_with(std::move(values.error()));
      return std::nullopt;
    }
    values_ = std::move(*values);
    next_value_ = 0;
    return std::nullopt;
  }
  if (auto* asked = std::get_if<cosp::connect_indication>(&x))
    return called(*asked);
  if (auto* yes = std::get_if<cosp::accepted>(&x))
    return accepted(*yes);
  if (auto* no = std::get_if<cosp::refused>(&x))
    return refused(*no);
  if (auto* finish = std::get_if<cosp::finish_indication>(&x))
    return finishing(*finish);
  if (auto* gone = std::get_if<cosp::aborted>(&x))
    return aborted(*gone);
  if (std::holds_alternative<cosp::finished>(x))
    end(left("mms.conclude", "released"), true);
  else if (std::holds_alternative<cosp::not_finished>(x))
    abort_with({errc::rejected, "cosp.nf", "the peer refuses to release"});
  return std::nullopt;
}

association::maybe_event association::take_values() {
  auto one = values_[next_value_++];
  if (one.context == context_ && context_ != 0)
    return take_pdu(one.octets);
  return take_apdu(one.octets);
}

association::maybe_event association::take_pdu(byte_view octets) {
  auto read = ber::decode<pdu>(octets);
  if (!read) {
    reject_unreadable(octets);
    return std::nullopt;
  }
  if (state_ == state::concluding && read->is<pdu::conclude_response_pdu>())
    return concluded();
  if (state_ == state::concluding && read->is<pdu::conclude_error_pdu>()) {
    abort_with(to_error(read->get<pdu::conclude_error_pdu>()));
    return std::nullopt;
  }
  if (state_ != state::open && state_ != state::concluding)
    return std::nullopt; // on its way when the end began
  return pdu_received{std::move(*read)};
}

association::maybe_event association::take_apdu(byte_view octets) {
  auto event = acse_.receive(octets);
  if (event && std::holds_alternative<acse::aborted>(*event))
    end(std::get<acse::aborted>(*event).why);
  else
    abort_with(event ? error{errc::malformed, "acse", "an APDU out of turn"}
                     : event.error());
  return std::nullopt;
}

association::maybe_event association::finishing(const cosp::finish_indication& x) {
  // The APDU says nothing that the FN did not.
  if (auto values = copp_.receive_data(x.user_data); values && values->size() == 1)
    std::ignore = acse_.receive(values->front().octets);
  auto rlre = acse_.release_response();
  auto user = copp_.user_data(acse::abstract_syntax, rlre.value_or(bytes{}));
  std::ignore = transport_.disconnect(user.value_or(bytes{}));
  end(left("acse.rlrq", "released by the peer"), true);
  return std::nullopt;
}

association::maybe_event association::aborted(const cosp::aborted& x) {
  auto why = left("cosp.ab", x.by_user ? "aborted by the peer"
                                       : "aborted by the peer's session layer");
  if (!x.user_data.empty()) {
    auto told = copp_.receive_abort(x.user_data);
    if (!told.by_user)
      why = left("copp.arp", told.reason);
  }
  end(std::move(why));
  return std::nullopt;
}

namespace {

/// A confirmed request's invoke id, as far as that is readable.
std::optional<std::uint32_t> invoke_id_of(byte_view x) {
  constexpr auto request = std::uint8_t{0xa0};
  constexpr auto integer = std::uint8_t{0x02};
  auto from = reader{x};
  if (from.u8() != request)
    return std::nullopt;
  if (auto length = from.u8(); length > 0x80)
    from.view(length & 0x7f);
  if (from.u8() != integer)
    return std::nullopt;
  auto octets = from.view(from.u8());
  if (!from || octets.empty() || octets.size() > 5
      || (octets.size() == 5 && octets[0] != 0) || octets[0] >= 0x80)
    return std::nullopt;
  return static_cast<std::uint32_t>(bebytes_to_uint(octets));
}

} // namespace

/// A reject (ISO 9506-2, 7.3); nothing where the PDU was one.
void association::reject_unreadable(byte_view octets) {
  using reasons = asn1::mms::reject_pdu_reject_reason;
  constexpr auto reject = std::uint8_t{0xa4};
  constexpr auto first = std::uint8_t{0xa0};
  constexpr auto last = std::uint8_t{0xad};
  if (state_ != state::open || (!octets.empty() && octets[0] == reject))
    return;
  auto no = asn1::mms::reject_pdu{};
  no.original_invoke_id = invoke_id_of(octets);
  constexpr auto invalid_argument = 4;
  constexpr auto unknown_pdu_type = 0;
  constexpr auto invalid_pdu = 1;
  auto known = !octets.empty()
               && ((octets[0] >= first && octets[0] <= last)
                   || (octets[0] >= 0x80 && octets[0] <= 0x8d));
  no.reject_reason =
    no.original_invoke_id
      ? reasons::make<reasons::confirmed_request_pdu>(invalid_argument)
      : reasons::make<reasons::pdu_error>(known ? invalid_pdu : unknown_pdu_type);
  std::ignore = write(pdu::make<pdu::reject_pdu>(std::move(no)));
}

// ---- what goes --------------------------------------------------------------

result<void> association::send(const pdu& x) {
  if (state_ != state::open && state_ != state::concluding)
    return fail(errc::not_connected, "mms.association");
  auto start = transport_.output().size();
  auto written = write(x);
  if (written || written.error().where != "mms.pdu"
      || !x.is<pdu::confirmed_response_pdu>())
    return written;
  transport_.output().resize(start);
  auto no = asn1::mms::confirmed_error_pdu{};
  no.invoke_id = x.get<pdu::confirmed_response_pdu>().invoke_id;
  no.service_error = make_error(service_class_error::pdu_size);
  return write(pdu::make<pdu::confirmed_error_pdu>(std::move(no)));
}

/// Encodes behind room for the headers, which are as large as the last ones more
/// often than not.
result<void> association::write(const pdu& x) {
  auto& out = transport_.output();
  auto start = out.size();
  out.reserve(start + last_header_ + usual_pdu);
  out.resize(start + last_header_);
  auto encoded = ber::append(x, out);
  if (!encoded) {
    out.resize(start);
    return encoded;
  }
  auto size = out.size() - start - last_header_;
  if (size > agreed_.max_pdu_size) {
    out.resize(start);
    return fail(errc::invalid_value, "mms.pdu",
                std::to_string(size) + " octets, and the peer takes "
                  + std::to_string(agreed_.max_pdu_size));
  }
  auto header = bytes{};
  header.reserve(largest_header);
  header.resize(transport_.header_size());
  copp::put_data_header(header, context_, size);
  auto value_header = byte_view{header}.subspan(transport_.header_size());
  if (!transport_.put_header(header.data(), value_header.size() + size)) {
    auto value = bytes(value_header.begin(), value_header.end());
    value.insert(value.end(), out.end() - static_cast<std::ptrdiff_t>(size), out.end());
    out.resize(start);
    return transport_.send(value);
  }
  auto at = out.begin() + static_cast<std::ptrdiff_t>(start);
  if (header.size() < last_header_)
    out.erase(at, at + static_cast<std::ptrdiff_t>(last_header_ - header.size()));
  else if (header.size() > last_header_)
    out.insert(at, header.size() - last_header_, 0);
  last_header_ = header.size();
  std::copy(header.begin(), header.end(),
            out.begin() + static_cast<std::ptrdiff_t>(start));
  return {};
}

// ---- an association ends ----------------------------------------------------

result<void> association::conclude(time_point now) {
  if (state_ != state::open)
    return fail(errc::out_of_state, "mms.conclude");
  auto asked = write(pdu::make<pdu::conclude_request_pdu>());
  if (!asked)
    return asked;
  state_ = state::concluding;
  deadline_ = now + settings_->step_timeout;
  return {};
}

association::maybe_event association::concluded() {
  auto rlrq = acse_.release();
  auto user = copp_.user_data(acse::abstract_syntax, rlrq.value_or(bytes{}));
  state_ = state::releasing;
  deadline_ = now_ + settings_->step_timeout;
  if (auto finished = transport_.finish(user.value_or(bytes{})); !finished)
    end(std::move(finished.error()));
  return std::nullopt;
}

void association::abort() {
  abort_with(left("mms.association", "aborted"));
}

void association::abort_with(error why) {
  auto abrt = acse_.abort(false);
  auto aru = copp_.abort(acse::abstract_syntax, abrt.value_or(bytes{}));
  transport_.abort(aru.value_or(bytes{}));
  end(std::move(why));
}

void association::end(error why, bool orderly) {
  if (state_ == state::over || state_ == state::told)
    return;
  end_ = std::make_unique<closed>(closed{std::move(why), orderly});
  state_ = state::over;
  deadline_ = never;
  values_.clear();
  next_value_ = 0;
}

void association::tick(time_point now) {
  now_ = now;
  if (now < deadline_)
    return;
  auto step = state_ == state::associating ? "mms.initiate"
              : state_ == state::called    ? "mms.accept"
              : state_ == state::releasing ? "acse.rlre"
                                           : "mms.conclude";
  auto orderly = state_ == state::concluding || state_ == state::releasing;
  transport_.time_out();
  end({errc::timeout, step, "the peer did not answer"}, orderly);
}

} // namespace bus::mms
