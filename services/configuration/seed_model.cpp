#include "services/configuration/seed_model.hpp"

#include "messages/mms/type.hpp"
#include "services/configuration/wording.hpp"

#include <charconv>
#include <set>

namespace bus::configuration {

namespace {

using mms::type_description;
using rapidjson::Value;

constexpr auto deepest = 32u;

class seed_reader {
public:
  seed_reader(const section& x, const mistake_teller& tell)
    : x_{x},
      tell_{tell},
      references_{x.find("references")} {}

  iec61850::server_description read(const trail& path) {
    auto out = iec61850::server_description{};
    out.ied_name = x_.text("ied_name");
    out.objects.vendor = "stationbus";
    out.objects.model = out.ied_name;
    separator_ = x_.text("separator", "$");
    prefix_ = out.ied_name + x_.text("logical_device_separator");
    auto devices = trail{path, "logical_devices"};
    for (auto& one : x_.list("logical_devices").GetArray())
      names_.insert(section{&one}.text("name"));
    for (auto& one : x_.list("logical_devices").GetArray())
      out.objects.domains.push_back(
        device(section{&one}, trail{devices, out.objects.domains.size()}));
    return out;
  }

private:
  using domain = mms::vmd_description::domain;

  domain device(const section& x, const trail& path) {
    auto out = domain{prefix_ + x.text("name")};
    auto elements = trail{path, "elements"};
    auto number = std::size_t{0};
    for (auto& one : x.list("elements").GetArray()) {
      auto at = trail{elements, number++};
      auto element = section{&one};
      auto name = element.text("name");
      auto of = type_of(element, at, 0);
      if (!of)
        continue;
      if (auto* value = element.find("value"))
        put_value(out, name, *of, *value, at);
      put_defaults(out, name, element, at, 0);
      out.variables.push_back({name, std::move(*of)});
    }
    auto sets = trail{path, "datasets"};
    for (auto& one : x.list("datasets").GetArray())
      data_set(section{&one}, trail{sets, out.lists.size()}, out);
    return out;
  }

  void data_set(const section& x, const trail& path, domain& to) {
    auto members = std::vector<std::string>{};
    auto items = trail{path, "items"};
    for (auto& item : x.list("items").GetArray()) {
      auto names = std::vector<std::string>{};
      if (item.IsArray())
        for (auto& one : item.GetArray())
          if (one.IsString())
            names.emplace_back(one.GetString());
      if (names.size() < 3) {
        tell_(item, trail{items, members.size()},
              "no member of a data set, expected [LD, LN, FC, DO, ...]");
        continue;
      }
      auto path_of = (names_.contains(names[0]) ? prefix_ : std::string{}) + names[0]
                     + '/' + names[1];
      for (auto i = std::size_t{2}; i < names.size(); ++i)
        path_of += '$' + names[i];
      members.push_back(std::move(path_of));
    }
    to.lists.emplace_back(in_item(x.text("name")), std::move(members));
  }

  /// Names are joined by the separator of the configuration; MMS has `$`.
  std::string in_item(std::string x) const {
    if (separator_.empty() || separator_ == "$")
      return x;
    for (auto at = x.find(separator_); at != x.npos; at = x.find(separator_, at + 1))
      x.replace(at, separator_.size(), "$");
    return x;
  }

  // ---- types ----------------------------------------------------------------

  std::optional<type_description> type_of(const section& element, const trail& path,
                                          unsigned depth) {
    auto* type = element.find("type");
    return type ? type_in(*type, trail{path, "type"}, depth) : std::nullopt;
  }

  const Value* resolved(const Value& x) const {
    if (!x.IsString())
      return &x;
    if (!references_ || !references_->IsObject())
      return nullptr;
    auto found = references_->FindMember(x.GetString());
    return found == references_->MemberEnd() ? nullptr : &found->value;
  }

  std::optional<type_description> type_in(const Value& x, const trail& path,
                                          unsigned depth) {
    auto* of = resolved(x);
    auto bad = [&](const std::string& text) {
      tell_(x, path, text);
      return std::nullopt;
    };
    if (!of)
      return bad((x.IsString() ? in_quotes(x.GetString()) + " is no type of references"
                               : std::string{"no type"})
                 + ", expected the name of one");
    if (depth > deepest)
      return bad("types within types without end, expected at most 32");
    auto fields = section{of};
    auto name = fields.text("tname");
    auto length = [&](const char* key) {
      return std::to_string(fields.integer(key, 0));
    };
    auto plain = [&](const std::string& text) -> std::optional<type_description> {
      auto parsed = mms::parse_type(text);
      if (!parsed)
        return bad(in_quotes(text) + " is no type, " + parsed.error().cause);
      return *parsed;
    };
    // The lengths of strings are the largest there may be.
    if (name == "array")
      return array_of(fields, path, depth);
    if (name == "structure")
      return structure_of(fields, path, depth);
    if (name == "bool")
      return plain("boolean");
    if (name == "int" || name == "uint")
      return plain(name + std::to_string(fields.integer("size", 32)));
    if (name == "float")
      return plain(fields.integer("format_width", 32) == 64 ? "float64" : "float32");
    if (name == "bit_string")
      return plain("bit-string("
                   + std::string{fields.integer("length", 0) > 2 ? "-" : ""}
                   + length("length") + ")");
    if (name == "octet_string")
      return plain("octet-string(-" + length("length") + ")");
    if (name == "visible_string")
      return plain("visible-string(-" + length("length") + ")");
    if (name == "mms_string")
      return plain("mms-string(-" + length("xyz") + ")");
    if (name == "bcd")
      return plain("bcd(" + length("xyz") + ")");
    if (name == "utc_time")
      return plain("utc-time");
    if (name == "bin_time")
      return plain(fields.flag("size", true) ? "binary-time" : "binary-time(4)");
    return bad(in_quotes(name) + " is no type, expected a tname of the schema");
  }

