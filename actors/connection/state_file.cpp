#include "actors/connection/state_file.hpp"

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <fcntl.h>
#include <fstream>
#include <map>
#include <unistd.h>

namespace bus {

namespace {

namespace fs = std::filesystem;

constexpr auto largest_file = std::size_t{1} << 20;

auto broken_file(const fs::path& x) {
  return fail(errc::access_denied, "state", x.string() + ": " + std::strerror(errno));
}

std::optional<bytes> octets_of(std::string_view hex) {
  auto out = bytes{};
  for (auto i = std::size_t{0}; i + 1 < hex.size(); i += 2) {
    auto octet = std::uint8_t{0};
    auto [end, wrong] = std::from_chars(hex.data() + i, hex.data() + i + 2, octet, 16);
    if (wrong != std::errc{} || end != hex.data() + i + 2)
      return std::nullopt;
    out.push_back(octet);
  }
  return out;
}

std::string hex_of(std::string_view text) {
  return to_hex(as_bytes(text));
}

std::string text_of(std::string_view hex) {
  auto octets = octets_of(hex).value_or(bytes{});
  return {octets.begin(), octets.end()};
}

std::vector<std::string_view> words_of(std::string_view line) {
  auto out = std::vector<std::string_view>{};
  while (!line.empty()) {
    auto end = line.find(' ');
    out.push_back(line.substr(0, end));
    line.remove_prefix(end == line.npos ? line.size() : end + 1);
  }
  return out;
}

} // namespace

// ---- lines ------------------------------------------------------------------

result<line_file> line_file::open(const fs::path& at, std::vector<std::string>& lines) {
  auto why = std::error_code{};
  fs::create_directories(at.parent_path(), why);
  auto out = line_file{};
  out.at_ = at;
  auto in = std::ifstream{at, std::ios::binary};
  auto all = std::string(std::istreambuf_iterator<char>{in}, {});
  for (auto rest = std::string_view{all}; !rest.empty();) {
    auto end = rest.find('\n');
    if (end == rest.npos)
      break;
    lines.emplace_back(rest.substr(0, end));
    rest.remove_prefix(end + 1);
  }
  if (auto done = out.replace(lines); !done)
    return tl::make_unexpected(std::move(done.error()));
  return out;
}

result<void> line_file::write(std::string_view x) {
  size_ += x.size();
  while (!x.empty()) {
    auto put = ::write(file_.get(), x.data(), x.size());
    if (put < 0 && errno == EINTR)
      continue;
    if (put < 0)
      return broken_file(at_);
    x.remove_prefix(static_cast<std::size_t>(put));
  }
  return {};
}

result<void> line_file::append(std::string_view line) {
  return write(std::string{line} += '\n');
}

result<void> line_file::replace(const std::vector<std::string>& lines) {
  auto part = fs::path{at_} += ".part";
  file_ =
    descriptor{::open(part.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0640)};
  if (!file_)
    return broken_file(part);
  size_ = 0;
  auto all = std::string{};
  for (auto& one : lines)
    all += one + '\n';
  if (auto done = write(all); !done)
    return done;
  if (std::rename(part.c_str(), at_.c_str()) != 0)
    return broken_file(at_);
  return {};
}

// ---- positions --------------------------------------------------------------

std::string report_position::line_of(const entry& x) {
  return to_hex(x.id) + ' ' + std::to_string(x.at);
}

result<report_position> report_position::open(const fs::path& at,
                                              const std::string& data_set,
                                              duration overlap) {
  auto out = report_position{};
  out.data_set_ = data_set;
  out.overlap_ = overlap;
  auto lines = std::vector<std::string>{};
  auto file = line_file::open(at, lines);
  if (!file)
    return tl::make_unexpected(std::move(file.error()));
  out.file_ = std::move(*file);
  auto ours = !lines.empty() && lines.front() == data_set;
  auto places = std::map<bytes, std::size_t>{};
  auto last = std::int64_t{0};
  for (auto i = std::size_t{1}; ours && i < lines.size(); ++i) {
    auto words = words_of(lines[i]);
    auto id = words.size() == 2 ? octets_of(words[0]) : std::nullopt;
    auto time = std::int64_t{0};
    if (!id
        || std::from_chars(words[1].data(), words[1].data() + words[1].size(), time).ec
             != std::errc{})
      continue;
    // What was told again has its place already.
    last = std::max(last, time);
    auto [place, is_new] = places.try_emplace(*id, out.entries_.size());
    if (is_new)
      out.entries_.push_back({std::move(*id), time});
    else
      out.entries_[place->second].at = time;
    out.next_ = place->second + 1;
  }
  out.forget_old(last);
  out.next_ = 0; // nothing of it was told by this program
  if (auto done = out.compact(); !done)
    return tl::make_unexpected(std::move(done.error()));
  return out;
}

/// Keeps the last entry that is old enough, and those behind it.
void report_position::forget_old(std::int64_t now) {
  if (entries_.empty())
    return;
  auto sure = now - overlap_.count();
  // What is to be told again is behind the last that was noted, however old it is.
  while (entries_.size() > 1 && next_ != 1 && entries_[1].at <= sure) {
    entries_.pop_front();
    next_ -= next_ > 0;
    is_first_sure_ = true;
  }
  is_first_sure_ = is_first_sure_ || entries_.front().at <= sure;
}

result<void> report_position::compact() {
  auto lines = std::vector<std::string>{data_set_};
  for (auto& one : entries_)
    lines.push_back(line_of(one));
  return file_.replace(lines);
}

iec61850::resume_position report_position::where() const {
  auto out = iec61850::resume_position{};
  if (next_ > 0)
    out.entry_id = entries_[next_ - 1].id;
  else if (is_first_sure_ && !entries_.empty())
    out.entry_id = entries_.front().id;
  // The server may go further back than it is asked to.
  for (auto& one : entries_)
    out.perhaps.push_back(one.id);
  return out;
}

result<void> report_position::note(const bytes& entry_id, const utc_time& now) {
  auto from = entries_.begin() + static_cast<std::ptrdiff_t>(next_);
  auto known = std::ranges::find(from, entries_.end(), entry_id, &entry::id);
  if (known == entries_.end())
    known = entries_.insert(known, {entry_id, now.ns});
  known->at = now.ns;
  next_ = static_cast<std::size_t>(known - entries_.begin()) + 1;
  forget_old(now.ns);
  if (file_.size() > largest_file && file_.size() / 64 > entries_.size())
    return compact();
  return file_.append(line_of({entry_id, now.ns}));
}

// ---- commands ---------------------------------------------------------------

result<command_memory> command_memory::open(const fs::path& at) {
  auto out = command_memory{};
  if (at.empty())
    return out;
  auto lines = std::vector<std::string>{};
  auto file = line_file::open(at, lines);
  if (!file)
    return tl::make_unexpected(std::move(file.error()));
  out.file_ = std::move(*file);
  for (auto& line : lines) {
    auto words = words_of(line);
    if (words.size() != 3)
      continue;
    auto key = text_of(words[1]);
    if (words[0] == "begin")
      out.add(key, {text_of(words[2])});
    else if (auto found = out.all_.find(key); found != out.all_.end())
      found->second.answer = text_of(words[2]);
  }
  return out;
}

void command_memory::add(const std::string& key, known x) {
  if (all_.emplace(key, std::move(x)).second)
    order_.push_back(key);
  if (order_.size() <= most)
    return;
  all_.erase(order_.front());
  order_.pop_front();
}

const command_memory::known* command_memory::find(const std::string& key) const {
  auto found = all_.find(key);
  return found == all_.end() ? nullptr : &found->second;
}

result<void> command_memory::begin(const std::string& key, const std::string& command) {
  add(key, {command});
  return file_ ? file_->append("begin " + hex_of(key) + ' ' + hex_of(command))
               : result<void>{};
}

result<void> command_memory::end(const std::string& key, const std::string& answer) {
  if (auto found = all_.find(key); found != all_.end())
    found->second.answer = answer;
  return file_ ? file_->append("end " + hex_of(key) + ' ' + hex_of(answer))
               : result<void>{};
}

} // namespace bus
