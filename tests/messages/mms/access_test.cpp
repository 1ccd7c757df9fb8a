#include "messages/mms/access.hpp"

#include "messages/asn1/ber.hpp"
#include "messages/mms/type.hpp"
#include "tests/support/hex.hpp"

#include <boost/test/unit_test.hpp>

using namespace bus;
using namespace bus::mms;

namespace {

using asn1::mms::alternate_access_item;
using asn1::mms::alternate_access_selection;
using asn1::mms::mms_pdu;
using last = asn1::mms::alternate_access_selection_select_access;
using nested = asn1::mms::alternate_access_selection_select_alternate_access;
using through =
  asn1::mms::alternate_access_selection_select_alternate_access_access_selection;
using last_range = asn1::mms::alternate_access_selection_select_access_index_range;
using through_range = asn1::mms::
  alternate_access_selection_select_alternate_access_access_selection_index_range;

alternate_access_item item(alternate_access_selection x) {
  return alternate_access_item::make<alternate_access_item::unnamed>(std::move(x));
}

alternate_access_item item(last x) {
  return item(
    alternate_access_selection::make<alternate_access_selection::select_access>(
      std::move(x)));
}

alternate_access_item item(through x, alternate_access below) {
  return item(alternate_access_selection::make<
              alternate_access_selection::select_alternate_access>(
    nested{std::move(x), std::move(below)}));
}

alternate_access_item component(std::string name) {
  return item(last::make<last::component>(std::move(name)));
}

alternate_access_item component(std::string name, alternate_access below) {
  return item(through::make<through::component>(std::move(name)), std::move(below));
}

alternate_access_item at(std::uint32_t index) {
  return item(last::make<last::index_2>(index));
}

alternate_access_item at(std::uint32_t index, alternate_access below) {
  return item(through::make<through::index_2>(index), std::move(below));
}

alternate_access_item range(std::uint32_t first, std::uint32_t count) {
  return item(last::make<last::index_range>(last_range{first, count}));
}

alternate_access_item range(std::uint32_t first, std::uint32_t count,
                            alternate_access below) {
  return item(through::make<through::index_range>(through_range{first, count}),
              std::move(below));
}

alternate_access_item all() {
  return item(last::make<last::all_elements>());
}

alternate_access_item all(alternate_access below) {
  return item(through::make<through::all_elements>(), std::move(below));
}

alternate_access_item named(const alternate_access_item& x) {
  return alternate_access_item::make<alternate_access_item::named>(
    asn1::mms::alternate_access_item_named{"alias",
                                           x.get<alternate_access_item::unnamed>()});
}

data number(int x) {
  return data::make<data::integer>(x);
}

template <class... Parts>
data list(Parts... x) {
  return data::make<data::array>(asn1::list_of<data>{std::move(x)...});
}

template <class... Parts>
data object(Parts... x) {
  return data::make<data::structure>(asn1::list_of<data>{std::move(x)...});
}

/// {a: int32, points: [3] of {x: int32, y: int32}}
const auto type = make_structure(
  {{"a", *parse_type("int32")},
   {"points", make_array(3, make_structure({{"x", *parse_type("int32")},
                                            {"y", *parse_type("int32")}}))}});

data example() {
  return object(number(7),
                list(object(number(10), number(11)), object(number(20), number(21)),
                     object(number(30), number(31))));
}

const auto numbers_type = make_array(4, *parse_type("int32"));

data numbers() {
  return list(number(0), number(1), number(2), number(3));
}

bool selects(const alternate_access& access, const data& expected) {
  auto out = select(example(), type, access);
  BOOST_REQUIRE_MESSAGE(out, (out ? "" : name(out.error())));
  return *out == expected;
}

std::string_view refused(const data& from, const type_description& of,
                         const alternate_access& access) {
  auto out = select(from, of, access);
  auto to = from;
  BOOST_REQUIRE(!out);
  BOOST_TEST(assign(to, of, access, number(0)).has_value());
  BOOST_TEST((to == from));
  return name(out.error());
}

std::string_view refused(const alternate_access& access) {
  return refused(example(), type, access);
}

/// Writes what it read, and another value.
bool comes_back(const alternate_access& access) {
  auto to = initial(type);
  auto part = *select(example(), type, access);
  return !assign(to, type, access, part) && *select(to, type, access) == part;
}

/// How the recorded read or write of one variable selects.
alternate_access recorded(const std::string& octets) {
  auto pdu = asn1::ber::decode<mms_pdu>(test::hex(octets)).value();
  auto& service = pdu.get<mms_pdu::confirmed_request_pdu>().service;
  using kinds = std::decay_t<decltype(service)>;
  using names = asn1::mms::variable_access_specification;
  auto* read = service.get_if<kinds::read>();
  auto& of = read ? read->variable_access_specification
                  : service.get<kinds::write>().variable_access_specification;
  return of.get<names::list_of_variable>().front().alternate_access.value();
}

} // namespace

