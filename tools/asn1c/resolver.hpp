#pragma once

#include "tools/asn1c/repository.hpp"
#include "tools/asn1c/scopes.hpp"

#include <deque>
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

class resolver {
public:
  resolver(const std::vector<syntax::module>& modules, mistakes& wrong);

  repository run();

private:
  /// Thrown where a type or value makes no sense; caught at its definition.
  struct unresolved {
    std::string file;
    place at;
    std::string what;
  };

  struct written_component {
    const syntax::component* is;
    context at;
    bool addition = false;
    bool second_root = false;
  };

  using body_key = std::pair<const syntax::type*, const environment*>;

  [[noreturn]] void refuse(const context& at, place where, std::string what) const;
  void report(const unresolved& x);

  // Types (resolver.cpp).
  void define(const scope& in, module& out);
  void define_values(const scope& in, module& out);
  const type& head(const found& x);
  type resolve(const syntax::type& x, const context& at);
  type resolve_bare(const syntax::type& x, const context& at);
  type resolve_reference(const syntax::type& x, const context& at);
  type resolve_builtin(type_kind is, const context& at);
  type resolve_field(const syntax::type& x, const context& at);
  type resolve_selection(const syntax::type& x, const context& at);
  void add_tags(type& to, const syntax::type& x, const context& at);
  bool is_dummy(const syntax::type& x, const context& at) const;

  // Instances of parameterized definitions (resolver_instances.cpp).
  type instance(const found& what, const syntax::type& x, const context& at);
  std::string key_of(const syntax::argument& x, const context& at);
  std::string key_of(const syntax::type& x, const context& at);

  // What a type is made of (resolver_bodies.cpp).
  const body* body_of(const syntax::type& x, const context& at);
  void fill(body& out, const syntax::type& x, const context& at);
  void fill_components(body& out, const syntax::type& x, const context& at);
  void number_items(body& out, const syntax::type& x, const context& at);
  std::vector<written_component> expand(const syntax::type& x, const context& at,
                                        unsigned depth);
  std::pair<const syntax::type*, context> follow(const syntax::type& x,
                                                 const context& at);
  void set_defaults();

  // Which tags may stand beside each other (resolver_tags.cpp).
  void check_tags(const body& x, bool is_sequence);
  void first_tags(const type& x, std::vector<tag>& out, std::set<const body*>& seen,
                  bool& any) const;

  // Constraints (resolver_limits.cpp).
  enum class dimension { number, size, alphabet, character };
  using intervals = std::vector<interval>;

  void limit(type& x, const std::vector<syntax::constraint>& by, const context& at);
  std::optional<intervals> allowed(const syntax::constraint& x, dimension of,
                                   const type& on, const context& at);
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
  value real(const syntax::value& x, const context& at);
  value bit_string(const syntax::value& x, const type& of, const context& at);
  value octet_string(const syntax::value& x, const context& at);
  value object_identifier(const syntax::value& x, const context& at, bool relative);
  value components_of(const syntax::value& x, const type& of, const context& at);
  value elements_of(const syntax::value& x, const type& of, const context& at);
  value alternative(const syntax::value& x, const type& of, const context& at);

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
  std::map<body_key, body*> bodies_;
  std::map<std::string, std::pair<std::string, type>> instances_; ///< name, type
  std::deque<environment> environments_;
  std::deque<unfilled> queue_;
  std::vector<default_to_set> defaults_;
  std::vector<std::pair<const body*, bool>> tag_checks_;
  std::map<std::string, std::vector<definition>, std::less<>> instance_definitions_;
  unsigned depth_ = 0;
};

} // namespace bus::asn1c
