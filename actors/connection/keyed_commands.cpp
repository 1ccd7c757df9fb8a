#include "actors/connection/keyed_commands.hpp"

#include "actors/log/log.hpp"
#include "messages/bus/json.hpp"

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

const value* member_of(const value& x, std::string_view name) {
  auto* all = std::get_if<std::shared_ptr<const structure>>(&x);
  if (!all || !*all)
    return nullptr;
  for (auto& one : **all)
    if (one.first == name)
      return &one.second;
  return nullptr;
}

std::string text_in(const value& x, std::string_view name) {
  auto* found = member_of(x, name);
  auto* text = found ? std::get_if<std::string>(found) : nullptr;
  return text ? *text : std::string{};
}

std::vector<std::string> texts_in(const value& x, std::string_view name) {
  auto* found = member_of(x, name);
  auto* list = found ? std::get_if<std::shared_ptr<const array>>(found) : nullptr;
  auto out = std::vector<std::string>{};
  for (auto& one : list&&* list ? **list : array{})
    if (auto* text = std::get_if<std::string>(&one))
      out.push_back(*text);
  return out;
}

action_result from_line(const std::string& line) {
  auto kept = json::parse(line);
  auto* done = kept ? member_of(*kept, "result") : nullptr;
  if (done)
    return *done;
  auto code = kept ? member_of(*kept, "code") : nullptr;
  auto number = code ? to_number(*code) : result<double>{fail(errc::malformed, "")};
  if (!number)
    return tl::make_unexpected(
      refusal{{errc::rejected, "key",
               "the command was done before, its answer cannot be read"}});
  return tl::make_unexpected(refusal{
    {static_cast<errc>(*number), text_in(*kept, "where"), text_in(*kept, "cause")},
    text_in(*kept, "add_cause"),
    texts_in(*kept, "steps")});
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
    return static_cast<void>(to.deliver(acted{from_line(*known.answer)}));
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
