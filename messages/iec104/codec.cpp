#include "messages/iec104/codec.hpp"

#include "messages/iec104/layout.hpp"
#include "messages/iec104/type_info.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace bus::iec104 {

namespace {

constexpr auto cause_at = std::size_t{2};
constexpr auto negative_bit = std::uint8_t{0x40};
constexpr auto test_bit = std::uint8_t{0x80};

/// The variable structure qualifier (7.2.2).
struct structure_qualifier {
  std::uint8_t number = 0;
  bool sequence = false;
};

template <class F>
void layout(F& f, asdu_head& x, structure_qualifier& qualifier) {
  f.number(x.type);
  f.octet(bits(qualifier.number, 0, 7), bits(qualifier.sequence, 7));
  f.octet(bits(x.cause, 0, 6), bits(x.negative, 6), bits(x.test, 7));
  f.number(x.originator);
  f.number(x.common_address);
}

template <std::size_t... I>
constexpr auto takers(std::index_sequence<I...>) {
  using taker = void (*)(take_fields&, element&);
  return std::array<taker, sizeof...(I)>{
    [](take_fields& from, element& to) { layout(from, to.emplace<I>()); }...};
}

constexpr auto take_element =
  takers(std::make_index_sequence<std::variant_size_v<element>>{});

void take_tag(take_fields& from, tag_kind kind, time_tag& to) {
  if (kind == tag_kind::cp24)
    layout(from, to.emplace<cp24time2a>());
  else if (kind == tag_kind::cp56)
    layout(from, to.emplace<cp56time2a>());
}

information_object take_object(take_fields& from, const type_info& type,
                               std::uint32_t address) {
  auto out = information_object{address};
  take_element[type.alternative](from, out.element);
  take_tag(from, type.tag, out.time);
  return out;
}

void put_object(put_fields& to, const information_object& x) {
  // A layout is of both ways, so it wants what it could change.
  auto element = x.element;
  auto time = x.time;
  std::visit([&](auto& y) { layout(to, y); }, element);
  std::visit(
    [&](auto& y) {
      if constexpr (!std::is_same_v<std::decay_t<decltype(y)>, std::monostate>)
        layout(to, y);
    },
    time);
}

tag_kind kind_of(const time_tag& x) {
  return static_cast<tag_kind>(x.index());
}

bool is_of(const information_object& x, const type_info& type) {
  return x.element.index() == type.alternative && kind_of(x.time) == type.tag;
}

bool fits_number(const type_info& type, std::size_t number, bool sequence) {
  if (type.amount == amount::one)
    return number == 1 && !sequence;
  return number > 0 && number <= largest_number;
}

auto unfit(const asdu& x, std::string_view what) {
  return fail(errc::invalid_value, "iec104.asdu",
              std::string{name(x.head.type)} + ": " + std::string{what});
}

/// What is wrong with `x`, empty when nothing is.
std::string_view objection(const asdu& x, const type_info& type) {
  if (!fits_number(type, x.objects.size(), x.sequence))
    return "number of objects";
  for (const auto& object : x.objects) {
    if (!is_of(object, type))
      return "an object of another type";
    if (object.address > largest_object_address)
      return "object address";
  }
  if (x.sequence && !follow_one_another(x.objects))
    return "the addresses of a sequence do not follow one another";
  return {};
}

} // namespace

bool follow_one_another(const std::vector<information_object>& x) {
  for (auto i = std::size_t{1}; i < x.size(); ++i)
    if (x[i].address != x[0].address + i)
      return false;
  return true;
}

result<bytes> encode(const asdu& x) {
  auto* type = info_of(x.head.type);
  if (!type)
    return fail(errc::unsupported, "iec104.type",
                std::to_string(static_cast<unsigned>(x.head.type)));
  if (auto what = objection(x, *type); !what.empty())
    return unfit(x, what);
  auto to = put_fields{};
  auto head = x.head;
  auto qualifier =
    structure_qualifier{static_cast<std::uint8_t>(x.objects.size()), x.sequence};
  layout(to, head, qualifier);
  for (auto i = std::size_t{0}; i < x.objects.size(); ++i) {
    if (i == 0 || !x.sequence)
      to.number(x.objects[i].address, object_address_size);
    put_object(to, x.objects[i]);
  }
  if (!to.fits())
    return unfit(x, "a value does not fit its field");
  if (to.size() > largest_asdu)
    return unfit(x, "longer than an ASDU may be");
  return to.take();
}

result<asdu> decode(byte_view in) {
  if (in.size() > largest_asdu)
    return fail(errc::malformed, "iec104.asdu", "longer than an ASDU may be");
  auto from = take_fields{in};
  auto out = asdu{};
  auto qualifier = structure_qualifier{};
  layout(from, out.head, qualifier);
  if (!from)
    return fail(errc::malformed, "iec104.asdu", "its head is cut");
  auto* type = info_of(out.head.type);
  if (!type)
    return fail(errc::unsupported, "iec104.type",
                std::to_string(static_cast<unsigned>(out.head.type)));
  out.sequence = qualifier.sequence;
  if (!fits_number(*type, qualifier.number, out.sequence))
    return fail(errc::malformed, "iec104.asdu", "number of objects");
  out.objects.reserve(qualifier.number);
  auto address = std::uint32_t{0};
  for (auto i = 0; i < qualifier.number; ++i) {
    if (i == 0 || !out.sequence)
      from.number(address, object_address_size);
    else
      ++address;
    out.objects.push_back(take_object(from, *type, address));
  }
  if (!from || from.left() > 0)
    return fail(errc::malformed, "iec104.asdu", "its length");
  if (address > largest_object_address)
    return fail(errc::malformed, "iec104.asdu", "object address");
  return out;
}

result<asdu_head> decode_head(byte_view in) {
  auto from = take_fields{in};
  auto out = asdu_head{};
  auto qualifier = structure_qualifier{};
  layout(from, out, qualifier);
  if (!from)
    return fail(errc::malformed, "iec104.asdu", "its head is cut");
  return out;
}

result<bytes> mirror(byte_view in, cause why, bool negative) {
  if (in.size() < asdu_head_size || in.size() > largest_asdu)
    return fail(errc::malformed, "iec104.asdu", "its length");
  auto out = bytes{in.begin(), in.end()};
  auto code = static_cast<std::uint8_t>(why);
  out[cause_at] = static_cast<std::uint8_t>((out[cause_at] & test_bit) | (code & 0x3f)
                                            | (negative ? negative_bit : 0));
  return out;
}

asdu mirror(asdu x, cause why, bool negative) {
  x.head.cause = why;
  x.head.negative = negative;
  return x;
}

result<information_object> make_object(type_id type) {
  auto* info = info_of(type);
  if (!info)
    return fail(errc::unsupported, "iec104.type",
                std::to_string(static_cast<unsigned>(type)));
  constexpr auto zeros = std::array<std::uint8_t, largest_asdu>{};
  auto from = take_fields{zeros};
  return take_object(from, *info, 0);
}

std::size_t capacity(type_id type, bool sequence) {
  auto* info = info_of(type);
  if (!info || (sequence && info->amount == amount::one))
    return 0;
  if (info->amount == amount::one)
    return 1;
  auto object = put_fields{};
  put_object(object, *make_object(type));
  auto left = largest_asdu - asdu_head_size;
  auto most = sequence ? (left - object_address_size) / object.size()
                       : left / (object.size() + object_address_size);
  return std::min(most, largest_number);
}

} // namespace bus::iec104
