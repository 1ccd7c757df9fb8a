#include "services/configuration/scl.hpp"

#include "messages/mms/type.hpp"
#include "services/configuration/scl_types.hpp"

#include <algorithm>
#include <pugixml.hpp>

namespace bus::configuration::scl {

namespace {

using mms::type_description;
using node = pugi::xml_node;

constexpr auto deepest = 16u;
constexpr auto most_instances = 99;

/// The order in which a logical node shows its constraints.
constexpr const char* constraints[] = {"ST", "MX", "SP", "SG", "SE", "SV", "CF", "DC",
                                       "EX", "CO", "SR", "OR", "BL", "RP", "BR", "LG"};

std::string text(const node& x, const char* attribute) {
  return x.attribute(attribute).value();
}

bool flag(const node& x, const char* attribute, bool fallback = false) {
  auto found = x.attribute(attribute);
  return found ? found.as_bool() : fallback;
}

std::string node_name(const node& x) {
  return text(x, "prefix") + text(x, "lnClass") + text(x, "inst");
}

std::vector<std::string> split(const std::string& x, char by) {
  auto out = std::vector<std::string>{};
  for (auto from = std::size_t{0};;) {
    auto end = x.find(by, from);
    out.push_back(x.substr(from, end - from));
    if (end == x.npos)
      return out;
    from = end + 1;
  }
}

std::string joined(std::string x) {
  std::ranges::replace(x, '.', '$');
  return x;
}

using parts = std::vector<std::pair<std::string, type_description>>;

/// Reads one server; what is wrong is gathered.
class reader {
public:
  reader(const std::string& source, std::string name)
    : source_{source},
      name_{std::move(name)} {}

  tl::expected<model, problems> read(const node& root, const std::string& ied,
                                     const std::string& access_point) {
    index(root.child("DataTypeTemplates"));
    auto server = find_server(root, ied, access_point);
    if (server) {
      for (auto device : server.children("LDevice"))
        devices_.emplace(text(device, "inst"), domain_of(device));
      for (auto device : server.children("LDevice"))
        read_device(device);
      if (out_.objects.objects.domains.empty() && wrong_.empty())
        wrong(server, "the server has no LDevice, expected at least one");
    }
    if (!wrong_.empty())
      return tl::make_unexpected(std::move(wrong_));
    return std::move(out_);
  }

private:
  using domain = mms::vmd_description::domain;

  int line_of(const node& at) const {
    auto offset = std::max<std::ptrdiff_t>(0, at.offset_debug());
    auto end =
      source_.begin()
      + std::min<std::ptrdiff_t>(offset, static_cast<std::ptrdiff_t>(source_.size()));
    return 1 + static_cast<int>(std::count(source_.begin(), end, '\n'));
  }

  void wrong(const node& at, const std::string& what) {
    constexpr auto most = std::size_t{50};
    if (wrong_.size() < most)
      wrong_.push_back(name_ + ':' + std::to_string(line_of(at)) + ": " + what);
  }

  void notice(const node& at, const std::string& what) {
    out_.objects.notices.push_back("line " + std::to_string(line_of(at)) + ": " + what);
  }

  void index(const node& templates) {
    for (auto kind : {"LNodeType", "DOType", "DAType", "EnumType"})
      for (auto one : templates.children(kind))
        if (!types_.emplace(std::string{kind} + ' ' + text(one, "id"), one).second)
          wrong(one, std::string{kind} + ' ' + text(one, "id")
                       + " stands twice, expected it once");
  }

  node type(const node& from, const char* kind, const std::string& id) {
    auto found = types_.find(std::string{kind} + ' ' + id);
    if (found != types_.end())
      return found->second;
    wrong(from, "there is no " + std::string{kind} + " \"" + id
                  + "\", expected one in DataTypeTemplates");
    return {};
  }

  node find_server(const node& root, const std::string& ied,
                   const std::string& access_point) {
    auto one = node{};
    auto count = 0;
    for (auto x : root.children("IED"))
      if (ied.empty() || text(x, "name") == ied) {
        one = x;
        ++count;
      }
    if (count != 1) {
      wrong(root, count == 0
                    ? "there is no IED" + (ied.empty() ? "" : " \"" + ied + '"')
                        + ", expected one"
                    : "there are " + std::to_string(count)
                        + " IEDs, expected the key ied to name one");
      return {};
    }
    ied_ = text(one, "name");
    out_.objects.ied_name = ied_;
    auto& about = out_.objects.objects;
    about.vendor = text(one, "manufacturer");
    about.model = text(one, "type").empty() ? ied_ : text(one, "type");
    about.revision = text(one, "configVersion");
    for (auto point : one.children("AccessPoint"))
      if ((access_point.empty() || text(point, "name") == access_point)
          && point.child("Server"))
        return point.child("Server");
    wrong(one, "the IED " + ied_ + " has no access point "
                 + (access_point.empty() ? "" : "\"" + access_point + "\" ")
                 + "with a server, expected one");
    return {};
  }

