#include "messages/gateway/mirror.hpp"

#include "messages/gateway/translation.hpp"
#include "messages/iec61850/quality.hpp"
#include "messages/iec61850/reference.hpp"

#include <algorithm>
#include <array>

namespace bus {

namespace {

using iec61850::parts_of;
using members = std::shared_ptr<const structure>;

/// What is the device's. Control blocks, commands, setting groups and what tracks them
/// are the server's own.
constexpr auto mirrored =
  std::array{"ST", "MX", "SP", "SV", "CF", "DC", "BL", "OR", "EX"};
constexpr auto written_by_clients = std::array{"SP", "SV", "CF", "DC", "BL"};

/// A server does its control models itself, by these.
constexpr auto of_control =
  std::array{"ctlModel", "sboTimeout", "sboClass", "operTimeout"};

template <std::size_t Size>
bool has(const std::array<const char*, Size>& all, std::string_view x) {
  return std::ranges::find(all, x) != all.end();
}

std::string item_of_object(std::string_view node, std::string_view constraint,
                           std::string_view name) {
  return std::string{node} + '$' + std::string{constraint} + '$' + std::string{name};
}

std::string joined(const std::vector<std::string>& names, std::size_t from) {
  auto out = std::string{};
  for (auto i = from; i < names.size(); ++i)
    out += (out.empty() ? "" : "$") + names[i];
  return out;
}

bool is_known(const value& x) {
  return !std::holds_alternative<std::monostate>(x);
}

/// Whether the device said it: what a connection says itself does not go with the
/// quality that stands in the value.
bool is_said(const sample& x) {
  auto* q = iec61850::member(x.value, "q");
  auto said = q ? iec61850::to_quality(*q).value_or(quality::good()) : quality::good();
  return x.quality == said;
}

/// Of a node whose value is a whole number.
std::optional<std::int64_t> whole_at(const mms::vmd& of, mms::vmd::place at) {
  auto to = mms::to_value(of.value(at));
  if (auto* number = std::get_if<std::int64_t>(&to))
    return *number;
  if (auto* number = std::get_if<std::uint64_t>(&to))
    return static_cast<std::int64_t>(*number);
  return std::nullopt;
}

} // namespace

// ---- making -----------------------------------------------------------------

result<mirror> mirror::make(const iec61850::server_description& of, std::string server,
                            std::string client, devices which) {
  auto objects = mms::vmd::make(of.objects);
  if (!objects)
    return tl::make_unexpected(std::move(objects.error()));
  auto out = mirror{};
  out.server_ = std::move(server);
  out.client_ = std::move(client);
  if (which.empty())
    for (auto scope = std::uint32_t{1}; scope < objects->scope_count(); ++scope)
      which.emplace(objects->scope_name(scope), objects->scope_name(scope));
  out.devices_ = std::move(which);
  auto left = out.devices_;
  for (auto scope = std::uint32_t{1}; scope < objects->scope_count(); ++scope)
    if (auto device = left.extract(std::string{objects->scope_name(scope)}))
      out.add(*objects, scope, device.mapped());
  if (!left.empty())
    return fail(errc::not_found, left.begin()->first,
                "no logical device of the server " + out.server_);
  return out;
}

void mirror::add(const mms::vmd& of, std::uint32_t scope, const std::string& device) {
  auto& nodes = of.variables(scope).nodes();
  auto domain = std::string{of.scope_name(scope)};
  for (auto i = std::uint32_t{0}; i < nodes.size(); ++i) {
    auto names = parts_of(nodes[i].name);
    if (names.size() == 4 && names[1] == "CF" && names[3] == "operTimeout")
      if (auto number = whole_at(of, {scope, i}); number && *number > 0)
        oper_timeouts_[domain + '/' + std::string{names[0]} + '.'
                       + std::string{names[2]}] = std::chrono::milliseconds{*number};
    if (names.size() != 3 || !has(mirrored, names[1]) || names[2] == "SGCB")
      continue;
    auto x = image{};
    x.path = domain + '/' + nodes[i].name;
    x.device = device;
    x.is_process = names[1] == "ST" || names[1] == "MX";
    // An image says so (IEC 61850-7-4, LPHD).
    auto is_proxy = names[0].find("LPHD") != names[0].npos && names[2] == "Proxy";
    for (auto at = i; at < nodes[i].end; ++at) {
      if (!nodes[at].is_leaf)
        continue;
      auto to = leaf{};
      to.name = at == i ? "" : nodes[at].name.substr(nodes[i].name.size() + 1);
      if (names[1] == "CF" && has(of_control, to.name))
        continue;
      to.ref = server_ + ':' + iec61850::to_reference(domain + '/' + nodes[at].name);
      auto last = std::string_view{to.name}.substr(to.name.rfind('$') + 1);
      auto& type = *nodes[at].type;
      if (last == "q" && type.is<mms::type_description::bit_string>())
        to.what = kind::quality;
      if (last == "t" && type.is<mms::type_description::utc_time>())
        to.what = kind::time;
      if (is_proxy) {
        to.is_constant = true;
        if (to.name == "stVal")
          to.shown = true;
      }
      x.leaves.push_back(std::move(to));
    }
    if (x.leaves.empty())
      continue;
    auto beside = [&](std::string_view name, const char* what) {
      while (!name.empty()) {
        auto dollar = name.rfind('$');
        name = dollar == name.npos ? std::string_view{} : name.substr(0, dollar);
        auto found =
          leaf_named(x, name.empty() ? what : std::string{name} + '$' + what);
        if (found != none)
          return found;
      }
      return none;
    };
    for (auto& one : x.leaves) {
      if (one.what == kind::value)
        one.quality = beside(one.name, "q");
      if (one.what != kind::time)
        one.time = beside(one.name, "t");
    }
    auto number = static_cast<std::uint32_t>(objects_.size());
    by_server_.emplace(x.path, number);
    by_device_[device + '/' + nodes[i].name].push_back(number);
    objects_.push_back(std::move(x));
  }
}

std::uint32_t mirror::leaf_named(const image& x, std::string_view name) {
  auto found = std::ranges::find(x.leaves, name, &leaf::name);
  return found == x.leaves.end() ? none
                                 : static_cast<std::uint32_t>(found - x.leaves.begin());
}

// ---- what the server shows --------------------------------------------------

mirror::ref_values mirror::all() const {
  auto out = ref_values{};
  for (auto& x : objects_)
    for (auto& one : x.leaves)
      if (is_known(one.shown))
        out.push_back({one.ref, one.shown});
  return out;
}

/// While the device is lost its qualities are shown as of old data.
value mirror::shown_quality(const value& x) const {
  if (!is_lost_)
    return x;
  auto bits = iec61850::to_quality(x).value_or(quality{}).bits;
  auto details = static_cast<std::uint16_t>((bits & ~3u) | quality::old_data);
  return quality_value(quality::make(validity::invalid, details));
}

mirror::ref_values mirror::lost() {
  is_lost_ = true;
  auto out = ref_values{};
  for (auto& x : objects_)
    for (auto& one : x.leaves) {
      if (one.what != kind::quality || one.is_missing || one.is_constant)
        continue;
      auto to = shown_quality(one.shown);
      if (same(to, one.shown))
        continue;
      one.shown = to;
      if (one.time != none) // the server sets it to now
        x.leaves[one.time].shown = {};
      out.push_back({one.ref, std::move(to)});
    }
  return out;
}

void mirror::doubt(std::uint32_t at) {
  if (!std::exchange(objects_[at].is_doubtful, true))
    doubtful_.push_back(at);
}

/// What is new of one object, with the times that belong to it. Where a time is not
/// among it, the server is told `told`.
void mirror::commit(std::uint32_t at, const part_values& what, bool force,
                    const std::optional<utc_time>& told, ref_values& out) {
  auto& x = objects_[at];
  auto given = std::vector<bool>(x.leaves.size());
  auto writes = std::vector<bool>(x.leaves.size());
  for (auto& [number, from] : what) {
    auto& one = x.leaves[number];
    if (one.is_constant)
      continue;
    auto to = one.what == kind::quality ? shown_quality(from) : from;
    given[number] = true;
    writes[number] = writes[number] || force || !same(one.shown, to);
    one.is_missing = false;
    one.shown = std::move(to);
  }
  for (auto i = std::size_t{0}; i < x.leaves.size(); ++i) {
    auto& one = x.leaves[i];
    if (!writes[i] || one.what == kind::time)
      continue;
    auto is_left_out = [&](std::uint32_t which) {
      return which != none && !given[which] && !x.leaves[which].is_missing;
    };
    if (is_left_out(one.quality))
      doubt(at);
    if (is_left_out(one.time)) {
      doubt(at);
      if (told)
        out.push_back({x.leaves[one.time].ref, *told});
      x.leaves[one.time].shown = {};
    } else if (one.time != none && given[one.time]) {
      writes[one.time] = true;
    }
  }
  for (auto i = std::size_t{0}; i < x.leaves.size(); ++i)
    if (writes[i])
      out.push_back({x.leaves[i].ref, x.leaves[i].shown});
}

// ---- reading ----------------------------------------------------------------

void mirror::connected() {
  is_lost_ = false;
  for (auto& x : objects_)
    x.is_read = false;
}

std::vector<mirror::place> mirror::begin_read(std::size_t at) {
  auto& x = objects_[at];
  auto all = !std::exchange(x.is_read, true);
  x.has_news = false;
  auto out = std::vector<place>{};
  for (auto i = std::uint32_t{0}; i < x.leaves.size(); ++i)
    if (!x.leaves[i].is_constant && (all || !x.leaves[i].is_missing))
      out.push_back({static_cast<std::uint32_t>(at), i});
  return out;
}

std::string mirror::reference(place at) const {
  auto& x = objects_[at.object];
  auto& ref = x.leaves[at.leaf].ref;
  return client_ + ':' + x.device + ref.substr(ref.find('/'));
}

mirror::read_outcome mirror::take_read(const std::vector<place>& places,
                                       std::vector<result<sample>> got) {
  auto out = read_outcome{};
  if (places.empty() || got.size() != places.size())
    return out;
  auto at = places.front().object;
  auto& x = objects_[at];
  auto what = part_values{};
  auto read_at = std::int64_t{0}, known_at = std::int64_t{0};
  for (auto i = std::size_t{0}; i < places.size(); ++i) {
    auto& one = x.leaves[places[i].leaf];
    if (got[i]) {
      if (auto* time = std::get_if<utc_time>(&got[i]->value); time && x.has_news)
        read_at = std::max(read_at, time->ns);
      what.emplace_back(places[i].leaf, std::move(got[i]->value));
      continue;
    }
    auto code = got[i].error().code;
    if (code != errc::not_found && code != errc::access_denied
        && code != errc::unsupported) {
      out.failed = std::move(got[i].error());
      continue;
    }
    one.is_missing = true;
    if (!std::exchange(one.is_told, true))
      out.missing.push_back(reference(places[i]));
  }
  for (auto& one : x.leaves)
    if (auto* time = std::get_if<utc_time>(&one.shown))
      known_at = std::max(known_at, time->ns);
  // Told meanwhile: it is newer, but where the times say otherwise.
  auto is_stale = x.has_news && (read_at == 0 || read_at < known_at);
  if (is_stale && x.is_uncertain)
    doubt(at);
  if (is_stale || x.writes > 0)
    return out;
  commit(at, what, x.is_uncertain, std::nullopt, out.writes);
  if (!out.failed)
    x.is_uncertain = false;
  return out;
}

// ---- what the device tells --------------------------------------------------

std::vector<mirror::target> mirror::targets_of(std::string_view ref) const {
  auto out = std::vector<target>{};
  if (!ref.starts_with(client_ + ':'))
    return out;
  auto at = iec61850::parse_reference(ref.substr(client_.size() + 1));
  if (!at || at->is_own || at->constraint.empty())
    return out;
  if (at->names.empty()) { // a whole logical node: its objects are members
    auto prefix = at->path() + '$';
    for (auto& [path, numbers] : by_device_)
      if (path.starts_with(prefix))
        for (auto number : numbers)
          out.push_back({number, {}, path.substr(prefix.size())});
    return out;
  }
  auto item = item_of_object(at->logical_node, at->constraint, at->names.front());
  auto found = by_device_.find(at->logical_device + '/' + item);
  if (found != by_device_.end())
    for (auto number : found->second)
      out.push_back({number, joined(at->names, 1)});
  return out;
}

/// The values of the attributes in a value; what the server has not is left out.
void mirror::collect(const image& x, const std::string& part, const value& from,
                     part_values& to) const {
  if (auto* below = std::get_if<members>(&from)) {
    if (*below)
      for (auto& [name, inner] : **below)
        collect(x, part.empty() ? name : part + '$' + name, inner, to);
    return;
  }
  if (auto number = leaf_named(x, part); number != none && is_known(from))
    to.emplace_back(number, from);
}

mirror::ref_values mirror::take(const std::vector<target>& to, const sample& x,
                                reasons why, const report_head* report) {
  auto out = ref_values{};
  if (!report && !is_said(x))
    return out;
  for (auto& one : to) {
    auto& of = objects_[one.object];
    auto* from = one.member.empty() ? &x.value : iec61850::member(x.value, one.member);
    auto what = part_values{};
    if (from && of.writes == 0)
      collect(of, one.part, *from, what);
    if (what.empty())
      continue;
    for (auto& [number, told] : what) {
      auto* was = std::get_if<utc_time>(&of.leaves[number].shown);
      auto* is = std::get_if<utc_time>(&told);
      if (was && is && is->ns < was->ns)
        doubt(one.object);
    }
    of.has_news = true;
    auto again = (why & static_cast<reasons>(reason::data_update)) != 0;
    commit(one.object, what, again, report ? report->time_of_entry : std::nullopt, out);
  }
  return out;
}

// ---- what clients do --------------------------------------------------------

std::optional<mirror::client_write> mirror::begin_write(std::string_view ref,
                                                        const value& x) {
  if (!ref.starts_with(server_ + ':'))
    return std::nullopt;
  auto at = iec61850::parse_reference(ref.substr(server_.size() + 1));
  if (!at || at->names.empty() || !has(written_by_clients, at->constraint))
    return std::nullopt;
  auto item = item_of_object(at->logical_node, at->constraint, at->names.front());
  auto found = by_server_.find(at->logical_device + '/' + item);
  auto part = joined(at->names, 1);
  if (found == by_server_.end() || (at->constraint == "CF" && has(of_control, part)))
    return std::nullopt;
  auto& to = objects_[found->second];
  auto is_below = [&](const leaf& one) {
    return part.empty() || one.name == part || one.name.starts_with(part + '$');
  };
  auto is_own_leaf = [&](const leaf& one) {
    return !is_below(one) || one.is_missing || one.is_constant;
  };
  if (std::ranges::all_of(to.leaves, is_own_leaf))
    return std::nullopt; // the device has it not
  auto out = client_write{found->second, {}};
  auto add_write = [&](const iec61850::reference& server_ref, const value& with) {
    auto there = server_ref;
    there.logical_device = to.device;
    out.writes.push_back({client_ + ':' + iec61850::to_string(there), with});
  };
  auto* whole = std::get_if<members>(&x);
  auto is_own = [&](const structure::value_type& one) {
    return has(of_control, one.first);
  };
  if (part.empty() && at->constraint == "CF" && whole && *whole
      && std::ranges::any_of(**whole, is_own)) {
    for (auto& one : **whole)
      if (!is_own(one)) {
        auto below = *at;
        below.names.push_back(one.first);
        add_write(below, one.second);
      }
  } else {
    add_write(*at, x);
  }
  ++to.writes;
  to.is_uncertain = true;
  return out;
}

void mirror::written(std::size_t at) {
  if (objects_[at].writes > 0)
    --objects_[at].writes;
}

mirror::ref_values mirror::restore(std::size_t at) const {
  auto out = ref_values{};
  if (objects_[at].writes == 0)
    for (auto& one : objects_[at].leaves)
      if (is_known(one.shown))
        out.push_back({one.ref, one.shown});
  return out;
}

std::optional<mirror::command_target> mirror::command_of(std::string_view ref) const {
  if (!ref.starts_with(server_ + ':'))
    return std::nullopt;
  auto path = ref.substr(server_.size() + 1);
  auto at = iec61850::parse_reference(path);
  if (!at || at->names.size() != 1 || !at->constraint.empty())
    return std::nullopt;
  auto device = devices_.find(at->logical_device);
  if (device == devices_.end())
    return std::nullopt;
  auto out = command_target{};
  for (auto* constraint : {"ST", "MX"}) {
    auto item = item_of_object(at->logical_node, constraint, at->names.front());
    if (auto found = by_server_.find(at->logical_device + '/' + item);
        found != by_server_.end())
      out.status.push_back(found->second);
  }
  if (auto known = oper_timeouts_.find(std::string{path});
      known != oper_timeouts_.end())
    out.oper_timeout = known->second;
  at->logical_device = device->second;
  out.object = client_ + ':' + iec61850::to_string(*at);
  return out;
}

} // namespace bus
