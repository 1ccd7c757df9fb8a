#include "messages/mms/type.hpp"

#include <boost/test/unit_test.hpp>

using namespace bus;
using namespace bus::mms;

namespace {

using kinds = type_description;

constexpr auto leaf_texts = {"boolean",
                             "int8",
                             "int16",
                             "int32",
                             "int64",
                             "uint8",
                             "uint16",
                             "uint24",
                             "uint32",
                             "uint64",
                             "float32",
                             "float64",
                             "bit-string(13)",
                             "bit-string(-13)",
                             "octet-string(8)",
                             "octet-string(-64)",
                             "visible-string(3)",
                             "visible-string(-255)",
                             "mms-string(-255)",
                             "mms-string(3)",
                             "utc-time",
                             "binary-time",
                             "binary-time(4)",
                             "generalized-time",
                             "bcd(8)",
                             "obj-id"};

type_description type_of(std::string_view text) {
  return parse_type(text).value();
}

template <data::alternative Kind, class... Args>
bool fits_as(std::string_view type, Args&&... args) {
  return fits(data::make<Kind>(std::forward<Args>(args)...), type_of(type));
}

asn1::bit_string bits(std::size_t count) {
  return asn1::bit_string{count};
}

type_description deep_type(int levels) {
  auto out = type_of("boolean");
  for (auto i = 0; i < levels; ++i)
    out = make_array(1, std::move(out));
  return out;
}

/// An array of what only has a name.
type_description only_named() {
  return kinds::make<kinds::array>(
    asn1::mms::type_description_array{false, 1, type_specification{}});
}

std::size_t count(const data& x) {
  auto* list = x.get_if<data::array>();
  auto out = std::size_t{1};
  if (list)
    for (auto& one : *list)
      out += count(one);
  return out;
}

value structure_of(structure x) {
  return std::make_shared<const structure>(std::move(x));
}

} // namespace

BOOST_AUTO_TEST_SUITE(mms_type)

BOOST_AUTO_TEST_CASE(tells_a_type_as_it_reads_it) {
  for (auto& text : leaf_texts)
    BOOST_TEST(to_text(type_of(text)) == text);
  BOOST_TEST(to_text(type_of("binary-time(6)")) == "binary-time");
  BOOST_TEST(to_text(make_array(1, type_of("int8"))) == "array");
  BOOST_TEST(to_text(make_structure({})) == "structure");
}

BOOST_AUTO_TEST_CASE(lists_the_types_where_it_is_none) {
  for (auto& text : {"",
                     "float",
                     "int",
                     "int0",
                     "int65",
                     "int08",
                     "int-8",
                     "int8 ",
                     "uint+8",
                     "Boolean",
                     "bit-string",
                     "bit-string()",
                     "bit-string(",
                     "bit-string(4",
                     "bit-string(4))",
                     "bit-string(x)",
                     "bit-string(99999999999)",
                     "boolean(1)",
                     "binary-time(5)",
                     "bcd",
                     "bcd(0)",
                     "bcd(20)",
                     "array",
                     "structure",
                     "(4)"}) {
    auto read = parse_type(text);
    BOOST_REQUIRE_MESSAGE(!read, text);
    BOOST_TEST((read.error().code == errc::invalid_value));
    BOOST_TEST(read.error().cause.find("float32, float64") != std::string::npos);
  }
}

BOOST_AUTO_TEST_CASE(fits_whole_numbers_to_their_bits) {
  BOOST_TEST(fits_as<data::integer>("int8", -128));
  BOOST_TEST(fits_as<data::integer>("int8", 127));
  BOOST_TEST(!fits_as<data::integer>("int8", -129));
  BOOST_TEST(!fits_as<data::integer>("int8", 128));
  BOOST_TEST(fits_as<data::integer>("int64", INT64_MIN));
  BOOST_TEST(!fits_as<data::integer>("int64", UINT64_MAX));
  BOOST_TEST(fits_as<data::unsigned_>("uint8", 255));
  BOOST_TEST(!fits_as<data::unsigned_>("uint8", 256));
  BOOST_TEST(!fits_as<data::unsigned_>("uint8", -1));
  BOOST_TEST(fits_as<data::unsigned_>("uint64", UINT64_MAX));
  BOOST_TEST(!fits_as<data::unsigned_>("int8", 1));
  BOOST_TEST(!fits_as<data::integer>("uint8", 1));
  BOOST_TEST(fits_as<data::bcd>("bcd(2)", 99));
  BOOST_TEST(!fits_as<data::bcd>("bcd(2)", 100));
  BOOST_TEST(!fits_as<data::bcd>("bcd(2)", -1));
}

