#include "actors/data_model/data_model.hpp"

#include <map>

namespace bus {

/// Puts together what several connections answer.
template <class Answer>
struct data_model_state::gathering {
  Answer whole;
  std::size_t left = 1; ///< one for the asking itself
  caf::typed_response_promise<Answer> to;

  void done() {
    if (--left == 0)
      to.deliver(std::move(whole));
  }
};

namespace {

/// The part of a request that goes to one connection, and where its answers
/// stand in the whole.
template <class Request>
struct share {
  Request part;
  std::vector<std::size_t> places;
};

template <class Request>
using shares = std::map<connection_actor, share<Request>>;

} // namespace

void data_model_state::add(const add_connection& x) {
  connections_[x.table->connection] = x.who;
  model_.add(x.table, x.status);
  for (auto& listener : listeners_)
    self_->send(listener, x.status);
}

void data_model_state::add(const add_listener& x) {
  self_->monitor(x.who);
  listeners_.push_back(x.who);
}

/// Whoever listens no longer is told no longer.
void data_model_state::left(const caf::down_msg& x) {
  std::erase_if(listeners_, [&](auto& one) { return one.address() == x.source; });
}

void data_model_state::change(const connection_status& x) {
  if (!model_.change(x))
    return;
  for (auto& listener : listeners_)
    self_->send(listener, x);
}

void data_model_state::tell(const command_ptr& x) {
  for (auto& listener : listeners_)
    self_->send(listener, x);
}

/// The first listener, which publishes, answers in our place: a batch counts as taken
/// only when it has been published.
caf::result<batch_taken> data_model_state::take(const point_batch_ptr& x) {
  if (!model_.take(*x) || listeners_.empty())
    return batch_taken{};
  for (auto i = std::size_t{1}; i < listeners_.size(); ++i)
    self_->request(listeners_[i], caf::infinite, x)
      .then([](batch_taken) {}, [](const caf::error&) {});
  return self_->delegate(listeners_.front(), x);
}

points_listed data_model_state::list(const list_points& x) const {
  auto out = points_listed{};
  model_.each(x.prefix, [&](const point_info& point, const sample&) {
    out.points.push_back(point);
  });
  return out;
}

snapshot_taken data_model_state::snapshot(const take_snapshot& x) const {
  auto out = snapshot_taken{};
  model_.each(x.prefix, [&](const point_info& point, const sample& last) {
    out.refs.push_back(point.ref);
    out.samples.push_back(last);
  });
  return out;
}

result<std::string> data_model_state::route(std::string_view ref,
                                            connection_actor& to) const {
  auto parts = split_ref(ref);
  if (!parts)
    return tl::make_unexpected(parts.error());
  auto found = connections_.find(std::string{parts->connection});
  if (found == connections_.end())
    return fail(errc::not_found, "connection", std::string{parts->connection});
  to = found->second;
  if (!to)
    return fail(errc::not_connected, "connection", "disabled");
  return std::string{parts->path};
}

template <class Answer, class Request, class List>
void data_model_state::ask_part(std::shared_ptr<gathering<Answer>> job,
                                const connection_actor& who, Request part,
                                std::vector<std::size_t> places, List Answer::*list) {
  ++job->left;
  auto taken = [job, places, list](Answer& got) {
    for (auto i = std::size_t{0}; i < places.size(); ++i)
      (job->whole.*list)[places[i]] = std::move((got.*list)[i]);
    job->done();
  };
  auto lost = [job, places, list](const caf::error&) {
    for (auto place : places)
      (job->whole.*list)[place] = fail(errc::not_connected, "connection");
    job->done();
  };
  self_->request(who, caf::infinite, std::move(part)).then(taken, lost);
}

caf::result<points_read> data_model_state::read(const read_refs& x) {
  if (x.source == rpc::source::model)
    return last_samples(x.refs);
  return read_devices(x);
}

points_read data_model_state::last_samples(const std::vector<std::string>& refs) const {
  auto out = points_read{};
  out.samples.reserve(refs.size());
  for (auto& ref : refs)
    out.samples.push_back(model_.read(ref));
  return out;
}

caf::typed_response_promise<points_read>
data_model_state::read_devices(const read_refs& x) {
  auto job = std::make_shared<gathering<points_read>>();
  job->to = self_->make_response_promise<points_read>();
  job->whole.samples.resize(x.refs.size());
  auto parts = shares<read_points>{};
  for (auto i = std::size_t{0}; i < x.refs.size(); ++i) {
    auto to = connection_actor{};
    if (auto path = route(x.refs[i], to); !path)
      job->whole.samples[i] = tl::make_unexpected(path.error());
    else {
      parts[to].places.push_back(i);
      parts[to].part.paths.push_back(std::move(*path));
    }
  }
  auto promise = job->to;
  for (auto& [who, mine] : parts) {
    mine.part.deadline = x.deadline;
    ask_part(job, who, std::move(mine.part), std::move(mine.places),
             &points_read::samples);
  }
  job->done();
  return promise;
}

caf::typed_response_promise<points_written>
data_model_state::write(const write_refs& x) {
  auto job = std::make_shared<gathering<points_written>>();
  job->to = self_->make_response_promise<points_written>();
  job->whole.done.resize(x.writes.size());
  auto parts = shares<write_points>{};
  for (auto i = std::size_t{0}; i < x.writes.size(); ++i) {
    auto to = connection_actor{};
    if (auto path = route(x.writes[i].ref, to); !path)
      job->whole.done[i] = tl::make_unexpected(path.error());
    else {
      parts[to].places.push_back(i);
      auto& one = x.writes[i];
      parts[to].part.writes.push_back(
        {std::move(*path), one.value, one.quality, one.time});
    }
  }
  auto promise = job->to;
  for (auto& [who, mine] : parts) {
    mine.part.deadline = x.deadline;
    ask_part(job, who, std::move(mine.part), std::move(mine.places),
             &points_written::done);
  }
  job->done();
  return promise;
}

browsed data_model_state::browse_bus() const {
  auto out = std::vector<browse_item>{};
  for (auto& x : model_.status())
    out.push_back({x.status.connection + ":", "connection", x.status.protocol});
  return {std::move(out)};
}

caf::result<browsed> data_model_state::browse(const browse_ref& x) {
  if (x.ref.empty())
    return browse_bus();
  auto to = connection_actor{};
  auto path = route(x.ref, to);
  if (!path)
    return browsed{tl::make_unexpected(path.error())};
  return self_->delegate(to, browse_path{std::move(*path), x.deadline});
}

caf::result<described> data_model_state::describe(const describe_ref& x) {
  auto to = connection_actor{};
  auto path = route(x.ref, to);
  if (!path)
    return described{tl::make_unexpected(path.error())};
  return self_->delegate(to, describe_path{std::move(*path), x.deadline});
}

caf::result<acted> data_model_state::act(const act_on_ref& x) {
  auto to = connection_actor{};
  auto path = route(x.ref, to);
  if (!path)
    return acted{tl::make_unexpected(refusal{path.error()})};
  return self_->delegate(to, act_on{std::move(*path), x.what, x.deadline});
}

data_model_actor::behavior_type
data_model(data_model_actor::stateful_pointer<data_model_state> self) {
  self->set_down_handler([self](const caf::down_msg& x) { self->state.left(x); });
  return {
    [self](const add_connection& x) { self->state.add(x); },
    [self](const add_listener& x) { self->state.add(x); },
    [self](const connection_status& x) { self->state.change(x); },
    [self](const command_ptr& x) { self->state.tell(x); },
    [self](const act_on_ref& x) { return self->state.act(x); },
    [self](const point_batch_ptr& x) { return self->state.take(x); },
    [self](ask_status) { return self->state.status(); },
    [self](const list_points& x) { return self->state.list(x); },
    [self](const take_snapshot& x) { return self->state.snapshot(x); },
    [self](const read_refs& x) { return self->state.read(x); },
    [self](const write_refs& x) { return self->state.write(x); },
    [self](const browse_ref& x) { return self->state.browse(x); },
    [self](const describe_ref& x) { return self->state.describe(x); },
  };
}

} // namespace bus
