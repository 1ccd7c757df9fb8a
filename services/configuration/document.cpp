#include "services/configuration/document.hpp"

#include "services/configuration/scalar.hpp"
#include "services/configuration/wording.hpp"
#include "services/configuration/yaml_tree.hpp"

namespace bus::configuration {

namespace {

using rapidjson::Value;

constexpr std::size_t longest_key = 1024; // YAML 1.2, 7.4.2
constexpr std::size_t most_text = 64 << 20;
constexpr auto string_tag = "tag:yaml.org,2002:str";

struct too_much {
  position at;
  const char* text;
};

class builder {
public:
  builder(const yaml_tree& tree, const environment* from, document& out,
          mistake_list& wrong)
    : tree_{tree},
      from_{from},
      out_{out},
      wrong_{wrong} {}

  bool build() {
    auto root = Value{};
    auto known = fill(root, tree_[0], 0, trail{});
    static_cast<Value&>(out_.json()) = std::move(root);
    return known;
  }

private:
  using kind = yaml_node::kind;

  struct member {
    position at;
    bool known;
  };

  /// False, if the value could not be read.
  bool fill(Value& to, const yaml_node& from, std::size_t depth, const trail& path) {
    if (++count_ > most_values)
      throw too_much{from.at, "more than 1000000 values, aliases counted"};
    if (depth > deepest)
      throw too_much{from.at, "nested deeper than 64 levels, aliases counted"};
    if (!from.tag.empty() && from.tag != string_tag)
      return tell(from, path, "the tag " + in_quotes(from.tag) + " is not known here");
    switch (from.what) {
    case kind::null: return true;
    case kind::scalar: return fill_scalar(to, from, path);
    case kind::list: fill_list(to, from, depth, path); return true;
    case kind::map: fill_map(to, from, depth, path); return true;
    case kind::alias: return fill(to, tree_[from.children[0]], depth, path);
    }
    return true;
  }

  bool fill_scalar(Value& to, const yaml_node& from, const trail& path) {
    auto text = from_ ? substitute(from.text, *from_) : from.text;
    if (!text)
      return tell(from, path, text.error());
    count_text(from, text->size());
    auto typed = from.plain && (*text == from.text || is_variable(from.text));
    if (!typed) {
      to = to_string_value(*text, memory());
      return true;
    }
    auto value = to_scalar(*text, memory());
    if (!value)
      return tell(from, path,
                  in_quotes(*text) + " is out of range, expected a finite number");
    to = std::move(*value);
    return true;
  }

  void fill_list(Value& to, const yaml_node& from, std::size_t depth,
                 const trail& path) {
    to.SetArray();
    auto seen = std::vector<member>{};
    for (auto child : from.children) {
      auto item = Value{};
      auto known = fill(item, tree_[child], depth + 1, trail{path, seen.size()});
      to.PushBack(item, memory());
      seen.push_back({tree_[child].at, known});
    }
    for (std::size_t i = 0; i < seen.size(); ++i)
      remember(to[static_cast<rapidjson::SizeType>(i)], seen[i]);
  }

  void fill_map(Value& to, const yaml_node& from, std::size_t depth,
                const trail& path) {
    to.SetObject();
    auto seen = std::vector<member>{};
    auto keys = std::unordered_map<std::string_view, position>{};
    for (std::size_t i = 0; i + 1 < from.children.size(); i += 2) {
      auto& key = resolved(tree_[from.children[i]]);
      auto at = tree_[from.children[i]].at;
      if (!is_new_key(key, at, keys, path))
        continue;
      count_text(key, key.text.size());
      auto value = Value{};
      auto known =
        fill(value, tree_[from.children[i + 1]], depth + 1, trail{path, key.text});
      to.AddMember(to_string_value(key.text, memory()), value, memory());
      seen.push_back({at, known});
    }
    auto next = seen.begin();
    for (auto& x : std::as_const(to).GetObject())
      remember(x.value, *next++);
  }

  void count_text(const yaml_node& x, std::size_t size) {
    text_ += size;
    if (text_ > most_text)
      throw too_much{x.at, "more than 64 MiB of text, aliases counted"};
  }

  const yaml_node& resolved(const yaml_node& x) const {
    return x.what == kind::alias ? tree_[x.children[0]] : x;
  }

  bool is_new_key(const yaml_node& key, position at,
                  std::unordered_map<std::string_view, position>& keys,
                  const trail& path) {
    if (key.what != kind::scalar || key.text.size() > longest_key) {
      wrong_.add(at, path.to_string(),
                 "a key is no word, expected a string of up to 1024 characters");
      return false;
    }
    auto [first, fresh] = keys.emplace(key.text, at);
    if (!fresh)
      wrong_.add(at, trail{path, key.text}.to_string(),
                 "the key stands twice, first in line "
                   + std::to_string(first->second.line) + ", expected it once");
    return fresh;
  }

  void remember(const Value& x, const member& from) {
    out_.put(x, from.at);
    if (!from.known)
      out_.forget(x);
  }

  bool tell(const yaml_node& x, const trail& path, std::string text) {
    wrong_.add(x.at, path.to_string(), std::move(text));
    return false;
  }

  rapidjson::Document::AllocatorType& memory() { return out_.json().GetAllocator(); }

  const yaml_tree& tree_;
  const environment* from_;
  document& out_;
  mistake_list& wrong_;
  std::size_t count_ = 0;
  std::size_t text_ = 0;
};

} // namespace

position document::at(const Value& x) const {
  auto found = places_.find(&x);
  return found == places_.end() ? position{} : found->second;
}

std::optional<document> read_document(const std::string& text, const environment* from,
                                      mistake_list& wrong) {
  auto tree = read_yaml(text);
  if (!tree) {
    wrong.add(tree.error().at, {}, tree.error().text);
    return {};
  }
  auto out = document{};
  try {
    if (!builder{*tree, from, out, wrong}.build())
      return {};
  } catch (const too_much& x) {
    wrong.add(x.at, {}, x.text);
    return {};
  }
  return out;
}

} // namespace bus::configuration