BOOST_AUTO_TEST_CASE(fits_strings_to_their_size_or_up_to_it) {
  BOOST_TEST(fits_as<data::bit_string>("bit-string(13)", bits(13)));
  BOOST_TEST(!fits_as<data::bit_string>("bit-string(13)", bits(12)));
  BOOST_TEST(fits_as<data::bit_string>("bit-string(-13)", bits(12)));
  BOOST_TEST(!fits_as<data::bit_string>("bit-string(-13)", bits(14)));
  BOOST_TEST(fits_as<data::bit_string>("bit-string(-2147483648)", bits(0)));
  BOOST_TEST(fits_as<data::octet_string>("octet-string(2)", asn1::octet_string{1, 2}));
  BOOST_TEST(!fits_as<data::octet_string>("octet-string(2)", asn1::octet_string{1}));
  BOOST_TEST(fits_as<data::visible_string>("visible-string(-3)", "ab"));
  BOOST_TEST(!fits_as<data::visible_string>("visible-string(-3)", "abcd"));
  BOOST_TEST(!fits_as<data::visible_string>("mms-string(-3)", "ab"));
  BOOST_TEST(fits_as<data::m_ms_string>("mms-string(-3)", "ab"));
}

BOOST_AUTO_TEST_CASE(fits_floats_and_times_by_their_octets) {
  BOOST_TEST(fits(make_float32(1), type_of("float32")));
  BOOST_TEST(!fits(make_float32(1), type_of("float64")));
  BOOST_TEST(fits(make_float64(1), type_of("float64")));
  BOOST_TEST(
    !fits_as<data::floating_point>("float32", asn1::octet_string{11, 0, 0, 0, 0}));
  BOOST_TEST(!fits_as<data::floating_point>("float32", asn1::octet_string{}));
  BOOST_TEST(fits(make_utc_time({}), type_of("utc-time")));
  BOOST_TEST(!fits_as<data::utc_time>("utc-time", asn1::octet_string{1, 2, 3}));
  BOOST_TEST(fits(make_binary_time({}), type_of("binary-time(4)")));
  BOOST_TEST(!fits(make_binary_time({}), type_of("binary-time")));
}

BOOST_AUTO_TEST_CASE(fits_arrays_and_structures_part_by_part) {
  auto element = data::make<data::integer>(1);
  auto two = asn1::list_of<data>{element, element};
  auto mixed = asn1::list_of<data>{element, data::make<data::boolean>(true)};
  auto list = make_array(2, type_of("int8"));
  BOOST_TEST(fits(data::make<data::array>(two), list));
  BOOST_TEST(!fits(data::make<data::array>(mixed), list));
  BOOST_TEST(!fits(data::make<data::structure>(two), list));
  BOOST_TEST(!fits(data::make<data::array>(two), make_array(3, type_of("int8"))));
  auto object = make_structure({{"a", type_of("int8")}, {"b", type_of("boolean")}});
  BOOST_TEST(fits(data::make<data::structure>(mixed), object));
  BOOST_TEST(!fits(data::make<data::structure>(two), object));
  BOOST_TEST(!fits(data::make<data::array>(mixed), object));
  BOOST_TEST(!fits(element, object));
}

BOOST_AUTO_TEST_CASE(fits_nothing_to_what_is_only_named_or_too_deep) {
  auto one = data::make<data::array>(asn1::list_of<data>{data{}});
  BOOST_TEST(!fits(one, only_named()));
  auto x = data::make<data::boolean>(true);
  for (auto i = 0; i < 70; ++i)
    x = data::make<data::array>(asn1::list_of<data>{std::move(x)});
  BOOST_TEST(!fits(x, deep_type(70)));
}

BOOST_AUTO_TEST_CASE(starts_each_type_with_a_value_that_fits) {
  for (auto& text : leaf_texts)
    BOOST_TEST(fits(initial(type_of(text)), type_of(text)), text);
  auto type = make_structure({{"a", make_array(3, type_of("visible-string(2)"))},
                              {"b", make_structure({{"c", type_of("utc-time")}})}});
  BOOST_TEST(fits(initial(type), type));
  BOOST_TEST(fits(initial(deep_type(64)), deep_type(64)));
}

