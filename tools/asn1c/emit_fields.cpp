#include "tools/asn1c/emitter.hpp"

namespace bus::asn1c {

namespace {

bool is_struct(const entity& x) {
  return x.is == type_kind::sequence || x.is == type_kind::set
         || x.is == type_kind::choice;
}

std::string head(const entity& x) {
  return "template <class V, asn1::value_of<" + x.name
         + "> X>\nbool fields(V& v, X& x) {\n";
}

std::string shape(const entity& x, std::size_t i) {
  return x.name + "_shapes[" + std::to_string(i) + ']';
}

std::string members(const cpp_model& model, const entity& x) {
  if (x.of->components.empty())
    return "template <class V, asn1::value_of<" + x.name
           + "> X>\nbool fields(V&, X&) {\n  return true;\n}\n\n";
  auto out = head(x) + "  return ";
  auto names = member_names(x);
  for (auto i = std::size_t{0}; i < names.size(); ++i) {
    auto& one = x.of->components[i];
    auto call = one.default_value              ? "defaulted"
                : one.optional || one.addition ? "optional"
                                               : "required";
    out += (i == 0 ? "v." : "\n    && v.") + std::string{call} + '(' + shape(x, i)
           + ", x." + names[i];
    if (one.default_value)
      out += ", [] { return " + model.type_of(one.of) + '{'
             + model.expression(*one.default_value, one.of) + "}; }";
    out += ')';
  }
  return out + ";\n}\n\n";
}

std::string alternatives(const entity& x) {
  auto out = head(x) + "  switch (v.chosen(x)) {\n";
  auto names = member_names(x);
  for (auto i = std::size_t{0}; i < names.size(); ++i)
    out += "  case X::" + names[i] + ": return v.template alternative<X::" + names[i]
           + ">(" + shape(x, i) + ", x);\n";
  if (x.of->extensible)
    out += "  case X::unknown_alternative:\n"
           "    return v.template unknown<X::unknown_alternative>(x);\n";
  return out + "  default: return v.none();\n  }\n}\n\n";
}

} // namespace

std::string fields_header(const cpp_model& model, const module& in) {
  auto stem = model.stem(in.name);
  auto out = "// Made by asn1c of the module " + in.name
             + "; what is changed here is lost.\n#pragma once\n\n#include \"asn1/"
             + stem + ".hpp\"\n";
  for (auto& other : model.used_by(in.name))
    out += "#include \"asn1/" + model.stem(other) + "_fields.hpp\"\n";
  out += "\nnamespace bus::asn1::" + stem + " {\n\n";
  for (auto x : model.entities(in.name))
    if (is_struct(*x) && !x->of->components.empty())
      out += "extern const asn1::shape " + x->name + "_shapes["
             + std::to_string(x->of->components.size()) + "];\n";
  for (auto& x : in.types)
    out += "extern const asn1::shape " + model.definition_name(in, x) + "_shape;\n";
  out += '\n';
  for (auto x : model.entities(in.name))
    if (is_struct(*x))
      out += x->is == type_kind::choice ? alternatives(*x) : members(model, *x);
  out += "/// Calls `f.template operator()<T>(shape)` for each definition.\n"
         "template <class F>\nvoid for_each_type(F&& f) {\n";
  for (auto& x : in.types)
    out += "  f.template operator()<" + model.type_of(x.is) + ">("
           + model.definition_name(in, x) + "_shape);\n";
  return out + "}\n\n} // namespace bus::asn1::" + stem + '\n';
}

std::string codec_source(const cpp_model& model, const module& in,
                         const std::string& rules) {
  auto stem = model.stem(in.name);
  auto out = "// Made by asn1c of the module " + in.name
             + "; what is changed here is lost.\n#include \"asn1/" + stem
             + "_fields.hpp\"\n#include \"messages/asn1/" + rules
             + "_codec.hpp\"\n\nnamespace bus::asn1::" + rules + " {\n\n";
  auto is_ber = rules == "ber";
  for (auto own : model.with_codecs(in)) {
    auto name = stem + "::" + own->name;
    auto line = [&](const std::string& declaration) {
      out += "template " + declaration + ";\n";
    };
    if (is_ber) {
      line("result<std::size_t> size(const " + name + "&)");
      line("result<std::size_t> encode(const " + name + "&, std::span<std::uint8_t>)");
      line("result<bytes> encode(const " + name + "&)");
      line("result<void> append(const " + name + "&, bytes&)");
      line("result<" + name + "> decode(byte_view, const bounds&)");
    } else {
      line("result<std::string> encode(const " + name + "&)");
      line("result<void> append(const " + name + "&, std::string&)");
      line("result<" + name + "> decode(std::string_view, const bounds&)");
    }
  }
  return out + "\n} // namespace bus::asn1::" + rules + '\n';
}

} // namespace bus::asn1c
