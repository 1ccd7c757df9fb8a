#include "actors/connection/keyed_commands.hpp"

#include "actors/log/log.hpp"
#include "messages/bus/json.hpp"

#include <rapidjson/document.h>

namespace bus {

namespace {

// An answer is kept as one line of JSON.

std::string to_line(const action_result& x) {
  auto out = std::string{};
  if (x) {
    out += "{\"result\":";
    json::write(out, *x);
    return out + '}';
  }
  auto& no = x.error();
  out += "{\"code\":";
  json::write_number(out, static_cast<std::int64_t>(no.why.code));
  out += ",\"where\":";
  json::write_string(out, no.why.where);
  out += ",\"cause\":";
  json::write_string(out, no.why.cause);
  out += ",\"add_cause\":";
  json::write_string(out, no.add_cause);
  out += ",\"steps\":";
  json::write(out, answers::list_of(no.steps));
  return out + '}';
}

std::string text_in(const rapidjson::Value& x, const char* member) {
  auto found = x.FindMember(member);
  return found != x.MemberEnd() && found->value.IsString() ? found->value.GetString()
                                                           : "";
}

action_result from_line(const std::string& line) {
  auto document = rapidjson::Document{};
  document.Parse(line.data(), line.size());
  auto lost = refusal{
    {errc::rejected, "key", "the command was done before, its answer cannot be read"}};
  if (document.HasParseError() || !document.IsObject())
    return tl::make_unexpected(std::move(lost));
  if (auto found = document.FindMember("result"); found != document.MemberEnd()) {
    auto out = json::to_value(found->value);
    if (out)
      return std::move(*out);
    return tl::make_unexpected(std::move(lost));
  }
  auto code = document.FindMember("code");
  if (code == document.MemberEnd() || !code->value.IsInt())
    return tl::make_unexpected(std::move(lost));
  auto no = refusal{{static_cast<errc>(code->value.GetInt()),
                     text_in(document, "where"), text_in(document, "cause")},
                    text_in(document, "add_cause")};
  auto steps = document.FindMember("steps");
  if (steps != document.MemberEnd() && steps->value.IsArray())
    for (auto& one : steps->value.GetArray())
      if (one.IsString())
        no.steps.emplace_back(one.GetString());
  return tl::make_unexpected(std::move(no));
}

} // namespace

result<void> keyed_commands::open(const std::filesystem::path& at) {
  auto memory = command_memory::open(at);
  if (!memory)
    return tl::make_unexpected(std::move(memory.error()));
  memory_ = std::move(*memory);
  return {};
}

bool keyed_commands::knows(const std::string& key) const {
  return !key.empty() && memory_ && memory_->find(key);
}

void keyed_commands::answer_known(const std::string& key, const std::string& text,
                                  const command_memory::known& known,
                                  answers::promise to) {
  if (known.command != text)
    return answers::refuse(
      to, {errc::invalid_value, "key", "it was another command's: " + known.command});
  if (known.answer)
    return to.deliver(acted{from_line(*known.answer)});
  if (auto running = waiting_.find(key); running != waiting_.end())
    return running->second.push_back(std::move(to));
  answers::refuse(to, {errc::rejected, "key",
                       "the command was begun before the bus was started again, its "
                       "outcome is not known; it is not done again"});
}

void keyed_commands::perform(const action::control& x, const std::string& text,
                             answers::promise to, std::string who,
                             const std::function<void(done)>& perform) {
  if (x.key.empty())
    return perform(
      [to](action_result how) mutable { to.deliver(acted{std::move(how)}); });
  if (!memory_)
    return answers::refuse(
      to, {errc::unsupported, "key", "commands cannot be kept on disk"});
  if (auto* known = memory_->find(x.key))
    return answer_known(x.key, text, *known, std::move(to));
  if (auto kept = memory_->begin(x.key, text); !kept)
    return answers::refuse(to, std::move(kept.error()));
  waiting_[x.key] = {std::move(to)};
  perform([this, key = x.key, who = std::move(who)](const action_result& how) {
    if (auto kept = memory_->end(key, to_line(how)); !kept)
      log::error(who, to_string(kept.error()));
    if (auto all = waiting_.extract(key))
      for (auto& one : all.mapped())
        one.deliver(acted{how});
  });
}

} // namespace bus
