#include "tools/asn1c/source.hpp"

namespace bus::asn1c {

std::string to_string(const mistake& x) {
  return x.file + ':' + std::to_string(x.at.line) + ':' + std::to_string(x.at.column)
         + ": " + x.what;
}

} // namespace bus::asn1c
