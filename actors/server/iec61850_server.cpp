#include "actors/server/iec61850_server.hpp"

#include "actors/log/log.hpp"
#include "actors/server/folder.hpp"
#include "messages/iec61850/directory.hpp"
#include "messages/iec61850/reference.hpp"
#include "messages/mms/browse.hpp"
#include "messages/mms/type.hpp"

#include <algorithm>

namespace bus {

namespace {

/// Whether an attribute is a point: values, not the quality and time that go with
/// them, nor what belongs to control blocks and commands.
bool is_told(std::string_view item) {
  auto parts = iec61850::parts_of(item);
  if (parts.size() < 4 || parts.back() == "q" || parts.back() == "t")
    return false;
  return !iec61850::is_block_constraint(parts[1]) && parts[1] != "CO"
         && parts[1] != "SE" && parts[2] != "SGCB";
}

value text(std::string_view x) {
  return std::string{x};
}

} // namespace

bool iec61850_server_state::start(pointer self, data_model_actor model,
                                  iec61850_server_settings x) {
  self_ = self;
  model_ = std::move(model);
  settings_ = std::move(x);
  peers_.use(self, settings_.name, settings_.max_peers, settings_.association);
  auto made = iec61850::server::make(*settings_.objects, settings_.how, now());
  if (!made) {
    log::error("server." + settings_.name, to_string(made.error()));
    self_->quit(caf::make_error(caf::sec::bad_function_call));
    return false;
  }
  server_ = std::move(*made);
  if (!settings_.files.empty()) {
    files_ = folder(settings_.files);
    server_->serve_files(*files_);
  }
  restore_buffers();
  auto rules = served_points::rules{};
  rules.is_point = [](auto& leaf) { return is_told(leaf.name); };
  rules.path_of = [](auto& path) { return iec61850::to_reference(path); };
  rules.sample_of = [this](auto place, auto& time) {
    return server_->read(place, time);
  };
  if (model_)
    rules.hand_over = [this](point_batch_ptr batch, std::function<void()> taken) {
      self_->request(model_, caf::infinite, std::move(batch))
        .then([taken = std::move(taken)](batch_taken) { taken(); });
    };
  points_.make(settings_.name, server_->objects(), std::move(rules));
  server_->tick(now());
  flush();
  if (!model_)
    return true;
  self_->send(
    model_,
    add_connection{
      connection_actor{self_},
      points_.table(),
      {settings_.name, "iec61850", connection_state::connected, {}, utc_time::now()}});
  points_.tell_all();
  return true;
}

iec61850::moment iec61850_server_state::now() const {
  return {now_of(self_), utc_time::now()};
}

void iec61850_server_state::restore_buffers() {
  if (settings_.state.empty())
    return;
  auto folder_of = std::filesystem::path{settings_.state} / settings_.name;
  for (auto& [path, block] : server_->buffered_blocks()) {
    auto file = entry_file::open(folder_of, path, *block);
    if (file)
      buffers_.emplace_back(block, std::move(*file));
    else
      log::error("server." + settings_.name,
                 path + " is not kept on disk: " + to_string(file.error()));
  }
}

// ---- clients ----------------------------------------------------------------

void iec61850_server_state::accepted(const link_accepted& x) {
  peers_.accept(x, mms_server_actor{self_}, files_.has_value());
}

void iec61850_server_state::joined(const vmd_joined& x) {
  server_->joined({x.peer, x.address}, *x.agreed);
}

void iec61850_server_state::left(const caf::down_msg& x) {
  if (auto peer = peers_.left(x.source))
    server_->left(*peer, now());
  flush();
}

void iec61850_server_state::serve(const vmd_requests& x) {
  auto at = now();
  for (auto& one : x.what->list)
    server_->request(x.peer, one, at);
  flush();
}

void iec61850_server_state::taken(const vmd_taken& x) {
  server_->taken(x.peer, x.count);
  flush();
}

vmd_stored iec61850_server_state::store(const vmd_store& x) {
  if (!files_)
    return {fail(errc::access_denied, "file", "no files are served")};
  return {files_->write(x.path, x.all)};
}

void iec61850_server_state::tick() {
  alarm_.fired();
  server_->tick(now());
  flush();
}

/// Everything that a call to the server left to be done.
void iec61850_server_state::flush() {
  keep_buffers(); // before anybody is told
  send_events();
  take_changes();
  alarm_.set(self_, server_->deadline());
}

void iec61850_server_state::keep_buffers() {
  for (auto& [block, file] : buffers_)
    if (auto kept = file.follow(*block); !kept)
      log::error("server." + settings_.name, to_string(kept.error()));
}

/// One message for each client, in the order of what happened.
void iec61850_server_state::send_events() {
  auto to = std::uint64_t{0};
  auto list = std::shared_ptr<mms::served_list>{};
  auto hand_over = [&] {
    if (!list)
      return;
    if (auto* who = peers_.find(to))
      self_->send(*who, vmd_answers{std::exchange(list, nullptr)});
    list = nullptr;
  };
  auto list_for = [&](std::uint64_t client) -> mms::served_list& {
    if (client != to)
      hand_over();
    to = client;
    if (!list)
      list = std::make_shared<mms::served_list>();
    return *list;
  };
  while (auto event = server_->next_event()) {
    if (auto* answer = std::get_if<iec61850::server_answer>(&*event)) {
      list_for(answer->client)
        .list.push_back(
          mms::served_list::answer{answer->invoke_id, std::move(answer->what)});
    } else if (auto* told = std::get_if<iec61850::server_tells>(&*event)) {
      list_for(told->client).list.push_back(std::move(told->what));
    } else {
      auto& asked = std::get<iec61850::process_asked>(*event);
      asked.what.id = settings_.name + ':' + asked.what.id;
      asked.what.ref = settings_.name + ':' + asked.what.ref;
      if (model_)
        self_->send(model_, std::make_shared<const command>(std::move(asked.what)));
    }
  }
  hand_over();
}

// ---- the bus ----------------------------------------------------------------

void iec61850_server_state::take_changes() {
  for (auto& place : server_->take_changes()) {
    points_.changed(place);
    // A quality concerns the values beside it.
    auto& table = server_->objects().variables(place.scope);
    auto& item = table.nodes()[place.node].name;
    if (!item.ends_with("$q"))
      continue;
    auto above = std::string_view{item}.substr(0, item.size() - 2);
    if (auto* object = table.find(above))
      points_.changed({place.scope, table.place_of(*object)});
  }
  points_.tell();
}

result<iec61850::server::place>
iec61850_server_state::place_of(const std::string& path) const {
  constexpr auto most = std::size_t{100'000};
  if (auto known = looked_up_.find(path); known != looked_up_.end())
    return known->second;
  auto ref = iec61850::parse_reference(path);
  if (!ref)
    return tl::make_unexpected(std::move(ref.error()));
  auto found = server_->find(ref->path());
  if (!found)
    return fail(errc::not_found, settings_.name + ':' + path);
  if (looked_up_.size() < most)
    looked_up_.emplace(path, *found);
  return *found;
}

points_read iec61850_server_state::read(const read_points& x) {
  auto time = utc_time::now();
  auto out = points_read{};
  for (auto& path : x.paths)
    out.samples.push_back(
      place_of(path).map([&](auto place) { return server_->read(place, time); }));
  return out;
}

points_written iec61850_server_state::write(const write_points& x) {
  auto out = points_written{};
  auto all = std::vector<iec61850::server::written>{};
  auto which = std::vector<std::size_t>{};
  for (auto i = std::size_t{0}; i < x.writes.size(); ++i) {
    auto to =
      value_alone(x.writes[i]).and_then([&] { return place_of(x.writes[i].path); });
    auto converted = to.and_then([&](auto place) {
      auto& node = server_->objects().variables(place.scope).nodes()[place.node];
      return mms::to_data(x.writes[i].value, *node.type);
    });
    out.done.emplace_back();
    if (!converted) {
      out.done.back() = tl::make_unexpected(std::move(converted.error()));
      continue;
    }
    all.push_back({*to, std::move(*converted)});
    which.push_back(i);
  }
  auto done = server_->set(std::move(all), now());
  for (auto i = std::size_t{0}; i < done.size(); ++i)
    out.done[which[i]] = std::move(done[i]);
  flush();
  return out;
}

browsed iec61850_server_state::browse(const browse_path& x) const {
  auto at = iec61850::parse_reference(x.path);
  if (!at)
    return {tl::make_unexpected(std::move(at.error()))};
  auto& vmd = server_->objects();
  auto out = std::vector<browse_item>{};
  if (at->logical_device.empty()) {
    for (auto i = std::uint32_t{1}; i < vmd.scope_count(); ++i)
      out.push_back(
        {settings_.name + ':' + std::string{vmd.scope_name(i)}, "logical-device"});
    return {std::move(out)};
  }
  auto all = iec61850::device_names{};
  for (auto i = std::uint32_t{1}; i < vmd.scope_count(); ++i)
    if (vmd.scope_name(i) == at->logical_device) {
      for (auto& node : vmd.variables(i).nodes())
        all.variables.push_back(node.name);
      all.data_sets = vmd.list_names(i);
      all.logs = vmd.journal_names(i);
    }
  if (all.variables.empty())
    return {fail(errc::not_found, settings_.name + ':' + x.path)};
  auto level = iec61850::level_below(all, *at);
  if (level)
    for (auto& one : *level) {
      if (auto place = place_of(one.ref))
        if (one.kind == "attribute")
          one.type =
            mms::type_word(*vmd.variables(place->scope).nodes()[place->node].type);
      one.ref = settings_.name + ':' + one.ref;
    }
  return {std::move(level)};
}

described iec61850_server_state::describe(const describe_path& x) const {
  auto out = std::make_shared<structure>();
  out->emplace_back("ref", settings_.name + ':' + x.path);
  if (x.path.empty()) {
    auto& who = settings_.objects->objects;
    out->emplace_back("type", text("server"));
    out->emplace_back("protocol", text("iec61850"));
    out->emplace_back("vendor", text(who.vendor));
    out->emplace_back("model", text(who.model));
    out->emplace_back("revision", text(who.revision));
    out->emplace_back("clients", static_cast<std::int64_t>(peers_.size()));
    out->emplace_back("points", static_cast<std::int64_t>(points_.size()));
    return {value{std::shared_ptr<const structure>{std::move(out)}}};
  }
  auto place = place_of(x.path);
  if (!place)
    return {tl::make_unexpected(std::move(place.error()))};
  auto& node = server_->objects().variables(place->scope).nodes()[place->node];
  out->emplace_back("type", mms::describe(*node.type));
  out->emplace_back("writable", node.writable);
  return {value{std::shared_ptr<const structure>{std::move(out)}}};
}

acted iec61850_server_state::act(const act_on& x) {
  auto verdict = [](bool ok,
                    const std::string& cause) -> result<iec61850::control_verdict> {
    auto known = cause.empty()
                   ? std::optional{ok ? iec61850::add_cause::none
                                      : iec61850::add_cause::blocked_by_process}
                   : iec61850::to_add_cause(cause);
    if (!known)
      return fail(errc::invalid_value, "add_cause", "no such word: " + cause);
    return iec61850::control_verdict{ok, *known};
  };
  auto done = result<void>{};
  if (auto* reply = std::get_if<action::reply>(&x.what))
    done = verdict(reply->accept, reply->add_cause).and_then([&](auto how) {
      how.tells_end = reply->tells_end;
      return server_->decide(reply->id, how, now());
    });
  else if (auto* end = std::get_if<action::end>(&x.what))
    done = verdict(end->success, end->add_cause).and_then([&](auto how) {
      return server_->end_command(x.path, how, now());
    });
  else
    return {not_for("a server of iec61850")};
  flush();
  if (!done)
    return {tl::make_unexpected(refusal{std::move(done.error())})};
  auto out = std::make_shared<structure>();
  return {value{std::shared_ptr<const structure>{std::move(out)}}};
}

iec61850_server_actor::behavior_type
iec61850_server(iec61850_server_actor::stateful_pointer<iec61850_server_state> self,
                data_model_actor model, iec61850_server_settings settings) {
  self->set_down_handler([self](const caf::down_msg& x) { self->state.left(x); });
  if (!self->state.start(self, std::move(model), std::move(settings)))
    return iec61850_server_actor::behavior_type::make_empty_behavior();
  return {
    [self](const vmd_requests& x) { self->state.serve(x); },
    [self](const vmd_taken& x) { self->state.taken(x); },
    [self](const read_points& x) { return self->state.read(x); },
    [self](const write_points& x) { return self->state.write(x); },
    [self](const browse_path& x) { return self->state.browse(x); },
    [self](const describe_path& x) { return self->state.describe(x); },
    [self](const act_on& x) { return self->state.act(x); },
    [self](const link_accepted& x) { self->state.accepted(x); },
    [self](const vmd_joined& x) { self->state.joined(x); },
    [self](const vmd_store& x) { return self->state.store(x); },
    [self](tick) { self->state.tick(); },
  };
}

} // namespace bus
