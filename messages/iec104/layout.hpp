#pragma once

#include "messages/iec104/fields.hpp"

namespace bus::iec104 {

// Each element's octets (7.2.6 and 7.3), in the order of the wire. `F` is take_fields
// or put_fields.

constexpr auto status_quality = std::uint8_t{0xf0};     ///< BL SB NT IV
constexpr auto number_quality = std::uint8_t{0xf1};     ///< and OV
constexpr auto protection_quality = std::uint8_t{0xf8}; ///< BL SB NT IV and EI

template <class F>
void quality_octet(F& f, quality_descriptor& x, std::uint8_t mask) {
  f.octet(quality_field{x, mask});
}

template <class F>
void layout(F& f, cp24time2a& x) {
  f.number(x.milliseconds);
  f.octet(bits(x.minute, 0, 6), bits(x.substituted, 6), bits(x.invalid, 7));
}

template <class F>
void layout(F& f, cp56time2a& x) {
  f.number(x.milliseconds);
  f.octet(bits(x.minute, 0, 6), bits(x.substituted, 6), bits(x.invalid, 7));
  f.octet(bits(x.hour, 0, 5), bits(x.reserved_2, 5, 2), bits(x.summer, 7));
  f.octet(bits(x.day, 0, 5), bits(x.day_of_week, 5, 3));
  f.octet(bits(x.month, 0, 4), bits(x.reserved_3, 4, 4));
  f.octet(bits(x.year, 0, 7), bits(x.reserved_4, 7));
}

template <class F>
void layout(F& f, single_point& x) {
  f.octet(bits(x.on, 0), quality_field{x.quality, status_quality});
}

template <class F>
void layout(F& f, double_point& x) {
  f.octet(bits(x.position, 0, 2), quality_field{x.quality, status_quality});
}

template <class F>
void layout(F& f, step_position& x) {
  f.octet(bits(x.position, 0, 7), bits(x.transient, 7));
  quality_octet(f, x.quality, number_quality);
}

template <class F>
void layout(F& f, bitstring32& x) {
  f.number(x.bits);
  quality_octet(f, x.quality, number_quality);
}

template <class F>
void layout(F& f, normalized& x) {
  f.number(x.raw);
  quality_octet(f, x.quality, number_quality);
}

template <class F>
void layout(F& f, normalized_without_quality& x) {
  f.number(x.raw);
}

template <class F>
void layout(F& f, scaled& x) {
  f.number(x.raw);
  quality_octet(f, x.quality, number_quality);
}

template <class F>
void layout(F& f, short_float& x) {
  f.number(x.number);
  quality_octet(f, x.quality, number_quality);
}

template <class F>
void layout(F& f, integrated_total& x) {
  f.number(x.counter);
  f.octet(bits(x.sequence, 0, 5), bits(x.carry, 5), bits(x.adjusted, 6),
          bits(x.invalid, 7));
}

template <class F>
void layout(F& f, protection_event& x) {
  f.octet(bits(x.state, 0, 2), quality_field{x.quality, protection_quality});
  f.number(x.elapsed_ms);
}

template <class F>
void layout(F& f, protection_start& x) {
  f.octet(bits(x.events, 0, 6));
  quality_octet(f, x.quality, protection_quality);
  f.number(x.duration_ms);
}

template <class F>
void layout(F& f, protection_output& x) {
  f.octet(bits(x.circuits, 0, 4));
  quality_octet(f, x.quality, protection_quality);
  f.number(x.operating_ms);
}

template <class F>
void layout(F& f, packed_points& x) {
  f.number(x.states);
  f.number(x.changed);
  quality_octet(f, x.quality, number_quality);
}

template <class F>
void layout(F& f, end_of_initialization& x) {
  f.octet(bits(x.cause, 0, 7), bits(x.parameters_changed, 7));
}

template <class F>
void layout(F& f, single_command& x) {
  f.octet(bits(x.on, 0), bits(x.qualifier, 2, 5), bits(x.select, 7));
}

template <class F>
void layout(F& f, double_command& x) {
  f.octet(bits(x.position, 0, 2), bits(x.qualifier, 2, 5), bits(x.select, 7));
}

template <class F>
void layout(F& f, regulating_step& x) {
  f.octet(bits(x.step, 0, 2), bits(x.qualifier, 2, 5), bits(x.select, 7));
}

template <class F>
void layout(F& f, set_normalized& x) {
  f.number(x.raw);
  f.octet(bits(x.qualifier, 0, 7), bits(x.select, 7));
}

template <class F>
void layout(F& f, set_scaled& x) {
  f.number(x.raw);
  f.octet(bits(x.qualifier, 0, 7), bits(x.select, 7));
}

template <class F>
void layout(F& f, set_float& x) {
  f.number(x.number);
  f.octet(bits(x.qualifier, 0, 7), bits(x.select, 7));
}

template <class F>
void layout(F& f, bitstring_command& x) {
  f.number(x.bits);
}

template <class F>
void layout(F& f, interrogation& x) {
  f.number(x.qualifier);
}

template <class F>
void layout(F& f, counter_interrogation& x) {
  f.octet(bits(x.request, 0, 6), bits(x.freeze, 6, 2));
}

template <class F>
void layout(F&, read_command&) {}

template <class F>
void layout(F&, clock_synchronization&) {}

template <class F>
void layout(F& f, test_command& x) {
  f.number(x.pattern);
}

template <class F>
void layout(F& f, reset_process& x) {
  f.number(x.qualifier);
}

template <class F>
void layout(F& f, delay_acquisition& x) {
  f.number(x.ms);
}

template <class F>
void layout(F& f, parameter_qualifier& x) {
  f.octet(bits(x.kind, 0, 6), bits(x.changed, 6), bits(x.not_in_operation, 7));
}

template <class F>
void layout(F& f, parameter_normalized& x) {
  f.number(x.raw);
  layout(f, x.qualifier);
}

template <class F>
void layout(F& f, parameter_scaled& x) {
  f.number(x.raw);
  layout(f, x.qualifier);
}

template <class F>
void layout(F& f, parameter_float& x) {
  f.number(x.number);
  layout(f, x.qualifier);
}

template <class F>
void layout(F& f, parameter_activation& x) {
  f.number(x.qualifier);
}

constexpr auto length_size = std::size_t{3}; ///< of a file, a section, an address

template <class F>
void layout(F& f, file_ready& x) {
  f.number(x.file);
  f.number(x.length, length_size);
  f.number(x.qualifier);
}

template <class F>
void layout(F& f, section_ready& x) {
  f.number(x.file);
  f.number(x.section);
  f.number(x.length, length_size);
  f.number(x.qualifier);
}

template <class F>
void layout(F& f, file_call& x) {
  f.number(x.file);
  f.number(x.section);
  f.number(x.qualifier);
}

template <class F>
void layout(F& f, last_section& x) {
  f.number(x.file);
  f.number(x.section);
  f.number(x.qualifier);
  f.number(x.checksum);
}

template <class F>
void layout(F& f, file_acknowledgement& x) {
  f.number(x.file);
  f.number(x.section);
  f.number(x.qualifier);
}

template <class F>
void layout(F& f, file_segment& x) {
  f.number(x.file);
  f.number(x.section);
  f.counted(x.content);
}

template <class F>
void layout(F& f, directory_entry& x) {
  f.number(x.file);
  f.number(x.length, length_size);
  f.octet(bits(x.status, 0, 5), bits(x.last, 5), bits(x.is_directory, 6),
          bits(x.active, 7));
}

template <class F>
void layout(F& f, log_query& x) {
  f.number(x.file);
  layout(f, x.from);
  layout(f, x.to);
}

} // namespace bus::iec104
