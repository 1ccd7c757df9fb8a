#include "messages/mms/type.hpp"

#include "messages/mms/limits.hpp"

#include <algorithm>

namespace bus::mms {

namespace {

using kinds = type_description;
using float_type = asn1::mms::type_description_floating_point;

constexpr auto most_values = std::size_t{1} << 20;
constexpr auto most_octets = std::size_t{1} << 24;

/// Whether x is of that kind, and `rule` holds for it and what the type states.
template <kinds::alternative Type, data::alternative Kind, class Rule>
bool fits_leaf(const data& x, const type_description& type, Rule rule) {
  auto* found = x.get_if<Kind>();
  return found && rule(*found, type.get<Type>());
}

constexpr auto any = [](auto&, auto&) { return true; };
constexpr auto sized = [](auto& x, std::int32_t limit) {
  return fits_size(x.size(), limit);
};

bool fits_integer(const asn1::integer& x, unsigned bits) {
  auto number = x.to_int64();
  return number && *number >= lowest_integer(bits) && *number <= highest_integer(bits);
}

bool fits_unsigned(const asn1::integer& x, unsigned bits) {
  auto number = x.to_uint64();
  return number && *number <= highest_unsigned(bits);
}

bool fits_bcd(const asn1::integer& x, unsigned digits) {
  auto number = x.to_uint64();
  return number && *number <= highest_bcd(digits);
}

bool fits_float(const asn1::octet_string& x, const float_type& type) {
  return x.size() == type.format_width / 8u + 1 && x[0] == type.exponent_width;
}

bool fits_binary_time(const asn1::octet_string& x, bool with_day) {
  return x.size() == (with_day ? 6u : 4u);
}

bool fits_below(const data& x, const type_description& type, unsigned depth);

bool fits_array(const data& x, const type_description& type, unsigned depth) {
  auto& of = type.get<kinds::array>();
  auto* element = described(*of.element_type);
  auto* list = x.get_if<data::array>();
  return element && list && list->size() == of.number_of_elements
         && std::ranges::all_of(
           *list, [&](auto& one) { return fits_below(one, *element, depth + 1); });
}

bool fits_structure(const data& x, const type_description& type, unsigned depth) {
  auto& parts = type.get<kinds::structure>().components;
  auto* list = x.get_if<data::structure>();
  return list && std::ranges::equal(*list, parts, [&](auto& one, auto& part) {
           auto* of = described(*part.component_type);
           return of && fits_below(one, *of, depth + 1);
         });
}

bool fits_below(const data& x, const type_description& type, unsigned depth) {
  if (depth > deepest)
    return false;
  switch (type.index()) {
  case kinds::array: return fits_array(x, type, depth);
  case kinds::structure: return fits_structure(x, type, depth);
  case kinds::boolean: return x.is<data::boolean>();
  case kinds::bit_string:
    return fits_leaf<kinds::bit_string, data::bit_string>(x, type, sized);
  case kinds::integer:
    return fits_leaf<kinds::integer, data::integer>(x, type, fits_integer);
  case kinds::unsigned_:
    return fits_leaf<kinds::unsigned_, data::unsigned_>(x, type, fits_unsigned);
  case kinds::floating_point:
    return fits_leaf<kinds::floating_point, data::floating_point>(x, type, fits_float);
  case kinds::octet_string:
    return fits_leaf<kinds::octet_string, data::octet_string>(x, type, sized);
  case kinds::visible_string:
    return fits_leaf<kinds::visible_string, data::visible_string>(x, type, sized);
  case kinds::m_ms_string:
    return fits_leaf<kinds::m_ms_string, data::m_ms_string>(x, type, sized);
  case kinds::generalized_time:
    return fits_leaf<kinds::generalized_time, data::generalized_time>(x, type, any);
  case kinds::binary_time:
    return fits_leaf<kinds::binary_time, data::binary_time>(x, type, fits_binary_time);
  case kinds::bcd: return fits_leaf<kinds::bcd, data::bcd>(x, type, fits_bcd);
  case kinds::obj_id: return x.is<data::obj_id>();
  case kinds::utc_time:
    return x.is<data::utc_time>() && x.get<data::utc_time>().size() == 8;
  default: return false;
  }
}

/// Makes zeros as long as there is room for them.
class zeros {
public:
  data of(const type_description& type, unsigned depth) {
    values_left_ -= values_left_ > 0;
    switch (type.index()) {
    case kinds::array: return array_of(type, depth);
    case kinds::structure: return structure_of(type, depth);
    case kinds::bit_string:
      return data::make<data::bit_string>(
        asn1::bit_string{taken(size_of(type.get<kinds::bit_string>()) / 8 + 1)
                           ? size_of(type.get<kinds::bit_string>())
                           : 0});
    case kinds::octet_string:
      return data::make<data::octet_string>(
        asn1::octet_string{bytes(fixed(type.get<kinds::octet_string>()))});
    case kinds::visible_string:
      return data::make<data::visible_string>(
        std::string(fixed(type.get<kinds::visible_string>()), ' '));
    case kinds::m_ms_string:
      return data::make<data::m_ms_string>(
        std::string(fixed(type.get<kinds::m_ms_string>()), ' '));
    default: return number_or_time(type);
    }
  }

private:
  static std::size_t size_of(std::int32_t limit) {
    return static_cast<std::size_t>(std::abs(std::int64_t{limit}));
  }

