#pragma once

#include "services/configuration/review.hpp"

#include <filesystem>

namespace bus::configuration {

/// Reviews a text and lets `read(document, wrong)` build settings from it.
template <class Read>
auto load(const std::string& text, const std::string& file, const environment& from,
          std::string_view schema_id, Read read)
  -> tl::expected<std::invoke_result_t<Read, const document&, mistake_list&>,
                  mistakes> {
  auto wrong = mistake_list{file};
  auto content = review(text, from, schema_id, wrong);
  if (!content)
    return tl::make_unexpected(wrong.sorted());
  auto out = read(std::as_const(*content), wrong);
  if (!wrong.empty())
    return tl::make_unexpected(wrong.sorted());
  return out;
}

/// The same for a file and a function like load_station().
template <class Load>
auto load_file(const std::string& path, Load load_text)
  -> std::invoke_result_t<Load, const std::string&, const std::string&,
                          const environment&> {
  auto text = read_file(path);
  if (!text)
    return tl::make_unexpected(mistakes{
      {path, {}, {}, "cannot be read (" + text.error().cause + "), expected a file"}});
  auto folder = std::filesystem::path{path}.parent_path();
  return load_text(*text, path,
                   process_environment(folder.empty() ? "." : folder.string()));
}

} // namespace bus::configuration
