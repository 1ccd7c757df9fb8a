#include "asn1/zoo.hpp"
#include "messages/asn1/ber.hpp"
#include "tests/support/hex.hpp"

#include <boost/test/unit_test.hpp>

#include <cmath>
#include <limits>

using namespace bus;
using namespace bus::asn1;
using test::hex;

namespace {

template <class T>
std::string octets(const T& x) {
  auto out = ber::encode(x);
  return out ? to_hex(*out) : "error: " + out.error().cause;
}

/// What is read is written again as `shortest`, or as it came.
template <class T>
void check_reads(const std::string& text, const std::string& shortest = {}) {
  auto in = hex(text);
  auto x = ber::decode<T>(in);
  BOOST_TEST_REQUIRE(x.has_value(), text << (x ? "" : ": " + to_string(x.error())));
  BOOST_TEST(octets(*x) == to_hex(shortest.empty() ? in : hex(shortest)), text);
}

template <class T>
std::string refusal(const std::string& text) {
  auto x = ber::decode<T>(hex(text));
  return x ? "it was read" : x.error().where + ": " + x.error().cause;
}

template <class T>
errc kind_of_refusal(const std::string& text) {
  auto x = ber::decode<T>(hex(text));
  BOOST_TEST_REQUIRE(!x.has_value());
  return x.error().code;
}

bool holds(const std::string& text, const std::string& part) {
  return text.find(part) != text.npos;
}

} // namespace

BOOST_AUTO_TEST_SUITE(asn1_ber)

BOOST_AUTO_TEST_CASE(writes_integers_in_their_shortest_form) {
  using zoo::point;
  BOOST_TEST(octets(point{-128, -32768})
             == "3007800180810280"
                "00");
  BOOST_TEST(octets(point{0, 127}) == "300680010081017f");
  BOOST_TEST(octets(point{128, 255})
             == "30088002008081"
                "0200ff");
  BOOST_TEST(octets(point{-1, -129}) == "30078001ff8102ff7f");
  BOOST_TEST(octets(point{std::numeric_limits<std::int64_t>::min(), 256})
             == "300e80088000000000000000"
                "81020100");
}

BOOST_AUTO_TEST_CASE(reads_integers_that_are_longer_than_they_need_be) {
  check_reads<zoo::point>("30 0a 80 03 00 00 05 81 03 ff ff 80",
                          "30 06 80 01 05 81 01 80");
}

BOOST_AUTO_TEST_CASE(keeps_integers_of_any_size) {
  check_reads<zoo::point>("30 10 80 0a 01 02 03 04 05 06 07 08 09 0a 81 02 ff 7f");
  check_reads<zoo::point>("30 0f 80 09 00 ff ff ff ff ff ff ff ff 81 02 00 80");
}

BOOST_AUTO_TEST_CASE(refuses_numbers_outside_of_their_type) {
  auto text = refusal<zoo::limited>("30 03 80 01 65");
  BOOST_TEST(holds(text, "Limited.percent"), text);
  BOOST_TEST(holds(text, "101 is not within 0..100"), text);
  BOOST_TEST(holds(refusal<zoo::limited>("30 06 80 01 64 81 01 04"), "1 | 3 | 5..9"));
}

BOOST_AUTO_TEST_CASE(refuses_sizes_and_characters_that_the_module_forbids) {
  auto start = std::string{"80 01 64 81 01 09 "};
  auto refused = [&](const std::string& rest, unsigned size, const std::string& why) {
    auto text = refusal<zoo::limited>("30 " + to_hex(bytes{std::uint8_t(size + 6)})
                                      + ' ' + start + rest);
    BOOST_TEST(holds(text, why), text);
  };
  refused("82 01 41", 3, "code");
  refused("82 02 41 61", 4, "the character 97 is not allowed");
  refused("82 02 41 42 83 03 01 02 03", 9, "four");
  refused("82 02 41 42 83 04 01 02 03 04 a4 00", 12, "list");
  check_reads<zoo::limited>("30 18 " + start
                            + "82 02 41 42 83 04 01 02 03 04 a4 03 02 01 07 85 01 00");
}

