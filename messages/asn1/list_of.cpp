#include "messages/asn1/list_of.hpp"

namespace bus::asn1::blocks {

namespace {

/// What a thread keeps ends with it; what it gives back after that is not kept.
struct end_of_thread {
  ~end_of_thread() {
    for (auto& one : of_size) {
      while (auto* block = one.first) {
        one.first = *static_cast<void**>(block);
        ::operator delete(block);
      }
      one.room = 0;
    }
  }
};

// Without a destructor, so it can be asked to the very end of a thread.
constinit thread_local bool has_begun = false;

} // namespace

void give_back_more(void* x) {
  ::operator delete(x);
  if (has_begun)
    return;
  has_begun = true;
  static thread_local auto end = end_of_thread{};
  for (auto i = std::size_t{0}; i < std::size(of_size); ++i)
    of_size[i].room = static_cast<unsigned>(most_kept / ((i + 1) * step));
}

} // namespace bus::asn1::blocks