BOOST_AUTO_TEST_SUITE(mms_access)

BOOST_AUTO_TEST_CASE(selects_one_component_or_element_as_itself) {
  BOOST_TEST(selects({component("a")}, number(7)));
  BOOST_TEST(selects({component("points", {at(1)})}, object(number(20), number(21))));
  BOOST_TEST(selects({component("points", {at(2, {component("y")})})}, number(31)));
  BOOST_TEST(selects({named(component("a"))}, number(7)));
}

BOOST_AUTO_TEST_CASE(selects_a_range_as_an_array) {
  BOOST_TEST(selects({component("points", {range(2, 1)})},
                     list(object(number(30), number(31)))));
  BOOST_TEST(selects({component("points", {range(1, 2, {component("x")})})},
                     list(number(20), number(30))));
  auto points = example().get<data::structure>()[1];
  for (auto& whole : {all(), range(0, 3), range(0, 0)})
    BOOST_TEST(selects({component("points", {whole})}, points));
  for (auto& whole : {all({component("x")}), range(0, 0, {component("x")})})
    BOOST_TEST(selects({component("points", {whole})},
                       list(number(10), number(20), number(30))));
}

BOOST_AUTO_TEST_CASE(selects_several_as_a_structure) {
  BOOST_TEST(selects({component("points", {at(0, {component("x")})}), component("a")},
                     object(number(10), number(7))));
  BOOST_TEST(selects({component("a"), component("a")}, object(number(7), number(7))));
  BOOST_TEST(
    selects({component("points", {all({component("y"), component("x")})})},
            list(object(number(11), number(10)), object(number(21), number(20)),
                 object(number(31), number(30)))));
  BOOST_TEST(selects({component("points", {at(0), range(1, 1, {component("x")})})},
                     object(object(number(10), number(11)), list(number(20)))));
}

BOOST_AUTO_TEST_CASE(tells_what_is_not_there) {
  BOOST_TEST(refused({component("b")}) == "object-non-existent");
  BOOST_TEST(refused({component("a", {component("b")})}) == "object-non-existent");
  BOOST_TEST(refused({component("a"), component("b")}) == "object-non-existent");
  BOOST_TEST(refused({component("points", {all({component("z")})})})
             == "object-non-existent");
  for (auto& beyond :
       {at(3), range(0, 4), range(3, 1), range(2, 2), range(1, 0), at(0xffffffff),
        range(0xffffffff, 0xffffffff), range(1, 0xffffffff)})
    BOOST_TEST(refused({component("points", {beyond})}) == "object-non-existent");
  for (auto& element : {at(0), range(0, 1), range(0, 0), all()}) {
    BOOST_TEST(refused({element}) == "object-non-existent");
    BOOST_TEST(refused({component("a", {element})}) == "object-non-existent");
  }
}

BOOST_AUTO_TEST_CASE(tells_what_cannot_be_accessed) {
  BOOST_TEST(refused({}) == "object-access-unsupported");
  BOOST_TEST(refused({component("a", {})}) == "object-access-unsupported");
  auto elements = asn1::mms::type_description_array{false, 1, type_specification{}};
  auto only_named = type_description::make<type_description::array>(elements);
  BOOST_TEST(refused(list(number(1)), only_named, {at(0)})
             == "object-access-unsupported");
}

