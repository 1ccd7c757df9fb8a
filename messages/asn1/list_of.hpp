#pragma once

#include <cstddef>
#include <memory>
#include <new>
#include <vector>

#if defined(__SANITIZE_ADDRESS__)
#define BUS_ASN1_KEEPS_BLOCKS 0
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(memory_sanitizer)
#define BUS_ASN1_KEEPS_BLOCKS 0
#endif
#endif
#ifndef BUS_ASN1_KEEPS_BLOCKS
#define BUS_ASN1_KEEPS_BLOCKS 1
#endif

namespace bus::asn1 {

/// Blocks of memory that a thread gave back and takes again. A report has a short
/// list for each of its measurements: a hundred blocks of one size, taken together
/// and given back together, and that is what a general allocator is slowest at.
///
/// Bounded for each thread and size. A block may be given back by another thread
/// than took it: it stays with that one.
namespace blocks {

constexpr std::size_t step = 32;
constexpr std::size_t largest = 512;       ///< octets; larger ones are not kept
constexpr std::size_t most_kept = 1 << 14; ///< octets of each size and thread

struct kept {
  void* first = nullptr; ///< in its first octets stands the next one
  unsigned room = 0;     ///< for how many more
};

inline constinit thread_local kept of_size[largest / step] = {};

/// `of` is one less than the size, in steps.
inline void* take(std::size_t of) {
  auto& from = of_size[of];
  auto* out = from.first;
  if (!out)
    return ::operator new((of + 1) * step);
  from.first = *static_cast<void**>(out);
  ++from.room;
  return out;
}

/// Where there is no room: makes it, the first time on a thread.
void give_back_more(void* x);

inline void give_back(void* x, std::size_t of) {
  auto& to = of_size[of];
  if (to.room == 0)
    return give_back_more(x);
  *static_cast<void**>(x) = to.first;
  to.first = x;
  --to.room;
}

} // namespace blocks

/// An allocator that keeps blocks. Sanitizers see each one taken and given back.
template <class T>
struct block_allocator {
  using value_type = T;

  block_allocator() = default;
  template <class U>
  block_allocator(const block_allocator<U>&) {}

  T* allocate(std::size_t count) {
    if (is_kept(count))
      return static_cast<T*>(blocks::take((count * sizeof(T) - 1) / blocks::step));
    return std::allocator<T>{}.allocate(count);
  }

  void deallocate(T* x, std::size_t count) {
    if (is_kept(count))
      return blocks::give_back(x, (count * sizeof(T) - 1) / blocks::step);
    std::allocator<T>{}.deallocate(x, count);
  }

  bool operator==(const block_allocator&) const = default;

private:
  static bool is_kept(std::size_t count) {
    return BUS_ASN1_KEEPS_BLOCKS && alignof(T) <= alignof(std::max_align_t)
           && count <= blocks::largest / sizeof(T) && count > 0;
  }
};

/// The values of a SEQUENCE OF or SET OF.
template <class T>
using list_of = std::vector<T, block_allocator<T>>;

} // namespace bus::asn1
