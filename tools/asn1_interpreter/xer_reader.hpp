#pragma once

#include "tools/asn1_interpreter/types.hpp"
#include "tools/asn1_interpreter/xml_reader.hpp"

namespace bus::asn1_interpreter {

/// Reads values of any type from basic XER (X.693, clause 8). What is wrong is
/// thrown as a refusal, with the character where it stands.
class xer_reader {
public:
  xer_reader(xml_reader& from, walk& at)
    : from_{from},
      at_{at} {}

  /// The one element of that name which the text is.
  value document(std::string_view name, const type& of);

private:
  /// What stands between tags: characters, or the name of one empty element.
  struct word {
    std::string text;
    bool is_element = false;
    std::size_t at = 0;
  };

  // The tags.
  void open(std::string_view name);
  void close();
  word next_word();
  std::string characters(std::string_view of);
  [[noreturn]] void refuse(const word& x, std::string_view expected) const;

  value element(std::string_view name, const type& of);
  value contents(const type& of);
  value plain(const type& of);

  value boolean();
  value number(const type& of);
  value item(const type& of);
  value real();
  value oid();
  value relative();
  value bits(const type& of);
  value named_bits(const type& of);
  value octets();
  value text(const type& of);
  char32_t control_element();
  value open_value();

  value sequence(const type& of);
  value set(const type& of);
  bool opens_part();
  void pass_unknown(const type& of);
  value part(const component& of);
  value whole(const type& of, parts got);
  value list(const type& of);
  value list_item(const type& list);
  value alternative(const type& of);

  xml_reader& from_;
  walk& at_;
};

} // namespace bus::asn1_interpreter
