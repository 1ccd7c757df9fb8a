#pragma once

#include <cstddef>
#include <utility>
#include <vector>

namespace bus {

/// A queue that holds no memory while it is empty: there are several in each
/// connection, and most connections have nothing to do. (std::deque holds half a
/// kilobyte from its construction on.)
template <class T>
class fifo {
public:
  using value_type = T;
  using iterator = typename std::vector<T>::iterator;
  using const_iterator = typename std::vector<T>::const_iterator;

  bool empty() const { return size() == 0; }
  std::size_t size() const { return all_.size() - first_; }

  T& front() { return all_[first_]; }
  const T& operator[](std::size_t i) const { return all_[first_ + i]; }
  T& operator[](std::size_t i) { return all_[first_ + i]; }
  void push_back(T x) { all_.push_back(std::move(x)); }

  void pop_front() {
    ++first_;
    if (empty())
      clear();
    else if (first_ > all_.size() / 2)
      forget_taken();
  }

  void clear() {
    all_ = std::vector<T>{}; // unlike {}, this gives the memory back
    first_ = 0;
  }

  iterator erase(iterator at) {
    auto next = all_.erase(at);
    if (!empty())
      return next;
    clear();
    return end();
  }

  template <class Predicate>
  void erase_if(Predicate which) {
    forget_taken();
    std::erase_if(all_, which);
    if (empty())
      clear();
  }

  iterator begin() { return all_.begin() + static_cast<std::ptrdiff_t>(first_); }
  iterator end() { return all_.end(); }
  const_iterator begin() const {
    return all_.begin() + static_cast<std::ptrdiff_t>(first_);
  }
  const_iterator end() const { return all_.end(); }

private:
  void forget_taken() {
    all_.erase(all_.begin(), begin());
    first_ = 0;
  }

  std::vector<T> all_;
  std::size_t first_ = 0; ///< those in front were taken
};

} // namespace bus
