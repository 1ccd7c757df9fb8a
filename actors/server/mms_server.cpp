#include "actors/server/mms_server.hpp"

#include "actors/log/log.hpp"
#include "actors/server/folder.hpp"
#include "messages/mms/browse.hpp"
#include "messages/mms/type.hpp"

namespace bus {

namespace {

std::string path_of(std::string_view domain, std::string_view item) {
  return std::string{domain} + '/' + std::string{item};
}

} // namespace

bool mms_server_state::start(pointer self, data_model_actor model,
                             mms_server_settings x) {
  self_ = self;
  model_ = std::move(model);
  settings_ = std::move(x);
  peers_.use(self, settings_.name, settings_.max_peers, settings_.association);
  auto made = mms::vmd::make(*settings_.vmd);
  if (!made) {
    log::error("server." + settings_.name, to_string(made.error()));
    self_->quit(caf::make_error(caf::sec::bad_function_call));
    return false;
  }
  vmd_ = std::move(*made);
  if (!settings_.files.empty()) {
    files_ = folder(settings_.files);
    vmd_->serve_files(*files_);
  }
  auto rules = served_points::rules{};
  rules.is_point = [](auto&) { return true; };
  rules.path_of = [](auto& path) { return path; };
  rules.sample_of = [this](auto place, auto& now) { return sample_of(place, now); };
  if (model_)
    rules.hand_over = [this](point_batch_ptr batch, std::function<void()> taken) {
      self_->request(model_, caf::infinite, std::move(batch))
        .then([taken = std::move(taken)](batch_taken) { taken(); });
    };
  points_.make(settings_.name, *vmd_, std::move(rules));
  if (!model_)
    return true;
  self_->send(
    model_,
    add_connection{
      connection_actor{self_},
      points_.table(),
      {settings_.name, "mms", connection_state::connected, {}, utc_time::now()}});
  points_.tell_all();
  return true;
}

// ---- peers ------------------------------------------------------------------

void mms_server_state::accepted(const link_accepted& x) {
  peers_.accept(x, mms_server_actor{self_}, files_.has_value());
}

void mms_server_state::joined(const vmd_joined& x) {
  vmd_->joined(x.peer, *x.agreed);
}

void mms_server_state::left(const caf::down_msg& x) {
  if (auto peer = peers_.left(x.source))
    vmd_->left(*peer);
}

vmd_answers mms_server_state::serve(const vmd_requests& x) {
  auto now = utc_time::now();
  auto out = std::make_shared<mms::served_list>();
  out->list.reserve(x.what->list.size());
  for (auto& one : x.what->list)
    out->list.push_back(
      mms::served_list::answer{one.invoke_id, vmd_->serve(x.peer, one.service, now)});
  take_changes();
  return {std::move(out)};
}

vmd_stored mms_server_state::store(const vmd_store& x) {
  if (!files_)
    return {fail(errc::access_denied, "file", "no files are served")};
  return {files_->write(x.path, x.all)};
}

// ---- the bus ----------------------------------------------------------------

void mms_server_state::take_changes() {
  for (auto& place : vmd_->take_changes())
    points_.changed(place);
  points_.tell();
}

sample mms_server_state::sample_of(mms::vmd::place x, const utc_time& at) const {
  auto& type = *vmd_->variables(x.scope).nodes()[x.node].type;
  return {mms::to_value(vmd_->value(x), &type), quality::good(), at};
}

result<mms::vmd::place> mms_server_state::place_of(std::string_view path) const {
  auto parts = mms::split_path(path);
  auto found = vmd_->find(parts.domain, parts.item);
  if (!found)
    return fail(errc::not_found, settings_.name + ':' + std::string{path});
  return *found;
}

points_read mms_server_state::read(const read_points& x) const {
  auto now = utc_time::now();
  auto out = points_read{};
  for (auto& path : x.paths)
    out.samples.push_back(
      place_of(path).map([&](auto place) { return sample_of(place, now); }));
  return out;
}

points_written mms_server_state::write(const write_points& x) {
  auto now = utc_time::now();
  auto out = points_written{};
  for (auto& one : x.writes)
    out.done.push_back(
      value_alone(one)
        .and_then([&] { return place_of(one.path); })
        .and_then([&](auto place) {
          auto& type = *vmd_->variables(place.scope).nodes()[place.node].type;
          return mms::to_data(one.value, type).and_then([&](mms::data to) {
            return vmd_->set(place, std::move(to), now);
          });
        }));
  take_changes();
  return out;
}

browsed mms_server_state::browse(const browse_path& x) const {
  auto out = std::vector<browse_item>{};
  auto parts = mms::split_path(x.path);
  auto ref = settings_.name + ':';
  if (x.path.empty())
    for (auto i = std::uint32_t{1}; i < vmd_->scope_count(); ++i)
      out.push_back({ref + std::string{vmd_->scope_name(i)}, "domain"});
  for (auto i = std::uint32_t{0}; i < vmd_->scope_count(); ++i) {
    if (vmd_->scope_name(i) != parts.domain)
      continue;
    auto& table = vmd_->variables(i);
    auto names = std::vector<std::string>{};
    for (auto& node : table.nodes())
      names.push_back(node.name);
    for (auto& item : mms::level_below(names, parts.item))
      out.push_back({ref + path_of(parts.domain, item), "variable",
                     std::string{mms::type_word(*table.find(item)->type)}});
    if (!out.empty() || x.path.empty() || !parts.is_item || table.find(parts.item))
      return {std::move(out)};
  }
  return {fail(errc::not_found, ref + x.path)};
}

described mms_server_state::describe(const describe_path& x) const {
  auto out = std::make_shared<structure>();
  out->emplace_back("ref", settings_.name + ':' + x.path);
  if (x.path.empty()) {
    out->emplace_back("protocol", std::string{"mms"});
    out->emplace_back("vendor", settings_.vmd->vendor);
    out->emplace_back("model", settings_.vmd->model);
    out->emplace_back("revision", settings_.vmd->revision);
    out->emplace_back("peers", static_cast<std::int64_t>(peers_.size()));
    out->emplace_back("points", static_cast<std::int64_t>(points_.size()));
    return {value{std::shared_ptr<const structure>{std::move(out)}}};
  }
  auto place = place_of(x.path);
  if (!place)
    return {tl::make_unexpected(std::move(place.error()))};
  auto& node = vmd_->variables(place->scope).nodes()[place->node];
  out->emplace_back("type", mms::describe(*node.type));
  out->emplace_back("writable", node.writable);
  return {value{std::shared_ptr<const structure>{std::move(out)}}};
}

mms_server_actor::behavior_type
mms_server(mms_server_actor::stateful_pointer<mms_server_state> self,
           data_model_actor model, mms_server_settings settings) {
  self->set_down_handler([self](const caf::down_msg& x) { self->state.left(x); });
  if (!self->state.start(self, std::move(model), std::move(settings)))
    return mms_server_actor::behavior_type::make_empty_behavior();
  return {
    [self](const vmd_requests& x) {
      self->send(caf::actor_cast<mms_peer_actor>(self->current_sender()),
                 self->state.serve(x));
    },
    [self](const read_points& x) { return self->state.read(x); },
    [self](const write_points& x) { return self->state.write(x); },
    [self](const browse_path& x) { return self->state.browse(x); },
    [self](const describe_path& x) { return self->state.describe(x); },
    [](const vmd_taken&) {}, // it tells nothing by itself
    [](const act_on&) { return acted{not_for("mms")}; },
    [self](const link_accepted& x) { self->state.accepted(x); },
    [self](const vmd_joined& x) { self->state.joined(x); },
    [self](const vmd_store& x) { return self->state.store(x); },
  };
}

} // namespace bus
