#include "services/configuration/validator.hpp"

#include "services/configuration/json.hpp"
#include "services/configuration/pattern.hpp"
#include "services/configuration/rules.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace bus::configuration {

namespace {

using rapidjson::Value;

words keys_of(const Value& x) {
  auto out = words{};
  for (auto& one : x.GetObject())
    out.emplace_back(text(one.name));
  return out;
}

class checker {
public:
  checker(const schema_store& store, const document& file)
    : store_{store},
      file_{file} {}

  void check(const Value& x, const Value& schema, const trail& path, findings& out) {
    if (!file_.is_known(x))
      return;
    auto resolved = store_.resolve(schema);
    if (!resolved)
      return tell(out, {x, schema, path}, "its schema refers to one that is not known");
    auto before = out.size();
    auto at = place{x, *resolved, path};
    for (auto& keyword : resolved->GetObject())
      apply(text(keyword.name), at, keyword.value, out);
    // A scalar is wrong once, however many keywords it breaks.
    if (!x.IsObject() && !x.IsArray() && out.size() > before + 1)
      out.resize(before + 1);
  }

  using deep_rule = void (checker::*)(const place&, const Value&, findings&);
  static deep_rule find_deep_rule(std::string_view word);

private:
  void apply(std::string_view word, const place& at, const Value& keyword,
             findings& out) {
    if (auto look = find_value_rule(word))
      look(at, keyword, out);
    else if (auto descend = find_deep_rule(word))
      (this->*descend)(at, keyword, out);
  }

  void required(const place& at, const Value& keys, findings& out) {
    if (!at.x.IsObject())
      return;
    for (auto& key : keys.GetArray())
      if (!at.x.HasMember(key))
        tell(out, at,
             std::string{text(key)} + " is missing, expected "
               + expected_at(at.schema, text(key)));
  }

  std::string expected_at(const Value& schema, std::string_view key) const {
    if (auto choice = member(schema, "discriminator"))
      if (text(*member(*choice, "property")) == key)
        return one_of(keys_of(*member(*choice, "schemas")));
    auto properties = member(schema, "properties");
    auto property = properties ? member(*properties, key) : nullptr;
    property = property ? store_.resolve(*property) : nullptr;
    if (!property)
      return "it";
    if (auto type = member(*property, "type"))
      return kinds(*type);
    if (auto choice = member(*property, "enum"))
      return one_of(texts(*choice));
    return "it";
  }

  static std::string kinds(const Value& types) {
    if (types.IsString())
      return kind(text(types));
    auto out = words{};
    for (auto& one : types.GetArray())
      out.push_back(kind(text(one)));
    return or_else(out);
  }

  static words texts(const Value& list) {
    auto out = words{};
    for (auto& one : list.GetArray())
      out.push_back(one.IsString() ? std::string{text(one)} : shown(one));
    return out;
  }

  void properties(const place& at, const Value& known, findings& out) {
    if (!at.x.IsObject())
      return;
    for (auto& property : known.GetObject())
      if (auto value = member(at.x, text(property.name)))
        check(*value, property.value, trail{at.path, text(property.name)}, out);
  }

  void pattern_properties(const place& at, const Value& patterns, findings& out) {
    if (!at.x.IsObject())
      return;
    for (auto& one : at.x.GetObject())
      for (auto& pattern : patterns.GetObject())
        if (matches(text(one.name), text(pattern.name)))
          check(one.value, pattern.value, trail{at.path, text(one.name)}, out);
  }

  void additional_properties(const place& at, const Value& allowed, findings& out) {
    if (!at.x.IsObject() || allowed.IsTrue())
      return;
    for (auto& one : at.x.GetObject()) {
      auto key = text(one.name);
      if (is_described(at.schema, key))
        continue;
      auto path = trail{at.path, key};
      if (allowed.IsObject())
        check(one.value, allowed, path, out);
      else
        tell(out, {one.value, at.schema, path}, unknown_key(at.schema, key));
    }
  }

  bool is_described(const Value& schema, std::string_view key) {
    auto known = member(schema, "properties");
    if (known && member(*known, key))
      return true;
    auto patterns = member(schema, "patternProperties");
    return patterns
           && std::any_of(patterns->MemberBegin(), patterns->MemberEnd(),
                          [&](auto& one) { return matches(key, text(one.name)); });
  }

