#include "messages/copp/codec.hpp"

#include "asn1/presentation.hpp"
#include "messages/asn1/ber.hpp"

#include <bit>

namespace bus::copp {

namespace {

constexpr auto most_values = std::size_t{64};

// X.226, 8.4: the octets that a User-data is made of.
constexpr auto fully_encoded_data = std::uint8_t{0x61};
constexpr auto pdv_sequence = std::uint8_t{0x30};
constexpr auto transfer_syntax = std::uint8_t{0x06};
constexpr auto context_number = std::uint8_t{0x02};
constexpr auto single_asn1_type = std::uint8_t{0xa0};
constexpr auto octet_aligned = std::uint8_t{0x81};

std::size_t length_size(std::size_t x) {
  return x < 0x80 ? 1 : 1 + static_cast<std::size_t>((std::bit_width(x) + 7) / 8);
}

void put_length(bytes& out, std::size_t x) {
  auto octets = length_size(x) - 1;
  if (octets > 0)
    out.push_back(static_cast<std::uint8_t>(0x80 | octets));
  else
    octets = 1;
  while (octets-- > 0)
    out.push_back(static_cast<std::uint8_t>(x >> 8 * octets));
}

/// An INTEGER's octets, minimal.
bytes number(std::int64_t x) {
  auto out = bytes{};
  auto size = std::bit_width(static_cast<std::uint64_t>(x < 0 ? ~x : x)) / 8 + 1;
  while (size-- > 0)
    out.push_back(static_cast<std::uint8_t>(x >> 8 * size));
  return out;
}

/// Values of one tag octet and a definite length, one behind the other.
class plain_reader {
public:
  explicit plain_reader(byte_view in)
    : in_{in} {}

  bool at_end() const { return in_.empty(); }
  bool comes(std::uint8_t tag) const { return !in_.empty() && in_[0] == tag; }

  /// Its contents; false where it is another one, or not plain.
  bool take(std::uint8_t tag, byte_view& contents) {
    if (in_.size() < 2 || in_[0] != tag)
      return false;
    auto length = std::size_t{in_[1]};
    auto header = std::size_t{2};
    if (length >= 0x80) {
      auto octets = length & 0x7f;
      if (octets == 0 || octets > 4 || in_.size() < 2 + octets)
        return false;
      length = 0;
      for (auto octet : in_.subspan(2, octets))
        length = length << 8 | octet;
      header += octets;
    }
    if (length > in_.size() - header)
      return false;
    contents = in_.subspan(header, length);
    in_ = in_.subspan(header + length);
    return true;
  }

private:
  byte_view in_;
};

bool small_number(byte_view from, std::int64_t& out) {
  if (from.empty() || from.size() > 8)
    return false;
  auto bits = from[0] >= 0x80 ? ~std::uint64_t{0} : std::uint64_t{0};
  for (auto octet : from)
    bits = bits << 8 | octet;
  out = static_cast<std::int64_t>(bits);
  return true;
}

bool plain_pdv(byte_view in, pdv& out) {
  auto from = plain_reader{in};
  auto syntax = byte_view{};
  auto context = byte_view{};
  if (from.comes(transfer_syntax) && !from.take(transfer_syntax, syntax))
    return false;
  return from.take(context_number, context) && small_number(context, out.context)
         && (from.take(single_asn1_type, out.octets)
             || from.take(octet_aligned, out.octets))
         && from.at_end();
}

bool plain_user_data(byte_view in, pdv_list& out) {
  auto from = plain_reader{in};
  auto all = byte_view{};
  if (!from.take(fully_encoded_data, all) || !from.at_end())
    return false;
  for (auto values = plain_reader{all}; !values.at_end();) {
    auto one = byte_view{};
    if (out.size() == most_values || !values.take(pdv_sequence, one)
        || !plain_pdv(one, out.emplace_back()))
      return false;
  }
  return true;
}

using values_of = asn1::presentation::pdv_list_presentation_data_values;

byte_view octets_of(const values_of& x) {
  if (auto* one = x.get_if<values_of::single_asn1_type>())
    return one->octets;
  if (auto* octets = x.get_if<values_of::octet_aligned>())
    return octets->view();
  return x.get<values_of::arbitrary>().octets();
}

/// By the codec that the compiler made: everything that the standard allows.
result<pdv_list> decode_slowly(byte_view in, bytes& scratch) {
  using user_data = asn1::presentation::user_data;
  auto all = asn1::ber::decode<user_data>(in);
  if (!all)
    return tl::make_unexpected(std::move(all.error()));
  auto* values = all->get_if<user_data::fully_encoded_data>();
  if (!values || values->size() > most_values)
    return fail(errc::malformed, "copp.user_data",
                values ? "too many values" : "the data is not fully encoded");
  scratch.clear();
  for (auto& one : *values) {
    auto octets = octets_of(one.presentation_data_values);
    scratch.insert(scratch.end(), octets.begin(), octets.end());
  }
  auto out = pdv_list{};
  auto next = std::size_t{0};
  for (auto& one : *values) {
    auto context = one.presentation_context_identifier.to_int64();
    auto size = octets_of(one.presentation_data_values).size();
    if (!context)
      return fail(errc::malformed, "copp.user_data", "no such context");
    out.push_back({*context, byte_view{scratch}.subspan(next, size)});
    next += size;
  }
  return out;
}

} // namespace

void put_data_header(bytes& out, std::int64_t context, std::size_t size) {
  auto id = number(context);
  auto value = 1 + length_size(size) + size;
  auto pdv = 2 + id.size() + value;
  out.push_back(fully_encoded_data);
  put_length(out, 1 + length_size(pdv) + pdv);
  out.push_back(pdv_sequence);
  put_length(out, pdv);
  out.push_back(context_number);
  put_length(out, id.size());
  out.insert(out.end(), id.begin(), id.end());
  out.push_back(single_asn1_type);
  put_length(out, size);
}

bytes encode_user_data(const pdv& x) {
  auto out = bytes{};
  put_data_header(out, x.context, x.octets.size());
  out.insert(out.end(), x.octets.begin(), x.octets.end());
  return out;
}

result<pdv_list> decode_user_data(byte_view in, bytes& scratch) {
  auto out = pdv_list{};
  if (plain_user_data(in, out))
    return out;
  return decode_slowly(in, scratch);
}

} // namespace bus::copp
