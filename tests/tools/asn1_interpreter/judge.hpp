#pragma once

#include "messages/asn1/ber_codec.hpp"
#include "messages/asn1/xer_codec.hpp"
#include "tests/support/random_value.hpp"
#include "tools/asn1_interpreter/encoder.hpp"

#include <boost/test/unit_test.hpp>

namespace bus::test {

/// Lets the run-time interface judge the generated codecs: for values made up of
/// each type both must write the same octets and characters, and read them alike.
class judge {
public:
  judge(std::shared_ptr<const asn1c::repository> modules, std::string module,
        unsigned values)
    : ber_{modules, asn1_interpreter::rules::ber},
      xer_{modules, asn1_interpreter::rules::xer},
      module_{std::move(module)},
      values_{values} {}

  template <class T>
  void operator()(const asn1::shape& s) {
    for (auto i = 0u; i < values_; ++i)
      check<T>(s);
    ++types_;
  }

  unsigned types() const { return types_; }

private:
  using entity = asn1_interpreter::entity;

  template <class T>
  void check(const asn1::shape& s) {
    auto type = std::string{s.name};
    BOOST_TEST_CONTEXT("type " << type << ", value " << ++seed_) {
      auto x = random_value{seed_}.of<T>(s);
      auto octets = asn1::ber::encode_as(s, x);
      auto text = asn1::xer::encode_as(s, x);
      BOOST_TEST_REQUIRE(octets.has_value(), (octets ? "" : to_string(octets.error())));
      BOOST_TEST_REQUIRE(text.has_value(), (text ? "" : to_string(text.error())));
      check_reading<T>(s, *octets, *text);
      check_against_interpreter(type, *octets, *text);
    }
  }

  /// What was written reads as the same: a SET OF sorted, so it is compared by
  /// what is written of it.
  template <class T>
  void check_reading(const asn1::shape& s, const bytes& octets,
                     const std::string& text) {
    auto from_ber = asn1::ber::decode_as<T>(s, octets);
    auto from_xer = asn1::xer::decode_as<T>(s, text);
    BOOST_TEST_REQUIRE(from_ber.has_value(),
                       (from_ber ? "" : to_string(from_ber.error()) + to_hex(octets)));
    BOOST_TEST_REQUIRE(from_xer.has_value(),
                       (from_xer ? "" : to_string(from_xer.error()) + text));
    BOOST_TEST(to_hex(asn1::ber::encode_as(s, *from_ber).value()) == to_hex(octets));
    BOOST_TEST(to_hex(asn1::ber::encode_as(s, *from_xer).value()) == to_hex(octets));
    BOOST_TEST(asn1::xer::encode_as(s, *from_xer).value() == text);
  }

  void check_against_interpreter(const std::string& type, const bytes& octets,
                                 const std::string& text) {
    auto value =
      ber_.decode(module_, type, entity{asn1_interpreter::rules::ber, octets});
    BOOST_TEST_REQUIRE(value.has_value(),
                       (value ? "" : to_string(value.error()) + ' ' + to_hex(octets)));
    auto again = ber_.encode(module_, type, *value);
    BOOST_TEST_REQUIRE(again.has_value(), (again ? "" : to_string(again.error())));
    BOOST_TEST(to_hex(again->octets) == to_hex(octets));
    auto written = xer_.encode(module_, type, *value);
    BOOST_TEST_REQUIRE(written.has_value(),
                       (written ? "" : to_string(written.error())));
    BOOST_TEST(std::string(written->octets.begin(), written->octets.end()) == text);
    auto read = xer_.decode(module_, type, *written);
    BOOST_TEST_REQUIRE(read.has_value(), (read ? "" : to_string(read.error()) + text));
    auto back = ber_.encode(module_, type, *read);
    BOOST_TEST_REQUIRE(back.has_value(), (back ? "" : to_string(back.error())));
    BOOST_TEST(to_hex(back->octets) == to_hex(octets));
  }

  asn1_interpreter::encoder ber_;
  asn1_interpreter::encoder xer_;
  std::string module_;
  unsigned values_;
  unsigned types_ = 0;
  std::uint64_t seed_ = 0;
};

} // namespace bus::test
