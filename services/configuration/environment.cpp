#include "services/configuration/environment.hpp"

#include "services/configuration/wording.hpp"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <system_error>

namespace bus::configuration {

namespace {

constexpr std::size_t largest_file = 64 << 20;

std::size_t name_length(std::string_view x) {
  auto fits = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')
           || c == '_';
  };
  if (x.empty() || (x.front() >= '0' && x.front() <= '9'))
    return 0;
  auto end = std::size_t{0};
  while (end < x.size() && fits(x[end]))
    ++end;
  return end;
}

// What stands between the braces: NAME or NAME:-default.
tl::expected<std::string, std::string> look_up(std::string_view inside,
                                               const environment& from) {
  auto length = name_length(inside);
  auto name = std::string{inside.substr(0, length)};
  auto rest = inside.substr(length);
  if (name.empty() || !(rest.empty() || rest.starts_with(":-")))
    return tl::make_unexpected("${" + std::string{inside.substr(0, 40)}
                               + "} names no variable, expected ${NAME} or "
                                 "${NAME:-default} ($${ stands for ${ itself)");
  auto found = from.variable ? from.variable(name) : std::nullopt;
  if (found)
    return *found;
  if (rest.empty())
    return tl::make_unexpected("the environment variable " + name
                               + " is not set, expected it or ${" + name
                               + ":-default}");
  return std::string{rest.substr(2)};
}

} // namespace

tl::expected<std::string, std::string> substitute(std::string_view text,
                                                  const environment& from) {
  auto out = std::string{};
  for (auto start = text.find("${"); start != text.npos; start = text.find("${")) {
    auto escaped = start > 0 && text[start - 1] == '$';
    out += text.substr(0, escaped ? start - 1 : start);
    if (escaped) {
      out += "${";
      text.remove_prefix(start + 2);
      continue;
    }
    auto end = text.find('}', start);
    if (end == text.npos)
      return tl::make_unexpected(
        std::string{"${ has no }, expected ${NAME} or ${NAME:-default} "
                    "($${ stands for ${ itself)"});
    auto value = look_up(text.substr(start + 2, end - start - 2), from);
    if (!value)
      return value;
    out += *value;
    text.remove_prefix(end + 1);
  }
  return out.append(text);
}

bool is_variable(std::string_view text) {
  return text.starts_with("${") && text.find('}') == text.size() - 1;
}

result<std::string> read_file(const std::string& path) {
  auto wrong = std::error_code{};
  if (std::filesystem::is_directory(path, wrong))
    return fail(errc::not_found, "file", "it is a directory");
  auto in = std::ifstream{path, std::ios::binary};
  if (!in)
    return fail(errc::not_found, "file", std::generic_category().message(errno));
  auto out = std::string{};
  char part[4096];
  while (in.read(part, sizeof part), in.gcount() > 0) {
    out.append(part, static_cast<std::size_t>(in.gcount()));
    if (out.size() > largest_file)
      return fail(errc::invalid_value, "file", "it is larger than 64 MiB");
  }
  return out;
}

environment process_environment(const std::string& folder) {
  auto variable = [](const std::string& name) -> std::optional<std::string> {
    auto found = std::getenv(name.c_str());
    return found ? std::optional<std::string>{found} : std::nullopt;
  };
  auto file = [folder](const std::string& path) {
    return read_file((std::filesystem::path{folder} / path).string());
  };
  return {variable, file, folder};
}

} // namespace bus::configuration
