#include "services/configuration/modbus_loader.hpp"

#include "services/configuration/wording.hpp"

namespace bus::configuration {

namespace {

using modbus::order;
using modbus::write_with;

constexpr auto addresses = "expected tcp://HOST:PORT, rtu:///DEVICE?baudrate=9600&"
                           "parity=even&stop_bits=1, ascii:///DEVICE?..., "
                           "rtu+tcp://HOST:PORT or ascii+tcp://HOST:PORT";

order to_order(std::string_view word) {
  return word == "little" ? order::little : order::big;
}

write_with to_writer(std::string_view word) {
  return word == "multiple"   ? write_with::multiple
         : word == "mask"     ? write_with::mask
         : word == "exchange" ? write_with::exchange
                              : write_with::automatic;
}

modbus::format default_format(modbus::table x) {
  if (x == modbus::table::queue)
    return modbus::format::raw;
  return modbus::is_bits(x) ? modbus::format::boolean : modbus::format::uint16;
}

bool is_sized(modbus::format x) {
  return x == modbus::format::string || x == modbus::format::bcd
         || x == modbus::format::raw;
}

std::string formats_of(modbus::table x) {
  if (x == modbus::table::queue)
    return "raw";
  return modbus::is_bits(x) ? "boolean" : "a format of registers";
}

/// The key and the text for what modbus::check() names.
std::pair<std::string, std::string> misfit(const std::string& part,
                                           const modbus::point& x) {
  if (part == "format")
    return {"format", in_quotes(name(x.format)) + " does not fit the table, expected "
                        + formats_of(x.from)};
  if (part == "quantity")
    return {"quantity", std::to_string(width(x)) + " from address "
                          + std::to_string(x.address)
                          + " on do not fit, expected up to 125 registers, up to "
                            "address 65535 (4 in bcd; written 123, with exchange 121)"};
  if (part == "scale")
    return {"scale", "scale and offset do not fit, expected a format with numbers, and "
                     "a scale other than 0"};
  if (part == "writable")
    return {"writable",
            "the table cannot be written, expected COIL or HOLDING_REGISTER"};
  if (part == "writer")
    return {"write_with",
            "does not fit the format, expected mask for bit only, exchange "
            "for registers only, multiple for all but bit"};
  return {part, "does not fit the point's other keys, expected one that does"};
}

std::string why(const error& x, std::string_view all) {
  return x.cause.empty() || x.cause == all ? "" : " because of " + in_quotes(x.cause);
}

} // namespace

modbus::address modbus_loader::address(const section& modbus, const trail& path) {
  auto key = trail{path, "address"};
  auto text = modbus.text("address");
  auto out = modbus::parse_address(text);
  if (out)
    return *out;
  if (modbus.has("address") && !wrong_.touches(key))
    wrong_.add(file_.at(*modbus.find("address")), key.to_string(),
               in_quotes(text) + " is no Modbus address" + why(out.error(), text) + ", "
                 + addresses);
  return {};
}

modbus::point modbus_loader::point(const section& x, const trail& path) {
  auto out = modbus::point{};
  out.name = x.text("name");
  out.from = modbus::to_table(x.text("table")).value_or(out.from);
  out.format = modbus::to_format(x.text("format")).value_or(default_format(out.from));
  out.word_order = to_order(x.text("word_order"));
  out.byte_order = to_order(x.text("byte_order"));
  out.bit = x.integer("bit", out.bit);
  out.address = x.integer("address", out.address);
  out.quantity = x.integer("quantity", out.quantity);
  out.writer = to_writer(x.text("write_with"));
  out.writable = x.flag("writable", out.writable);
  out.tell_every_poll = x.text("mode") == "poll";
  out.deadband = static_cast<float>(std::min(x.number("deadband", 0), 3e38));
  out.scale = x.number("scale", out.scale);
  out.offset = x.number("offset", out.offset);
  out.interval = x.seconds("interval", out.interval);
  if (!wrong_.touches(path))
    check_point(out, x, path);
  return out;
}

void modbus_loader::check_point(const modbus::point& x, const section& from,
                                const trail& path) {
  auto tell = [&](std::string_view key, const std::string& text) {
    auto at = from.has(key) ? from.find(key) : from.find("name");
    wrong_.add(file_.at(*at), trail{path, key}.to_string(), text);
  };
  if (from.has("quantity") && !is_sized(x.format) && x.quantity != width(x))
    tell("quantity", std::to_string(x.quantity) + " does not fit "
                       + in_quotes(name(x.format)) + ", expected "
                       + std::to_string(width(x)) + " or no quantity");
  if (from.has("bit") && x.format != modbus::format::bit)
    tell("bit", "it goes with one format only, expected format: bit");
  auto good = modbus::check(x);
  if (good)
    return;
  auto part = good.error().where.substr(good.error().where.rfind('.') + 1);
  auto [key, text] = misfit(part, x);
  tell(key, text);
}

void check_names(const rapidjson::Value& list, const trail& path, const document& file,
                 mistake_list& wrong) {
  auto first = std::unordered_map<std::string, int>{};
  auto index = std::size_t{0};
  for (auto& item : list.GetArray()) {
    auto up = trail{path, index++};
    auto name = section{&item}.find("name");
    if (!name || !name->IsString())
      continue;
    auto [known, fresh] = first.emplace(name->GetString(), file.at(*name).line);
    if (!fresh)
      wrong.add(file.at(*name), trail{up, "name"}.to_string(),
                in_quotes(name->GetString()) + " is the name of another one in line "
                  + std::to_string(known->second) + ", expected different names");
  }
}

} // namespace bus::configuration
