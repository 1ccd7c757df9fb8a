#include "tools/asn1_interpreter/encoder.hpp"

#include "tools/asn1_interpreter/ber_reader.hpp"
#include "tools/asn1_interpreter/ber_writer.hpp"
#include "tools/asn1_interpreter/xer_reader.hpp"
#include "tools/asn1_interpreter/xer_writer.hpp"

namespace bus::asn1_interpreter {

namespace {

using asn1c::definition;

std::string_view name(rules x) {
  return x == rules::ber ? "BER" : "XER";
}

asn1::object_identifier syntax(const char* name, std::uint64_t number, const char* form,
                               std::uint64_t form_number) {
  return {asn1::named_arc{"joint-iso-itu-t", 2}, asn1::named_arc{"asn1", 1},
          asn1::named_arc{name, number}, asn1::named_arc{form, form_number}};
}

bytes written(const definition& of, const value& x, rules as, walk& at) {
  if (as == rules::ber)
    return ber_writer{at}.write(of.is, x);
  auto text = xer_writer{at}.document(of.name, of.is, x);
  return {text.begin(), text.end()};
}

value read(const definition& of, const entity& x, walk& at, limits most) {
  if (x.of == rules::ber)
    return ber_reader{at}.document(of.is, x.octets);
  auto text =
    std::string_view{reinterpret_cast<const char*>(x.octets.data()), x.octets.size()};
  // The innermost value may be an element itself: <true/>.
  auto from = xml_reader{text, at, most.depth + 1};
  return xer_reader{from, at}.document(of.name, of.is);
}

} // namespace

asn1::object_identifier syntax_name(rules x) {
  if (x == rules::xer)
    return syntax("xml-encoding", 5, "basic", 0);
  auto out = syntax("basic-encoding", 1, "", 0);
  out.pop_back();
  return out;
}

asn1::object_identifier canonical_syntax_name(rules x) {
  return x == rules::xer ? syntax("xml-encoding", 5, "canonical", 1)
                         : syntax("ber-derived", 2, "distinguished-encoding", 1);
}

encoder::encoder(std::shared_ptr<const asn1c::repository> modules, rules of,
                 limits most)
  : modules_{std::move(modules)},
    of_{of},
    most_{most} {}

asn1::object_identifier encoder::syntax_name() const {
  return asn1_interpreter::syntax_name(of_);
}

result<entity> encoder::encode(std::string_view module, std::string_view type,
                               const value& x) const {
  return attempt([&] {
    auto& of = definition_of(*modules_, module, type);
    auto at = walk{of.name, errc::invalid_value, most_};
    return entity{of_, written(of, x, of_, at)};
  });
}

result<value> encoder::decode(std::string_view module, std::string_view type,
                              const entity& x) const {
  return attempt([&] {
    auto& of = definition_of(*modules_, module, type);
    auto at = walk{of.name, errc::malformed, most_};
    if (x.of != of_)
      at.refuse(errc::type_mismatch, "expected " + std::string{name(of_)} + ", found "
                                       + std::string{name(x.of)});
    return read(of, x, at, most_);
  });
}

} // namespace bus::asn1_interpreter