BOOST_AUTO_TEST_CASE(does_not_write_what_the_module_forbids) {
  auto x = zoo::limited{};
  x.percent = 101;
  auto refused = ber::encode(x);
  BOOST_TEST_REQUIRE(!refused.has_value());
  BOOST_TEST((refused.error().code == errc::invalid_value));
  BOOST_TEST(refused.error().where == "Limited.percent");
  BOOST_TEST(!ber::size(x).has_value());
}

BOOST_AUTO_TEST_CASE(takes_any_octet_for_true) {
  check_reads<zoo::optional>("30 03 81 01 00");
  check_reads<zoo::optional>("30 03 81 01 01", "30 00"); // TRUE is the default
}

BOOST_AUTO_TEST_CASE(tags_automatically_and_a_choice_explicitly) {
  auto x = zoo::tagged{};
  x.choice = zoo::inner::make<zoo::inner::text>("a");
  x.explicit_ = 5;
  x.twice = true;
  x.high = 6;
  x.higher = 7;
  x.application = zoo::inner::make<zoo::inner::number>(1);
  x.private_ = null{};
  auto expected =
    std::string{"30 23 a0 03 81 01 61 a1 03 02 01 05 a2 05 a3 03 01 01 ff "
                "9f 1f 01 06 9f 81 80 00 01 07 7f 28 03 80 01 01 c1 00"};
  BOOST_TEST(octets(x) == to_hex(hex(expected)));
  check_reads<zoo::tagged>(expected);
}

BOOST_AUTO_TEST_CASE(finds_alternatives_behind_each_other) {
  check_reads<zoo::nested>("a0 03 80 01 05");
  check_reads<zoo::nested>("8a 01 ff");
  check_reads<zoo::nested>("a2 08 8a 01 00 a0 03 81 01 78");
}

BOOST_AUTO_TEST_CASE(leaves_out_what_has_its_default_value) {
  BOOST_TEST(octets(zoo::optional{}) == "3000");
  auto read = ber::decode<zoo::optional>(hex("30 00"));
  BOOST_TEST((read.value() == zoo::optional{}));
  BOOST_TEST(read->b);
  BOOST_TEST((read->c == zoo::colour::blue));
  BOOST_TEST(read->d == "none");
  BOOST_TEST((read->f == bit_string{std::string_view{"001"}}));
  BOOST_TEST((read->g.get<zoo::inner::number>() == 7));
  BOOST_TEST((read->h == octet_string{0x0a, 0xff}));
  BOOST_TEST(read->i == 1.5);
  BOOST_TEST((read->k == zoo::point{1, 2}));
  BOOST_TEST(int{read->l} == 9);
}

BOOST_AUTO_TEST_CASE(skips_what_a_later_version_added_and_keeps_what_is_behind) {
  // b, c and an element that nobody knows stand between a and z.
  auto later = hex("30 10 80 01 01 81 01 ff 82 01 78 88 02 05 00 89 01 02");
  auto before = ber::decode<zoo::before>(later);
  BOOST_TEST_REQUIRE(before.has_value());
  BOOST_TEST((before->z == 2));
  auto after = ber::decode<zoo::after>(later);
  BOOST_TEST_REQUIRE(after.has_value());
  BOOST_TEST(*after->c == "x");
  BOOST_TEST((after->z == 2));
  // What an older version sent has none of the additions.
  auto old = ber::decode<zoo::after>(hex("30 06 80 01 01 89 01 02"));
  BOOST_TEST_REQUIRE(old.has_value());
  BOOST_TEST(!old->b);
}

BOOST_AUTO_TEST_CASE(refuses_unknown_elements_where_none_may_come) {
  auto text = refusal<zoo::closed>("30 09 80 01 01 88 01 05 81 01 02");
  BOOST_TEST(holds(text, "unexpected tag [8] where b is due"), text);
  text = refusal<zoo::closed>("30 09 80 01 01 81 01 02 88 01 05");
  BOOST_TEST(holds(text, "unexpected tag [8]"), text);
  text = refusal<zoo::closed>("30 03 80 01 01");
  BOOST_TEST(holds(text, "b is missing"), text);
}

BOOST_AUTO_TEST_CASE(keeps_an_unknown_alternative_as_it_came) {
  auto x = ber::decode<zoo::open_choice>(hex("a7 03 02 01 05"));
  BOOST_TEST_REQUIRE(x.has_value());
  BOOST_TEST(x->is<zoo::open_choice::unknown_alternative>());
  BOOST_TEST(octets(*x) == "a703020105");
  BOOST_TEST(holds(refusal<zoo::inner>("87 01 05"), "no alternative has the tag [7]"));
}

