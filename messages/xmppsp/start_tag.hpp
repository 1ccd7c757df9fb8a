#pragma once

#include "messages/result.hpp"

#include <array>
#include <span>

namespace bus::xmppsp {

/// Name and attributes of the element that a text begins with. Views stand in the
/// text: an attribute that needs unescaping is none of ours.
class start_tag {
public:
  struct attribute {
    std::string_view name, value;
  };

  /// Fails where it is not well formed, or has an attribute twice or too many.
  static result<start_tag> read(std::string_view xml);

  std::string_view name() const { return name_; }
  std::span<const attribute> attributes() const {
    return std::span{attributes_}.first(count_);
  }

  /// Where the contents begin.
  std::size_t size() const { return size_; }

  /// `<x/>`: there are no contents, and no end tag.
  bool is_empty() const { return is_empty_; }

private:
  static constexpr auto most_attributes = std::size_t{16};

  const char* take_attribute(std::string_view xml, std::size_t& at);
  bool has(std::string_view attribute_name) const;

  std::string_view name_;
  std::array<attribute, most_attributes> attributes_;
  std::size_t count_ = 0;
  std::size_t size_ = 0;
  bool is_empty_ = false;
};

bool is_blank(char c);

} // namespace bus::xmppsp