  std::string domain_of(const node& device) const {
    auto name = text(device, "ldName");
    return name.empty() ? ied_ + text(device, "inst") : name;
  }

  // ---- logical devices and nodes --------------------------------------------

  void read_device(const node& device) {
    auto to = domain{domain_of(device)};
    for (auto one : device.children("LN0"))
      read_node(one, to);
    for (auto one : device.children("LN"))
      read_node(one, to);
    out_.objects.objects.domains.push_back(std::move(to));
  }

  void read_node(const node& x, domain& to) {
    auto name = node_name(x);
    auto of = type(x, "LNodeType", text(x, "lnType"));
    if (!of)
      return;
    auto all = parts{};
    for (auto* constraint : constraints) {
      auto objects = parts{};
      auto fc = std::string_view{constraint};
      for (auto object : of.children("DO")) {
        auto below = object_parts(object, fc == "SE" ? "SG" : fc, 0);
        if (!below.empty())
          objects.emplace_back(text(object, "name"),
                               mms::make_structure(std::move(below)));
      }
      if (fc == "SP" && x.child("SettingControl"))
        objects.emplace_back("SGCB", setting_block());
      if (fc == "RP" || fc == "BR")
        add_reports(x, name, fc == "BR", objects, to);
      if (fc == "LG")
        add_logs(x, name, objects, to);
      if (!objects.empty())
        all.emplace_back(constraint, mms::make_structure(std::move(objects)));
    }
    if (all.empty())
      all.emplace_back("ST", mms::make_structure({}));
    to.variables.push_back({name, mms::make_structure(std::move(all))});
    for (auto object : of.children("DO"))
      add_defaults(object, name, text(object, "name"), to, 0);
    for (auto one : x.children("DOI"))
      add_values(one, name, type_of_object(of, text(one, "name")), to);
    add_data_sets(x, name, to);
    if (auto groups = x.child("SettingControl"))
      add_settings(groups, name, to);
    for (auto* ignored : {"GSEControl", "SampledValueControl"})
      for (auto one : x.children(ignored))
        notice(one, std::string{ignored} + ' ' + text(one, "name") + " of " + to.name
                      + '/' + name + " is not served: only MMS is");
  }

  node type_of_object(const node& node_type, const std::string& name) {
    for (auto object : node_type.children("DO"))
      if (text(object, "name") == name)
        return type(object, "DOType", text(object, "type"));
    return {};
  }

  /// What a data object has of one constraint.
  parts object_parts(const node& object, std::string_view fc, unsigned depth) {
    auto out = parts{};
    if (depth > deepest) {
      wrong(object, "types within types without end, expected at most 16");
      return out;
    }
    auto of = type(object, "DOType", text(object, "type"));
    for (auto below : of.children()) {
      auto kind = std::string_view{below.name()};
      if (kind == "SDO") {
        auto inside = object_parts(below, fc, depth + 1);
        if (!inside.empty())
          out.emplace_back(text(below, "name"),
                           in_array(below, mms::make_structure(std::move(inside))));
      } else if (kind == "DA" && text(below, "fc") == fc) {
        if (auto leaf = attribute_type(below, 0))
          out.emplace_back(text(below, "name"), std::move(*leaf));
      }
    }
    return out;
  }

  type_description in_array(const node& x, type_description of) {
    auto count = x.attribute("count").as_uint(0);
    if (count == 0)
      return of;
    if (count > 65'536) {
      wrong(x, "an array of more than 65536 elements");
      count = 1;
    }
    return mms::make_array(count, std::move(of));
  }

