#pragma once

#include "tools/asn1c/repository.hpp"
#include "tools/asn1c/scopes.hpp"

#include <deque>
#include <functional>
#include <set>

/// The resolver's inside: from syntax to repository, spread over resolver_*.cpp.
namespace bus::asn1c {

struct environment;

/// Where a notation stands: its module, the parameters in force, and its path.
struct context {
  const scope* in = nullptr;
  const environment* with = nullptr;
  std::vector<std::string> path;
};

/// A parameter's argument, to be read where it was written.
struct bound {
  const syntax::argument* is = nullptr;
  context from;
};

/// What the dummy references of one instance stand for.
struct environment {
  std::map<std::string, bound, std::less<>> by_name;
};

/// Whether a type has been told to make no sense.
inline bool is_unknown(const type& x) {
  return x.is == type_kind::reference;
}

/// Stands for such a type: nothing is checked against it.
inline type unknown_type() {
  auto out = type{};
  out.is = type_kind::reference;
  return out;
}

class resolver {
public:
  resolver(const std::vector<syntax::module>& modules, mistakes& wrong);

  repository run();

private:
  /// Thrown where a type or value makes no sense; caught at its definition.
  /// Without words where the reason has been told.
  struct unresolved {
    std::string file;
    place at;
    std::string what;
    bool is_mistake = true; ///< else the module is right, and this too much for us
  };

  /// Counts how deep types and values lead into each other for as long as it lives.
  struct level {
    level(resolver& x, const context& at, place where, unsigned times = 1);
    ~level() { in.depth_ -= count; }
    level(const level&) = delete;
    resolver& in;
    unsigned count;
  };

  using written_type = std::pair<const syntax::type*, context>;

  struct written_component {
    const syntax::component* is;
    context at;
    bool addition = false;
    place here; ///< in the type that is filled; of what COMPONENTS OF brings, its
  };

  /// The types between a COMPONENTS OF and the type that it is in.
  using open_types = std::vector<const syntax::type*>;

  using body_key = std::pair<const syntax::type*, const environment*>;
  using constraint_key = std::pair<const syntax::constraint*, const environment*>;

  /// A parameterized definition with its arguments; no type while that is made.
  struct made_instance {
    std::string name;
    const environment* with = nullptr;
    std::optional<type> is;
  };

  [[noreturn]] void refuse(const context& at, place where, std::string what) const;
  [[noreturn]] void refuse_name(const std::string& name, const std::string& module,
                                place where, const context& at) const;
  [[noreturn]] void refuse_argument(const bound& x, const std::string& name,
                                    const std::string& expected) const;
  [[noreturn]] void refuse_unsupported(const context& at, place where,
                                       std::string what) const;
  [[noreturn]] void give_up() const; ///< where the reason has been told
  void report(const unresolved& x);

  // Types (resolver.cpp).
  void define(const scope& in, module& out);
  void define_values(const scope& in, module& out);
  const type& head(const found& x);
  type resolve(const syntax::type& x, const context& at);
  type resolve_or_report(const syntax::type& x, const context& at);
  type resolve_bare(const syntax::type& x, const context& at);
  type resolve_reference(const syntax::type& x, const context& at);
  type resolve_builtin(const syntax::type& x, const context& at);
  written_type selected(const syntax::type& x, const context& at);
  void add_tags(type& to, const syntax::type& x, const context& at);
  const bound* argument_of(const syntax::type& x, const context& at) const;
  const bound* argument_of(const syntax::value& x, const context& at) const;

  // Classes, of which only the fields count (resolver_classes.cpp).
  struct known_class {
    std::string name; ///< empty for those that are built in
    std::vector<syntax::class_field> fields;
    const scope* in = nullptr;
  };

  const known_class& class_of(syntax::type name, context at);
  const syntax::class_field& field_of(const known_class& of, const std::string& name,
                                      const syntax::type& x, const context& at) const;
  type resolve_field(const syntax::type& x, const context& at);

  // Instances of parameterized definitions (resolver_instances.cpp).
  const made_instance& instance(const found& what, const syntax::type& x,
                                const context& at);
  std::string key_of(const syntax::argument& x, const context& at);
  std::string key_of(const syntax::value& x, const context& at);
  std::string key_of(const syntax::type& x, const context& at);

