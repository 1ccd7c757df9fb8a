#include "messages/iec61850/entry_codec.hpp"

#include "messages/asn1/ber.hpp"

namespace bus::iec61850 {

namespace {

constexpr auto magic = std::string_view{"stationbus entries 1\n"};
constexpr auto longest_entry = std::uint32_t{64} << 20;

void put_number(bytes& to, std::uint64_t x, unsigned octets) {
  for (auto i = octets; i-- > 0;)
    to.push_back(static_cast<std::uint8_t>(x >> 8 * i));
}

std::uint64_t take_number(reader& from, std::size_t octets) {
  auto out = std::uint64_t{0};
  for (auto octet : from.view(octets))
    out = out << 8 | octet;
  return out;
}

void put_text(bytes& to, std::string_view x) {
  put_number(to, x.size(), 2);
  auto octets = as_bytes(x);
  to.insert(to.end(), octets.begin(), octets.end());
}

std::string take_text(reader& from) {
  auto octets = from.view(static_cast<std::size_t>(take_number(from, 2)));
  return {octets.begin(), octets.end()};
}

std::optional<buffered_entry> take_entry(byte_view in, std::uint32_t members) {
  auto from = reader{in};
  auto out = buffered_entry{};
  out.id = take_number(from, 8);
  out.time.ns = static_cast<std::int64_t>(take_number(from, 8));
  out.time.quality.bits = from.u8();
  auto count = take_number(from, 4);
  for (auto i = std::uint64_t{0}; i < count && from; ++i) {
    auto& item = out.items.emplace_back();
    item.member = static_cast<std::uint32_t>(take_number(from, 4));
    item.why = from.u8();
    auto value = asn1::ber::decode<mms::data>(
      from.view(static_cast<std::size_t>(take_number(from, 4))));
    if (!value || item.member >= members)
      return std::nullopt;
    item.value = std::move(*value);
  }
  if (!from || from.left() > 0)
    return std::nullopt;
  return out;
}

} // namespace

void append_header(const buffer_header& x, bytes& to) {
  auto octets = as_bytes(magic);
  to.insert(to.end(), octets.begin(), octets.end());
  put_text(to, x.block);
  put_text(to, x.data_set);
  put_number(to, x.members, 4);
}

void append_entry(const buffered_entry& x, bytes& to) {
  auto start = to.size();
  put_number(to, 0, 4);
  put_number(to, x.id, 8);
  put_number(to, static_cast<std::uint64_t>(x.time.ns), 8);
  to.push_back(x.time.quality.bits);
  put_number(to, x.items.size(), 4);
  for (auto& item : x.items) {
    put_number(to, item.member, 4);
    to.push_back(item.why);
    auto at = to.size();
    put_number(to, 0, 4);
    std::ignore = asn1::ber::append(item.value, to);
    auto size = to.size() - at - 4;
    for (auto i = std::size_t{0}; i < 4; ++i)
      to[at + i] = static_cast<std::uint8_t>(size >> 8 * (3 - i));
  }
  auto size = to.size() - start - 4;
  for (auto i = std::size_t{0}; i < 4; ++i)
    to[start + i] = static_cast<std::uint8_t>(size >> 8 * (3 - i));
}

result<read_buffer> read_entries(byte_view in) {
  auto from = reader{in};
  auto first = from.view(magic.size());
  auto out = read_buffer{};
  out.header.block = take_text(from);
  out.header.data_set = take_text(from);
  out.header.members = static_cast<std::uint32_t>(take_number(from, 4));
  if (!from
      || std::string_view{reinterpret_cast<const char*>(first.data()), first.size()}
           != magic)
    return fail(errc::malformed, "iec61850.entries", "no file of entries");
  out.size = in.size() - from.left();
  while (from.left() >= 4) {
    auto size = take_number(from, 4);
    if (size > longest_entry || size > from.left())
      break;
    auto entry =
      take_entry(from.view(static_cast<std::size_t>(size)), out.header.members);
    if (!entry || (!out.entries.empty() && entry->id <= out.entries.back().id))
      break;
    out.entries.push_back(std::move(*entry));
    out.size = in.size() - from.left();
  }
  return out;
}

} // namespace bus::iec61850
