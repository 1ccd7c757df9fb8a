#include "tools/asn1_interpreter/arcs.hpp"
#include "tools/asn1_interpreter/json.hpp"
#include "tools/asn1_interpreter/strings.hpp"
#include "tools/asn1_interpreter/types.hpp"

#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <cmath>

namespace bus::asn1_interpreter {

namespace {

constexpr auto largest_exact = std::int64_t{1} << 53;

class json_writer {
public:
  json_writer(rapidjson::StringBuffer& to, walk& at)
    : to_{to},
      at_{at} {}

  void write(const type& of, const value& x);

private:
  void text(std::string_view x) {
    to_.String(x.data(), static_cast<rapidjson::SizeType>(x.size()));
  }

  void key(std::string_view x) {
    to_.Key(x.data(), static_cast<rapidjson::SizeType>(x.size()));
  }

  void member(std::string_view name, std::string_view x) {
    to_.StartObject();
    key(name);
    text(x);
    to_.EndObject();
  }

  void write_string(const type& of, const value& x);
  void number(const integer& x);
  void real(double x);
  void bits(const bit_string& x);
  void item(const type& of, const enumerated& x);
  void components_of(const type& of, const named_values& x);
  void list(const type& of, const value_list& x);
  void alternative(const type& of, const choice& x);
  void open(const entity& x);
  void external(const named_values& x);
  void external_part(const named_value& x);
  void data(const value& x);

  rapidjson::Writer<rapidjson::StringBuffer> to_;
  walk& at_;
};

void json_writer::write(const type& of, const value& x) {
  switch (of.is) {
  case type_kind::null: as<null_value>(x, at_), to_.Null(); break;
  case type_kind::boolean: to_.Bool(as<bool>(x, at_)); break;
  case type_kind::integer: number(as<integer>(x, at_)); break;
  case type_kind::real: real(as<double>(x, at_)); break;
  case type_kind::enumerated: item(of, as<enumerated>(x, at_)); break;
  case type_kind::bit_string: bits(as<bit_string>(x, at_)); break;
  case type_kind::octet_string: member("hex", to_hex(as<bytes>(x, at_))); break;
  case type_kind::sequence:
  case type_kind::set: components_of(of, as<named_values>(x, at_)); break;
  case type_kind::sequence_of:
  case type_kind::set_of: list(of, as<value_list>(x, at_)); break;
  case type_kind::choice: alternative(of, as<choice>(x, at_)); break;
  case type_kind::open: open(as<entity>(x, at_)); break;
  default: write_string(of, x);
  }
}

void json_writer::write_string(const type& of, const value& x) {
  if (of.is == type_kind::object_identifier)
    return text(asn1::to_string(as<asn1::object_identifier>(x, at_)));
  if (of.is == type_kind::relative_oid)
    return text(to_string(as<relative_oid>(x, at_)));
  auto utf8 = to_utf8(of.is, as<std::string>(x, at_));
  if (!utf8)
    at_.refuse("the text is no UTF-8");
  text(*utf8);
}

void json_writer::number(const integer& x) {
  auto small = x.to_int64();
  if (small && *small >= -largest_exact && *small <= largest_exact) {
    to_.Int64(*small);
    return;
  }
  auto digits = x.to_text();
  if (!digits)
    at_.refuse("a number beyond " + std::to_string(integer::longest_text) + " octets");
  text(*digits);
}

void json_writer::real(double x) {
  if (std::isnan(x))
    text("NaN");
  else if (std::isinf(x))
    text(x > 0 ? "Infinity" : "-Infinity");
  else
    to_.Double(x);
}

void json_writer::bits(const bit_string& x) {
  auto out = std::string{};
  for (auto bit : x)
    out += bit ? '1' : '0';
  text(out);
}

void json_writer::item(const type& of, const enumerated& x) {
  auto known = item_of(of, x.number, at_);
  if (known.name.empty())
    number(known.number);
  else
    text(known.name);
}

void json_writer::components_of(const type& of, const named_values& x) {
  if (is_external(of))
    return external(x);
  auto& all = of.inside->components;
  auto values = arranged(all, x, at_);
  to_.StartObject();
  for (auto i = std::size_t{0}; i < all.size(); ++i)
    if (values[i]) {
      auto inside = walk::step{at_, all[i].name};
      key(all[i].name);
      write(all[i].of, *values[i]);
    }
  to_.EndObject();
}

void json_writer::list(const type& of, const value_list& x) {
  to_.StartArray();
  for (auto i = std::size_t{0}; i < x.size(); ++i) {
    auto inside = walk::step{at_, i};
    write(*of.inside->element, x[i]);
  }
  to_.EndArray();
}

void json_writer::alternative(const type& of, const choice& x) {
  auto& all = of.inside->components;
  auto found = index_of(all, x.name());
  if (found == all.size())
    at_.refuse("there is no alternative " + x.name());
  auto inside = walk::step{at_, x.name()};
  to_.StartObject();
  key(x.name());
  write(all[found].of, x.is());
  to_.EndObject();
}

void json_writer::open(const entity& x) {
  if (x.of == rules::ber)
    return member("ber", to_hex(x.octets));
  auto xml = std::string{x.octets.begin(), x.octets.end()};
  if (!to_utf8(type_kind::utf8_string, xml))
    at_.refuse("the XML is no UTF-8");
  member("xer", xml);
}

void json_writer::external(const named_values& x) {
  if (!find(x, "data"))
    at_.refuse("the component data is missing");
  to_.StartObject();
  for (auto& one : x) {
    auto inside = walk::step{at_, one.name};
    key(one.name);
    external_part(one);
  }
  to_.EndObject();
}

void json_writer::external_part(const named_value& x) {
  if (x.name == "direct_ref")
    text(asn1::to_string(as<asn1::object_identifier>(x.is, at_)));
  else if (x.name == "indirect_ref")
    number(as<integer>(x.is, at_));
  else if (x.name == "data_value_descriptor")
    text(*to_utf8(type_kind::object_descriptor, as<std::string>(x.is, at_)));
  else if (x.name == "data")
    data(x.is);
  else
    at_.refuse("EXTERNAL has no such component");
}

void json_writer::data(const value& x) {
  if (auto octets = std::get_if<bytes>(&x.is))
    member("hex", to_hex(*octets));
  else if (auto some = std::get_if<bit_string>(&x.is))
    bits(*some);
  else
    open(as<entity>(x, at_));
}

} // namespace

result<std::string> to_json(const asn1c::repository& modules, std::string_view module,
                            std::string_view type, const value& x) {
  return attempt([&] {
    auto& of = definition_of(modules, module, type);
    auto at = walk{of.name, errc::invalid_value, {}};
    auto out = rapidjson::StringBuffer{};
    json_writer{out, at}.write(of.is, x);
    return std::string{out.GetString(), out.GetSize()};
  });
}

} // namespace bus::asn1_interpreter
