#include "tools/simulator/spoiled_apdus.hpp"

#include <algorithm>

namespace bus::simulator {

namespace {

using kind = iec104_fault::kind;
using iec104::apdu;
using iec104::i_frame;
using iec104::s_frame;
using iec104::u_frame;

void append(const apdu& x, bytes& out) {
  std::ignore = iec104::encode(x, out); // it was decoded: all of it fits
}

/// As many octets as the APDU has, and no start of one.
void append_noise(const apdu& instead_of, std::minstd_rand& dice, bytes& out) {
  auto first = out.size();
  append(instead_of, out);
  auto start = out[first];
  for (auto i = first; i < out.size(); ++i)
    out[i] = static_cast<std::uint8_t>(dice() >> 8);
  if (out[first] == start)
    ++out[first];
}

apdu with_wrong_number(apdu x) {
  auto& number = std::get<i_frame>(x).send;
  number = static_cast<std::uint16_t>((number + 1) % iec104::sequence_modulus);
  return x;
}

template <class Take>
spoiled_apdus::outcome each(iec104::deframer& of, byte_view in, Take take) {
  auto out = spoiled_apdus::outcome{};
  of.receive(in);
  while (!out.close) {
    auto next = of.next();
    if (next && !*next)
      break;
    if (next)
      take(**next, out);
    else
      out.close = true;
  }
  return out;
}

} // namespace

spoiled_apdus::spoiled_apdus(std::vector<iec104_fault> faults)
  : faults_{std::move(faults)} {}

bool spoiled_apdus::concerns(kind what, sender who, const apdu& x) {
  switch (what) {
  case kind::lost_acknowledgement:
    return who == sender::client && !std::holds_alternative<u_frame>(x);
  case kind::stalled_window: return who == sender::client;
  case kind::wrong_sequence:
    return who == sender::station && std::holds_alternative<i_frame>(x);
  case kind::garbage:
  case kind::silence: return who == sender::station;
  case kind::disconnect: break;
  }
  return true;
}

const iec104_fault* spoiled_apdus::met(sender who, const apdu& x, duration since_start,
                                       std::minstd_rand& dice) const {
  auto found = std::find_if(faults_.begin(), faults_.end(), [&](auto& y) {
    return since_start >= y.from && since_start < y.to && concerns(y.what, who, x)
           && std::uniform_real_distribution<>{}(dice) < y.probability;
  });
  return found == faults_.end() ? nullptr : &*found;
}

spoiled_apdus::outcome spoiled_apdus::from_client(byte_view in, duration since_start,
                                                  std::minstd_rand& dice) {
  auto before = released(since_start);
  auto out = each(client_, in, [&](const apdu& x, outcome& to) {
    take_from_client(x, since_start, dice, to);
  });
  out.octets.insert(out.octets.begin(), before.begin(), before.end());
  return out;
}

spoiled_apdus::outcome spoiled_apdus::from_station(byte_view in, duration since_start,
                                                   std::minstd_rand& dice) {
  return each(station_, in, [&](const apdu& x, outcome& to) {
    take_from_station(x, since_start, dice, to);
  });
}

void spoiled_apdus::take_from_client(apdu x, duration since_start,
                                     std::minstd_rand& dice, outcome& out) {
  // Behind what is held all is held, so that nothing overtakes.
  if (!held_.empty())
    return pass(x, held_);
  auto* wrong = met(sender::client, x, since_start, dice);
  if (!wrong)
    return pass(x, out.octets);
  switch (wrong->what) {
  case kind::lost_acknowledgement: return freeze_acknowledgement(x, out.octets);
  case kind::stalled_window: held_until_ = wrong->to; return pass(x, held_);
  default: out.close = true; // disconnect
  }
}

void spoiled_apdus::take_from_station(apdu x, duration since_start,
                                      std::minstd_rand& dice, outcome& out) {
  auto* wrong = met(sender::station, x, since_start, dice);
  if (!wrong)
    return append(x, out.octets);
  switch (wrong->what) {
  case kind::garbage: return append_noise(x, dice, out.octets);
  case kind::wrong_sequence: return append(with_wrong_number(x), out.octets);
  case kind::disconnect: out.close = true; return;
  default: return; // silence
  }
}

/// An S frame says nothing else, so nothing is left of it.
void spoiled_apdus::freeze_acknowledgement(apdu x, bytes& out) const {
  if (auto* numbered = std::get_if<i_frame>(&x)) {
    numbered->receive = acknowledged_;
    append(x, out);
  }
}

void spoiled_apdus::pass(const apdu& x, bytes& to) {
  if (auto* numbered = std::get_if<i_frame>(&x))
    acknowledged_ = numbered->receive;
  else if (auto* supervision = std::get_if<s_frame>(&x))
    acknowledged_ = supervision->receive;
  append(x, to);
}

bytes spoiled_apdus::released(duration since_start) {
  return since_start >= held_until_ ? std::exchange(held_, {}) : bytes{};
}

} // namespace bus::simulator
