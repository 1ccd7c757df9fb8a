#include "services/configuration/secrets.hpp"

#include "services/configuration/json.hpp"
#include "services/configuration/scalar.hpp"
#include "services/configuration/wording.hpp"

#include <algorithm>

namespace bus::configuration {

namespace {

using rapidjson::Value;
using schema_list = std::vector<const Value*>;

constexpr std::string_view suffix = "_file";

void cut_line_end(std::string& x) {
  if (x.ends_with('\n'))
    x.pop_back();
  if (x.ends_with('\r'))
    x.pop_back();
}

class secret_reader {
public:
  secret_reader(document& file, const schema_store& store, const environment& from,
                mistake_list& wrong)
    : file_{file},
      store_{store},
      from_{from},
      wrong_{wrong} {}

  void walk(Value& x, const schema_list& roots, const trail& path) {
    auto all = schema_list{};
    for (auto root : roots)
      collect(x, *root, all);
    if (all.empty())
      return;
    if (x.IsObject())
      walk_members(x, all, path);
    else if (x.IsArray())
      walk_items(x, all, path);
  }

private:
  // All schemas that may have a say about the value: through references,
  // alternatives and choices.
  void collect(const Value& x, const Value& schema, schema_list& out) {
    auto resolved = store_.resolve(schema);
    if (!resolved || std::find(out.begin(), out.end(), resolved) != out.end())
      return;
    out.push_back(resolved);
    for (auto word : {"allOf", "anyOf", "oneOf"})
      if (auto parts = member(*resolved, word))
        for (auto& one : parts->GetArray())
          collect(x, one, out);
    if (auto choice = member(*resolved, "discriminator"))
      if (auto chosen = follow(x, *choice))
        collect(x, *chosen, out);
  }

  const Value* follow(const Value& x, const Value& choice) const {
    if (!x.IsObject())
      return nullptr;
    auto word = member(x, text(*member(choice, "property")));
    if (!word || !word->IsString())
      return nullptr;
    auto id = member(*member(choice, "schemas"), text(*word));
    return id ? store_.find(text(*id)) : nullptr;
  }

  static schema_list below(const schema_list& all, std::string_view key) {
    auto out = schema_list{};
    for (auto one : all)
      if (auto properties = member(*one, "properties"))
        if (auto property = member(*properties, key))
          out.push_back(property);
    return out;
  }

  void walk_members(Value& x, const schema_list& all, const trail& path) {
    for (std::size_t i = 0; i < x.MemberCount(); ++i) {
      auto& one = x.MemberBegin()[static_cast<std::ptrdiff_t>(i)];
      auto key = std::string{text(one.name)};
      auto known = below(all, key);
      if (!known.empty())
        walk(one.value, known, trail{path, key});
      else if (key.ends_with(suffix))
        take_file(x, one, all, trail{path, key});
    }
  }

  void walk_items(Value& x, const schema_list& all, const trail& path) {
    auto known = schema_list{};
    for (auto one : all)
      if (auto items = member(*one, "items"); items && items->IsObject())
        known.push_back(items);
    auto index = std::size_t{0};
    for (auto& one : x.GetArray())
      walk(one, known, trail{path, index++});
  }

  void take_file(Value& in, Value::Member& x, const schema_list& all,
                 const trail& path) {
    auto key = text(x.name);
    auto plain = std::string{key.substr(0, key.size() - suffix.size())};
    if (below(all, plain).empty())
      return;
    if (member(in, plain))
      return forget(x, path, "stands beside " + plain + ", expected one of the two");
    auto content = read(x.value);
    if (!content)
      return forget(x, path, content.error());
    rename(x, plain);
    x.value = to_string_value(*content, file_.json().GetAllocator());
  }

  tl::expected<std::string, std::string> read(const Value& x) const {
    if (!x.IsString())
      return tl::make_unexpected("is " + kind(x) + ", expected the path of a file");
    auto path = std::string{text(x)};
    auto found = from_.file ? from_.file(path) : fail(errc::not_found, "file");
    if (!found)
      return tl::make_unexpected(in_quotes(path) + " cannot be read ("
                                 + cause(found.error()) + "), expected a file");
    cut_line_end(*found);
    return *found;
  }

  static std::string cause(const error& x) {
    return x.cause.empty() ? std::string{name(x.code)} : x.cause;
  }

  // The member keeps its place under the name it stands for.
  void forget(Value::Member& x, const trail& path, std::string why) {
    if (file_.is_known(x.value))
      wrong_.add(file_.at(x.value), path.to_string(), std::move(why));
    auto key = std::string{text(x.name)};
    rename(x, key.substr(0, key.size() - suffix.size()));
    file_.forget(x.value);
  }

  void rename(Value::Member& x, const std::string& key) {
    x.name = to_string_value(key, file_.json().GetAllocator());
  }

  document& file_;
  const schema_store& store_;
  const environment& from_;
  mistake_list& wrong_;
};

} // namespace

void read_secrets(document& x, std::string_view schema_id, const schema_store& store,
                  const environment& from, mistake_list& wrong) {
  if (auto schema = store.find(schema_id))
    secret_reader{x, store, from, wrong}.walk(x.json(), {schema}, trail{});
}

} // namespace bus::configuration
