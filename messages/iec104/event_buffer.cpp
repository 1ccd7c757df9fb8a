#include "messages/iec104/event_buffer.hpp"

#include "messages/iec104/codec.hpp"

namespace bus::iec104 {

namespace {

constexpr auto kept_length = std::size_t{2};

bool go_together(const buffered_event& x, const buffered_event& y) {
  return x.type == y.type && x.common_address == y.common_address && x.why == y.why
         && x.test == y.test;
}

asdu asdu_of(const buffered_event& x) {
  return {{.type = x.type,
           .cause = x.why,
           .test = x.test,
           .common_address = x.common_address},
          {}};
}

} // namespace

bool event_buffer::add(buffered_event x) {
  all_.push_back(std::move(x));
  if (all_.size() <= most_)
    return false;
  if (sent_ > 0) { // it was sent, and is forgotten before it was acknowledged
    --sent_;
    for (auto& count : under_way_)
      if (count > 0) {
        --count;
        break;
      }
  }
  pop_front();
  return true;
}

void event_buffer::pop_front() {
  all_.pop_front();
  if (kept_ > 0) {
    --kept_;
    ++removed_;
  }
}

std::optional<bytes> event_buffer::take_asdu() {
  if (to_send() == 0)
    return std::nullopt;
  auto& first = all_[sent_];
  auto out = asdu_of(first);
  auto most = capacity(first.type, false);
  for (auto i = sent_; i < all_.size() && out.objects.size() < most; ++i) {
    if (!go_together(first, all_[i]))
      break;
    out.objects.push_back(all_[i].what);
  }
  under_way_.push_back(out.objects.size());
  sent_ += out.objects.size();
  return encode(out).value_or(bytes{}); // add() took what can be encoded only
}

void event_buffer::acknowledge() {
  if (under_way_.empty())
    return;
  auto count = under_way_.front();
  under_way_.pop_front();
  sent_ -= count;
  for (; count > 0; --count)
    pop_front();
}

void event_buffer::rewind() {
  under_way_.clear();
  sent_ = 0;
}

event_buffer::change event_buffer::take_change() {
  auto out = change{removed_, all_.size() - kept_};
  removed_ = 0;
  kept_ = all_.size();
  return out;
}

void event_buffer::restore(std::vector<buffered_event> x) {
  for (auto& one : x)
    add(std::move(one));
  std::ignore = take_change();
}

void append(const buffered_event& x, bytes& out) {
  auto whole = asdu_of(x);
  whole.objects.push_back(x.what);
  auto octets = encode(whole).value_or(bytes{});
  writer{out}.u16(static_cast<std::uint16_t>(octets.size())).put(octets);
}

std::vector<buffered_event> read_events(byte_view in, std::size_t& used) {
  auto out = std::vector<buffered_event>{};
  used = 0;
  while (in.size() >= used + kept_length) {
    auto from = reader{in.subspan(used)};
    auto size = std::size_t{from.u16()};
    auto octets = from.view(size);
    auto whole = from ? decode(octets) : result<asdu>{fail(errc::truncated, "")};
    if (!whole || whole->objects.size() != 1)
      break;
    used += kept_length + size;
    out.push_back({whole->head.type, whole->head.common_address, whole->head.cause,
                   whole->head.test, std::move(whole->objects.front())});
  }
  return out;
}

} // namespace bus::iec104