BOOST_AUTO_TEST_CASE(takes_the_members_of_a_set_in_any_order_and_sorts_them) {
  auto sorted = std::string{"31 0f 41 01 61 80 01 ff 81 00 82 01 05"};
  sorted.replace(3, 2, "0b");
  check_reads<zoo::members>("31 0b 82 01 05 81 00 80 01 ff 41 01 61", sorted);
  check_reads<zoo::members>("31 05 85 00 82 01 05", "31 05 82 01 05 85 00");
  BOOST_TEST(holds(refusal<zoo::members>("31 06 82 01 05 82 01 05"), "c comes twice"));
  BOOST_TEST(holds(refusal<zoo::members>("31 03 82 01 05"), "inner is missing"));
  BOOST_TEST(
    holds(refusal<zoo::members>("31 05 82 01 05 89 00"), "unexpected tag [9]"));
}

BOOST_AUTO_TEST_CASE(sorts_the_elements_of_a_set_of) {
  auto x = zoo::lists{};
  x.sorted = {300, 2, 1};
  BOOST_TEST(octets(x).ends_with("a70a020101020102020201"
                                 "2c")
             == true);
}

BOOST_AUTO_TEST_CASE(reads_indefinite_lengths_at_every_level) {
  check_reads<zoo::tagged>(
    "30 80 a0 80 81 01 61 00 00 a1 80 02 01 05 00 00 a2 80 a3 80 01 01 ff 00 00 00 00 "
    "9f 1f 01 06 9f 81 80 00 01 07 00 00",
    "30 1b a0 03 81 01 61 a1 03 02 01 05 a2 05 a3 03 01 01 ff 9f 1f 01 06 9f 81 80 00 "
    "01 07");
}

BOOST_AUTO_TEST_CASE(reads_lengths_that_are_longer_than_they_need_be) {
  check_reads<zoo::point>("30 82 00 0a 80 81 01 05 81 83 00 00 01 06",
                          "30 06 80 01 05 81 01 06");
}

BOOST_AUTO_TEST_CASE(joins_strings_that_come_in_parts) {
  auto x = ber::decode<zoo::optional>(
    hex("30 14 a3 08 0c 01 61 0c 03 62 63 64 a7 80 04 01 0a 24 80 00 00 00 00"));
  BOOST_TEST(!x.has_value()); // the first part of h alone: 0A without FF is no default
  auto text = ber::decode<zoo::optional>(hex("30 0a a3 08 0c 01 61 0c 03 62 63 64"));
  BOOST_TEST_REQUIRE(text.has_value());
  BOOST_TEST(text->d == "abcd");
  auto bits = ber::decode<zoo::optional>(hex("30 09 a5 07 03 02 00 f0 03 01 00"));
  BOOST_TEST_REQUIRE(bits.has_value());
  BOOST_TEST(to_string(bits->f) == "11110000");
  BOOST_TEST(holds(refusal<zoo::optional>("30 0a a5 08 03 02 04 f0 03 02 00 01"),
                   "unused bits before the last part"));
}

BOOST_AUTO_TEST_CASE(keeps_the_number_of_bits_and_clears_those_behind) {
  check_reads<zoo::optional>("30 04 85 02 05 e0");
  check_reads<zoo::optional>("30 04 85 02 05 ff", "30 04 85 02 05 e0");
  check_reads<zoo::optional>("30 03 85 01 00");
  BOOST_TEST(holds(refusal<zoo::optional>("30 03 85 01 01"), "0 to 7 unused bits"));
  BOOST_TEST(holds(refusal<zoo::optional>("30 04 85 02 08 00"), "0 to 7 unused bits"));
}

BOOST_AUTO_TEST_CASE(wide_characters_are_big_endian) {
  auto x = zoo::texts{};
  x.utc = "260101000000Z";
  x.generalized = "20260101000000Z";
  x.bmp = "A\u00e4\U0001F600";
  x.universal = "\u20ac";
  auto out = octets(x);
  BOOST_TEST(holds(out, "8a08"
                        "004100e4"
                        "d83dde00"),
             out);
  BOOST_TEST(holds(out, "8904"
                        "000020ac"),
             out);
  auto again = ber::decode<zoo::texts>(ber::encode(x).value());
  BOOST_TEST((again.value() == x));
}

