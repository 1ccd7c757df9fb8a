#include "tools/asn1c/emitter.hpp"
#include "tools/asn1c/names.hpp"

namespace bus::asn1c {

namespace {

bool is_choice(const entity& x) {
  return x.is == type_kind::choice;
}

bool is_struct(const entity& x) {
  return x.is == type_kind::sequence || x.is == type_kind::set || is_choice(x);
}

/// `/// Foo.bar` and where it stands.
std::string comment(const std::string& module, const std::vector<std::string>& path,
                    place at) {
  auto out = "/// " + module;
  for (auto& x : path)
    out += '.' + x;
  return out + ", line " + std::to_string(at.line) + '\n';
}

std::string enumeration(const entity& x) {
  auto out = comment(x.of->module, x.of->path, x.of->at) + "enum class " + x.name
             + " : std::int64_t {\n";
  auto names = number_names(*x.of);
  for (auto i = std::size_t{0}; i < names.size(); ++i)
    out += "  " + names[i] + " = " + to_string(x.of->numbers[i].number) + ",\n";
  return out + "};\n\n";
}

std::string member_type(const cpp_model& model, const entity& x, std::size_t i) {
  auto out = model.type_at(x.of->components[i].of);
  return model.is_boxed(x.of, i) ? "asn1::box<" + out + '>' : out;
}

bool is_optional(const component& x) {
  return (x.optional || x.addition) && !x.default_value;
}

std::string structure(const cpp_model& model, const entity& x) {
  auto out = comment(x.of->module, x.of->path, x.of->at) + "struct " + x.name + " {\n";
  auto names = member_names(x);
  for (auto i = std::size_t{0}; i < names.size(); ++i) {
    auto& one = x.of->components[i];
    auto is = member_type(model, x, i);
    if (is_optional(one))
      is = "std::optional<" + is + '>';
    auto start =
      one.default_value ? model.expression(*one.default_value, one.of) : std::string{};
    out += "  " + is + ' ' + names[i];
    // A list whose elements come later has no initializer: clang would build it here.
    auto is_list = one.of.inside && one.of.inside->element;
    if (!is_list || !start.empty())
      out += " = " + (start.empty() ? "{}" : start);
    out += ";\n";
  }
  out += "\n  static constexpr bool is_described = true;\n";
  if (x.is == type_kind::set)
    out += "  static constexpr bool is_set = true;\n";
  return out + "  bool operator==(const " + x.name + "&) const = default;\n};\n\n";
}

/// What a choice derives from, a line for each alternative.
std::string choice_base(const cpp_model& model, const entity& x) {
  auto types = std::vector<std::string>{};
  for (auto i = std::size_t{0}; i < x.of->components.size(); ++i)
    types.push_back(member_type(model, x, i));
  if (x.of->extensible) // what only a later version knows, as it came
    types.push_back("asn1::open_type");
  auto out = std::string{"asn1::choice<\n"};
  for (auto& one : types)
    out += "  " + one + (&one == &types.back() ? ">" : ",\n");
  return out;
}

std::string choice(const cpp_model& model, const entity& x) {
  auto names = member_names(x);
  if (x.of->extensible)
    names.push_back("unknown_alternative");
  auto out = comment(x.of->module, x.of->path, x.of->at) + "struct " + x.name + " : "
             + choice_base(model, x) + " {\n  enum alternative : std::size_t {\n";
  for (auto& one : names)
    out += "    " + one + ",\n";
  out += "  };\n\n  static constexpr bool is_described = true;\n\n"
         "  template <alternative A, class... Args>\n  static "
         + x.name + " make(Args&&... args) {\n    auto out = " + x.name
         + "{};\n    out.template emplace<A>(std::forward<Args>(args)...);\n"
           "    return out;\n  }\n";
  return out + "};\n\n";
}

std::string endless_list(const cpp_model& model, const entity& x) {
  auto list = "asn1::list_of<" + model.type_at(*x.of->element) + '>';
  return "struct " + x.name + " : " + list + " {\n  using " + list
         + "::vector;\n  static constexpr bool is_list = true;\n};\n\n";
}

/// Numbers and bits by name, for types that are C++ numbers and strings.
std::string constants(const std::string& name, const definition& x) {
  auto is_bits = x.is.is == type_kind::bit_string;
  if (!x.is.inside || x.is.inside->numbers.empty()
      || (!is_bits && x.is.is != type_kind::integer))
    return "";
  auto out = "namespace " + name + (is_bits ? "_bits {\n" : "_numbers {\n");
  auto names = number_names(*x.is.inside);
  for (auto i = std::size_t{0}; i < names.size(); ++i)
    out += std::string{"constexpr "} + (is_bits ? "std::size_t " : "std::int64_t ")
           + names[i] + " = " + to_string(x.is.inside->numbers[i].number) + ";\n";
  return out + "}\n\n";
}

class alias_writer {
public:
  alias_writer(const cpp_model& model, const module& in)
    : model_{model},
      in_{in} {}