  std::optional<type_description> attribute_type(const node& x, unsigned depth) {
    auto basic = text(x, "bType");
    if (basic == "Struct") {
      if (depth > deepest) {
        wrong(x, "types within types without end, expected at most 16");
        return std::nullopt;
      }
      auto of = type(x, "DAType", text(x, "type"));
      auto below = parts{};
      for (auto one : of.children("BDA"))
        if (auto leaf = attribute_type(one, depth + 1))
          below.emplace_back(text(one, "name"), std::move(*leaf));
      if (below.empty())
        return std::nullopt;
      return in_array(x, mms::make_structure(std::move(below)));
    }
    auto leaf = basic_type(basic);
    if (!leaf) {
      notice(x, "the attribute " + text(x, "name") + " is not served: its type " + basic
                  + " is not known");
      return std::nullopt;
    }
    if (basic == "Enum")
      std::ignore = type(x, "EnumType", text(x, "type"));
    return in_array(x, std::move(*leaf));
  }

  // ---- values ---------------------------------------------------------------

  /// Values of the templates, and what triggers reports.
  void add_defaults(const node& object, const std::string& ln, const std::string& path,
                    domain& to, unsigned depth) {
    if (depth > deepest)
      return;
    auto of = type(object, "DOType", text(object, "type"));
    for (auto below : of.children()) {
      auto kind = std::string_view{below.name()};
      auto inner = path + '$' + text(below, "name");
      if (kind == "SDO")
        add_defaults(below, ln, inner, to, depth + 1);
      else if (kind == "DA")
        add_attribute(below, ln + '$' + text(below, "fc") + '$' + inner, mask_of(below),
                      to, 0);
    }
  }

  static std::uint8_t mask_of(const node& x) {
    return static_cast<std::uint8_t>((flag(x, "dchg") ? iec61850::on_change : 0)
                                     | (flag(x, "qchg") ? iec61850::on_quality : 0)
                                     | (flag(x, "dupd") ? iec61850::on_update : 0));
  }

  void add_attribute(const node& x, const std::string& item, std::uint8_t mask,
                     domain& to, unsigned depth) {
    if (auto value = x.child("Val"))
      put(x, item, value, to);
    if (text(x, "bType") != "Struct") {
      out_.objects.triggers.emplace(to.name + '/' + item, mask);
      return;
    }
    auto found = types_.find("DAType " + text(x, "type"));
    if (found == types_.end() || depth > deepest)
      return;
    for (auto one : found->second.children("BDA"))
      add_attribute(one, item + '$' + text(one, "name"), mask, to, depth + 1);
  }

  /// Values of an instance. `of` is the type of what `x` is: DOType or DAType.
  void add_values(const node& x, const std::string& ln, const node& of, domain& to,
                  const std::string& fc = {}, const std::string& path = {}) {
    auto here = path.empty() ? text(x, "name") : path;
    for (auto below : x.children()) {
      auto kind = std::string_view{below.name()};
      if (kind != "SDI" && kind != "DAI")
        continue;
      auto name = text(below, "name");
      auto in_type = node{};
      for (auto one : of.children())
        if (text(one, "name") == name)
          in_type = one;
      if (!in_type) {
        wrong(below, here + " has no " + name + ", expected a part of its type");
        continue;
      }
      auto constraint = fc.empty() ? text(in_type, "fc") : fc;
      auto inner = here + '$' + name;
      if (kind == "SDI") {
        auto is_object = std::string_view{in_type.name()} == "SDO";
        auto next =
          type(in_type, is_object ? "DOType" : "DAType", text(in_type, "type"));
        add_values(below, ln, next, to, constraint, inner);
        continue;
      }
      auto item = ln + '$' + constraint + '$' + inner;
      if (auto address = text(below, "sAddr"); !address.empty())
        out_.objects.addresses.emplace(to.name + '/' + item, address);
      for (auto value : below.children("Val"))
        put(in_type, item, value, to);
    }
  }

  void put(const node& attribute, const std::string& item, const node& value,
           domain& to) {
    auto words = std::map<std::string, std::int64_t>{};
    if (text(attribute, "bType") == "Enum")
      if (auto found = types_.find("EnumType " + text(attribute, "type"));
          found != types_.end())
        for (auto one : found->second.children("EnumVal"))
          words.emplace(one.child_value(), one.attribute("ord").as_int());
    auto read = basic_value(text(attribute, "bType"), value.child_value(), words);
    if (!read)
      return wrong(value, item + ": \"" + value.child_value()
                            + "\" is no value of the type " + text(attribute, "bType")
                            + ", " + read.error().cause);
    auto group = value.attribute("sGroup").as_uint(0);
    auto parts_of_item = split(item, '$');
    if (group > 0 && parts_of_item.size() > 1 && parts_of_item[1] == "SG") {
      auto& groups = out_.objects.settings[to.name].groups;
      if (groups.size() < group && group <= 64)
        groups.resize(group);
      if (group <= groups.size())
        groups[group - 1].emplace_back(item, *read);
      if (group > 1)
        return;
    }
    to.values.emplace_back(item, std::move(*read));
  }