  static std::string unknown_key(const Value& schema, std::string_view key) {
    auto known = member(schema, "properties");
    auto names = known ? keys_of(*known) : words{};
    if (names.empty())
      return "unknown key, expected none";
    return "unknown key, expected " + one_of(names) + did_you_mean(key, names);
  }

  void items(const place& at, const Value& schema, findings& out) {
    if (!at.x.IsArray())
      return;
    auto index = std::size_t{0};
    for (auto& one : at.x.GetArray())
      check(one, schema, trail{at.path, index++}, out);
  }

  std::vector<findings> tried(const place& at, const Value& alternatives) {
    auto out = std::vector<findings>{};
    for (auto& one : alternatives.GetArray())
      check(at.x, one, at.path, out.emplace_back());
    return out;
  }

  static auto fitting(const std::vector<findings>& x) {
    return std::count_if(x.begin(), x.end(), [](auto& one) { return one.empty(); });
  }

  static void append(findings& out, findings x) {
    std::move(x.begin(), x.end(), std::back_inserter(out));
  }

  void all_of(const place& at, const Value& schemas, findings& out) {
    for (auto& one : tried(at, schemas))
      append(out, std::move(one));
  }

  void any_of(const place& at, const Value& schemas, findings& out) {
    auto found = tried(at, schemas);
    if (fitting(found) == 0)
      append(out, nearest(std::move(found)));
  }

  void just_one_of(const place& at, const Value& schemas, findings& out) {
    auto found = tried(at, schemas);
    if (fitting(found) == 0)
      append(out, nearest(std::move(found)));
    else if (fitting(found) > 1)
      tell(out, at, "fits several alternatives, expected exactly one");
  }

  void discriminator(const place& at, const Value& choice, findings& out) {
    if (!at.x.IsObject())
      return;
    auto property = text(*member(choice, "property"));
    auto& schemas = *member(choice, "schemas");
    auto word = member(at.x, property);
    if (!word || !word->IsString())
      return;
    if (auto id = member(schemas, text(*word)))
      return check(at.x, *store_.find(text(*id)), at.path, out);
    auto path = trail{at.path, property};
    auto names = keys_of(schemas);
    tell(out, {*word, at.schema, path},
         shown(*word) + " is not served by this version, expected " + one_of(names)
           + did_you_mean(text(*word), names));
  }

  const schema_store& store_;
  const document& file_;
};

checker::deep_rule checker::find_deep_rule(std::string_view word) {
  using c = checker;
  static const std::map<std::string_view, deep_rule> rules = {
    {"required", &c::required},
    {"properties", &c::properties},
    {"patternProperties", &c::pattern_properties},
    {"additionalProperties", &c::additional_properties},
    {"items", &c::items},
    {"allOf", &c::all_of},
    {"anyOf", &c::any_of},
    {"oneOf", &c::just_one_of},
    {"discriminator", &c::discriminator},
  };
  auto found = rules.find(word);
  return found == rules.end() ? nullptr : found->second;
}

// What helps to correct a mistake, once all that was expected is known.
std::string with_hint(const finding& x) {
  auto out = to_string(x);
  if (x.how == finding::join::one_of && x.where->IsString())
    out += did_you_mean(text(*x.where), x.expected);
  if (x.expected == words{"a string"} && (x.where->IsNumber() || x.where->IsBool()))
    out += ": put it in quotes";
  return out;
}

} // namespace

void validate(const document& x, std::string_view schema_id, const schema_store& from,
              mistake_list& wrong) {
  validate(x, x.root(), trail{}, schema_id, from, wrong);
}

void validate(const document& x, const Value& at, const trail& path,
              std::string_view schema_id, const schema_store& from,
              mistake_list& wrong) {
  auto schema = from.find(schema_id);
  if (!schema)
    return wrong.add({}, {}, "the schema " + std::string{schema_id} + " is not known");
  auto found = findings{};
  checker{from, x}.check(at, *schema, path, found);
  auto told = std::set<std::pair<std::string, std::string>>{};
  for (auto& one : found)
    if (auto what = with_hint(one); told.emplace(one.path, what).second)
      wrong.add(x.at(*one.where), one.path, what);
}

bool is_keyword(std::string_view word) {
  return word == "$ref" || word == "exclusiveMinimum" || word == "exclusiveMaximum"
         || find_value_rule(word) || checker::find_deep_rule(word);
}

} // namespace bus::configuration
