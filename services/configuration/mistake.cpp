#include "services/configuration/mistake.hpp"

#include "services/configuration/wording.hpp"

#include <algorithm>

namespace bus::configuration {

namespace {

bool is_word(std::string_view key) {
  auto fits = [](unsigned char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')
           || c == '_' || c == '-';
  };
  return !key.empty() && key.size() <= 64 && std::all_of(key.begin(), key.end(), fits);
}

// A mistake is one line, whatever a file or a library put into its text.
std::string one_line(std::string x) {
  for (auto& c : x)
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f)
      c = '?';
  return x;
}

} // namespace

std::string to_string(const mistake& x) {
  auto out =
    x.file + ":" + std::to_string(x.at.line) + ":" + std::to_string(x.at.column);
  if (!x.path.empty())
    out += ": " + x.path;
  return out + ": " + x.text;
}

std::string trail::to_string() const {
  if (!up_)
    return {};
  auto out = up_->to_string();
  if (item_)
    return out + "[" + std::to_string(index_) + "]";
  if (!is_word(key_))
    return out + "[" + in_quotes(key_) + "]";
  return out.empty() ? std::string{key_} : out + "." + std::string{key_};
}

void mistake_list::add(position at, std::string path, std::string text) {
  paths_.insert(path);
  found_.push_back({file_, at, std::move(path), one_line(std::move(text))});
}

bool mistake_list::touches(const trail& path) const {
  if (paths_.empty())
    return false;
  auto place = path.to_string();
  auto is_below = [&](const std::string& prefix) {
    auto next = paths_.lower_bound(prefix);
    return next != paths_.end() && next->starts_with(prefix);
  };
  return paths_.contains(place) || is_below(place + ".") || is_below(place + "[");
}

mistakes mistake_list::sorted() const {
  auto out = found_;
  std::stable_sort(out.begin(), out.end(),
                   [](auto& x, auto& y) { return x.at < y.at; });
  return out;
}

} // namespace bus::configuration
