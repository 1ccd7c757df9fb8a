#include "services/configuration/findings.hpp"

#include <algorithm>

namespace bus::configuration {

namespace {

/// How far down an alternative goes along with what the value is.
std::size_t agreement(const findings& x) {
  auto out = std::string::npos;
  for (auto& one : x)
    if (one.of_kind)
      out = std::min(out, one.path.size());
  return out;
}

bool is_nearer(const findings& x, const findings& y) {
  auto a = agreement(x), b = agreement(y);
  return a != b ? a > b : x.size() < y.size();
}

bool agree(const std::vector<findings>& x) {
  return std::all_of(x.begin(), x.end(), [&](auto& one) {
    return one.size() == 1 && one[0].how != finding::join::none
           && one[0].where == x[0][0].where && one[0].what == x[0][0].what;
  });
}

} // namespace

std::string to_string(const finding& x) {
  switch (x.how) {
  case finding::join::none: return x.what;
  case finding::join::one_of: return x.what + one_of(x.expected);
  case finding::join::or_else: return x.what + or_else(x.expected);
  }
  return x.what;
}

findings nearest(std::vector<findings> alternatives) {
  if (alternatives.empty())
    return {};
  if (agree(alternatives)) {
    auto out = std::move(alternatives[0]);
    auto& all = out[0].expected;
    for (std::size_t i = 1; i < alternatives.size(); ++i)
      for (auto& word : alternatives[i][0].expected)
        if (std::find(all.begin(), all.end(), word) == all.end())
          all.push_back(word);
    return out;
  }
  return std::move(
    *std::min_element(alternatives.begin(), alternatives.end(), is_nearer));
}

} // namespace bus::configuration
