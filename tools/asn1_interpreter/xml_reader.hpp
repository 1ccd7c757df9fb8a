#pragma once

#include "tools/asn1_interpreter/walk.hpp"

#include <optional>

namespace bus::asn1_interpreter {

/// What stands next in an XML text.
struct xml_event {
  enum class kind { open, close, text, end };

  kind is = kind::end;
  std::string text;   ///< an element's name, or characters
  std::size_t at = 0; ///< octets before it
};

/// Reads XML piece by piece (XML 1.0, as far as X.693 uses it): UTF-8, no DTD.
/// Comments, processing instructions and attributes are passed over; characters
/// come whole, their references and CDATA sections resolved. What is not
/// well-formed, or nested too deeply, is thrown as a refusal.
class xml_reader {
public:
  xml_reader(std::string_view document, const walk& on, unsigned deepest);

  const xml_event& peek();
  xml_event take();
  bool sees(xml_event::kind x) { return peek().is == x; }

  /// Passes white space, and refuses other characters.
  void skip_space();

  /// The element that opens next, as it is written; it is passed.
  std::string_view raw_element();

  /// Tells the place as the number of characters before it.
  [[noreturn]] void refuse(std::size_t at, std::string_view cause) const;

private:
  std::string_view rest() const { return document_.substr(at_); }
  bool sees(std::string_view x) const { return rest().starts_with(x); }
  bool ended() const { return at_ >= document_.size(); }
  void skip_blanks();
  void expect(std::string_view x);
  std::string_view through(std::string_view end, std::string_view of);

  xml_event next();
  xml_event open_tag();
  xml_event close_tag();
  xml_event at_end() const;
  void skip_attributes();
  void skip_attribute();
  std::string_view name();
  bool skip_markup(std::string& text);
  std::string characters();
  void add_section(std::string& to);
  void add_reference(std::string& to);
  void add_character(std::string& to);
  std::optional<char32_t> character_number(std::string_view reference) const;

  std::string_view document_;
  const walk& on_;
  unsigned deepest_;
  std::size_t at_ = 0;
  std::vector<std::string_view> open_ = {};
  std::optional<xml_event> ahead_ = {};
  bool closes_at_once_ = false; ///< behind `<x/>`
};

bool is_xml_space(char x);

/// Without the white space around it.
std::string_view trimmed(std::string_view x);

} // namespace bus::asn1_interpreter
