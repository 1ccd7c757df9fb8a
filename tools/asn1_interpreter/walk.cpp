#include "tools/asn1_interpreter/walk.hpp"

namespace bus::asn1_interpreter {

walk::walk(std::string root, errc broken, limits most)
  : broken_{broken},
    most_{most},
    path_{std::move(root)} {}

walk::step::step(walk& in, std::string&& shown)
  : in_{in} {
  in_.count();
  if (in_.path_.size() >= in_.most_.depth)
    in_.refuse("nested more than " + std::to_string(in_.most_.depth) + " deep");
  in_.path_.push_back(std::move(shown));
}

void walk::count() {
  if (++counted_ > most_.elements)
    refuse("more than " + std::to_string(most_.elements) + " elements");
}

std::string walk::path() const {
  auto out = std::string{};
  for (auto& x : path_)
    out += x;
  return out;
}

void walk::refuse(errc code, std::string cause) const {
  throw refusal{{code, path(), std::move(cause)}};
}

} // namespace bus::asn1_interpreter
