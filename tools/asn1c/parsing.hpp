#pragma once

#include "tools/asn1c/syntax.hpp"

/// The parser's inside: one function a notation, spread over the parser_*.cpp.
namespace bus::asn1c {

/// Thrown at the first token that does not fit, caught where reading can go on.
struct syntax_error {
  place at;
  std::string what;
};

class parsing {
public:
  /// Types and values may be nested so deep.
  static constexpr unsigned deepest = 200;

  explicit parsing(std::vector<token> tokens)
    : tokens_{std::move(tokens)} {}

  // parser.cpp
  void modules(const std::string& file, std::vector<syntax::module>& out,
               mistakes& wrong);

private:
  // The tokens (parsing.cpp).
  const token& peek(std::size_t ahead = 0) const;
  token take();
  bool sees(std::string_view x, std::size_t ahead = 0) const {
    return peek(ahead).is(x);
  }
  bool sees(token_kind x, std::size_t ahead = 0) const { return peek(ahead).kind == x; }
  bool take_if(std::string_view x);
  token expect(std::string_view x);
  token expect(token_kind kind, std::string_view what);
  [[noreturn]] void refuse(std::string_view expected) const;
  void skip_group(); ///< a balanced `{ }`, `( )` or `[ ]`
  std::size_t start_of_assignment(std::size_t sign) const;
  void skip_to_assignment(std::size_t failed);
  bool begins_value() const;

  /// Counts how deep notations are nested for as long as it lives.
  struct level {
    explicit level(parsing& x);
    ~level() { --in.depth_; }
    level(const level&) = delete;
    parsing& in;
  };

  // Modules and assignments (parser.cpp).
  syntax::module module_head();
  syntax::module module(const std::string& file, mistakes& wrong);
  void exports(syntax::module& to);
  void imports(syntax::module& to);
  std::vector<syntax::import> symbols();
  std::vector<syntax::import> symbols_of_module();
  syntax::assignment assignment();
  syntax::assignment upper_assignment(syntax::assignment out);
  syntax::assignment lower_assignment(syntax::assignment out);
  syntax::assignment set_assignment(syntax::assignment out);
  void skip_macro();
  std::vector<syntax::parameter> parameters();
  std::vector<syntax::class_field> class_fields();
  bool skip_object();

  // Types (parser_types.cpp).
  syntax::type type();
  syntax::type_ptr shared_type();
  std::vector<syntax::tag_prefix> tags();
  syntax::tag_prefix tag();
  void bare_type(syntax::type& out);
  bool plain_type(syntax::type& out);
  bool two_word_type(syntax::type& out);
  bool numbered_type(syntax::type& out);
  bool constructed_type(syntax::type& out);
  void sequence_or_set(syntax::type& out, bool set);
  void reference(syntax::type& out);
  std::vector<syntax::argument> arguments();
  syntax::argument argument();
  syntax::argument argument_in_braces();
  std::vector<syntax::named_number> numbers(std::optional<std::size_t>* extension);
  std::vector<syntax::component> components(bool choice);
  void group(std::vector<syntax::component>& out, bool choice, int number);
  syntax::component component(bool choice);

  // Values (parser_values.cpp).
  syntax::value value();
  syntax::value braces();
  syntax::value named_value();
  syntax::value open_value();
  syntax::value signed_number();

  // Constraints (parser_constraints.cpp).
  std::vector<syntax::constraint> constraints();
  syntax::constraint constraint();
  syntax::constraint element_set();
  syntax::constraint unions();
  syntax::constraint intersections();
  syntax::constraint with_exceptions();
  syntax::constraint element();
  bool ignored_element();
  bool ignored_table();
  void exception_mark();
  syntax::constraint range();
  std::optional<syntax::value> end_of_range(std::string_view open_word);

  std::vector<token> tokens_;
  std::size_t at_ = 0;
  unsigned depth_ = 0;
};

} // namespace bus::asn1c
