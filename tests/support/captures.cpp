#include "tests/support/captures.hpp"

#include "tests/support/pcap.hpp"

#include <rapidjson/document.h>

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <map>
#include <utility>

namespace bus::test {

namespace {

using layer = captured_pdu::layer;

struct element {
  std::uint8_t tag;
  byte_view octets;
};

/// BER, definite form (ISO 8825-1, 8.1.3).
std::size_t read_length(reader& in) {
  auto first = std::size_t{in.u8()};
  if (first < 0x80)
    return first;
  auto out = std::size_t{0};
  for (auto left = first & 0x7f; left > 0; --left)
    out = out << 8 | in.u8();
  return out;
}

/// ISO 8327-1, 8.2.
std::size_t read_session_length(reader& in) {
  auto first = in.u8();
  return first == 0xff ? in.u16() : first;
}

/// Reads tag, length, value by turns; the last one may be cut off.
template <class ReadLength>
std::vector<element> split(byte_view from, ReadLength read) {
  auto in = reader{from};
  auto out = std::vector<element>{};
  while (in.left() > 0) {
    auto tag = in.u8();
    auto size = read(in);
    out.push_back({tag, in.view(std::min(size, in.left()))});
  }
  return out;
}

bytes to_bytes(byte_view x) {
  return {x.begin(), x.end()};
}

std::vector<element> elements(byte_view ber) {
  return split(ber, read_length);
}

/// The contents of the first element with this tag; empty, if there is none.
byte_view find(byte_view ber, std::uint8_t tag) {
  for (auto& x : elements(ber))
    if (x.tag == tag)
      return x.octets;
  return {};
}

/// The presentation PDU that the user data of an SPDU is.
std::string presentation_type(std::uint8_t spdu, byte_view octets) {
  switch (spdu) {
  case 0x0c: return "CPR-PPDU";
  case 0x0d: return "CP-type";
  case 0x0e: return "CPA-PPDU";
  case 0x19: return "Abort-type";
  }
  // hat-drivers sends its abort in an SPDU that says FN.
  return !octets.empty() && octets[0] == 0xa0 ? "Abort-type" : "User-data";
}

/// Cuts the PDUs out of what one connection's two ends send.
class dialogue {
public:
  dialogue(std::string file, std::vector<captured_pdu>& out)
    : file_{std::move(file)},
      out_{&out} {}

  void push(unsigned frame, bool from_client, byte_view octets) {
    frame_ = frame;
    from_client_ = from_client;
    auto& stream = streams_[from_client];
    stream.insert(stream.end(), octets.begin(), octets.end());
    while (auto size = tpkt_size(stream)) {
      push_tpdu(byte_view{stream}.subspan(4, size - 4));
      stream.erase(stream.begin(), stream.begin() + size);
    }
  }

private:
  /// Of a whole TPKT at the front of the stream; else 0.
  static std::uint16_t tpkt_size(const bytes& stream) {
    auto in = reader{stream};
    auto version = in.u16() >> 8;
    auto size = in.u16();
    auto whole = in && version == 3 && size >= 4 && size <= stream.size();
    return whole ? size : std::uint16_t{0};
  }

  // Only data TPDUs of class 0 carry anything (ISO 8073, 13.7).
  void push_tpdu(byte_view tpdu) {
    auto in = reader{tpdu};
    auto header_size = in.u8();
    auto code = in.u8();
    auto last = (in.u8() & 0x80) != 0;
    if (!in || header_size != 2 || code != 0xf0)
      return;
    auto& tsdu = tsdus_[from_client_];
    auto octets = in.rest();
    tsdu.insert(tsdu.end(), octets.begin(), octets.end());
    if (last)
      push_spdu(std::exchange(tsdu, {}));
  }

  void push_spdu(const bytes& tsdu) {
    auto in = reader{tsdu};
    auto type = in.u8();
    auto size = read_session_length(in);
    auto parameters = in.view(std::min(size, in.left()));
    if (type == 0x01) // give tokens, then data transfer
      return push_data(in.rest());
    for (auto& x : split(parameters, read_session_length))
      if (x.tag == 0xc1 || x.tag == 0xc2)
        push_presentation(presentation_type(type, x.octets), x.octets);
      else if (type == 0x0c && x.tag == 0x32 && x.octets.size() > 1)
        push_presentation("CPR-PPDU", x.octets.subspan(1)); // after the reason
  }

  void push_data(byte_view spdu) {
    auto in = reader{spdu};
    in.u8(); // type
    auto size = read_session_length(in);
    in.view(std::min(size, in.left()));
    push_presentation("User-data", in.rest());
  }

  void push_presentation(const std::string& type, byte_view octets) {
    add(layer::presentation, type, octets);
    if (type == "CP-type")
      learn_contexts(find(find(find(octets, 0x31), 0xa2), 0xa4));
    push_user_data(octets);
  }

