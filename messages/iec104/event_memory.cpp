#include "messages/iec104/event_memory.hpp"

#include <utility>

namespace bus::iec104 {

void event_memory::add_earlier(std::uint64_t event) {
  add({event, true});
}

void event_memory::start() {
  is_matching_ = true;
  next_ = 0;
}

event_memory::match event_memory::take(std::uint64_t event) {
  auto how = is_matching_ ? find(event) : match::fresh;
  if (how != match::fresh)
    return how;
  is_matching_ = false;
  add({event, false});
  return how;
}

/// A repeat keeps its place, so that a second one is found in the same order.
event_memory::match event_memory::find(std::uint64_t event) {
  for (auto place = next_; place < all_.size(); ++place) {
    auto& x = at(place);
    if (x.event != event)
      continue;
    next_ = place + 1;
    // It is told now: from here on it is one of this run.
    return std::exchange(x.earlier_run, false) ? match::of_earlier_run
                                               : match::of_this_run;
  }
  return match::fresh;
}

void event_memory::add(entry x) {
  if (all_.size() < most_)
    return all_.push_back(x);
  if (most_ == 0)
    return;
  all_[oldest_] = x;
  oldest_ = (oldest_ + 1) % all_.size();
}

} // namespace bus::iec104
