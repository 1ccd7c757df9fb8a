#include "actors/connection/answers.hpp"

namespace bus::answers {

value list_of(const std::vector<std::string>& x) {
  auto out = std::make_shared<array>();
  for (auto& one : x)
    out->push_back(one);
  return std::shared_ptr<const array>{std::move(out)};
}

void refuse(promise& to, error why) {
  to.deliver(acted{tl::make_unexpected(refusal{std::move(why)})});
}

void bad_reference(promise& to, const std::string& expected) {
  refuse(to, {errc::invalid_value, "ref", "expected " + expected});
}

std::function<void(result<void>)> deliver(promise to, value with) {
  return [to, with = std::move(with)](result<void> how) mutable {
    if (how)
      to.deliver(acted{std::move(with)});
    else
      refuse(to, std::move(how.error()));
  };
}

std::function<void(result<value>)> deliver(promise to) {
  return [to](result<value> how) mutable {
    if (how)
      to.deliver(acted{std::move(*how)});
    else
      refuse(to, std::move(how.error()));
  };
}

} // namespace bus::answers
