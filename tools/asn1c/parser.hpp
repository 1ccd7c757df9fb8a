#pragma once

#include "tools/asn1c/syntax.hpp"

namespace bus::asn1c {

/// Reads the modules of a file (X.680; of X.681 what the README lists). What is
/// wrong is added to `wrong`; reading goes on behind the next assignment, so one
/// run tells several mistakes.
std::vector<syntax::module> parse(const source& from, mistakes& wrong);

} // namespace bus::asn1c
