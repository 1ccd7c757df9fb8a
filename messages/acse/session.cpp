#include "messages/acse/session.hpp"

#include <algorithm>

namespace bus::acse {

namespace {

/// In a time that does not tell where they differ.
bool same_secret(const std::string& x, const std::string& y) {
  auto differs = x.size() ^ y.size();
  for (auto i = std::size_t{0}; i < y.size(); ++i)
    differs |= static_cast<unsigned char>((i < x.size() ? x[i] : 0) ^ y[i]);
  return differs == 0;
}

bool is_other(const ae_title& called, const ae_title& own) {
  auto other_title =
    called.ap_title && own.ap_title && !same(*called.ap_title, *own.ap_title);
  return other_title
         || (called.ae_qualifier && own.ae_qualifier
             && *called.ae_qualifier != *own.ae_qualifier);
}

} // namespace

result<bytes> session::connect(user_information user) {
  if (state_ != state::idle)
    return fail(errc::out_of_state, "acse.aarq");
  state_ = state::calling;
  auto ask =
    associate_request{settings_->application_context, settings_->peer, settings_->own};
  if (!settings_->passwords.empty())
    ask.password = settings_->passwords.front();
  ask.user = std::move(user);
  return encode(ask);
}

std::optional<diagnostic> session::check(const associate_request& x) const {
  if (!same(x.application_context, settings_->application_context))
    return diagnostic::application_context_name_not_supported;
  if (is_other(x.called, settings_->own))
    return x.called.ap_title && settings_->own.ap_title
               && !same(*x.called.ap_title, *settings_->own.ap_title)
             ? diagnostic::called_ap_title_not_recognized
             : diagnostic::called_ae_qualifier_not_recognized;
  if (settings_->passwords.empty())
    return std::nullopt;
  if (!x.by_password)
    return diagnostic::authentication_mechanism_name_not_recognized;
  if (!x.password)
    return diagnostic::authentication_required;
  auto known = false;
  for (auto& one : settings_->passwords)
    known |= same_secret(one, *x.password);
  return known ? std::nullopt : std::optional{diagnostic::authentication_failure};
}

result<event> session::called(associate_request x) {
  if (state_ != state::idle)
    return fail(errc::malformed, "acse.aarq", "unexpected");
  state_ = state::called;
  refusal_ = check(x);
  if (refusal_)
    return fail(errc::access_denied, "acse.aarq", std::string{name(*refusal_)});
  return connect_indication{std::move(x)};
}

result<event> session::answered(associate_response x) {
  if (state_ != state::calling)
    return fail(errc::malformed, "acse.aare", "unexpected");
  if (x.result == associate_response::outcome::accepted) {
    state_ = state::associated;
    return accepted{std::move(x.user)};
  }
  state_ = state::over;
  auto auth = x.diagnostic >= diagnostic::authentication_mechanism_name_not_recognized;
  return refused{{auth ? errc::access_denied : errc::rejected, "acse.aare",
                  std::string{name(x.diagnostic)}}};
}

result<event> session::receive(byte_view in) {
  auto read = decode(in);
  if (!read)
    return tl::make_unexpected(std::move(read.error()));
  if (auto* ask = std::get_if<associate_request>(&*read))
    return called(std::move(*ask));
  if (auto* answer = std::get_if<associate_response>(&*read))
    return answered(std::move(*answer));
  if (std::holds_alternative<acse::release_request>(*read)) {
    if (state_ != state::associated && state_ != state::releasing)
      return fail(errc::malformed, "acse.rlrq", "unexpected");
    state_ = state::released_by_peer;
    return release_indication{};
  }
  if (std::holds_alternative<acse::release_response>(*read)) {
    if (state_ != state::releasing)
      return fail(errc::malformed, "acse.rlre", "unexpected");
    state_ = state::over;
    return released{};
  }
  state_ = state::over;
  auto& what = std::get<acse::abort>(*read);
  return aborted{
    {errc::not_connected, "acse.abrt",
     what.by_provider ? "aborted by the peer's ACSE" : "aborted by the peer"}};
}

result<bytes> session::accept(user_information user) {
  if (state_ != state::called || refusal_)
    return fail(errc::out_of_state, "acse.aare");
  state_ = state::associated;
  auto answer = associate_response{settings_->application_context};
  answer.responding = settings_->own;
  answer.user = std::move(user);
  return encode(answer);
}

result<bytes> session::refuse(diagnostic why, user_information user) {
  if (state_ != state::called)
    return fail(errc::out_of_state, "acse.aare");
  state_ = state::over;
  auto answer = associate_response{settings_->application_context};
  answer.result = associate_response::outcome::rejected_permanent;
  answer.diagnostic = why;
  answer.user = std::move(user);
  return encode(answer);
}

result<bytes> session::release() {
  if (state_ != state::associated)
    return fail(errc::out_of_state, "acse.rlrq");
  state_ = state::releasing;
  return encode(release_request{});
}

result<bytes> session::release_response() {
  if (state_ != state::released_by_peer)
    return fail(errc::out_of_state, "acse.rlre");
  state_ = state::over;
  return encode(acse::release_response{});
}

result<bytes> session::abort(bool by_provider) {
  state_ = state::over;
  return encode(acse::abort{by_provider, {}});
}

} // namespace bus::acse