  // ---- data sets and control blocks -----------------------------------------

  void add_data_sets(const node& x, const std::string& ln, domain& to) {
    for (auto set : x.children("DataSet")) {
      auto members = std::vector<std::string>{};
      for (auto one : set.children("FCDA")) {
        auto device = devices_.find(text(one, "ldInst"));
        if (device == devices_.end()) {
          wrong(one, "the data set " + text(set, "name")
                       + " names the logical device \"" + text(one, "ldInst")
                       + "\", expected one of this server");
          continue;
        }
        auto path = device->second + '/' + text(one, "prefix") + text(one, "lnClass")
                    + text(one, "lnInst") + '$' + text(one, "fc");
        if (auto object = text(one, "doName"); !object.empty())
          path += '$' + joined(object);
        if (auto attribute = text(one, "daName"); !attribute.empty())
          path += '$' + joined(attribute);
        members.push_back(std::move(path));
      }
      if (members.empty())
        notice(set,
               "the data set " + text(set, "name") + " is empty, it is not served");
      else
        to.lists.emplace_back(ln + '$' + text(set, "name"), std::move(members));
    }
  }

  static type_description plain(const char* text_of_type) {
    return mms::parse_type(text_of_type).value_or(type_description{});
  }

  static type_description setting_block() {
    return mms::make_structure({{"NumOfSG", plain("uint8")},
                                {"ActSG", plain("uint8")},
                                {"EditSG", plain("uint8")},
                                {"CnfEdit", plain("boolean")},
                                {"LActTm", plain("utc-time")},
                                {"ResvTms", plain("uint16")}});
  }

  static type_description report_block(bool buffered) {
    auto out =
      parts{{"RptID", plain("visible-string(-129)")}, {"RptEna", plain("boolean")}};
    if (!buffered)
      out.emplace_back("Resv", plain("boolean"));
    out.emplace_back("DatSet", plain("visible-string(-129)"));
    out.emplace_back("ConfRev", plain("uint32"));
    out.emplace_back("OptFlds", plain("bit-string(-10)"));
    out.emplace_back("BufTm", plain("uint32"));
    out.emplace_back("SqNum", plain(buffered ? "uint16" : "uint8"));
    out.emplace_back("TrgOps", plain("bit-string(-6)"));
    out.emplace_back("IntgPd", plain("uint32"));
    out.emplace_back("GI", plain("boolean"));
    if (buffered) {
      out.emplace_back("PurgeBuf", plain("boolean"));
      out.emplace_back("EntryID", plain("octet-string(8)"));
      out.emplace_back("TimeofEntry", plain("binary-time"));
      out.emplace_back("ResvTms", plain("int16"));
    }
    out.emplace_back("Owner", plain("octet-string(-64)"));
    return mms::make_structure(std::move(out));
  }

  static std::string triggers_of(const node& x) {
    auto ops = x.child("TrgOps");
    auto out = std::string(6, '0');
    constexpr const char* names[] = {"dchg", "qchg", "dupd", "period"};
    for (auto i = std::size_t{0}; i < 4; ++i)
      if (flag(ops, names[i]))
        out[i + 1] = '1';
    if (flag(ops, "gi", true))
      out[5] = '1';
    return out;
  }

  static std::string fields_of(const node& x) {
    auto fields = x.child("OptFields");
    auto out = std::string(10, '0');
    constexpr std::pair<const char*, std::size_t> names[] = {
      {"seqNum", 1},  {"timeStamp", 2}, {"reasonCode", 3}, {"dataSet", 4},
      {"dataRef", 5}, {"bufOvfl", 6},   {"entryID", 7},    {"configRef", 8}};
    for (auto& [name, bit] : names)
      if (flag(fields, name, std::string_view{name} == "bufOvfl"))
        out[bit] = '1';
    return out;
  }

