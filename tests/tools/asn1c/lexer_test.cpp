#include "tools/asn1c/lexer.hpp"

#include <boost/test/unit_test.hpp>

namespace bus::asn1c::test {

namespace {

/// `"upper:A symbol:::= upper:INTEGER"`, without the end.
std::string kinds_and_texts(std::string_view text) {
  constexpr std::string_view names[] = {"end",    "upper",   "lower",  "field",
                                        "number", "decimal", "text",   "binary",
                                        "hex",    "symbol",  "unknown"};
  auto out = std::string{};
  for (auto& x : tokens_of(text))
    if (x.kind != token_kind::end)
      out += (out.empty() ? "" : " ")
             + std::string{names[static_cast<std::size_t>(x.kind)]} + ':' + x.text;
  return out;
}

std::string places(std::string_view text) {
  auto out = std::string{};
  for (auto& x : tokens_of(text))
    out += (out.empty() ? "" : " ") + std::to_string(x.at.line) + ':'
           + std::to_string(x.at.column);
  return out;
}

} // namespace

BOOST_AUTO_TEST_SUITE(asn1c_lexer)

BOOST_AUTO_TEST_CASE(words_begin_with_a_letter_and_have_hyphens_inside) {
  BOOST_TEST(kinds_and_texts("Foo bar-1 X-y-Z9")
             == "upper:Foo lower:bar-1 upper:X-y-Z9");
  BOOST_TEST(kinds_and_texts("a-") == "lower:a symbol:-");
  BOOST_TEST(kinds_and_texts("a--b") == "lower:a");
  BOOST_TEST(kinds_and_texts("a-1-") == "lower:a-1 symbol:-");
}

BOOST_AUTO_TEST_CASE(fields_keep_their_mark) {
  BOOST_TEST(kinds_and_texts("&Type &id.&x")
             == "field:&Type field:&id symbol:. field:&x");
  BOOST_TEST(kinds_and_texts("& x") == "unknown:unexpected character '&' lower:x");
}

BOOST_AUTO_TEST_CASE(numbers_with_a_point_or_an_exponent_are_decimal) {
  BOOST_TEST(kinds_and_texts("0 15 1.5 1. 2E3 2e-3 1.5E+3")
             == "number:0 number:15 decimal:1.5 decimal:1. decimal:2E3 decimal:2e-3 "
                "decimal:1.5E+3");
  BOOST_TEST(kinds_and_texts("1..5") == "number:1 symbol:.. number:5");
  BOOST_TEST(kinds_and_texts("1...") == "number:1 symbol:...");
  BOOST_TEST(kinds_and_texts("-5") == "symbol:- number:5");
  BOOST_TEST(kinds_and_texts("5e") == "number:5 lower:e");
}

BOOST_AUTO_TEST_CASE(a_doubled_quote_within_a_text_is_one) {
  BOOST_TEST(kinds_and_texts(R"("a ""b"" c" "")") == R"(text:a "b" c text:)");
  BOOST_TEST(kinds_and_texts(R"("""")") == R"(text:")");
}

BOOST_AUTO_TEST_CASE(a_text_over_lines_is_joined_without_the_blanks_around_their_ends) {
  BOOST_TEST(kinds_and_texts("\"one  \n   two\"") == "text:onetwo");
  BOOST_TEST(kinds_and_texts("\"one\r\n\r\n two \"") == "text:onetwo ");
  BOOST_TEST(kinds_and_texts("\" \n \"") == "text:");
}

BOOST_AUTO_TEST_CASE(digits_may_stand_apart) {
  BOOST_TEST(kinds_and_texts("'01 1\n0'B ''B ''H '0A F'H")
             == "binary:0110 binary: hex: hex:0AF");
}

BOOST_AUTO_TEST_CASE(other_digits_are_refused_up_to_where_they_are_wrong) {
  auto wrong =
    std::string{"unknown:expected '...'B with digits 0 and 1, or '...'H with "
                "digits 0-9 and A-F"};
  BOOST_TEST(kinds_and_texts("'0af'H").starts_with(wrong + " lower:af"));
  BOOST_TEST(kinds_and_texts("'012'B A").starts_with(wrong));
  BOOST_TEST(kinds_and_texts("'01 x ::= y") == wrong + " lower:x symbol:::= lower:y");
}

BOOST_AUTO_TEST_CASE(the_longest_symbol_counts) {
  BOOST_TEST(kinds_and_texts("::= :: ... .. . [[ [ ]] ]")
             == "symbol:::= symbol:: symbol:: symbol:... symbol:.. symbol:. symbol:[[ "
                "symbol:[ symbol:]] symbol:]");
  BOOST_TEST(
    kinds_and_texts("{}()|^@!<>;,")
    == "symbol:{ symbol:} symbol:( symbol:) symbol:| symbol:^ symbol:@ symbol:! "
       "symbol:< symbol:> symbol:; symbol:,");
}

BOOST_AUTO_TEST_CASE(a_comment_ends_with_its_line_or_with_two_hyphens) {
  BOOST_TEST(kinds_and_texts("a -- b\nc") == "lower:a lower:c");
  BOOST_TEST(kinds_and_texts("a -- b -- c") == "lower:a lower:c");
  BOOST_TEST(kinds_and_texts("a -- b\rc -- d\fe -- f\vg")
             == "lower:a lower:c lower:e lower:g");
  BOOST_TEST(kinds_and_texts("a -- b ---- c") == "lower:a");
  BOOST_TEST(kinds_and_texts("a -- b ------ c") == "lower:a lower:c");
  BOOST_TEST(kinds_and_texts("a -- - b - c") == "lower:a");
  BOOST_TEST(kinds_and_texts("a -- \"b -- c") == "lower:a lower:c");
  BOOST_TEST(kinds_and_texts("a --") == "lower:a");
}

BOOST_AUTO_TEST_CASE(a_ruler_is_a_comment_whatever_its_length) {
  for (auto length = std::size_t{2}; length < 20; ++length)
    BOOST_TEST(kinds_and_texts("a " + std::string(length, '-') + "\nb")
               == "lower:a lower:b");
}

BOOST_AUTO_TEST_CASE(a_heading_between_rulers_is_a_comment) {
  for (auto length = std::size_t{2}; length < 20; ++length) {
    auto row = std::string(length, '-');
    BOOST_TEST(kinds_and_texts("a " + row + " heading\nb") == "lower:a lower:b");
    BOOST_TEST(kinds_and_texts("a " + row + " heading " + row + "\nb")
               == "lower:a lower:b");
  }
}

BOOST_AUTO_TEST_CASE(comments_between_slashes_are_nested) {
  BOOST_TEST(kinds_and_texts("a /* b /* c */ d */ e") == "lower:a lower:e");
  BOOST_TEST(kinds_and_texts("a /* -- b */ c") == "lower:a lower:c");
  BOOST_TEST(kinds_and_texts("a -- /* b\nc") == "lower:a lower:c");
  BOOST_TEST(kinds_and_texts("a/**/b/***/c") == "lower:a lower:b lower:c");
  BOOST_TEST(kinds_and_texts("a */") == "lower:a symbol:* symbol:/");
}

BOOST_AUTO_TEST_CASE(places_count_lines_and_octets_from_one) {
  BOOST_TEST(places("a bc\n d") == "1:1 1:3 2:2 2:3");
  BOOST_TEST(places("/*\n*/ a") == "2:4 2:5");
  BOOST_TEST(places("\"x\ny\" b") == "1:1 2:4 2:5");
  BOOST_TEST(places("a\r\nb") == "1:1 2:1 2:2");
  BOOST_TEST(places("\xc3\xbc a") == "1:1 1:2 1:4 1:5");
}

BOOST_AUTO_TEST_CASE(a_byte_order_mark_and_fixed_blanks_are_passed) {
  BOOST_TEST(kinds_and_texts("\xef\xbb\xbf"
                             "A\xc2\xa0"
                             "b")
             == "upper:A lower:b");
  BOOST_TEST(places("\xef\xbb\xbf"
                    "A")
             == "1:1 1:2");
}

BOOST_AUTO_TEST_CASE(what_does_not_end_is_told_where_it_begins) {
  BOOST_TEST(kinds_and_texts("a \"b") == "lower:a unknown:the text does not end");
  BOOST_TEST(kinds_and_texts("a /* /* */")
             == "lower:a unknown:the comment does not end");
  BOOST_TEST(places("a\n /* b") == "1:1 2:2 2:6");
  BOOST_TEST(places("a\n \"b") == "1:1 2:2 2:4");
}

BOOST_AUTO_TEST_CASE(other_characters_are_shown_or_told_by_number) {
  BOOST_TEST(kinds_and_texts("#") == "unknown:unexpected character '#'");
  BOOST_TEST(kinds_and_texts("\xe2") == "unknown:unexpected octet 0xE2");
  BOOST_TEST(kinds_and_texts(std::string_view{"\0", 1})
             == "unknown:unexpected octet 0x00");
}

BOOST_AUTO_TEST_CASE(a_text_is_no_keyword) {
  auto all = tokens_of("\"END\" END end");
  BOOST_TEST(!all[0].is("END"));
  BOOST_TEST(all[1].is("END"));
  BOOST_TEST(!all[2].is("end"));
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace bus::asn1c::test
