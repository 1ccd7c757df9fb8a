#pragma once

#include "tools/asn1c/syntax.hpp"

#include <map>

namespace bus::asn1c {

/// What names mean within one module.
struct scope {
  const syntax::module* in = nullptr;
  std::map<std::string, const syntax::assignment*, std::less<>> own;
  std::map<std::string, const syntax::import*, std::less<>> imported;
};

/// An assignment, and where it stands.
struct found {
  const syntax::assignment* what = nullptr;
  const scope* in = nullptr;
  explicit operator bool() const { return what; }
};

bool is_builtin_class(std::string_view x);

class scopes {
public:
  /// Tells names that stand twice, and imports and exports that are not there.
  scopes(const std::vector<syntax::module>& modules, mistakes& wrong);

  const scope* find(std::string_view module) const;

  /// A name as it is seen from `from`; with its module where that was written.
  found find(std::string_view name, std::string_view module, const scope& from) const;

  /// What an assignment defines. Only the names behind it tell another name of a
  /// type from that of a class, and a set of values from one of objects.
  syntax::assignment::form form_of(const found& x) const;

  /// Whether a name that stands for a type is that of a class.
  bool is_class(const syntax::type& x, const scope& from) const;

private:
  void add(const syntax::module& x, mistakes& wrong);
  void check_imports(const scope& x, mistakes& wrong) const;

  std::map<std::string, scope, std::less<>> all_;
};

} // namespace bus::asn1c
