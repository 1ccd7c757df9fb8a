#pragma once

#include "actors/interfaces.hpp"

#include <caf/typed_response_promise.hpp>

namespace bus::answers {

// What an action is answered with.

using promise = caf::typed_response_promise<acted>;
using member = std::pair<std::string, value>;

template <class... Members>
value object_of(Members&&... x) {
  auto out = std::make_shared<structure>();
  (out->emplace_back(std::forward<Members>(x)), ...);
  return std::shared_ptr<const structure>{std::move(out)};
}

value list_of(const std::vector<std::string>& x);

void refuse(promise& to, error why);

/// The action's reference is not of a kind that it is for.
void bad_reference(promise& to, const std::string& expected);

/// Answers `with`, or why it was not done.
std::function<void(result<void>)> deliver(promise to, value with);

/// Answers what was got, or why nothing was.
std::function<void(result<value>)> deliver(promise to);

} // namespace bus::answers