  bool taken(std::size_t octets) {
    auto fit = octets <= octets_left_;
    octets_left_ -= fit ? octets : 0;
    return fit;
  }

  /// The size of a string that is always of that size.
  std::size_t fixed(std::int32_t limit) {
    return limit > 0 && taken(size_of(limit)) ? size_of(limit) : 0;
  }

  data array_of(const type_description& type, unsigned depth) {
    auto& array = type.get<kinds::array>();
    auto* element = described(*array.element_type);
    auto out = asn1::list_of<data>{};
    while (element && depth < deepest && values_left_ > 0
           && out.size() < array.number_of_elements)
      out.push_back(of(*element, depth + 1));
    return data::make<data::array>(std::move(out));
  }

  data structure_of(const type_description& type, unsigned depth) {
    auto out = asn1::list_of<data>{};
    for (auto& part : type.get<kinds::structure>().components) {
      auto* below = described(*part.component_type);
      if (values_left_ > 0)
        out.push_back(below && depth < deepest ? of(*below, depth + 1) : data{});
    }
    return data::make<data::structure>(std::move(out));
  }

  static data number_or_time(const type_description& type) {
    switch (type.index()) {
    case kinds::integer: return data::make<data::integer>(0);
    case kinds::unsigned_: return data::make<data::unsigned_>(0);
    case kinds::bcd: return data::make<data::bcd>(0);
    case kinds::floating_point:
      return type.get<kinds::floating_point>().format_width == 64 ? make_float64(0)
                                                                  : make_float32(0);
    case kinds::generalized_time:
      return data::make<data::generalized_time>("19700101000000Z");
    case kinds::binary_time:
      return make_binary_time(type.get<kinds::binary_time>()
                                ? binary_time{0, std::uint16_t{0}}
                                : binary_time{});
    case kinds::obj_id:
      return data::make<data::obj_id>(asn1::object_identifier{0u, 0u});
    case kinds::utc_time: return make_utc_time({});
    default: return data::make<data::boolean>(false);
    }
  }

  std::size_t values_left_ = most_values;
  std::size_t octets_left_ = most_octets;
};

} // namespace

bool fits(const data& x, const type_description& type) {
  return fits_below(x, type, 0);
}

data initial(const type_description& type) {
  return zeros{}.of(type, 0);
}

const type_description* described(const type_specification& x) {
  return x.get_if<type_specification::type_description>();
}

std::optional<std::size_t> component_index(const type_description& structure,
                                           std::string_view name) {
  auto* parts = structure.get_if<kinds::structure>();
  if (!parts)
    return std::nullopt;
  for (auto i = std::size_t{0}; i < parts->components.size(); ++i)
    if (parts->components[i].component_name == name)
      return i;
  return std::nullopt;
}

const type_description* component(const type_description& structure,
                                  std::string_view name) {
  auto at = component_index(structure, name);
  if (!at)
    return nullptr;
  return described(*structure.get<kinds::structure>().components[*at].component_type);
}

} // namespace bus::mms
