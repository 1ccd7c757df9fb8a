#include "actors/link/xml_nesting.hpp"

namespace bus {

bool xml_nesting::feed(std::string_view text, unsigned most) {
  for (auto x : text) {
    take(x);
    if (depth_ > most)
      return false;
  }
  return true;
}

void xml_nesting::take(char x) {
  switch (at_) {
  case at::text:
    if (x == '<')
      at_ = at::begin;
    break;
  case at::begin:
    at_ = x == '/' ? at::end_tag : x == '?' || x == '!' ? at::other : at::start_tag;
    depth_ += at_ == at::start_tag;
    break;
  case at::start_tag:
  case at::slash:
    if (x == '>') {
      depth_ -= at_ == at::slash && depth_ > 0;
      at_ = at::text;
    } else if (x == '"' || x == '\'') {
      quote_ = x;
      at_ = at::quoted;
    } else {
      at_ = x == '/' ? at::slash : at::start_tag;
    }
    break;
  case at::quoted:
    if (x == quote_)
      at_ = at::start_tag;
    break;
  case at::end_tag:
    if (x == '>') {
      depth_ -= depth_ > 0;
      at_ = at::text;
    }
    break;
  case at::other:
    if (x == '>')
      at_ = at::text;
  }
}

} // namespace bus
