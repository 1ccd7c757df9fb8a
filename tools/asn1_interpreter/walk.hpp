#pragma once

#include "messages/result.hpp"

#include <vector>

namespace bus::asn1_interpreter {

/// What a value and its encoding may take; what is beyond is refused.
struct limits {
  unsigned depth = 64;              ///< of types within types
  std::size_t elements = 1'000'000; ///< values and parts of values
};

/// Thrown where a rule is broken, caught by what other folders call.
struct refusal {
  error why;
};

/// What `work` returns, or why it refused.
template <class Work>
auto attempt(Work work) -> result<decltype(work())> {
  try {
    return work();
  } catch (const refusal& x) {
    return tl::make_unexpected(x.why);
  }
}

/// Where in a value the work is, and how much of it was done.
class walk {
public:
  /// Rules that are broken are told as `broken`.
  walk(std::string root, errc broken, limits most);

  /// One element more, and one level deeper for as long as it lives: a component,
  /// an element of a list (from 0), or without a name.
  class step {
  public:
    explicit step(walk& in)
      : step{in, std::string{}} {}
    step(walk& in, std::string_view name)
      : step{in, '.' + std::string{name}} {}
    step(walk& in, std::size_t index)
      : step{in, '[' + std::to_string(index) + ']'} {}
    ~step() { in_.path_.pop_back(); }
    step(const step&) = delete;

  private:
    step(walk& in, std::string&& shown);

    walk& in_;
  };

  /// `"MMSpdu.confirmed-RequestPDU.invokeID"`, `"Names[3].first"`.
  std::string path() const;

  [[noreturn]] void refuse(std::string cause) const { refuse(broken_, cause); }
  [[noreturn]] void refuse(errc code, std::string cause) const;

private:
  void count();

  errc broken_;
  limits most_;
  std::vector<std::string> path_;
  std::size_t counted_ = 0;
};

} // namespace bus::asn1_interpreter
