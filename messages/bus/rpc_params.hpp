#pragma once

#include "messages/bus/rpc.hpp"

#include <rapidjson/document.h>

#include <array>

namespace bus::rpc {

/// Takes named members out of a JSON object. Reads on after a mistake, so a
/// method reads all its params and asks once, at the end, what was wrong: the
/// first mistake, as `"params.refs: expected a list of strings"`.
class object_reader {
public:
  /// `path` is the object's own place, for messages; null: it was left out.
  object_reader(std::string path, const rapidjson::Value* from);

  std::string text(std::string_view name);
  std::string text_or(std::string_view name, std::string_view fallback);
  std::uint64_t number(std::string_view name);
  bus::value value(std::string_view name);

  // Members that may be left out.
  std::optional<std::uint64_t> number_if(std::string_view name);
  std::optional<bool> flag_if(std::string_view name);
  std::optional<utc_time> time_if(std::string_view name);
  bus::value value_if(std::string_view name);
  std::optional<bus::quality> quality_if(std::string_view name);
  bool flag(std::string_view name); ///< may not
  /// The object `name`, to be read by a reader of its own; null where it is left out.
  object_reader below(std::string_view name);
  /// What is wrong with a reader of below().
  void take_problem(object_reader& of);
  std::vector<std::string> texts(std::string_view name, std::size_t limit);
  std::vector<write_request::item> writes(std::string_view name, std::size_t limit);

  bool is_there() const { return from_ != nullptr; }

  /// In place, or null; the member counts as known.
  const rapidjson::Value* take(std::string_view name);

  /// Notes what is wrong with the member `name`; only the first is kept.
  void complain(std::string_view name, std::string_view why);

  /// Empty when no member was wrong, unknown or there twice.
  std::string problem();

private:
  void note(std::string_view problem);
  const rapidjson::Value* need(std::string_view name, std::string_view expected);
  const rapidjson::Value* list(std::string_view name, std::string_view expected,
                               std::size_t limit);
  void check_members();
  std::string known() const; ///< the names taken, for a message

  std::string path_;
  const rapidjson::Value* from_;
  static constexpr auto most_members = std::size_t{8};
  std::array<std::string_view, most_members> known_ = {};
  std::size_t known_count_ = 0;
  std::string problem_ = {};
};

/// Text from outside for a message: cut where it is long.
std::string excerpt(std::string_view text);

} // namespace bus::rpc
