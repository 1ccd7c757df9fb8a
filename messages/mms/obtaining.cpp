#include "messages/mms/obtaining.hpp"

namespace bus::mms {

request obtaining::first() const {
  return request::make<request::file_open>(asn1::mms::file_open_request{source_, 0});
}

request obtaining::close() {
  closing_ = true;
  return request::make<request::file_close>(*frsm_);
}

std::optional<request> obtaining::take(result<response> x) {
  if (closing_)
    return std::nullopt; // a file that does not close was read all the same
  if (!x) {
    failure_ = std::move(x.error());
    return frsm_ ? std::optional{close()} : std::nullopt;
  }
  if (auto* opened = x->get_if<response::file_open>()) {
    frsm_ = opened->frsm_id;
    return request::make<request::file_read>(*frsm_);
  }
  auto* part = x->get_if<response::file_read>();
  if (!frsm_ || !part || octets_.size() + part->file_data.size() > most_) {
    failure_ = error{errc::rejected, "mms.obtain_file", "the file is too large"};
    return frsm_ ? std::optional{close()} : std::nullopt;
  }
  auto octets = part->file_data.view();
  octets_.insert(octets_.end(), octets.begin(), octets.end());
  if (!part->more_follows)
    return close();
  return request::make<request::file_read>(*frsm_);
}

result<bytes> obtaining::file() && {
  if (failure_)
    return tl::make_unexpected(std::move(*failure_));
  return std::move(octets_);
}

} // namespace bus::mms
