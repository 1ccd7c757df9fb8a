#include "tools/asn1_interpreter/open_value.hpp"

#include "tools/asn1_interpreter/ber_element.hpp"
#include "tools/asn1_interpreter/xml_reader.hpp"

namespace bus::asn1_interpreter {

namespace {

std::string_view only_element(std::string_view xml, const walk& at) {
  auto from = xml_reader{xml, at, limits{}.depth};
  from.skip_space();
  if (!from.sees(xml_event::kind::open))
    at.refuse("the open value is no XML element");
  auto out = from.raw_element();
  from.skip_space();
  if (!from.sees(xml_event::kind::end))
    at.refuse("the open value is more than one XML element");
  return out;
}

} // namespace

byte_view element_of(const entity& x, const walk& at) {
  if (x.of == rules::ber)
    return ber_elements{x.octets, at}.only().whole;
  auto text = reinterpret_cast<const char*>(x.octets.data());
  return as_bytes(only_element({text, x.octets.size()}, at));
}

} // namespace bus::asn1_interpreter
