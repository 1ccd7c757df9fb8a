#include "services/configuration/yaml_tree.hpp"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <map>
#include <sstream>

namespace bus::configuration {

namespace {

position to_position(const YAML::Mark& x) {
  return {x.line + 1, x.column + 1};
}

/// Collects the nodes of the first document. Throws yaml-cpp's exception to
/// leave its parser; read_yaml() catches it.
class collector : public YAML::EventHandler {
public:
  explicit collector(yaml_tree& out)
    : out_{out} {}

  void OnDocumentStart(const YAML::Mark& mark) override {
    if (started_)
      throw YAML::ParserException(mark, "a second document begins, expected only one");
    started_ = true;
  }

  void OnDocumentEnd() override {}

  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    add(mark, anchor, {.at = to_position(mark)});
  }

  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    auto found = anchors_.find(anchor);
    if (found == anchors_.end() || is_open(found->second))
      throw YAML::ParserException(mark, "the alias stands within its own anchor");
    add(mark, {},
        {.what = kind::alias, .at = to_position(mark), .children = {found->second}});
  }

  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    auto plain = tag == "?" || tag.empty();
    add(mark, anchor,
        {.what = kind::scalar,
         .plain = plain,
         .at = to_position(mark),
         .text = value,
         .tag = own(tag)});
  }

  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag,
                       YAML::anchor_t anchor, YAML::EmitterStyle::value) override {
    open(mark, anchor, {.what = kind::list, .at = to_position(mark), .tag = own(tag)});
  }

  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    open(mark, anchor, {.what = kind::map, .at = to_position(mark), .tag = own(tag)});
  }

  void OnSequenceEnd() override { open_.pop_back(); }
  void OnMapEnd() override { open_.pop_back(); }

private:
  using kind = yaml_node::kind;

  static std::string own(const std::string& tag) {
    return tag == "?" || tag == "!" ? "" : tag;
  }

  bool is_open(std::uint32_t node) const {
    for (auto x : open_)
      if (x == node)
        return true;
    return false;
  }

  std::uint32_t add(const YAML::Mark& mark, YAML::anchor_t anchor, yaml_node x) {
    if (out_.nodes.size() >= most_values)
      throw YAML::ParserException(mark, "more than 1000000 values");
    auto index = static_cast<std::uint32_t>(out_.nodes.size());
    out_.nodes.push_back(std::move(x));
    if (!open_.empty())
      out_.nodes[open_.back()].children.push_back(index);
    if (anchor)
      anchors_[anchor] = index;
    return index;
  }

  void open(const YAML::Mark& mark, YAML::anchor_t anchor, yaml_node x) {
    if (open_.size() >= deepest)
      throw YAML::ParserException(mark, "nested deeper than 64 levels");
    open_.push_back(add(mark, anchor, std::move(x)));
  }

  yaml_tree& out_;
  bool started_ = false;
  std::vector<std::uint32_t> open_;
  std::map<YAML::anchor_t, std::uint32_t> anchors_;
};

// The parser's words for a tab help nobody.
bool is_indented_by_tab(const std::string& text, int line) {
  auto start = std::size_t{0};
  for (; line > 0 && start != text.npos; --line)
    start =
      text.find('\n', start) == text.npos ? text.npos : text.find('\n', start) + 1;
  if (start >= text.size())
    return false;
  auto indent = text.find_first_not_of(' ', start);
  return indent != text.npos && text[indent] == '\t';
}

position end_of(const std::string& text) {
  auto out = position{};
  for (auto c : text)
    out = c == '\n' ? position{out.line + 1, 1} : position{out.line, out.column + 1};
  return out;
}

std::string explained(const YAML::Exception& x, const std::string& text) {
  if (x.msg == YAML::ErrorMsg::EOF_IN_SCALAR)
    return "is no YAML: the file ends within a string, expected a closing quote";
  auto tab = is_indented_by_tab(text, x.mark.line);
  return "is no YAML: " + x.msg + (tab ? ", expected spaces instead of tabs" : "");
}

} // namespace

tl::expected<yaml_tree, yaml_mistake> read_yaml(const std::string& text) {
  auto out = yaml_tree{};
  try {
    // Only so does yaml-cpp 0.7 see that the last string has no closing quote.
    auto in = std::istringstream{text + "\n#"};
    auto parser = YAML::Parser{in};
    auto events = collector{out};
    while (parser.HandleNextDocument(events)) {
    }
  } catch (const YAML::Exception& x) {
    return tl::make_unexpected(
      yaml_mistake{std::min(to_position(x.mark), end_of(text)), explained(x, text)});
  } catch (const std::exception& x) {
    return tl::make_unexpected(yaml_mistake{{}, x.what()});
  }
  if (out.nodes.empty())
    out.nodes.emplace_back();
  return out;
}

} // namespace bus::configuration