  // What a type is made of (resolver_bodies.cpp).
  const body* body_of(const syntax::type& x, const context& at);
  void fill_all();
  void fill(body& out, const syntax::type& x, const context& at);
  void fill_components(body& out, const syntax::type& x, const context& at);
  void add_component(body& out, const written_component& x);
  void add_automatic_tags(body& out, const std::vector<written_component>& from);
  void number_items(body& out, const syntax::type& x, const context& at);
  std::vector<wide_int> item_numbers(const syntax::type& x, const context& at);
  std::vector<written_component> expand(const syntax::type& x, const context& at,
                                        open_types open);
  written_type follow(const syntax::type& x, const context& at);
  void set_defaults();

  // Which tags may stand beside each other (resolver_tags.cpp).
  struct tag_check {
    const body* of;
    bool is_sequence;
    std::vector<place> components;
  };

  using predicate = std::function<bool(const component&)>;

  void check_tags(const tag_check& x);
  void check_row(const tag_check& x, std::size_t first, const predicate& counts,
                 const predicate& ends);

  // Constraints (resolver_limits.cpp).
  enum class dimension { number, size, alphabet, character };
  using intervals = std::vector<interval>;

  void limit(type& x, const std::vector<syntax::constraint>& by, const context& at);
  std::optional<intervals> allowed(const syntax::constraint& x, dimension of,
                                   const type& on, const context& at);
  const limits& contained(const syntax::constraint& x, const context& at);
  std::optional<intervals> element(const syntax::constraint& x, dimension of,
                                   const type& on, const context& at);
  intervals numbers(const syntax::constraint& x, const type& on, const context& at);
  intervals characters(const syntax::constraint& x, const context& at);

  // Values (resolver_values.cpp).
  value resolve(const syntax::value& x, const type& of, const context& at);
  value resolve_reference(const syntax::value& x, const type& of, const context& at);
  wide_int resolve_number(const syntax::value& x, const context& at,
                          const body* names = nullptr);
  const value_definition& value_of(const found& x);
  const value_definition* find_value(const syntax::value& x, const context& at);
  void count_copy(const value& x, place where, const context& at);
  value enumeration(const syntax::value& x, const type& of, const context& at);
  value real(const syntax::value& x, const context& at);
  value bit_string(const syntax::value& x, const type& of, const context& at);
  value octet_string(const syntax::value& x, const context& at);
  value components_of(const syntax::value& x, const type& of, const context& at);
  value elements_of(const syntax::value& x, const type& of, const context& at);
  value alternative(const syntax::value& x, const type& of, const context& at);

  // Values with a notation of their own (resolver_texts.cpp, resolver_oids.cpp).
  std::string text(const syntax::value& x, const type& of, const context& at);
  std::uint32_t character(const syntax::value& x, const context& at);
  value object_identifier(const syntax::value& x, const context& at, bool relative);
  arcs arcs_of(const syntax::value& x, const context& at, bool relative);

  struct unfilled {
    body* out;
    const syntax::type* from;
    context at;
  };

  struct default_to_set {
    body* in;
    std::size_t index;
    const syntax::value* from;
    context at;
  };

  const std::vector<syntax::module>& modules_;
  mistakes& wrong_;
  scopes scopes_;
  repository out_;
  std::map<const syntax::assignment*, std::optional<type>> heads_;
  std::map<const syntax::assignment*, std::optional<value_definition>> values_;
  std::map<const syntax::assignment*, std::string> unsupported_; ///< of `values_`
  std::map<body_key, body*> bodies_;
  std::set<const body*> broken_; ///< what is wrong inside has been told
  std::map<constraint_key, limits> contained_;
  std::map<const syntax::assignment*, known_class> classes_;
  std::map<std::string, made_instance> instances_;
  unsigned instance_number_ = 0;
  std::deque<environment> environments_;
  std::deque<unfilled> queue_;
  std::vector<default_to_set> defaults_;
  std::vector<tag_check> tag_checks_;
  std::map<std::string, std::vector<definition>, std::less<>> instance_definitions_;
  bool types_are_done_ = false;
  unsigned depth_ = 0;
  std::size_t expansions_ = 0;
  std::size_t copied_ = 0;
};

} // namespace bus::asn1c