  std::optional<type_description> array_of(const section& x, const trail& path,
                                           unsigned depth) {
    auto* of = x.find("typeof");
    auto length = x.integer("length", std::uint32_t{0});
    auto item = of ? type_in(*of, trail{path, "typeof"}, depth + 1) : std::nullopt;
    if (!item || length == 0 || length > 65'536) {
      if (of)
        tell_(*of, path, "no array, expected typeof, and a length of 1 to 65536");
      return std::nullopt;
    }
    return mms::make_array(length, std::move(*item));
  }

  std::optional<type_description> structure_of(const section& x, const trail& path,
                                               unsigned depth) {
    auto parts = std::vector<std::pair<std::string, type_description>>{};
    auto elements = trail{path, "elements"};
    auto number = std::size_t{0};
    for (auto& one : x.list("elements").GetArray()) {
      auto element = section{&one};
      auto of = type_of(element, trail{elements, number++}, depth + 1);
      if (!of)
        return std::nullopt;
      parts.emplace_back(element.text("name"), std::move(*of));
    }
    return mms::make_structure(std::move(parts));
  }

  // ---- values ---------------------------------------------------------------

  /// Values that stand with the elements of a type.
  void put_defaults(domain& to, const std::string& item, const section& element,
                    const trail& path, unsigned depth) {
    auto* type = element.find("type");
    auto* of = type && depth <= deepest ? resolved(*type) : nullptr;
    if (!of)
      return;
    for (auto& one : section{of}.list("elements").GetArray()) {
      auto below = section{&one};
      auto name = item + '$' + below.text("name");
      if (auto* value = below.find("value"))
        if (auto part = type_of(below, path, depth + 1))
          put_value(to, name, *part, *value, path);
      put_defaults(to, name, below, path, depth + 1);
    }
  }

  void put_value(domain& to, const std::string& item, const type_description& type,
                 const Value& x, const trail& path) {
    auto converted = value_of(x, type);
    auto fits = converted ? mms::to_data(*converted, type)
                          : result<mms::data>{fail(errc::type_mismatch, "",
                                                   "expected a value of the type")};
    if (!fits)
      return tell_(x, trail{path, "value"},
                   "it does not fit the type of " + item + ", " + fits.error().cause);
    to.values.emplace_back(item, std::move(*converted));
  }

  static std::optional<value> value_of(const Value& x, const type_description& type) {
    using kinds = type_description;
    if (auto* parts = type.get_if<kinds::structure>())
      return structure_value(x, *parts);
    if (auto* of = type.get_if<kinds::array>())
      return array_value(x, *of);
    if (x.IsArray() && type.is<kinds::bit_string>()) {
      auto bits = std::string{};
      for (auto& one : x.GetArray())
        bits += one.IsBool() && one.GetBool() ? '1' : '0';
      return value{bus::bit_string{bits}};
    }
    if (x.IsArray() && type.is<kinds::octet_string>()) {
      auto octets = bytes{};
      for (auto& one : x.GetArray())
        octets.push_back(static_cast<std::uint8_t>(one.IsUint() ? one.GetUint() : 0));
      return value{bus::octet_string{octets}};
    }
    if (x.IsString() && type.is<kinds::utc_time>())
      return time_value(x.GetString());
    if (x.IsBool())
      return value{x.GetBool()};
    if (x.IsInt64())
      return value{x.GetInt64()};
    if (x.IsUint64())
      return value{x.GetUint64()};
    if (x.IsNumber())
      return value{x.GetDouble()};
    if (x.IsString())
      return value{std::string{x.GetString(), x.GetStringLength()}};
    return std::nullopt;
  }

  template <class Parts>
  static std::optional<value> structure_value(const Value& x, const Parts& parts) {
    if (!x.IsArray() || x.Size() != parts.components.size())
      return std::nullopt;
    auto out = std::make_shared<structure>();
    for (auto i = rapidjson::SizeType{0}; i < x.Size(); ++i) {
      auto* of = mms::described(*parts.components[i].component_type);
      auto part = of ? value_of(x[i], *of) : std::nullopt;
      if (!part)
        return std::nullopt;
      out->emplace_back(parts.components[i].component_name.value_or(std::to_string(i)),
                        std::move(*part));
    }
    return value{std::shared_ptr<const structure>{std::move(out)}};
  }

  template <class Of>
  static std::optional<value> array_value(const Value& x, const Of& of) {
    auto* item = mms::described(*of.element_type);
    if (!x.IsArray() || !item)
      return std::nullopt;
    auto out = std::make_shared<array>();
    for (auto& one : x.GetArray()) {
      auto part = value_of(one, *item);
      if (!part)
        return std::nullopt;
      out->push_back(std::move(*part));
    }
    return value{std::shared_ptr<const array>{std::move(out)}};
  }

  /// `2026-01-31T12:00:00.000Z 0a`: the second word are the quality's bits.
  static std::optional<value> time_value(std::string_view text) {
    auto space = text.find(' ');
    auto time = from_rfc3339(text.substr(0, space));
    if (!time)
      return std::nullopt;
    auto bits = std::uint8_t{0};
    if (space != text.npos)
      std::from_chars(text.data() + space + 1, text.data() + text.size(), bits, 16);
    time->quality.bits = bits;
    return value{*time};
  }

  const section& x_;
  const mistake_teller& tell_;
  const Value* references_;
  std::string separator_, prefix_;
  std::set<std::string> names_;
};

} // namespace

iec61850::server_description read_seed_model(const section& x, const trail& path,
                                             const mistake_teller& tell) {
  return seed_reader{x, tell}.read(path);
}

} // namespace bus::configuration