  /// Each behind those that it names.
  std::string all() {
    for (auto& x : in_.types)
      add(x);
    return out_;
  }

private:
  void add(const definition& x) {
    if (!done_.insert(x.name).second)
      return;
    if (x.is.inside && x.is.inside->element && !model_.find(x.is.inside))
      add_named(*x.is.inside->element);
    add_named(x.is);
    auto name = model_.definition_name(in_, x);
    auto is = model_.type_of(x.is);
    if (is != "asn1::" + model_.stem(in_.name) + "::" + name)
      out_ += "using " + name + " = " + is + ";\n";
  }

  void add_named(const type& x) {
    for (auto& one : in_.types)
      if (x.module == in_.name && one.name == x.name)
        add(one);
    if (x.inside && x.inside->element && x.name.empty() && !model_.find(x.inside))
      add_named(*x.inside->element);
  }

  const cpp_model& model_;
  const module& in_;
  std::set<std::string> done_;
  std::string out_;
};

} // namespace

std::string large_choices(const cpp_model& model, const module& in,
                          const std::string& keyword) {
  constexpr auto large = std::size_t{20};
  auto out = std::string{};
  for (auto x : model.entities(in.name))
    if (is_choice(*x) && x->of->components.size() >= large)
      out += keyword + " class " + choice_base(model, *x) + ";\n";
  return out.empty() ? out : "\nnamespace bus {\n\n" + out + "\n} // namespace bus\n";
}

std::string header(const cpp_model& model, const module& in) {
  auto stem = model.stem(in.name);
  auto out = "// Made by asn1c of the module " + in.name
             + "; what is changed here is lost.\n#pragma once\n\n";
  for (auto& other : model.used_by(in.name))
    out += "#include \"asn1/" + model.stem(other) + ".hpp\"\n";
  out += "\n#include \"messages/asn1/shape.hpp\"\n#include "
         "\"messages/asn1/values.hpp\"\n\nnamespace bus::asn1::"
         + stem + " {\n\n";
  auto& all = model.entities(in.name);
  for (auto x : all)
    if (x->is != type_kind::enumerated)
      out += "struct " + x->name + ";\n";
  out += '\n';
  for (auto x : all)
    if (x->is == type_kind::enumerated)
      out += enumeration(*x);
  out += alias_writer{model, in}.all() + '\n';
  for (auto x : all)
    if (is_struct(*x))
      out += is_choice(*x) ? choice(model, *x) : structure(model, *x);
    else if (x->is != type_kind::enumerated)
      out += endless_list(model, *x);
  for (auto& x : in.types)
    out += constants(model.definition_name(in, x), x);
  for (auto& x : in.types)
    if (auto own = model.find(x.is.inside);
        own && is_struct(*own) && own->name == model.definition_name(in, x))
      out += "const asn1::shape& shape_of(const " + own->name + "*);\n";
  out += "\n} // namespace bus::asn1::" + stem + '\n';
  // Each file that knows them would compile all of their members.
  return out + large_choices(model, in, "extern template");
}

} // namespace bus::asn1c
