#pragma once

#include "actors/interfaces.hpp"

#include <caf/typed_response_promise.hpp>

#include <functional>
#include <memory>

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

/// Puts together the answer to many parts, in the order asked. To be called with each
/// part's place and outcome, and once more with any other place when all were asked
/// for; delivers when the last one is there.
template <class Answer, class Part>
std::function<void(std::size_t, result<Part>)>
gather(caf::typed_response_promise<Answer> to, std::vector<result<Part>> Answer::*list,
       std::size_t parts) {
  auto answer = Answer{};
  (answer.*list).resize(parts);
  struct state {
    Answer answer;
    std::size_t left;
    caf::typed_response_promise<Answer> to;
  };
  auto job =
    std::make_shared<state>(state{std::move(answer), parts + 1, std::move(to)});
  return [job, list](std::size_t place, result<Part> how) {
    if (place < (job->answer.*list).size())
      (job->answer.*list)[place] = std::move(how);
    if (--job->left == 0)
      job->to.deliver(std::move(job->answer));
  };
}

} // namespace bus::answers
