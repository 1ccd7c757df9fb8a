#include "asn1/mms.hpp"
#include "messages/asn1/ber.hpp"
#include "messages/asn1/xer.hpp"
#include "tools/asn1_interpreter/own_modules.hpp"
#include "tools/asn1c/repository.hpp"
#include "tools/benchmarks/compare.hpp"

#include <bit>
#include <cstring>
#include <malloc.h>
#include <stdexcept>

namespace bus::benchmarks {

namespace {

using namespace asn1::mms;

constexpr auto values_in_report = 100;

/// MMS FloatingPoint: the exponent's width, then IEEE 754 (ISO 9506-2, 14.4.2).
data float_data(float x) {
  auto bits = std::bit_cast<std::uint32_t>(x);
  auto octet = [&](int shift) { return static_cast<std::uint8_t>(bits >> shift); };
  return data::make<data::floating_point>(
    asn1::octet_string{8, octet(24), octet(16), octet(8), octet(0)});
}

/// A value with its quality and time, as IEC 61850 reports measurements.
data measurement(float x) {
  auto out = asn1::list_of<data>{};
  out.push_back(float_data(x));
  out.push_back(
    data::make<data::bit_string>(asn1::bit_string{std::string_view{"0000000000000"}}));
  out.push_back(
    data::make<data::utc_time>(asn1::octet_string{0x69, 0x21, 0, 0, 0x80, 0, 0, 10}));
  return data::make<data::structure>(std::move(out));
}

mms_pdu report(data (*make)(float)) {
  auto out = information_report{};
  out.variable_access_specification = variable_access_specification::make<
    variable_access_specification::variable_list_name>(
    object_name::make<object_name::vmd_specific>("RPT"));
  for (auto i = 0; i < values_in_report; ++i)
    out.list_of_access_result.push_back(
      access_result::make<access_result::success>(make(static_cast<float>(i))));
  auto pdu = unconfirmed_pdu{};
  pdu.service =
    unconfirmed_service::make<unconfirmed_service::information_report>(std::move(out));
  return mms_pdu::make<mms_pdu::unconfirmed_pdu>(std::move(pdu));
}

/// How often a second `work` is done on this thread.
template <class Work>
double rate(const settings& with, Work work) {
  constexpr auto at_once = 200;
  auto start = std::chrono::steady_clock::now();
  auto end = start + with.time;
  auto done = 0.;
  auto now = start;
  for (; now < end; now = std::chrono::steady_clock::now()) {
    for (auto i = 0; i < at_once; ++i)
      work();
    done += at_once;
  }
  return done / std::chrono::duration<double>(now - start).count();
}

void keep(const void* x) {
  asm volatile("" : : "g"(x) : "memory");
}

/// Copying what is encoded or decoded: no codec can do with less.
double copies(const settings& with, byte_view from) {
  auto to = bytes(from.size());
  return rate(with, [&] {
    std::memcpy(to.data(), from.data(), from.size());
    keep(to.data());
  });
}

void require(bool x) {
  if (!x)
    throw std::runtime_error{"the codec refused its own report"};
}

row codec_row(const settings& with, const std::string& name, byte_view octets,
              const std::function<double()>& ours) {
  return compare(
           with,
           row{name, 0, "reports/s", 0,
               "memcpy of the same " + std::to_string(octets.size()) + " octets"},
           [&] { return copies(with, octets); }, ours)
    .front();
}

row ber_encode(const settings& with, const std::string& name, const mms_pdu& x) {
  auto octets = asn1::ber::encode(x).value();
  return codec_row(with, name, octets, [&] {
    auto to = bytes(octets.size());
    return rate(with, [&] {
      require(asn1::ber::encode(x, std::span{to}).has_value());
      keep(to.data());
    });
  });
}

row ber_decode(const settings& with, const std::string& name, const mms_pdu& x) {
  auto octets = asn1::ber::encode(x).value();
  return codec_row(with, name, octets, [&] {
    return rate(with, [&] {
      auto read = asn1::ber::decode<mms_pdu>(octets);
      require(read.has_value());
      keep(&read);
    });
  });
}

/// What a decoded report holds on the heap; nothing else is held while decoding.
/// The mean of many: a thread keeps some blocks that it gave back before.
row heap_of(const std::string& name, const mms_pdu& x) {
  constexpr auto reports = std::size_t{200};
  auto octets = asn1::ber::encode(x).value();
  auto all = std::vector<mms_pdu>{};
  all.reserve(reports);
  auto before = mallinfo2().uordblks;
  for (auto i = std::size_t{0}; i < reports; ++i)
    all.push_back(asn1::ber::decode<mms_pdu>(octets).value());
  auto after = mallinfo2().uordblks;
  return {name, static_cast<double>(after - before) / reports, "octets",
          static_cast<double>(octets.size()), "the encoding's octets"};
}

row xer_encode(const settings& with, const std::string& name, const mms_pdu& x) {
  auto text = asn1::xer::encode(x).value();
  return codec_row(with, name, as_bytes(text), [&] {
    auto to = std::string{};
    return rate(with, [&] {
      to.clear();
      require(asn1::xer::append(x, to).has_value());
      keep(to.data());
    });
  });
}

row xer_decode(const settings& with, const std::string& name, const mms_pdu& x) {
  auto text = asn1::xer::encode(x).value();
  return codec_row(with, name, as_bytes(text), [&] {
    return rate(with, [&] {
      auto read = asn1::xer::decode<mms_pdu>(text);
      require(read.has_value());
      keep(&read);
    });
  });
}

double compile_milliseconds() {
  auto start = std::chrono::steady_clock::now();
  auto compiled = asn1c::compile(asn1_interpreter::own_modules());
  auto took = std::chrono::steady_clock::now() - start;
  require(compiled.wrong.empty());
  return std::chrono::duration<double, std::milli>(took).count();
}

} // namespace

std::vector<row> asn1_compile_mms(const settings& x) {
  return compare(
    x, row{"asn1_compile_mms", 0, "ms", 0, "the bar: 200 ms"}, [] { return 200.; },
    compile_milliseconds);
}

std::vector<row> ber_100(const settings& x) {
  auto plain = report(float_data);
  return {ber_encode(x, "ber_encode_100", plain),
          ber_decode(x, "ber_decode_100", plain),
          heap_of("ber_decode_100.heap", plain)};
}

std::vector<row> ber_100_fqt(const settings& x) {
  auto full = report(measurement);
  return {ber_encode(x, "ber_encode_100_fqt", full),
          ber_decode(x, "ber_decode_100_fqt", full),
          heap_of("ber_decode_100_fqt.heap", full)};
}

std::vector<row> xer_100(const settings& x) {
  auto plain = report(float_data);
  return {xer_encode(x, "xer_encode_100", plain),
          xer_decode(x, "xer_decode_100", plain)};
}

std::vector<row> xer_100_fqt(const settings& x) {
  auto full = report(measurement);
  return {xer_encode(x, "xer_encode_100_fqt", full),
          xer_decode(x, "xer_decode_100_fqt", full)};
}

} // namespace bus::benchmarks
