#pragma once

#include "tools/asn1c/repository.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <sstream>

namespace bus::asn1c::test {

inline std::string shown(const std::vector<tag>& x) {
  auto out = std::string{};
  for (auto& one : x)
    out += to_string(one);
  return out;
}

/// `"1..5 7..7 9.."`
inline std::string shown(const std::vector<interval>& x) {
  auto end = [](const std::optional<wide_int>& one) {
    return one ? to_string(*one) : "";
  };
  auto out = std::string{};
  for (auto& one : x)
    out += (out.empty() ? "" : " ") + end(one.low) + ".." + end(one.high);
  return out;
}

/// `"a=0 b=5"`
inline std::string shown(const std::vector<named_number>& x) {
  auto out = std::string{};
  for (auto& one : x)
    out += (out.empty() ? "" : " ") + one.name + '=' + to_string(one.number);
  return out;
}

inline std::string shown(const std::vector<std::string>& path) {
  auto out = std::string{};
  for (auto& one : path)
    out += (out.empty() ? "" : ".") + one;
  return out;
}

std::string shown(const value& x);

struct value_text {
  std::string operator()(null_value) const { return "NULL"; }
  std::string operator()(bool x) const { return x ? "TRUE" : "FALSE"; }
  std::string operator()(wide_int x) const { return to_string(x); }
  std::string operator()(double x) const {
    auto out = std::ostringstream{};
    out << x;
    return out.str();
  }
  std::string operator()(const std::string& x) const { return '"' + x + '"'; }
  std::string operator()(const bits& x) const {
    auto out = std::string{"'"};
    for (auto one : x)
      out += one ? '1' : '0';
    return out + "'B";
  }
  std::string operator()(const octets& x) const {
    auto out = std::string{};
    for (auto one : x)
      out += (out.empty() ? "" : " ") + std::to_string(one);
    return '\'' + out + '\'';
  }
  std::string operator()(const arcs& x) const {
    auto out = std::string{};
    for (auto one : x)
      out += (out.empty() ? "" : ".") + std::to_string(one);
    return out;
  }
  std::string operator()(const value_list& x) const {
    auto out = std::string{};
    for (auto& one : x)
      out += (out.empty() ? "" : ", ") + shown(one);
    return '{' + out + '}';
  }
  std::string operator()(const named_values& x) const {
    auto out = std::string{};
    for (auto& one : x)
      out += (out.empty() ? "" : ", ") + one.name + ' ' + shown(one.has);
    return '{' + out + '}';
  }
};

inline std::string shown(const value& x) {
  return std::visit(value_text{}, x.is);
}

/// Modules without mistakes, and ways into them.
class compiled {
public:
  explicit compiled(std::string text) {
    auto done = compile({{"test.asn", std::move(text)}});
    for (auto& x : done.wrong)
      BOOST_ERROR(to_string(x));
    BOOST_REQUIRE(done.wrong.empty());
    all_ = std::move(done.modules);
  }

  const repository& all() const { return all_; }

  /// The type of a definition, or of a part: `"Foo"`, `"Foo.bar"`, `"Foo.bar.item"`.
  const type& at(std::string_view path) const {
    auto out = static_cast<const type*>(nullptr);
    for (auto& name : split(path)) {
      out = out ? inside(*out, name) : definition_of(name);
      if (!out)
        BOOST_FAIL(std::string{path} + " is not there");
    }
    return *out;
  }

  const component& part(std::string_view path) const {
    auto dot = path.rfind('.');
    auto& in = at(path.substr(0, dot));
    for (auto& x : in.inside->components)
      if (x.name == path.substr(dot + 1))
        return x;
    BOOST_FAIL(std::string{path} + " is not there");
    throw;
  }

  const body& parts(std::string_view path) const {
    BOOST_REQUIRE(at(path).inside);
    return *at(path).inside;
  }

  std::string tags(std::string_view path) const { return shown(at(path).tags); }

  /// `"a [0], b [1]"`
  std::string all_tags(std::string_view path) const {
    auto out = std::string{};
    for (auto& x : parts(path).components)
      out += (out.empty() ? "" : ", ") + x.name + ' ' + shown(x.of.tags);
    return out;
  }

  std::string default_of(std::string_view path) const {
    auto& x = part(path).default_value;
    return x ? shown(*x) : "none";
  }

  const value_definition& value_at(std::string_view name) const {
    for (auto& x : all_.modules)
      for (auto& one : x.values)
        if (one.name == name)
          return one;
    BOOST_FAIL(std::string{name} + " is not there");
    throw;
  }

  std::string value_of(std::string_view name) const { return shown(value_at(name).is); }

private:
  static std::vector<std::string> split(std::string_view x) {
    auto out = std::vector<std::string>{""};
    for (auto c : x)
      if (c == '.')
        out.emplace_back();
      else
        out.back() += c;
    return out;
  }

  const type* definition_of(std::string_view name) const {
    for (auto& x : all_.modules)
      if (auto found = all_.find(x.name, name))
        return &found->is;
    return nullptr;
  }

  static const type* inside(const type& x, std::string_view name) {
    if (!x.inside)
      return nullptr;
    if (x.inside->element && name == "item")
      return &*x.inside->element;
    for (auto& one : x.inside->components)
      if (one.name == name)
        return &one.of;
    return nullptr;
  }

  repository all_;
};

/// A module `M` around assignments.
inline std::string module_of(std::string_view body, std::string_view tags = "") {
  return "M DEFINITIONS " + std::string{tags} + " ::= BEGIN\n" + std::string{body}
         + "\nEND\n";
}

/// What is wrong with a text, `"3:7: ..."` each.
inline std::vector<std::string> mistakes_of(std::string text) {
  auto out = std::vector<std::string>{};
  for (auto& x : compile({{"", std::move(text)}}).wrong)
    out.push_back(to_string(x).substr(1));
  return out;
}

} // namespace bus::asn1c::test