BOOST_AUTO_TEST_CASE(starts_with_zeros) {
  BOOST_TEST((initial(type_of("boolean")) == data::make<data::boolean>(false)));
  BOOST_TEST(
    (initial(type_of("bit-string(-13)")) == data::make<data::bit_string>(bits(13))));
  BOOST_TEST(
    (initial(type_of("visible-string(3)")) == data::make<data::visible_string>("   ")));
  BOOST_TEST(
    (initial(type_of("visible-string(-3)")) == data::make<data::visible_string>("")));
  BOOST_TEST((initial(type_of("octet-string(2)"))
              == data::make<data::octet_string>(asn1::octet_string{0, 0})));
  BOOST_TEST((initial(type_of("octet-string(-2)"))
              == data::make<data::octet_string>(asn1::octet_string{})));
  BOOST_TEST((initial(type_of("float64")) == make_float64(0)));
}

BOOST_AUTO_TEST_CASE(starts_a_vast_type_with_less) {
  auto nested = type_of("boolean");
  for (auto i = 0; i < 60; ++i)
    nested = make_array(1'000, std::move(nested));
  BOOST_TEST(count(initial(nested)) <= (1u << 20) + 60);
  auto long_text = initial(type_of("visible-string(2147483647)"));
  BOOST_TEST(long_text.get<data::visible_string>().empty());
  auto many = make_array(1'000, type_of("octet-string(1000000)"));
  auto octets = std::size_t{0};
  auto made = initial(many);
  for (auto& one : made.get<data::array>())
    octets += one.get<data::octet_string>().size();
  BOOST_TEST(octets <= std::size_t{1} << 24);
  BOOST_TEST(initial(type_of("bit-string(-2147483648)")).get<data::bit_string>().size()
             == 0u);
  BOOST_TEST(count(initial(deep_type(70))) <= 66u);
}

BOOST_AUTO_TEST_CASE(finds_components_by_name) {
  auto type = make_structure({{"a", type_of("int8")}, {"b", type_of("boolean")}});
  BOOST_TEST(component_index(type, "b").value() == 1u);
  BOOST_TEST(!component_index(type, "c"));
  BOOST_TEST(!component_index(type_of("int8"), "a"));
  BOOST_REQUIRE(component(type, "b"));
  BOOST_TEST(to_text(*component(type, "b")) == "boolean");
  BOOST_TEST(!component(type, "c"));
  BOOST_TEST(!component(type_of("int8"), "a"));
}

BOOST_AUTO_TEST_CASE(describes_a_type_as_a_tree) {
  auto type =
    make_structure({{"a", type_of("int8")},
                    {"b", make_array(3, make_structure({{"c", type_of("float32")}}))}});
  auto inner = structure_of({{"c", std::string{"float32"}}});
  auto list = structure_of({{"array", std::int64_t{3}}, {"of", inner}});
  BOOST_TEST(
    same(describe(type), structure_of({{"a", std::string{"int8"}}, {"b", list}})));
  BOOST_TEST(same(describe(type_of("utc-time")), std::string{"utc-time"}));
  auto unnamed = asn1::mms::type_description_structure{};
  *unnamed.components.emplace_back().component_type =
    type_specification::make<type_specification::type_description>(type_of("int8"));
  BOOST_TEST(same(describe(kinds::make<kinds::structure>(unnamed)),
                  structure_of({{"0", std::string{"int8"}}})));
  BOOST_TEST(
    same(describe(only_named()),
         structure_of({{"array", std::int64_t{1}}, {"of", std::string{"unknown"}}})));
}

BOOST_AUTO_TEST_CASE(describes_no_type_deeper_than_64_levels) {
  auto out = describe(deep_type(5'000));
  auto levels = 0;
  for (; std::holds_alternative<std::shared_ptr<const structure>>(out); ++levels)
    out = value{std::get<std::shared_ptr<const structure>>(out)->at(1).second};
  BOOST_TEST(levels == 65);
  BOOST_TEST(same(out, std::string{"..."}));
}

BOOST_AUTO_TEST_SUITE_END()