BOOST_AUTO_TEST_CASE(times_have_their_form) {
  auto x = zoo::texts{};
  x.generalized = "20260101";
  auto set = [&](const char* utc, const char* generalized) {
    x.utc = utc;
    x.generalized = generalized;
    return ber::encode(x).has_value();
  };
  BOOST_TEST(set("9912312359Z", "19851106210627.3"));
  BOOST_TEST(set("991231235959Z", "19851106210627.3Z"));
  BOOST_TEST(set("991231235959+0100", "19851106210627.3-0500"));
  BOOST_TEST(set("9912312359-0130", "1985110621"));
  BOOST_TEST(set("9912312359Z", "198511062106+01"));
  for (auto utc : {"", "991231Z", "9912312359", "9913312359Z", "9912322359Z",
                   "9912312459Z", "9912312359X", "9912312359+01", "99123123590Z"})
    BOOST_TEST(!set(utc, "1985110621"), utc);
  for (auto general : {"", "19851106", "1985130621", "198511062", "19851106210627.",
                       "19851106210627.3X", "1985110621Z "})
    BOOST_TEST(!set("9912312359Z", general), general);
}

BOOST_AUTO_TEST_CASE(arcs_are_shared_and_bounded) {
  auto plain = [](object_identifier x) {
    auto out = zoo::optional{};
    out.j = std::move(x);
    return octets(out);
  };
  BOOST_TEST(plain({1u, 0u, 9506u, 2u, 3u})
             == "30078905"
                "28ca220203");
  BOOST_TEST(plain({2u, 999u, 3u})
             == "3005"
                "8903"
                "883703");
  BOOST_TEST(holds(plain({3u, 1u}), "error"));
  BOOST_TEST(holds(plain({1u, 40u}), "error"));
  BOOST_TEST(holds(plain({1u}), "error"));
  check_reads<zoo::optional>("30 0c 89 0a 81 ff ff ff ff ff ff ff ff 7f");
  BOOST_TEST(holds(refusal<zoo::optional>("30 03 89 01 80"), "arc"));
  BOOST_TEST(
    holds(refusal<zoo::optional>("30 0e 89 0c ff ff ff ff ff ff ff ff ff ff ff 7f"),
          "more than 64 bits"));
  BOOST_TEST(holds(refusal<zoo::optional>("30 02 89 00"), "one octet at least"));
}

BOOST_AUTO_TEST_CASE(any_holds_one_whole_value) {
  auto x = zoo::anything{};
  x.any.octets = hex("30 03 02 01 05");
  x.external.direct_reference = object_identifier{2u, 1u, 1u};
  x.external.indirect_reference = 3;
  x.external.encoding.emplace<builtin::external_encoding::octet_aligned>(
    octet_string{1, 2});
  x.pdv.identification.emplace<builtin::identification::fixed>();
  x.text.identification.emplace<builtin::identification::syntax>(
    object_identifier{1u, 2u});
  auto out = ber::encode(x);
  BOOST_TEST_REQUIRE(out.has_value());
  BOOST_TEST(holds(to_hex(*out), "a1"
                                 "0b"
                                 "06025101"
                                 "020103"
                                 "81020102")
             == true);
  BOOST_TEST((ber::decode<zoo::anything>(*out).value() == x));
  x.any.octets.clear();
  BOOST_TEST(!ber::encode(x).has_value());
}

BOOST_AUTO_TEST_CASE(types_may_hold_themselves) {
  check_reads<zoo::tree>(
    "30 13 80 01 01 a1 0e 30 0c 80 01 02 a1 07 30 05 80 01 03 a1 00");
  check_reads<zoo::expression>("a0 05 a0 03 82 01 ff");
  check_reads<zoo::expression>("a1 0e a0 03 82 01 ff a1 07 a0 05 a0 03 82 01 00");
  check_reads<zoo::chain>("30 08 80 01 01 a1 03 80 01 02");
}

