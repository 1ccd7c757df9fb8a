#include "tools/asn1c/builtin.hpp"
#include "tools/asn1c/emitter.hpp"
#include "tools/asn1c/names.hpp"

#include <algorithm>
#include <limits>

namespace bus::asn1c {

namespace {

std::string kind_name(type_kind x) {
  switch (x) {
  case type_kind::boolean: return "boolean";
  case type_kind::integer: return "integer";
  case type_kind::bit_string: return "bit_string";
  case type_kind::octet_string: return "octet_string";
  case type_kind::null: return "null";
  case type_kind::object_identifier: return "object_identifier";
  case type_kind::relative_oid: return "relative_oid";
  case type_kind::real: return "real";
  case type_kind::enumerated: return "enumerated";
  case type_kind::utf8_string: return "utf8_string";
  case type_kind::universal_string: return "universal_string";
  case type_kind::bmp_string: return "bmp_string";
  case type_kind::utc_time: return "utc_time";
  case type_kind::generalized_time: return "generalized_time";
  case type_kind::sequence: return "sequence";
  case type_kind::sequence_of: return "sequence_of";
  case type_kind::set: return "set";
  case type_kind::set_of: return "set_of";
  case type_kind::choice: return "choice";
  case type_kind::open: return "open";
  default: return "octet_text";
  }
}

std::string tag_expression(tag x) {
  constexpr std::string_view words[] = {"universal", "application", "context",
                                        "private_use"};
  return std::string{words[static_cast<std::size_t>(x.of)]} + '('
         + std::to_string(x.number) + ')';
}

bool is_bare(type_kind x) {
  return x == type_kind::boolean || x == type_kind::enumerated
         || x == type_kind::choice;
}

/// How the elements of a list are called in XML.
std::string element_name(const body& x) {
  if (!x.element_name.empty())
    return x.element_name;
  if (x.element->name.empty())
    return std::string{xml_name(x.element->is)};
  return std::string{x.element->module == builtin_module
                       ? builtin_xml_name(x.element->name)
                       : x.element->name};
}

bool fits_64(wide_int x) {
  using ends = std::numeric_limits<std::int64_t>;
  return x >= ends::min() && x <= ends::max();
}

class shape_writer {
public:
  shape_writer(const cpp_model& model, const module& in)
    : model_{model},
      in_{in} {}

  std::string all() {
    for (auto x : model_.entities(in_.name))
      if (!x->of->components.empty())
        parts(*x);
    for (auto& x : in_.types)
      definition(x);
    return tables_ + shapes_;
  }

private:
  /// Index of each alternative by its context tag, for decoders.
  std::string by_context(const entity& x) {
    auto name = x.name + "_by_context";
    auto index = std::vector<int>(32, 255);
    auto& all = x.of->components;
    for (auto i = all.size(); i-- > 0;)
      for (auto number : context_tags(all[i].of))
        index[number] = static_cast<int>(i);
    tables_ += "constexpr std::uint8_t " + name + "[] = {";
    for (auto one : index)
      tables_ += std::to_string(one) + ", ";
    tables_ += "};\n";
    return name;
  }

  std::set<std::uint32_t> context_tags(const type& x) {
    auto out = std::set<std::uint32_t>{};
    if (!x.tags.empty()) {
      auto& first = x.tags.front();
      if (first.of == tag_class::context && first.number < 32)
        out.insert(first.number);
    } else if (x.is == type_kind::open) {
      for (auto number = 0u; number < 32; ++number)
        out.insert(number);
    } else if (x.inside && nested_.insert(x.inside).second) {
      for (auto& one : x.inside->components)
        out.merge(context_tags(one.of));
      nested_.erase(x.inside);
    }
    return out;
  }

  std::string intervals(const std::vector<interval>& x) {
    auto out = std::string{};
    using ends = std::numeric_limits<std::int64_t>;
    for (auto& one : x) {
      auto low = one.low && fits_64(*one.low) && *one.low != ends::min()
                   ? to_string(*one.low)
                   : "asn1::interval{}.low";
      auto high =
        one.high && fits_64(*one.high) ? to_string(*one.high) : "asn1::interval{}.high";
      out += '{' + low + ", " + high + "}, ";
    }
    return out;
  }

  /// The name of the table with those intervals; one for all that are the same.
  std::string interval_table(const std::string& text) {
    auto [at, is_new] = interval_tables_.try_emplace(text);
    if (is_new) {
      at->second = "intervals_" + std::to_string(interval_tables_.size());
      tables_ += "constexpr asn1::interval " + at->second + "[] = {" + text + "};\n";
    }
    return at->second;
  }

  /// Whether the C++ type can hold nothing else.
  bool is_natural(const type& x) const {
    auto cpp = model_.type_of(x);
    auto& all = x.allowed.numbers;
    if (all.size() != 1 || cpp == "asn1::integer")
      return false;
    auto width = std::stoi(cpp.substr(cpp.find_first_of("0123456789")));
    auto is_unsigned = cpp.starts_with("std::u");
    auto top = wide_int{1} << (is_unsigned ? width : width - 1);
    return *all[0].low == (is_unsigned ? wide_int{0} : -top) && *all[0].high == top - 1;
  }

