#pragma once

#include "messages/bus/value.hpp"
#include "messages/iec104/time.hpp"

#include <bit>
#include <variant>

namespace bus::iec104 {

// Information elements (7.2.6), one struct each. A member of n bits that holds more
// is refused by encode().

/// The quality descriptor as on the wire (7.2.6.3). Which bits there are depends on
/// the element: OV with numbers only, EI with protection equipment only.
struct quality_descriptor {
  std::uint8_t bits = 0;

  static constexpr std::uint8_t overflow = 0x01;        ///< OV
  static constexpr std::uint8_t elapsed_invalid = 0x08; ///< EI
  static constexpr std::uint8_t blocked = 0x10;         ///< BL
  static constexpr std::uint8_t substituted = 0x20;     ///< SB
  static constexpr std::uint8_t not_topical = 0x40;     ///< NT
  static constexpr std::uint8_t invalid = 0x80;         ///< IV

  bool has(std::uint8_t bit) const { return bits & bit; }
  bool operator==(const quality_descriptor&) const = default;
};

// What is monitored.

struct single_point {
  bool on = false;
  quality_descriptor quality = {};
  bool operator==(const single_point&) const = default;
};

struct double_point {
  bus::double_point position = bus::double_point::intermediate;
  quality_descriptor quality = {};
  bool operator==(const double_point&) const = default;
};

struct step_position {
  std::int8_t position = 0; ///< -64 to 63
  bool transient = false;   ///< the equipment is between two positions
  quality_descriptor quality = {};
  bool operator==(const step_position&) const = default;
};

struct bitstring32 {
  std::uint32_t bits = 0; ///< the standard's bit 1 is the least significant
  quality_descriptor quality = {};
  bool operator==(const bitstring32&) const = default;
};

/// In units of 2^-15 of the normal value: -1 to 1 - 2^-15.
struct normalized {
  std::int16_t raw = 0;
  quality_descriptor quality = {};
  bool operator==(const normalized&) const = default;
};

struct normalized_without_quality {
  std::int16_t raw = 0;
  bool operator==(const normalized_without_quality&) const = default;
};

struct scaled {
  std::int16_t raw = 0;
  quality_descriptor quality = {};
  bool operator==(const scaled&) const = default;
};

struct short_float {
  float number = 0;
  quality_descriptor quality = {};

  /// Bit for bit, so that a NaN equals itself.
  bool operator==(const short_float& x) const {
    return std::bit_cast<std::uint32_t>(number)
             == std::bit_cast<std::uint32_t>(x.number)
           && quality == x.quality;
  }
};

struct integrated_total {
  std::int32_t counter = 0;
  std::uint8_t sequence = 0; ///< 5 bits, one more with each freeze
  bool carry = false;        ///< CY: it overflowed in this integration period
  bool adjusted = false;     ///< CA: it was set since it was read last
  bool invalid = false;      ///< IV
  bool operator==(const integrated_total&) const = default;
};

struct protection_event {
  bus::double_point state = bus::double_point::intermediate;
  quality_descriptor quality = {};
  std::uint16_t elapsed_ms = 0;
  bool operator==(const protection_event&) const = default;
};

/// Start events of protection equipment, packed.
struct protection_start {
  std::uint8_t events = 0; ///< 6 bits: general, L1, L2, L3, earth, reverse
  quality_descriptor quality = {};
  std::uint16_t duration_ms = 0;
  bool operator==(const protection_start&) const = default;
};

/// Output circuits of protection equipment, packed.
struct protection_output {
  std::uint8_t circuits = 0; ///< 4 bits: general, L1, L2, L3
  quality_descriptor quality = {};
  std::uint16_t operating_ms = 0;
  bool operator==(const protection_output&) const = default;
};

struct packed_points {
  std::uint16_t states = 0;
  std::uint16_t changed = 0; ///< since they were told last
  quality_descriptor quality = {};
  bool operator==(const packed_points&) const = default;
};

struct end_of_initialization {
  std::uint8_t cause = 0; ///< 7 bits: 0 power on, 1 manual reset, 2 remote reset
  bool parameters_changed = false;
  bool operator==(const end_of_initialization&) const = default;
};

// Commands. `select` asks to select, else to execute (S/E).

struct single_command {
  bool on = false;
  std::uint8_t qualifier = 0; ///< QU, 5 bits: 1 short, 2 long pulse, 3 persistent
  bool select = false;
  bool operator==(const single_command&) const = default;
};

struct double_command {
  bus::double_point position = bus::double_point::off; ///< off or on is permitted
  std::uint8_t qualifier = 0;
  bool select = false;
  bool operator==(const double_command&) const = default;
};

enum class step : std::uint8_t { not_permitted, lower, higher, not_permitted_either };

struct regulating_step {
  iec104::step step = iec104::step::lower;
  std::uint8_t qualifier = 0;
  bool select = false;
  bool operator==(const regulating_step&) const = default;
};

struct set_normalized {
  std::int16_t raw = 0;
  std::uint8_t qualifier = 0; ///< QL, 7 bits
  bool select = false;
  bool operator==(const set_normalized&) const = default;
};

struct set_scaled {
  std::int16_t raw = 0;
  std::uint8_t qualifier = 0;
  bool select = false;
  bool operator==(const set_scaled&) const = default;
};

struct set_float {
  float number = 0;
  std::uint8_t qualifier = 0;
  bool select = false;

