#include "messages/iec104/client_reads.hpp"

#include <algorithm>

namespace bus::iec104 {

client_reads::client_reads(const client_settings& x)
  : originator_{x.originator},
    timeout_{x.confirmation_timeout} {}

void client_reads::begin(const address& at, time_point deadline, const moment& now,
                         client_output& out, has_read done) {
  if (deadline <= now.at)
    return done(fail(errc::timeout, to_string(at), "it was not asked for in time"));
  auto found = all_.find(at);
  if (found == all_.end()) {
    auto sent = out.send(
      {{type_id::c_rd_na_1, cause::request, false, false, originator_, at.common},
       {{at.object, read_command{}}}});
    if (!sent)
      return done(fail(sent.error().code, to_string(at), sent.error().cause));
    found = all_.try_emplace(at, reading{now.at + timeout_, {}}).first;
  }
  auto due = std::min(deadline, found->second.due);
  found->second.readers.push_back({due, std::move(done)});
  next_due_ = std::min(next_due_, due);
  ++size_;
}

void client_reads::answer(const address& at, const sample& what) {
  end(at, what);
}

void client_reads::receive(const asdu& x) {
  auto word = refusal_in(x.head);
  if (word.empty())
    return;
  auto at = address{x.head.common_address, x.objects.front().address};
  end(at, fail(errc::rejected, to_string(at), word));
}

void client_reads::end(const address& at, const result<sample>& how) {
  auto ended = all_.extract(at);
  if (ended.empty())
    return;
  auto& readers = ended.mapped().readers;
  size_ -= readers.size();
  for (auto& x : readers)
    x.done(how);
}

void client_reads::tick(const moment& now) {
  if (now.at < next_due_)
    return;
  auto late = std::vector<std::pair<address, has_read>>{};
  take_late(now, late);
  for (auto& [at, done] : late)
    done(fail(errc::timeout, to_string(at), "no answer in time"));
}

void client_reads::take_late(const moment& now,
                             std::vector<std::pair<address, has_read>>& to) {
  next_due_ = never;
  for (auto& [at, x] : all_)
    for (auto& one : std::exchange(x.readers, {}))
      if (now.at >= one.due) {
        to.emplace_back(at, std::move(one.done));
      } else {
        next_due_ = std::min(next_due_, one.due);
        x.readers.push_back(std::move(one));
      }
  size_ -= to.size();
  std::erase_if(all_, [](const auto& x) { return x.second.readers.empty(); });
}

void client_reads::stopped(const error& why) {
  next_due_ = never;
  size_ = 0;
  for (auto& [at, x] : std::exchange(all_, {}))
    for (auto& one : x.readers)
      one.done(fail(errc::not_connected, to_string(at),
                    "the connection ended, " + to_string(why)));
}

} // namespace bus::iec104
