#include "messages/bus/journal.hpp"

#include <algorithm>

namespace bus {

namespace {

constexpr auto most_reserved = std::size_t{1} << 18;

} // namespace

journal::journal(std::size_t limit)
  : limit_{limit} {
  entries_.reserve(std::min(limit, most_reserved));
}

void journal::keep(journal_entry x) {
  next_ = x.seq + 1;
  if (entries_.size() < limit_) {
    entries_.push_back(std::move(x));
    return;
  }
  if (limit_ == 0) {
    dropped_ = x.seq;
    return;
  }
  dropped_ = entries_[first_].seq;
  entries_[first_] = std::move(x);
  first_ = first_ + 1 == limit_ ? 0 : first_ + 1;
}

std::uint64_t journal::oldest() const {
  return entries_.empty() ? next_ : entries_[first_].seq;
}

result<void>
journal::replay(std::uint64_t from_seq,
                const std::function<bool(const journal_entry&)>& take) const {
  if (dropped_ && from_seq <= *dropped_)
    return fail(errc::gone, "journal", "oldest kept is " + std::to_string(oldest()));
  for (auto i = position_of(from_seq); i < entries_.size(); ++i)
    if (!take(at(i)))
      break;
  return {};
}

const journal_entry& journal::at(std::size_t age) const {
  auto i = first_ + age;
  return entries_[i < entries_.size() ? i : i - entries_.size()];
}

// Numbers grow but may leave some out: not all that is numbered is kept here.
std::size_t journal::position_of(std::uint64_t seq) const {
  auto low = std::size_t{0};
  auto high = entries_.size();
  while (low < high) {
    auto middle = low + (high - low) / 2;
    if (at(middle).seq < seq)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

} // namespace bus