  std::string limits_table(const type& x) {
    auto numbers =
      x.allowed.numbers_extensible || x.allowed.numbers.empty() || is_natural(x)
        ? std::string{}
        : intervals(x.allowed.numbers);
    auto sizes =
      x.allowed.sizes_extensible ? std::string{} : intervals(x.allowed.sizes);
    auto alphabet = intervals(x.allowed.alphabet);
    if (numbers.empty() && sizes.empty() && alphabet.empty())
      return "";
    auto table = [&](const std::string& text) {
      return text.empty() ? std::string{"{}"} : interval_table(text);
    };
    auto text = table(numbers) + ", " + table(sizes) + ", " + table(alphabet);
    auto [at, is_new] = limits_tables_.try_emplace(text);
    if (is_new) {
      at->second = "limits_" + std::to_string(limits_tables_.size());
      tables_ += "constexpr asn1::limits " + at->second + " = {" + text + "};\n";
    }
    return at->second;
  }

  std::string names_table(const body& x) {
    auto [at, is_new] = names_tables_.try_emplace(&x);
    if (is_new) {
      at->second = "names_" + std::to_string(names_tables_.size());
      tables_ += "constexpr asn1::named_number " + at->second + "[] = {\n";
      for (auto& one : x.numbers)
        if (fits_64(one.number))
          tables_ += "  {" + quoted(one.name) + ", " + to_string(one.number) + "},\n";
      tables_ += "};\n";
    }
    return at->second;
  }

  /// The shape of a list's elements, one for all that are the same.
  std::string element_table(const body& x) {
    auto [at, is_new] = element_tables_.try_emplace(&x);
    if (!is_new)
      return at->second;
    auto name = "element_" + std::to_string(element_tables_.size());
    at->second = name;
    tables_ += "extern const asn1::shape " + name + "[1];\n";
    auto bare = x.element_name.empty() && is_bare(x.element->is);
    auto text = shape(element_name(x), *x.element, false, bare);
    shapes_ += "constinit const asn1::shape " + name + "[1] = {\n  " + text + "};\n";
    return name;
  }

  std::string shape(const std::string& name, const type& x, bool optional,
                    bool bare = false) {
    auto out = "{.name = " + quoted(name) + ", .is = asn1::kind::" + kind_name(x.is);
    if (!x.tags.empty()) {
      out += ", .tags = {";
      for (auto& one : x.tags)
        out += (&one == &x.tags.front() ? "" : ", ") + tag_expression(one);
      out += "}, .tag_count = " + std::to_string(x.tags.size());
      out += own_octet(x);
    }
    out += optional ? ", .optional = true" : "";
    out += x.inside && x.inside->extensible ? ", .extensible = true" : "";
    out += bare ? ", .bare = true" : "";
    if (auto table = limits_table(x); !table.empty())
      out += ", .allowed = &" + table;
    if (x.inside)
      out += made_of(x);
    return out + '}';
  }

  static std::string own_octet(const type& x) {
    auto own = x.tags.back();
    auto has_own = x.is != type_kind::choice && x.is != type_kind::open;
    if (!has_own || own.number >= 31)
      return "";
    auto octet = static_cast<unsigned>(own.of) << 6 | own.number;
    return ", .octet = " + std::to_string(octet);
  }

  std::string made_of(const type& x) {
    auto out = std::string{};
    auto own = model_.find(x.inside);
    if (!x.inside->numbers.empty())
      return ", .names = " + names_table(*x.inside);
    if (x.inside->element)
      return ", .parts = " + element_table(*x.inside);
    if (own && !x.inside->components.empty()) {
      auto space = "asn1::" + model_.stem(own->module) + "::";
      out += ", .parts = " + space + own->name + "_shapes";
      if (own->is == type_kind::choice) {
        auto [at, is_new] = context_tables_.try_emplace(x.inside);
        if (is_new)
          at->second = by_context(*own);
        out += ", .by_context = " + at->second;
      }
    }
    return out;
  }

  void parts(const entity& x) {
    if (x.is == type_kind::enumerated)
      return;
    auto text = std::string{};
    for (auto& one : x.of->components)
      text += "  "
              + shape(one.name, one.of,
                      one.optional || one.addition || one.default_value.has_value())
              + ",\n";
    shapes_ += "constinit const asn1::shape " + x.name + "_shapes["
               + std::to_string(x.of->components.size()) + "] = {\n" + text + "};\n";
  }

  void definition(const asn1c::definition& x) {
    auto name = model_.definition_name(in_, x);
    auto xml =
      in_.name == builtin_module ? std::string{builtin_xml_name(x.name)} : x.name;
    auto text = shape(xml, x.is, false);
    shapes_ += "constinit const asn1::shape " + name + "_shape = " + text + ";\n";
    auto own = model_.find(x.is.inside);
    auto has_fields = own && own->name == name && own->is != type_kind::enumerated
                      && !x.is.inside->element;
    if (has_fields)
      shapes_ += "const asn1::shape& shape_of(const " + name + "*) {\n  return " + name
                 + "_shape;\n}\n";
  }

  const cpp_model& model_;
  const module& in_;
  std::string tables_;
  std::string shapes_;
  std::map<std::string, std::string> interval_tables_;
  std::map<std::string, std::string> limits_tables_;
  std::map<const body*, std::string> names_tables_;
  std::map<const body*, std::string> element_tables_;
  std::map<const body*, std::string> context_tables_;
  std::set<const body*> nested_;
};

} // namespace

std::string shapes_source(const cpp_model& model, const module& in) {
  auto stem = model.stem(in.name);
  return "// Made by asn1c of the module " + in.name
         + "; what is changed here is lost.\n#include \"asn1/" + stem
         + "_fields.hpp\"\n\nnamespace bus::asn1::" + stem + " {\n\n"
         + shape_writer{model, in}.all() + "\n} // namespace bus::asn1::" + stem + '\n'
         + large_choices(model, in, "template");
}

} // namespace bus::asn1c
