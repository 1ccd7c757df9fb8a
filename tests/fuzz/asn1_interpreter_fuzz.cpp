#include "tools/asn1_interpreter/encoder.hpp"
#include "tools/asn1_interpreter/json.hpp"

#include <cstdlib>

using namespace bus;
using namespace bus::asn1_interpreter;

namespace {

// A type of every kind, and one that is inside of itself.
constexpr auto text = R"(
M DEFINITIONS AUTOMATIC TAGS ::= BEGIN
T ::= SEQUENCE {
  set  SET {i INTEGER (0..255) DEFAULT 3, b BIT STRING {x(0), y(5)}, r REAL OPTIONAL},
  list SEQUENCE OF CHOICE {u UTF8String, b BMPString, v UniversalString, n NULL,
                           e ENUMERATED {p, q, ...}, o OCTET STRING (SIZE (0..9)), t T},
  s    SET OF TeletexString,
  x    EXTERNAL OPTIONAL,
  any  ANY OPTIONAL,
  oid  OBJECT IDENTIFIER OPTIONAL,
  rel  RELATIVE-OID OPTIONAL,
  g    GeneralizedTime OPTIONAL,
  f    SEQUENCE OF flag BOOLEAN DEFAULT {},
  ... }
END)";

const std::shared_ptr<const asn1c::repository>& modules() {
  static const auto out = std::make_shared<const asn1c::repository>(
    asn1c::compile({{"m.asn", text}}).modules);
  return out;
}

encoder coder(rules of) {
  return {modules(), of, limits{16, 1000}};
}

/// What was read of one form must be read the same of its canonical form.
void check(const value& x, rules of) {
  auto written = coder(of).encode("M", "T", x);
  if (!written) // a text that is no UTF-8, or with defaults nested too deeply
    return;
  auto again = coder(of).decode("M", "T", *written);
  if (!again || coder(of).encode("M", "T", *again)->octets != written->octets)
    std::abort();
}

result<value> read(int form, bytes input) {
  if (form == 0)
    return from_json(*modules(), "M", "T",
                     {reinterpret_cast<char*>(input.data()), input.size()});
  auto of = form == 1 ? rules::ber : rules::xer;
  return coder(of).decode("M", "T", {of, std::move(input)});
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0)
    return 0;
  auto got = read(data[0] % 3, {data + 1, data + size});
  if (!got)
    return 0;
  check(*got, rules::ber);
  check(*got, rules::xer);
  if (auto json = to_json(*modules(), "M", "T", *got))
    if (!from_json(*modules(), "M", "T", *json))
      std::abort();
  return 0;
}
