#pragma once

#include "tools/asn1c/repository.hpp"

namespace bus::asn1c {

/// Sets of whole numbers; the results are sorted and apart from each other.
std::vector<interval> united(std::vector<interval> x);
/// Both are sorted and apart already.
std::vector<interval> intersected(const std::vector<interval>& x,
                                  const std::vector<interval>& y);
/// What of `x` is not in `y`.
std::vector<interval> without(const std::vector<interval>& x,
                              const std::vector<interval>& y);

} // namespace bus::asn1c