BOOST_AUTO_TEST_CASE(nesting_three_thousand_deep_is_an_error) {
  auto deep = [](std::uint8_t tag, bool indefinite) {
    auto out = bytes{};
    for (auto i = 0; i < 3000; ++i) {
      if (indefinite) {
        out.insert(out.end(), {tag, 0x80});
        continue;
      }
      auto inner = out.size();
      auto header = bytes{tag, 0x83, std::uint8_t(inner >> 16),
                          std::uint8_t(inner >> 8), std::uint8_t(inner)};
      out.insert(out.begin(), header.begin(), header.end());
    }
    return out;
  };
  for (auto indefinite : {false, true}) {
    auto x = ber::decode<zoo::expression>(deep(0xa0, indefinite));
    BOOST_TEST_REQUIRE(!x.has_value());
    auto list = ber::decode<zoo::nested>(deep(0xa2, indefinite));
    BOOST_TEST_REQUIRE(!list.has_value());
  }
  BOOST_TEST(holds(ber::decode<zoo::expression>(deep(0xa0, false)).error().cause,
                   "nested more than 64 deep"));
}

BOOST_AUTO_TEST_CASE(elements_are_bounded) {
  auto most = ber::bounds{};
  most.elements = 3;
  auto four = hex("a2 06 8b 00 8b 00 8b 00");
  BOOST_TEST(ber::decode<zoo::nested>(four, most).has_value());
  most.elements = 2;
  BOOST_TEST(
    holds(ber::decode<zoo::nested>(four, most).error().cause, "more than 2 elements"));
}

BOOST_AUTO_TEST_CASE(what_ends_early_is_truncated) {
  auto whole = hex("30 82 00 06 80 01 05 81 01 06");
  for (auto size = std::size_t{0}; size < whole.size(); ++size) {
    auto cut = std::span{whole}.first(size);
    auto x = ber::decode<zoo::point>(cut);
    BOOST_TEST_REQUIRE(!x.has_value());
    BOOST_TEST((x.error().code == errc::truncated), size);
  }
  BOOST_TEST((kind_of_refusal<zoo::point>("30 05 80 01 05 81 02") == errc::truncated));
}

BOOST_AUTO_TEST_CASE(what_breaks_the_rules_is_malformed) {
  for (auto text : {
         "31 06 80 01 05 81 01 06",          // another tag
         "10 06 80 01 05 81 01 06",          // a primitive SEQUENCE
         "30 06 a0 01 05 81 01 06",          // a constructed INTEGER
         "30 05 80 00 81 01 06",             // an INTEGER without contents
         "30 08 80 01 05 81 01 06 05 00",    // one element too many
         "30 06 80 01 05 81 01 06 00",       // something behind the end
         "30 ff 80 01 05 81 01 06",          // no such length
         "30 06 80 80 05 81 01 06",          // an indefinite length of a primitive
         "30 09 9f ff ff ff ff ff 7f 01 05", // a tag number beyond 2^29
       })
    BOOST_TEST((kind_of_refusal<zoo::point>(text) == errc::malformed), text);
}

BOOST_AUTO_TEST_CASE(a_refusal_tells_the_path_and_the_octet) {
  auto text = refusal<zoo::tree>("30 0c 80 01 01 a1 07 30 05 80 01 02 82 00");
  BOOST_TEST(text
             == "Tree.children.Tree: at octet 12: unexpected tag [2] where "
                "children is due");
}

BOOST_AUTO_TEST_CASE(writes_into_a_callers_buffer) {
  auto x = zoo::point{1, 2};
  BOOST_TEST(ber::size(x).value() == 8u);
  auto room = bytes(10, 0xee);
  BOOST_TEST(ber::encode(x, std::span{room}).value() == 8u);
  BOOST_TEST(to_hex(room) == "3006800101810102eeee");
  auto short_of = ber::encode(x, std::span{room}.first(7));
  BOOST_TEST_REQUIRE(!short_of.has_value());
  BOOST_TEST((short_of.error().code == errc::truncated));
  auto behind = hex("01 02");
  BOOST_TEST(ber::append(x, behind).has_value());
  BOOST_TEST(to_hex(behind) == "01023006800101810102");
}

BOOST_AUTO_TEST_CASE(more_constructed_values_than_the_lengths_kept_in_place) {
  auto x = zoo::tree{};
  for (auto i = 0; i < 1000; ++i)
    x.children.push_back({i, {}});
  auto out = ber::encode(x);
  BOOST_TEST_REQUIRE(out.has_value());
  BOOST_TEST((ber::decode<zoo::tree>(*out).value() == x));
}

BOOST_AUTO_TEST_SUITE_END()
