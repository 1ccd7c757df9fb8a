#include "messages/bus/rpc_params.hpp"

#include "messages/bus/json.hpp"

#include <algorithm>
#include <cassert>

namespace bus::rpc {

namespace {

std::string_view text_of(const rapidjson::Value& x) {
  return {x.GetString(), x.GetStringLength()};
}

std::string item_path(std::string_view path, std::string_view list, std::size_t i) {
  return std::string{path} + '.' + std::string{list} + '[' + std::to_string(i) + ']';
}

/// The member `detail` of a quality, as bits.
unsigned read_details(object_reader& in) {
  auto x = in.take("detail");
  if (!x)
    return 0;
  auto out = 0u;
  auto good = x->IsArray() && !x->Empty();
  for (auto i = rapidjson::SizeType{0}; good && i < x->Size(); ++i) {
    const auto& word = (*x)[i];
    auto bit = word.IsString() ? json::to_detail(text_of(word)) : std::nullopt;
    good = bit && (out & *bit) == 0;
    out |= bit.value_or(0);
  }
  if (!good)
    in.complain(
      "detail",
      "expected a list of overflow, out-of-range, bad-reference, oscillatory, "
      "failure, old-data, inconsistent or inaccurate, each once");
  return out;
}

/// What is there only where it is set.
unsigned read_mark(object_reader& in, std::string_view name, unsigned bit) {
  auto x = in.take(name);
  if (x && !x->IsTrue())
    in.complain(name, "expected true");
  return x ? bit : 0;
}

quality read_quality(object_reader& in) {
  auto validity = json::to_validity(in.text("validity"));
  if (!validity)
    in.complain("validity", "expected good, invalid, reserved or questionable");
  auto bits = read_details(in);
  if (auto source = in.take("source")) {
    if (*source != "substituted")
      in.complain("source", "expected substituted");
    bits |= quality::substituted;
  }
  bits |= read_mark(in, "test", quality::test);
  bits |= read_mark(in, "operator_blocked", quality::operator_blocked);
  return quality::make(validity.value_or(bus::validity::invalid),
                       static_cast<std::uint16_t>(bits));
}

} // namespace

object_reader::object_reader(std::string path, const rapidjson::Value* from)
  : path_{std::move(path)},
    from_{from} {
  if (from_ && !from_->IsObject()) {
    note(path_ + ": expected an object");
    from_ = nullptr;
  }
}

std::string object_reader::text(std::string_view name) {
  auto x = need(name, "a string");
  if (x && !x->IsString())
    complain(name, "expected a string");
  return x && x->IsString() ? std::string{text_of(*x)} : std::string{};
}

std::string object_reader::text_or(std::string_view name, std::string_view fallback) {
  auto x = take(name);
  if (!x)
    return std::string{fallback};
  if (!x->IsString()) {
    complain(name, "expected a string");
    return {};
  }
  return std::string{text_of(*x)};
}

std::uint64_t object_reader::number(std::string_view name) {
  auto x = need(name, "a whole number from 0 on");
  if (x && !x->IsUint64())
    complain(name, "expected a whole number from 0 on");
  return x && x->IsUint64() ? x->GetUint64() : 0;
}

value object_reader::value(std::string_view name) {
  auto x = need(name, "a value");
  if (!x)
    return {};
  auto out = json::to_value(*x);
  if (!out)
    complain(name, out.error().cause);
  return out ? std::move(*out) : bus::value{};
}

std::optional<std::uint64_t> object_reader::number_if(std::string_view name) {
  auto x = take(name);
  if (x && !x->IsUint64())
    complain(name, "expected a whole number from 0 on");
  return x && x->IsUint64() ? std::optional{x->GetUint64()} : std::nullopt;
}

std::optional<bool> object_reader::flag_if(std::string_view name) {
  auto x = take(name);
  if (x && !x->IsBool())
    complain(name, "expected true or false");
  return x && x->IsBool() ? std::optional{x->GetBool()} : std::nullopt;
}

bool object_reader::flag(std::string_view name) {
  auto x = need(name, "true or false");
  if (x && !x->IsBool())
    complain(name, "expected true or false");
  return x && x->IsBool() && x->GetBool();
}

std::optional<utc_time> object_reader::time_if(std::string_view name) {
  auto x = take(name);
  if (!x)
    return std::nullopt;
  auto out = x->IsString() ? from_rfc3339(text_of(*x))
                           : result<utc_time>{fail(errc::malformed, "")};
  if (!out)
    complain(name, "expected a time such as 2026-11-22T07:45:12Z");
  return out ? std::optional{*out} : std::nullopt;
}

value object_reader::value_if(std::string_view name) {
  auto x = take(name);
  if (!x)
    return {};
  auto out = json::to_value(*x);
  if (!out)
    complain(name, out.error().cause);
  return out ? std::move(*out) : bus::value{};
}

std::optional<quality> object_reader::quality_if(std::string_view name) {
  auto x = take(name);
  if (!x)
    return std::nullopt;
  auto in = object_reader{path_ + '.' + std::string{name}, x};
  auto out = read_quality(in);
  take_problem(in);
  return out;
}

object_reader object_reader::below(std::string_view name) {
  return {path_ + '.' + std::string{name}, take(name)};
}

void object_reader::take_problem(object_reader& of) {
  if (auto why = of.problem(); !why.empty())
    note(why);
}

std::vector<std::string> object_reader::texts(std::string_view name,
                                              std::size_t limit) {
  constexpr auto expected = std::string_view{"a list of strings"};
  auto x = list(name, expected, limit);
  auto out = std::vector<std::string>{};
  if (!x)
    return out;
  out.reserve(x->Size());
  for (const auto& item : x->GetArray()) {
    if (!item.IsString()) {
      complain(name, "expected " + std::string{expected});
      break;
    }
    out.emplace_back(text_of(item));
  }
  return out;
}

std::vector<write_request::item> object_reader::writes(std::string_view name,
                                                       std::size_t limit) {
  auto x = list(name, "a list of {ref, value}", limit);
  auto out = std::vector<write_request::item>{};
  if (!x)
    return out;
  out.reserve(x->Size());
  for (const auto& item : x->GetArray()) {
    auto in = object_reader{item_path(path_, name, out.size()), &item};
    auto ref = in.text("ref");
    auto to = in.value("value");
    auto how = in.quality_if("quality");
    out.push_back({std::move(ref), std::move(to), how, in.time_if("time")});
    if (auto why = in.problem(); !why.empty()) {
      note(why);
      break;
    }
  }
  return out;
}

const rapidjson::Value* object_reader::take(std::string_view name) {
  assert(known_count_ < known_.size());
  known_[known_count_++] = name;
  if (!from_)
    return nullptr;
  for (const auto& member : from_->GetObject())
    if (text_of(member.name) == name)
      return &member.value;
  return nullptr;
}

void object_reader::complain(std::string_view name, std::string_view why) {
  note(path_ + '.' + std::string{name} + ": " + std::string{why});
}

std::string object_reader::problem() {
  if (problem_.empty() && from_)
    check_members();
  return problem_;
}

void object_reader::note(std::string_view problem) {
  if (problem_.empty())
    problem_ = problem;
}

// What is misspelt or meant twice must not pass for a default.
void object_reader::check_members() {
  auto seen = std::array<bool, most_members>{};
  for (const auto& member : from_->GetObject()) {
    auto member_name = text_of(member.name);
    auto end = known_.begin() + static_cast<std::ptrdiff_t>(known_count_);
    auto at = std::find(known_.begin(), end, member_name);
    if (at == end)
      return complain(excerpt(member_name), "unknown, expected " + known());
    if (std::exchange(seen[static_cast<std::size_t>(at - known_.begin())], true))
      return complain(member_name, "there twice");
  }
}

std::string object_reader::known() const {
  auto out = std::string{};
  for (auto i = std::size_t{0}; i < known_count_; ++i) {
    out += i == 0 ? "" : i + 1 == known_count_ ? " or " : ", ";
    out += known_[i];
  }
  return out;
}

const rapidjson::Value* object_reader::need(std::string_view name,
                                            std::string_view expected) {
  auto out = take(name);
  if (!out)
    complain(name, "missing, expected " + std::string{expected});
  return out;
}

const rapidjson::Value* object_reader::list(std::string_view name,
                                            std::string_view expected,
                                            std::size_t limit) {
  auto out = need(name, expected);
  if (!out)
    return nullptr;
  if (!out->IsArray())
    complain(name, "expected " + std::string{expected});
  else if (out->Size() > limit)
    complain(name, "expected at most " + std::to_string(limit) + " items, not "
                     + std::to_string(out->Size()));
  else
    return out;
  return nullptr;
}

std::string excerpt(std::string_view text) {
  constexpr auto longest = std::size_t{60};
  auto out = std::string{text.substr(0, longest)};
  return text.size() > longest ? out + "..." : out;
}

} // namespace bus::rpc