  void add_reports(const node& x, const std::string& ln, bool buffered, parts& objects,
                   domain& to) {
    for (auto block : x.children("ReportControl")) {
      if (flag(block, "buffered") != buffered)
        continue;
      auto count = std::clamp(block.child("RptEnabled").attribute("max").as_int(1), 1,
                              most_instances);
      auto indexed = flag(block, "indexed", true);
      for (auto i = 1; i <= (indexed ? count : 1); ++i) {
        auto name = text(block, "name");
        if (indexed)
          name += (i < 10 ? "0" : "") + std::to_string(i);
        objects.emplace_back(name, report_block(buffered));
        auto item = ln + (buffered ? "$BR$" : "$RP$") + name + '$';
        auto value_of = [&](const char* attribute, value it) {
          to.values.emplace_back(item + attribute, std::move(it));
        };
        value_of("RptID", text(block, "rptID"));
        if (auto set = text(block, "datSet"); !set.empty())
          value_of("DatSet", to.name + '/' + ln + '$' + set);
        value_of("ConfRev", std::uint64_t{block.attribute("confRev").as_uint(1)});
        value_of("BufTm", std::uint64_t{block.attribute("bufTime").as_uint(0)});
        value_of("IntgPd", std::uint64_t{block.attribute("intgPd").as_uint(0)});
        value_of("TrgOps", bus::bit_string{triggers_of(block)});
        value_of("OptFlds", bus::bit_string{fields_of(block)});
      }
    }
  }

  void add_logs(const node& x, const std::string& ln, parts& objects, domain& to) {
    for (auto block : x.children("LogControl")) {
      auto name = text(block, "name");
      objects.emplace_back(
        name, mms::make_structure({{"LogEna", plain("boolean")},
                                   {"LogRef", plain("visible-string(-129)")},
                                   {"DatSet", plain("visible-string(-129)")},
                                   {"IntgPd", plain("uint32")},
                                   {"TrgOps", plain("bit-string(-6)")}}));
      auto item = ln + "$LG$" + name + '$';
      auto log = text(block, "logName");
      to.values.emplace_back(item + "LogEna", flag(block, "logEna", true));
      to.values.emplace_back(item + "LogRef",
                             to.name + "/LLN0$" + (log.empty() ? "EventLog" : log));
      if (auto set = text(block, "datSet"); !set.empty())
        to.values.emplace_back(item + "DatSet", to.name + '/' + ln + '$' + set);
      to.values.emplace_back(item + "TrgOps", bus::bit_string{triggers_of(block)});
    }
  }

  void add_settings(const node& x, const std::string& ln, domain& to) {
    auto count = x.attribute("numOfSGs").as_uint(1);
    auto active = x.attribute("actSG").as_uint(1);
    if (count < 1 || count > 64)
      wrong(x, "numOfSGs is " + std::to_string(count) + ", expected 1 to 64");
    to.values.emplace_back(ln + "$SP$SGCB$NumOfSG", std::uint64_t{count});
    to.values.emplace_back(ln + "$SP$SGCB$ActSG", std::uint64_t{active});
    if (auto seconds = x.attribute("resvTms"))
      out_.objects.settings[to.name].resv_tms =
        static_cast<std::uint16_t>(seconds.as_uint(600));
  }

  const std::string& source_;
  std::string name_;
  std::string ied_;
  std::map<std::string, node> types_;          ///< by kind and id
  std::map<std::string, std::string> devices_; ///< domains by instance
  model out_;
  problems wrong_;
};

} // namespace

tl::expected<model, problems> parse(const std::string& text_of_file,
                                    const std::string& name, const std::string& ied,
                                    const std::string& access_point) {
  auto document = pugi::xml_document{};
  auto how = document.load_buffer(text_of_file.data(), text_of_file.size(),
                                  pugi::parse_default & ~pugi::parse_doctype);
  if (!how) {
    auto line =
      1
      + std::count(text_of_file.begin(),
                   text_of_file.begin()
                     + std::min<std::ptrdiff_t>(
                       how.offset, static_cast<std::ptrdiff_t>(text_of_file.size())),
                   '\n');
    return tl::make_unexpected(problems{name + ':' + std::to_string(line) + ": "
                                        + how.description()
                                        + ", expected a file of IEC 61850-6"});
  }
  auto root = document.child("SCL");
  if (!root)
    return tl::make_unexpected(
      problems{name + ":1: the root is no SCL, expected a file of IEC 61850-6"});
  return reader{text_of_file, name}.read(root, ied, access_point);
}

} // namespace bus::configuration::scl
