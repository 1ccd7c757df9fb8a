#pragma once

#include "messages/asn1/trouble.hpp"

#include <string>
#include <string_view>

namespace bus::asn1::xer {

inline bool is_space(char c) {
  return c == ' ' || (c >= '\t' && c <= '\r');
}

/// Elements and characters of a document, bounded, one behind the other.
class pull_parser {
public:
  explicit pull_parser(std::string_view in)
    : in_{in} {}

  trouble& wrong() { return wrong_; }
  std::size_t at() const { return at_; }

  bool fail(std::string what) {
    return wrong_.tell(errc::malformed, std::move(what), at_);
  }

  /// The name of the element that begins here; empty where none does.
  std::string_view peek();

  /// Whether any element begins here.
  bool begins_element() {
    if (!inside_empty_ && at_ + 1 < in_.size() && in_[at_] == '<'
        && in_[at_ + 1] == '/')
      return false;
    return !peek().empty();
  }

  /// Whether that element has this name.
  bool comes(std::string_view name) { return comes_plainly(name) || peek() == name; }

  /// The same for an element as canonical XML has it; false for others.
  bool comes_plainly(std::string_view name) const {
    return !inside_empty_ && at_ + name.size() + 1 < in_.size() && in_[at_] == '<'
           && in_[at_ + name.size() + 1] == '>'
           && in_.compare(at_ + 1, name.size(), name) == 0;
  }

  /// Tells most elements apart, without their names: the first characters.
  std::size_t hint() const {
    if (at_ + 3 >= in_.size())
      return 0;
    return static_cast<unsigned char>(in_[at_ + 1]) * 5u
           + static_cast<unsigned char>(in_[at_ + 3]);
  }

  /// Enters and leaves the element of this name.
  bool open(std::string_view name) {
    if (comes_plainly(name)) {
      at_ += name.size() + 2;
      return true;
    }
    return open_slowly(name);
  }

  bool close(std::string_view name) {
    if (!inside_empty_ && at_ + name.size() + 2 < in_.size() && in_[at_] == '<'
        && in_[at_ + 1] == '/' && in_[at_ + name.size() + 2] == '>'
        && in_.compare(at_ + 2, name.size(), name) == 0) {
      at_ += name.size() + 3;
      return true;
    }
    return close_slowly(name);
  }

  /// An element without contents, as values have it: `<true/>`.
  bool take_empty(std::string_view name) { return open(name) && close(name); }

  /// Characters up to the next element that begins or ends. With `controls`
  /// also elements that stand for control characters. Valid until the next call.
  bool characters(std::string_view& out, bool controls);

  /// The same without white space around it.
  bool token(std::string_view& out);

  /// What is left from here on, and passing over some of it; none of it where the
  /// element is empty.
  std::string_view rest() const {
    return inside_empty_ ? std::string_view{} : in_.substr(at_);
  }
  void pass(std::size_t characters) { at_ += characters; }

  /// Passes over a whole element, whatever is in it.
  bool skip_element();

  /// The elements that come next, as they stand; none where there are none.
  bool raw_elements(std::string_view& out);

  /// What was passed since `from`.
  std::string_view between(std::size_t from) const {
    return in_.substr(from, at_ - from);
  }

  /// White space, comments and processing instructions.
  bool skip_blanks();

  /// Nothing else may come.
  bool finish();

private:
  bool sees(std::string_view x) const { return in_.substr(at_).starts_with(x); }
  std::string_view name_at(std::size_t from) const;
  bool open_slowly(std::string_view name);
  bool close_slowly(std::string_view name);
  bool skip_to(std::string_view end, std::size_t from);
  bool skip_attributes(bool& closed);
  bool append_reference(std::string& to);
  bool append_special(std::string& to, bool controls, bool& done);

  std::string_view in_;
  std::size_t at_ = 0;
  bool inside_empty_ = false; ///< in `<x/>`, of which nothing is left to read
  std::string scratch_;
  trouble wrong_;
};

} // namespace bus::asn1::xer