  // Which of the proposed contexts is ACSE's; any other is MMS.
  void learn_contexts(byte_view list) {
    for (auto& x : elements(list))
      if (std::ranges::equal(find(x.octets, 0x06), acse_syntax))
        acse_context_ = to_bytes(find(x.octets, 0x02));
  }

  /// Fully encoded data, wherever a presentation PDU has it.
  void push_user_data(byte_view in) {
    for (auto& x : elements(in))
      if (x.tag == 0x61)
        push_values(x.octets);
      else if (x.tag == 0x30 || x.tag == 0x31 || x.tag == 0xa0 || x.tag == 0xa2)
        push_user_data(x.octets);
  }

  // PDV-list and EXTERNAL begin with the context and have the value under [0],
  // as an ASN.1 type, or [1], as octets.
  void push_values(byte_view list) {
    for (auto& value : elements(list))
      for (auto& x : elements(value.octets))
        if (x.tag == 0xa0 || x.tag == 0x81)
          push_value(find(value.octets, 0x02), x.octets);
  }

  void push_value(byte_view context, byte_view octets) {
    if (!std::ranges::equal(context, acse_context_))
      return add(layer::mms, "MMSpdu", octets);
    add(layer::acse, "ACSE-apdu", octets);
    for (auto& apdu : elements(octets))
      push_values(find(apdu.octets, 0xbe)); // user-information
  }

  void add(layer of, std::string type, byte_view octets) {
    out_->push_back(
      {of, std::move(type), from_client_, to_bytes(octets), file_, frame_});
  }

  inline static const bytes acse_syntax = {0x52, 0x01, 0x00, 0x01};

  std::string file_;
  std::vector<captured_pdu>* out_;
  unsigned frame_ = 0;
  bool from_client_ = false;
  bytes streams_[2];
  bytes tsdus_[2];
  bytes acse_context_ = {1};
};

void read_pcap(const std::filesystem::path& pcap, std::vector<captured_pdu>& out) {
  auto dialogues = std::map<unsigned, dialogue>{};
  for (auto& x : tcp_pieces(pcap))
    dialogues.try_emplace(x.connection, pcap.filename().string(), out)
      .first->second.push(x.frame, x.from_client, x.octets);
}

bytes from_digits(std::string_view digits) {
  auto out = bytes(digits.size() / 2);
  for (auto i = std::size_t{0}; i < out.size(); ++i) {
    auto at = digits.data() + 2 * i;
    std::from_chars(at, at + 2, out[i], 16);
  }
  return out;
}

rapidjson::Document read_json(const std::filesystem::path& path) {
  auto text = read_octets(path);
  auto out = rapidjson::Document{};
  out.Parse(reinterpret_cast<const char*>(text.data()), text.size());
  return out;
}

void read_pdus(const std::filesystem::path& json, std::vector<captured_pdu>& out) {
  auto document = read_json(json);
  auto frame = 0u;
  for (auto& x : document["vectors"].GetArray()) {
    auto from_client = x["kind"] == "confirmed-request";
    out.push_back({layer::mms, "MMSpdu", from_client, from_digits(x["hex"].GetString()),
                   json.filename().string(), ++frame});
  }
}

void read_wire(const std::filesystem::path& json, std::vector<captured_pdu>& out) {
  auto document = read_json(json);
  auto into = dialogue{json.filename().string(), out};
  auto frame = 0u;
  for (auto& x : document["mms_association_read_error_conclude"].GetArray())
    into.push(++frame, x[0] == "c>s", from_digits(x[1].GetString()));
}

} // namespace

std::optional<std::filesystem::path> shared_folder() {
  if (auto set = std::getenv("STATIONBUS_SHARED"))
    return set;
#ifdef STATIONBUS_SOURCE_DIR
  auto beside = std::filesystem::path{STATIONBUS_SOURCE_DIR "/../shared"};
  if (std::filesystem::exists(beside / "captures"))
    return beside;
#endif
  return {};
}

std::vector<captured_pdu> captured_pdus(const std::filesystem::path& captures) {
  auto files = std::vector<std::filesystem::path>{};
  for (auto& x : std::filesystem::directory_iterator{captures / "mms"})
    if (x.path().extension() == ".pcap")
      files.push_back(x.path());
  std::ranges::sort(files);
  auto out = std::vector<captured_pdu>{};
  for (auto& x : files)
    read_pcap(x, out);
  return out;
}

std::vector<captured_pdu> listed_pdus(const std::filesystem::path& captures) {
  auto out = std::vector<captured_pdu>{};
  read_pdus(captures / "mms_pdus.json", out);
  read_wire(captures / "wire_captures.json", out);
  return out;
}

} // namespace bus::test