BOOST_AUTO_TEST_CASE(takes_no_value_that_is_not_of_its_type) {
  BOOST_TEST(refused(number(1), type, {component("a")}) == "type-inconsistent");
  BOOST_TEST(refused(object(), type, {component("a")}) == "type-inconsistent");
  BOOST_TEST(refused(number(1), numbers_type, {at(0)}) == "object-non-existent");
  BOOST_TEST(refused(list(), numbers_type, {at(0)}) == "object-non-existent");
}

BOOST_AUTO_TEST_CASE(selects_at_most_64_levels_deep) {
  auto deep_type = *parse_type("int32");
  auto deep = number(5);
  for (auto i = 0; i < 70; ++i) {
    deep_type = make_array(1, std::move(deep_type));
    deep = list(std::move(deep));
  }
  auto levels = [](int count) {
    auto out = alternate_access{at(0)};
    for (auto i = 1; i < count; ++i)
      out = {at(0, std::move(out))};
    return out;
  };
  BOOST_TEST(select(deep, deep_type, levels(64)).has_value());
  BOOST_TEST(refused(deep, deep_type, levels(65)) == "object-access-unsupported");
  BOOST_TEST(refused(deep, deep_type, levels(300)) == "object-access-unsupported");
}

BOOST_AUTO_TEST_CASE(selects_at_most_65536_values) {
  auto large_type = make_array(32'768, *parse_type("int32"));
  auto large = initial(large_type);
  BOOST_TEST(select(large, large_type, {all(), all()}).has_value());
  BOOST_TEST(refused(large, large_type, {all(), all(), at(0)})
             == "object-access-unsupported");
  auto outer_type = make_array(2, large_type);
  auto outer = list(large, large);
  BOOST_TEST(select(outer, outer_type, {all()}).has_value());
  BOOST_TEST(refused(outer, outer_type, {all(), at(0)}) == "object-access-unsupported");
}

BOOST_AUTO_TEST_CASE(counts_empty_arrays_as_values) {
  auto none_type = make_array(0, *parse_type("int32"));
  auto many_type = make_array(40'000, none_type);
  auto many = initial(many_type);
  for (auto& empty : {all({all()}), all()}) {
    BOOST_TEST(select(many, many_type, {empty}).has_value());
    BOOST_TEST(refused(many, many_type, {empty, empty}) == "object-access-unsupported");
  }
  BOOST_TEST((*select(list(), none_type, {all()}) == list()));
}

BOOST_AUTO_TEST_CASE(writes_what_it_reads) {
  BOOST_TEST(comes_back({component("a")}));
  BOOST_TEST(comes_back({named(component("a"))}));
  BOOST_TEST(comes_back({component("points")}));
  BOOST_TEST(comes_back({component("points", {at(1)})}));
  BOOST_TEST(comes_back({component("points", {at(2, {component("y")})})}));
  BOOST_TEST(comes_back({component("points", {range(1, 2)})}));
  BOOST_TEST(comes_back({component("points", {range(0, 0)})}));
  BOOST_TEST(comes_back({component("points", {all()})}));
  BOOST_TEST(
    comes_back({component("points", {all({component("y"), component("x")})})}));
  BOOST_TEST(
    comes_back({component("points", {at(0, {component("x")})}), component("a")}));
}

BOOST_AUTO_TEST_CASE(writes_only_what_is_selected) {
  auto to = example();
  BOOST_TEST(
    !assign(to, type, {component("points", {at(1, {component("y")})})}, number(5)));
  auto expected = example();
  expected.get<data::structure>()[1].get<data::array>()[1].get<data::structure>()[1] =
    number(5);
  BOOST_TEST((to == expected));
}

BOOST_AUTO_TEST_CASE(writes_a_range_of_one_with_or_without_an_array) {
  auto to = numbers();
  BOOST_TEST(!assign(to, numbers_type, {range(3, 1)}, number(777)));
  BOOST_TEST((to == list(number(0), number(1), number(2), number(777))));
  BOOST_TEST(!assign(to, numbers_type, {range(3, 1)}, list(number(778))));
  BOOST_TEST((to == list(number(0), number(1), number(2), number(778))));
}

BOOST_AUTO_TEST_CASE(changes_nothing_where_one_part_does_not_fit) {
  auto is_refused = [](const alternate_access& access, const data& written) {
    auto to = example();
    auto wrong = assign(to, type, access, written);
    return wrong == data_access_error::type_inconsistent && to == example();
  };
  auto flag = data::make<data::boolean>(true);
  BOOST_TEST(is_refused({component("a")}, flag));
  BOOST_TEST(is_refused({component("a"), component("a")}, object(number(1), flag)));
  BOOST_TEST(is_refused({component("a"), component("a")}, object(number(1))));
  BOOST_TEST(is_refused({component("a"), component("a")}, list(number(1), number(2))));
  auto x_of_two =
    alternate_access{component("points", {range(0, 2, {component("x")})})};
  BOOST_TEST(is_refused(x_of_two, list(number(1), flag)));
  BOOST_TEST(is_refused(x_of_two, list(number(1))));
  BOOST_TEST(is_refused(x_of_two, number(1)));
  BOOST_TEST(is_refused(x_of_two, object(number(1), number(2))));
  BOOST_TEST(
    is_refused({component("points", {at(0)})}, list(object(number(1), number(2)))));
}

BOOST_AUTO_TEST_CASE(answers_recorded_requests_as_their_server_does) {
  auto ten = make_array(10, *parse_type("int32"));
  auto zeros = initial(ten);
  auto one_of =
    recorded("a0 33 02 01 01 a4 2e a1 2c a0 2a 30 28 a0 1c a1 1a 1a 06 73 63 6e "
             "4c 44 30 1a 10 54 59 50 45 31 24 53 50 24 41 6c 6c 24 61 72 72 a5 "
             "08 a3 06 80 01 03 81 01 01");
  BOOST_TEST((one_of == alternate_access{range(3, 1)}));
  BOOST_TEST((*select(zeros, ten, one_of) == list(number(0))));
  auto five_of =
    recorded("a0 33 02 01 02 a4 2e a1 2c a0 2a 30 28 a0 1c a1 1a 1a 06 73 63 6e "
             "4c 44 30 1a 10 54 59 50 45 31 24 53 50 24 41 6c 6c 24 61 72 72 a5 "
             "08 a3 06 80 01 02 81 01 05");
  BOOST_TEST((five_of == alternate_access{range(2, 5)}));
  BOOST_TEST(select(zeros, ten, five_of)->get<data::array>().size() == 5u);
  auto written =
    recorded("a0 3e 02 01 0c a5 39 a0 2a 30 28 a0 1c a1 1a 1a 06 73 63 6e 4c 44 "
             "30 1a 10 54 59 50 45 31 24 53 50 24 41 6c 6c 24 61 72 72 a5 08 a3 "
             "06 80 01 00 81 01 03 a0 0b a1 09 85 01 00 85 01 01 85 01 02");
  BOOST_TEST(!assign(zeros, ten, written, list(number(0), number(1), number(2))));
  BOOST_TEST((*select(zeros, ten, {range(1, 2)}) == list(number(1), number(2))));
  auto magnitude =
    make_structure({{"mag", make_structure({{"f", *parse_type("float32")}})}});
  auto f_of_mag =
    recorded("a0 35 02 01 07 a4 30 a1 2e a0 2c 30 2a a0 1a a1 18 1a 06 73 63 6e "
             "4c 44 30 1a 0e 47 47 49 4f 31 24 4d 58 24 41 6e 49 6e 31 a5 0c a0 "
             "0a 80 03 6d 61 67 30 03 81 01 66");
  BOOST_TEST((*select(initial(magnitude), magnitude, f_of_mag) == make_float32(0)));
}

// As the recorded server calls it.
BOOST_AUTO_TEST_CASE(refuses_a_recorded_request_beyond_the_array) {
  auto ten = make_array(10, *parse_type("int32"));
  BOOST_TEST(
    refused(
      initial(ten), ten,
      recorded("a0 35 02 01 04 a4 30 a1 2e a0 2c 30 2a a0 1c a1 1a 1a 06 73 63 6e "
               "4c 44 30 1a 10 54 59 50 45 31 24 53 50 24 41 6c 6c 24 61 72 72 a5 "
               "0a a0 08 81 01 0a 30 03 81 01 78"))
    == "object-non-existent");
  BOOST_TEST(refused(initial(ten), ten, {at(9, {component("x")})})
             == "object-non-existent");
}

BOOST_AUTO_TEST_SUITE_END()
