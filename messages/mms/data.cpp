#include "messages/mms/data.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <limits>

namespace bus::mms {

namespace {

constexpr auto exponent_32 = std::uint8_t{8};
constexpr auto exponent_64 = std::uint8_t{11};
constexpr auto seconds_to_1984 = std::int64_t{441'763'200};
constexpr auto seconds_a_day = std::int64_t{86'400};
constexpr auto nanoseconds_a_millisecond = std::int64_t{1'000'000};
constexpr auto last_second = std::int64_t{std::numeric_limits<std::uint32_t>::max()};

template <class T>
asn1::octet_string octets_of(std::uint8_t exponent, T bits) {
  auto out = std::array<std::uint8_t, sizeof(T) + 1>{exponent};
  for (auto i = std::size_t{0}; i < sizeof(T); ++i)
    out[i + 1] = static_cast<std::uint8_t>(bits >> 8 * (sizeof(T) - 1 - i));
  return asn1::octet_string{byte_view{out}};
}

template <class T>
T bits_of(byte_view x) {
  auto out = T{0};
  for (auto octet : x.subspan(1))
    out = static_cast<T>(out << 8 | octet);
  return out;
}

byte_view float_octets(const data& x) {
  auto* octets = x.get_if<data::floating_point>();
  return octets ? octets->view() : byte_view{};
}

value to_bits(const asn1::bit_string& x) {
  return bus::bit_string{to_string(x)};
}

value to_octets(const asn1::octet_string& x) {
  return bus::octet_string{bytes(x.view().begin(), x.view().end())};
}

value to_integer(const asn1::integer& x) {
  if (auto small = x.to_int64())
    return *small;
  if (auto large = x.to_uint64())
    return *large;
  return to_string(x);
}

value to_time(const asn1::octet_string& x) {
  auto time = read_binary_time(x.view());
  if (!time)
    return to_octets(x);
  if (!time->days)
    return std::uint64_t{time->milliseconds};
  return to_utc(*time);
}

const type_description* described(const asn1::box<type_specification>& x) {
  return x->get_if<type_specification::type_description>();
}

value to_array(const asn1::list_of<data>& x, const type_description* type) {
  auto* elements = type ? type->get_if<type_description::array>() : nullptr;
  auto* of = elements ? described(elements->element_type) : nullptr;
  auto out = std::make_shared<array>();
  out->reserve(x.size());
  for (auto& one : x)
    out->push_back(to_value(one, of));
  return std::shared_ptr<const array>{std::move(out)};
}

value to_structure(const asn1::list_of<data>& x, const type_description* type) {
  auto* parts = type ? type->get_if<type_description::structure>() : nullptr;
  auto out = std::make_shared<structure>();
  out->reserve(x.size());
  for (auto i = std::size_t{0}; i < x.size(); ++i) {
    auto* part =
      parts && i < parts->components.size() ? &parts->components[i] : nullptr;
    auto named = part && part->component_name;
    out->emplace_back(named ? *part->component_name : std::to_string(i),
                      to_value(x[i], part ? described(part->component_type) : nullptr));
  }
  return std::shared_ptr<const structure>{std::move(out)};
}

} // namespace

std::string_view name(data_access_error x) {
  constexpr auto names = std::array<std::string_view, 12>{
    "object-invalidated",        "hardware-fault",      "temporarily-unavailable",
    "object-access-denied",      "object-undefined",    "invalid-address",
    "type-unsupported",          "type-inconsistent",   "object-attribute-inconsistent",
    "object-access-unsupported", "object-non-existent", "object-value-invalid"};
  auto at = static_cast<std::size_t>(x);
  return at < names.size() ? names[at] : "data-access-error";
}

access_result failure(data_access_error x) {
  return access_result::make<access_result::failure>(static_cast<int>(x));
}

data make_float32(float x) {
  return data::make<data::floating_point>(
    octets_of(exponent_32, std::bit_cast<std::uint32_t>(x)));
}

data make_float64(double x) {
  return data::make<data::floating_point>(
    octets_of(exponent_64, std::bit_cast<std::uint64_t>(x)));
}

std::optional<float> to_float32(const data& x) {
  auto octets = float_octets(x);
  if (octets.size() != 5 || octets[0] != exponent_32)
    return std::nullopt;
  return std::bit_cast<float>(bits_of<std::uint32_t>(octets));
}

std::optional<double> to_double(const data& x) {
  if (auto narrow = to_float32(x))
    return *narrow;
  auto octets = float_octets(x);
  if (octets.size() != 9 || octets[0] != exponent_64)
    return std::nullopt;
  return std::bit_cast<double>(bits_of<std::uint64_t>(octets));
}

data make_utc_time(const utc_time& x) {
  auto seconds =
    static_cast<std::uint32_t>(std::clamp(x.seconds(), std::int64_t{0}, last_second));
  auto fraction = x.seconds() == seconds ? x.fraction24() : 0;
  auto out = bytes{};
  writer{out}
    .u16(static_cast<std::uint16_t>(seconds >> 16))
    .u16(static_cast<std::uint16_t>(seconds))
    .u8(static_cast<std::uint8_t>(fraction >> 16))
    .u16(static_cast<std::uint16_t>(fraction))
    .u8(x.quality.bits);
  return data::make<data::utc_time>(asn1::octet_string{out});
}

std::optional<utc_time> to_utc_time(const data& x) {
  auto* octets = x.get_if<data::utc_time>();
  if (!octets || octets->size() != 8)
    return std::nullopt;
  auto from = reader{octets->view()};
  auto seconds = std::uint32_t{from.u16()} << 16;
  seconds |= from.u16();
  auto fraction = std::uint32_t{from.u8()} << 16;
  fraction |= from.u16();
  auto out = bus::utc_time::from_fraction24(seconds, fraction);
  out.quality.bits = from.u8();
  return out;
}

asn1::octet_string write_binary_time(const binary_time& x) {
  auto out = bytes{};
  writer{out}
    .u16(static_cast<std::uint16_t>(x.milliseconds >> 16))
    .u16(static_cast<std::uint16_t>(x.milliseconds));
  if (x.days)
    writer{out}.u16(*x.days);
  return asn1::octet_string{out};
}

std::optional<binary_time> read_binary_time(byte_view octets) {
  if (octets.size() != 4 && octets.size() != 6)
    return std::nullopt;
  auto from = reader{octets};
  auto high = std::uint32_t{from.u16()} << 16;
  auto out = binary_time{high | from.u16(), {}};
  if (from.left() > 0)
    out.days = from.u16();
  return out;
}

data make_binary_time(const binary_time& x) {
  return data::make<data::binary_time>(write_binary_time(x));
}

binary_time to_binary_time(const utc_time& x) {
  constexpr auto milliseconds_a_day = seconds_a_day * 1000;
  auto since = x.ns / nanoseconds_a_millisecond - seconds_to_1984 * 1000;
  if (since < 0)
    return {0, std::uint16_t{0}};
  auto days = std::min<std::int64_t>(since / milliseconds_a_day,
                                     std::numeric_limits<std::uint16_t>::max());
  return {static_cast<std::uint32_t>(since % milliseconds_a_day),
          static_cast<std::uint16_t>(days)};
}

utc_time to_utc(const binary_time& x) {
  auto seconds = seconds_to_1984 + x.days.value_or(0) * seconds_a_day;
  return {seconds * 1'000'000'000 + x.milliseconds * nanoseconds_a_millisecond};
}

value to_value(const data& x, const type_description* type) {
  switch (x.index()) {
  case data::array: return to_array(x.get<data::array>(), type);
  case data::structure: return to_structure(x.get<data::structure>(), type);
  case data::boolean: return x.get<data::boolean>();
  case data::bit_string: return to_bits(x.get<data::bit_string>());
  case data::integer: return to_integer(x.get<data::integer>());
  case data::unsigned_: {
    auto& number = x.get<data::unsigned_>();
    if (auto small = number.to_uint64())
      return *small;
    return to_integer(number);
  }
  case data::floating_point:
    if (auto narrow = to_float32(x))
      return *narrow;
    if (auto wide = to_double(x))
      return *wide;
    return to_octets(x.get<data::floating_point>());
  case data::octet_string: return to_octets(x.get<data::octet_string>());
  case data::visible_string: return x.get<data::visible_string>();
  case data::generalized_time: return x.get<data::generalized_time>();
  case data::binary_time: return to_time(x.get<data::binary_time>());
  case data::bcd: return to_integer(x.get<data::bcd>());
  case data::boolean_array: return to_bits(x.get<data::boolean_array>());
  case data::obj_id: return to_string(x.get<data::obj_id>());
  case data::m_ms_string: return x.get<data::m_ms_string>();
  case data::utc_time:
    if (auto time = to_utc_time(x))
      return *time;
    return to_octets(x.get<data::utc_time>());
  default: return std::monostate{};
  }
}

} // namespace bus::mms
