#include "services/configuration/map_loader.hpp"

#include "services/configuration/wording.hpp"

namespace bus::configuration {

namespace {

template <class Rule>
void read_scale(const section& x, Rule& to) {
  to.scale = x.number("scale", to.scale);
  to.offset = x.number("offset", to.offset);
}

bool is_scaled(const section& x) {
  return x.number("scale", 1) != 1 || x.number("offset", 0) != 0;
}

} // namespace

void map_loader::tell(const section& x, const char* key, const trail& path,
                      std::string text) {
  wrong_.add(file_.at(*x.find(key)), trail{path, key}.to_string(), std::move(text));
}

map_settings map_loader::read(const section& x, const trail& path) {
  auto out = map_settings{x.text("name")};
  if (!x.has("values") && !x.has("commands") && !wrong_.touches(path))
    wrong_.add(file_.at(*x.value()), path.to_string(),
               "values and commands are missing, expected one of them, or both");
  auto values = trail{path, "values"};
  for (auto& one : x.list("values").GetArray())
    out.values.push_back(value(section{&one}, trail{values, out.values.size()}));
  auto commands = trail{path, "commands"};
  for (auto& one : x.list("commands").GetArray())
    out.commands.push_back(
      command(section{&one}, trail{commands, out.commands.size()}));
  note(out.name);
  return out;
}

map_settings::value_rule map_loader::value(const section& x, const trail& path) {
  auto out = map_settings::value_rule{x.text("from"), x.text("to")};
  read_scale(x, out);
  if (wrong_.touches(path))
    return out;
  auto from = end(x, "from", path, points_.value_source(out.from));
  auto to = end(x, "to", path, points_.value_target(out.to));
  for (auto* one : {&from, &to})
    if (*one && !(*one)->lacks.empty())
      lacking_[(*one)->lacks].push_back((*one)->ref);
  if (from)
    out.from = from->ref;
  if (!to)
    return out;
  out.to = to->ref;
  out.quality = to->quality;
  out.time = to->time;
  out.type = to->kind.word;
  out.kind = to->target;
  out.least = to->least;
  out.most = to->most;
  check_owner(x, "to", path, out.to, false);
  if (!from)
    return out;
  if (out.from == out.to)
    tell(x, "to", path,
         in_quotes(out.to) + " is the source, too, expected another point");
  check_kinds(x, path, *from, *to);
  return out;
}

map_settings::command_rule map_loader::command(const section& x, const trail& path) {
  auto out = map_settings::command_rule{x.text("from"), x.text("to")};
  read_scale(x, out);
  if (wrong_.touches(path))
    return out;
  auto from = end(x, "from", path, points_.command_source(out.from));
  auto to = end(x, "to", path, points_.command_target(out.to));
  if (from) {
    out.from = from->ref;
    check_owner(x, "from", path, out.from, true);
  }
  if (!to)
    return out;
  out.to = to->ref;
  out.type = to->kind.word;
  out.operates = read_action(x, path, *to);
  if (from)
    check_kinds(x, path, *from, *to);
  return out;
}

std::optional<map_point> map_loader::end(const section& x, const char* key,
                                         const trail& path,
                                         const map_points::outcome& found) {
  if (!found) {
    tell(x, key, path, found.error());
    return std::nullopt;
  }
  return *found;
}

/// Whether it operates.
bool map_loader::read_action(const section& x, const trail& path, const map_point& of) {
  auto word = x.text("action");
  if (word == "operate" && !of.may_operate)
    tell(x, "action", path,
         in_quotes(of.ref) + " is written, expected write, or no action");
  if (word == "write" && !of.may_write)
    tell(x, "action", path,
         in_quotes(of.ref) + " is operated, expected operate, or no action");
  return word.empty() ? of.operates : word == "operate";
}

void map_loader::check_kinds(const section& x, const trail& path, const map_point& from,
                             const map_point& to) {
  if (x.has("scale") && x.number("scale", 1) == 0)
    return tell(x, "scale", path,
                "0 makes all values the same, expected another number");
  auto scales = is_scaled(x);
  if (can_become(from.kind, to.kind, scales))
    return;
  if (scales && can_become(from.kind, to.kind, false))
    return tell(x, x.number("scale", 1) != 1 ? "scale" : "offset", path,
                in_quotes(to.ref) + " takes " + taken(to.kind) + " from "
                  + shown(from.kind) + ", expected no scale and no offset");
  tell(x, "from", path,
       in_quotes(from.ref) + " is " + shown(from.kind) + ", expected " + taken(to.kind)
         + " for " + in_quotes(to.ref));
}

/// What is fed or commanded once is not a second time.
void map_loader::check_owner(const section& x, const char* key, const trail& path,
                             const std::string& ref, bool is_command) {
  auto what = std::string{is_command ? " is commanded" : " is fed"};
  auto expected = is_command ? ", expected one target" : ", expected one source";
  auto line = file_.at(*x.find(key)).line;
  auto [known, fresh] = (is_command ? commanded_ : fed_).emplace(ref, line);
  if (!fresh)
    tell(x, key, path,
         in_quotes(ref) + what + " in line " + std::to_string(known->second)
           + " already" + expected);
  else if (auto owner = points_.owner_of(ref, is_command); !owner.empty())
    tell(x, key, path,
         in_quotes(ref) + what + " by the gateway " + in_quotes(owner) + expected);
}

/// One line for each lack, however many points have it.
void map_loader::note(const std::string& map) {
  for (auto& [lack, refs] : std::exchange(lacking_, {}))
    notices_.push_back(
      map + ": " + refs.front()
      + (refs.size() == 1 ? "" : " (and " + std::to_string(refs.size() - 1) + " more)")
      + ' ' + lack);
}

} // namespace bus::configuration