  bool operator==(const set_float& x) const {
    return std::bit_cast<std::uint32_t>(number)
             == std::bit_cast<std::uint32_t>(x.number)
           && qualifier == x.qualifier && select == x.select;
  }
};

struct bitstring_command {
  std::uint32_t bits = 0;
  bool operator==(const bitstring_command&) const = default;
};

// What concerns the whole station.

struct interrogation {
  std::uint8_t qualifier = 20; ///< 20 the station, 21 to 36 groups 1 to 16
  bool operator==(const interrogation&) const = default;
};

enum class freeze : std::uint8_t { read, freeze, freeze_and_reset, reset };

struct counter_interrogation {
  std::uint8_t request = 5; ///< 6 bits: 5 all, 1 to 4 groups
  iec104::freeze freeze = iec104::freeze::read;
  bool operator==(const counter_interrogation&) const = default;
};

struct read_command {
  bool operator==(const read_command&) const = default;
};

/// What the clock is set to is the object's time.
struct clock_synchronization {
  bool operator==(const clock_synchronization&) const = default;
};

/// C_TS_NA_1: the pattern is 0x55aa; C_TS_TA_1: a counter.
struct test_command {
  std::uint16_t pattern = 0x55aa;
  bool operator==(const test_command&) const = default;
};

struct reset_process {
  std::uint8_t qualifier = 1; ///< 1 the process, 2 events with a time in the buffer
  bool operator==(const reset_process&) const = default;
};

struct delay_acquisition {
  std::uint16_t ms = 0;
  bool operator==(const delay_acquisition&) const = default;
};

// Parameters of measured values.

struct parameter_qualifier {
  std::uint8_t kind = 0; ///< 6 bits: 1 threshold, 2 filter, 3 and 4 limits
  bool changed = false;
  bool not_in_operation = false;
  bool operator==(const parameter_qualifier&) const = default;
};

struct parameter_normalized {
  std::int16_t raw = 0;
  parameter_qualifier qualifier = {};
  bool operator==(const parameter_normalized&) const = default;
};

struct parameter_scaled {
  std::int16_t raw = 0;
  parameter_qualifier qualifier = {};
  bool operator==(const parameter_scaled&) const = default;
};

struct parameter_float {
  float number = 0;
  parameter_qualifier qualifier = {};

  bool operator==(const parameter_float& x) const {
    return std::bit_cast<std::uint32_t>(number)
             == std::bit_cast<std::uint32_t>(x.number)
           && qualifier == x.qualifier;
  }
};

struct parameter_activation {
  std::uint8_t qualifier = 3;
  bool operator==(const parameter_activation&) const = default;
};

// Files. Qualifiers are whole octets: mostly a word and an error, 4 bits each.

struct file_ready {
  std::uint16_t file = 0;
  std::uint32_t length = 0;   ///< 24 bits
  std::uint8_t qualifier = 0; ///< FRQ; bit 0x80 is a negative confirm
  bool operator==(const file_ready&) const = default;
};

struct section_ready {
  std::uint16_t file = 0;
  std::uint8_t section = 0;
  std::uint32_t length = 0;   ///< 24 bits
  std::uint8_t qualifier = 0; ///< SRQ; bit 0x80 is not ready
  bool operator==(const section_ready&) const = default;
};

/// Call a directory, select or call a file, call a section.
struct file_call {
  std::uint16_t file = 0;
  std::uint8_t section = 0;
  std::uint8_t qualifier = 0; ///< SCQ
  bool operator==(const file_call&) const = default;
};

struct last_section {
  std::uint16_t file = 0;
  std::uint8_t section = 0;
  std::uint8_t qualifier = 0; ///< LSQ
  std::uint8_t checksum = 0;  ///< sum of the octets, modulo 256
  bool operator==(const last_section&) const = default;
};

struct file_acknowledgement {
  std::uint16_t file = 0;
  std::uint8_t section = 0;
  std::uint8_t qualifier = 0; ///< AFQ
  bool operator==(const file_acknowledgement&) const = default;
};

struct file_segment {
  std::uint16_t file = 0;
  std::uint8_t section = 0;
  bytes content = {};
  bool operator==(const file_segment&) const = default;
};

/// Its time is when the file was made.
struct directory_entry {
  std::uint16_t file = 0;
  std::uint32_t length = 0;  ///< 24 bits
  std::uint8_t status = 0;   ///< SOF, 5 bits
  bool last = false;         ///< LFD
  bool is_directory = false; ///< FOR
  bool active = false;       ///< FA: it is being transferred
  bool operator==(const directory_entry&) const = default;
};

struct log_query {
  std::uint16_t file = 0;
  cp56time2a from = {};
  cp56time2a to = {};
  bool operator==(const log_query&) const = default;
};

using element =
  std::variant<single_point, double_point, step_position, bitstring32, normalized,
               normalized_without_quality, scaled, short_float, integrated_total,
               protection_event, protection_start, protection_output, packed_points,
               end_of_initialization, single_command, double_command, regulating_step,
               set_normalized, set_scaled, set_float, bitstring_command, interrogation,
               counter_interrogation, read_command, clock_synchronization, test_command,
               reset_process, delay_acquisition, parameter_normalized, parameter_scaled,
               parameter_float, parameter_activation, file_ready, section_ready,
               file_call, last_section, file_acknowledgement, file_segment,
               directory_entry, log_query>;

} // namespace bus::iec104
