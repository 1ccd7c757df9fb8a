#pragma once

#include "tools/asn1c/repository.hpp"

#include <map>
#include <set>

namespace bus::asn1c {

/// A C++ type that a body becomes: a struct, or an enumeration.
struct entity {
  const body* of = nullptr;
  type_kind is = type_kind::sequence;
  std::string module;
  std::string name; ///< within its namespace
};

/// Asks for the codecs' functions for all structs.
constexpr auto all_types = "all";

/// What of the modules becomes which C++, before any of it is written.
class cpp_model {
public:
  cpp_model(const repository& all, std::set<std::string> asked, mistakes& wrong);

  /// File and namespace of a module: the stem of its file.
  const std::string& stem(const std::string& module) const;

  /// Enumerations first, then structs, each behind those that it holds.
  const std::vector<const entity*>& entities(const std::string& module) const;

  /// Modules whose types those of `module` hold.
  std::set<std::string> used_by(const std::string& module) const;

  /// The entity of a body; null for lists and named numbers.
  const entity* find(const body* x) const;

  /// The C++ name of a definition.
  const std::string& definition_name(const module& in, const definition& x) const;

  /// Written with its namespace: `"asn1::mms::data"`, `"std::uint8_t"`.
  std::string type_of(const type& x) const;

  /// The same; a definition's own name where it stands for the same.
  std::string type_at(const type& x) const;

  /// Whether a component is held apart, since its type holds itself.
  bool is_boxed(const body* in, std::size_t component) const;

  /// Structs that get the codecs' functions: those that no other definition
  /// holds, and what else is asked for by the names of definitions.
  std::vector<const entity*> with_codecs(const module& in) const;

  /// A value as a C++ expression.
  std::string expression(const value& x, const type& of) const;

private:
  void name_module(const module& x, mistakes& wrong);
  void name_types(const module& x);
  void visit(const type& x, const std::string& module);
  void order(const entity& x);
  void order_parts(const type& x, const body* in, std::size_t component);
  std::string integer_type(const limits& x) const;

  const repository& all_;
  std::set<std::string> asked_;
  std::map<std::string, std::string> stems_;
  std::map<const body*, entity> entities_;
  std::map<std::string, std::set<std::string>> taken_;
  std::map<std::pair<std::string, std::string>, std::string> definitions_;
  std::map<std::string, std::vector<const entity*>> ordered_;
  std::map<const body*, int> states_; ///< 1 while its parts are ordered, 2 then
  std::set<std::pair<const body*, std::size_t>> boxed_;
  std::set<const body*> seen_lists_;
};

/// Members of a struct, or alternatives of a choice, in C++, unlike each other and
/// their surroundings.
std::vector<std::string> member_names(const entity& x);
std::vector<std::string> number_names(const body& x);

} // namespace bus::asn1c
