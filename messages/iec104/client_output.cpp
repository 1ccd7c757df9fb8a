#include "messages/iec104/client_output.hpp"

#include "messages/iec104/codec.hpp"

namespace bus::iec104 {

namespace {

constexpr auto most_remarks = std::size_t{100};

} // namespace

void client_output::reset() {
  asdus_.clear();
  told_.clear();
}

result<void> client_output::send(const asdu& x) {
  auto octets = encode(x);
  if (!octets)
    return tl::make_unexpected(std::move(octets.error()));
  asdus_.push_back(std::move(*octets));
  return {};
}

void client_output::remark(const std::string& text) {
  if (told_.size() < most_remarks && told_.insert(text).second)
    remarks_.push_back(text);
}

bool is_unknown(cause x) {
  return x >= cause::unknown_type && x <= cause::unknown_object_address;
}

std::string refusal_in(const asdu_head& x) {
  if (is_unknown(x.cause))
    return name(x.cause);
  if (!x.negative)
    return {};
  return x.cause == cause::activation_termination ? "negative-termination"
                                                  : "negative-confirmation";
}

} // namespace bus::iec104
