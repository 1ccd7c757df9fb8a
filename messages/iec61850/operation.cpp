#include "messages/iec61850/operation.hpp"

#include "messages/iec61850/reference.hpp"
#include "messages/mms/type.hpp"

#include <algorithm>

namespace bus::iec61850 {

namespace {

using asn1::mms::information_report;
using asn1::mms::variable_access_specification;
using asn1::mms::variable_specification;
using mms::data;

constexpr auto place = "iec61850.control";

/// `LD/LN$FC$DO` of `LD/LN$DO`.
std::string in_constraint(const std::string& object, const char* constraint) {
  auto dollar = object.find('$');
  return object.substr(0, dollar) + '$' + constraint + object.substr(dollar);
}

/// A plain number is the f or the i of an analogue value (IEC 61850-7-3, 6.5).
value control_value(const value& to, const mms::type_description* type) {
  if (!type || !to_number(to))
    return to;
  for (auto* name : {"f", "i"})
    if (mms::component_index(*type, name))
      return std::make_shared<const structure>(structure{{name, to}});
  return to;
}

/// The names of a report's variables, and their values beside them.
struct told_variable {
  std::string path; ///< `/LastApplError` for the server's own
  const data* value;
};

std::vector<told_variable> variables_of(information_report& x) {
  auto out = std::vector<told_variable>{};
  auto* list = x.variable_access_specification
                 .get_if<variable_access_specification::list_of_variable>();
  if (!list || list->size() != x.list_of_access_result.size())
    return out;
  for (auto i = std::size_t{0}; i < list->size(); ++i) {
    auto* name =
      (*list)[i].variable_specification.get_if<variable_specification::name>();
    auto* value = x.list_of_access_result[i].get_if<mms::access_result::success>();
    if (name)
      out.push_back({mms::path_of(*name), value});
  }
  return out;
}

/// What a command is kept by: a cancel may come beside the command it is of.
std::string key_of(const std::string& object, bool is_cancel) {
  return is_cancel ? object + "$Cancel" : object;
}

struct application_error {
  std::string object; ///< `LD/LN$DO`
  bool of_cancel;
  add_cause cause;
};

/// `LD/LN$DO` of `LD/LN$CO$DO$Oper`.
std::string object_of(std::string_view path) {
  auto slash = path.find('/');
  if (slash == path.npos)
    return {};
  auto parts = parts_of(path.substr(slash + 1));
  if (parts.size() < 3 || parts[1] != "CO")
    return {};
  return std::string{path.substr(0, slash + 1)} + std::string{parts[0]} + '$'
         + std::string{parts[2]};
}

std::optional<application_error> error_in(const data* x) {
  auto* parts = x ? x->get_if<data::structure>() : nullptr;
  if (!parts || parts->size() < 5)
    return std::nullopt;
  auto* object = (*parts)[0].get_if<data::visible_string>();
  auto* cause = (*parts)[4].get_if<data::integer>();
  if (!object || !cause)
    return std::nullopt;
  auto code = cause->to_int64().value_or(0);
  return application_error{
    object_of(*object), object->ends_with("$Cancel"),
    static_cast<add_cause>(std::clamp<std::int64_t>(code, 0, 255))};
}

} // namespace

struct operations::job {
  operation_request what;
  deadline_of when;
  utc_time now;
  then done;
  operation_outcome outcome = {};
  std::optional<add_cause> cause = {};
  bool awaits_end = false;        ///< operated, its end is not there yet
  std::optional<bool> ended = {}; ///< its end came, before the answer perhaps

  std::string key() const {
    return key_of(what.object, what.action == control_action::cancel);
  }
};

void operations::did(job& x, const char* step) {
  x.outcome.steps.emplace_back(step);
  if (x.what.stepped)
    x.what.stepped(step);
}

void operations::perform(operation_request x, deadline_of when, const utc_time& now,
                         then done) {
  auto out = std::make_shared<job>();
  out->what = std::move(x);
  out->when = when;
  out->now = now;
  out->done = std::move(done);
  auto& object = out->what.object;
  if (object.find('$') == object.npos)
    return out->done(tl::make_unexpected(operation_failure{
      {errc::invalid_value, object, "expected an object, LD/LN.DO"}}));
  auto running = jobs_.find(object);
  auto is_free = out->what.action == control_action::cancel
                   ? running == jobs_.end() || running->second->awaits_end
                   : !jobs_.contains(key_of(object, true));
  if (!is_free || !jobs_.emplace(out->key(), out).second)
    return out->done(tl::make_unexpected(
      operation_failure{{errc::busy, place, "another command of it is under way"}}));
  know_model(out);
}

void operations::end(const job_ptr& x, operation_result how) {
  auto found = jobs_.find(x->key());
  if (found == jobs_.end() || found->second != x)
    return;
  jobs_.erase(found);
  x->done(std::move(how));
}

void operations::finish(const job_ptr& x) {
  end(x, x->outcome);
}

void operations::fail_with(const job_ptr& x, error why) {
  end(x, tl::make_unexpected(
           operation_failure{std::move(why), x->cause, x->outcome.steps}));
}

void operations::know_model(const job_ptr& x) {
  auto& object = x->what.object;
  if (auto known = models_.find(object); known != models_.end()) {
    x->outcome.model = known->second;
    return know_type(x);
  }
  device_.read({in_constraint(object, "CF") + "$ctlModel"}, x->when,
               [this, x](mms::device::values got) {
                 auto& model = got.front();
                 if (!model)
                   return fail_with(x, std::move(model.error()));
                 auto* number = std::get_if<std::int64_t>(&*model);
                 if (!number || *number < 0 || *number > 4)
                   return fail_with(x, {errc::malformed, place, "no control model"});
                 x->outcome.model = static_cast<ctl_model>(*number);
                 models_[x->what.object] = x->outcome.model;
                 know_type(x);
               });
}

void operations::know_type(const job_ptr& x) {
  if (x->outcome.model == ctl_model::status_only)
    return fail_with(
      x, {errc::unsupported, x->what.object, "its control model is status-only"});
  auto part = x->what.action == control_action::cancel ? "$Cancel" : "$Oper";
  device_.type_of(in_constraint(x->what.object, "CO") + part, x->when,
                  [this, x](result<const mms::type_description*> type) {
                    if (!type)
                      return fail_with(x, std::move(type.error()));
                    if (x->what.action != control_action::cancel
                        && !x->what.is_selected)
                      x->outcome.ctl_num = ++numbers_[x->what.object];
                    else
                      x->outcome.ctl_num = numbers_[x->what.object];
                    step(x);
                  });
}

void operations::step(const job_ptr& x) {
  auto model = x->outcome.model;
  if (x->what.action == control_action::cancel)
    return cancel(x);
  if (x->what.action == control_action::operate && x->what.is_selected)
    return operate(x);
  if (x->what.action == control_action::select && !selects(model))
    return fail_with(
      x, {errc::unsupported, x->what.object,
          "its control model, " + std::string{name(model)} + ", has no select"});
  if (model == ctl_model::sbo_with_normal_security)
    return select(x);
  if (model == ctl_model::sbo_with_enhanced_security)
    return select_with_value(x);
  operate(x);
}

void operations::select(const job_ptr& x) {
  device_.read({in_constraint(x->what.object, "CO") + "$SBO"}, x->when,
               [this, x](mms::device::values got) {
                 auto& answer = got.front();
                 if (!answer)
                   return fail_with(x, std::move(answer.error()));
                 auto* text = std::get_if<std::string>(&*answer);
                 if (text && text->empty()) {
                   if (!x->cause)
                     x->cause = add_cause::select_failed;
                   return fail_with(x, {errc::rejected, place, "not selected"});
                 }
                 did(*x, "select");
                 operate(x);
               });
}

void operations::select_with_value(const job_ptr& x) {
  write(x, "$SBOw", [this, x] {
    did(*x, "select");
    operate(x);
  });
}

void operations::operate(const job_ptr& x) {
  if (x->what.action == control_action::select)
    return finish(x);
  x->awaits_end = is_enhanced(x->outcome.model);
  write(x, "$Oper", [this, x] {
    if (!x->awaits_end) {
      x->outcome.steps.emplace_back("operate");
      return finish(x);
    }
    did(*x, "operate");
    if (!x->ended)
      return; // waits for the end of it
    if (*x->ended) {
      x->outcome.steps.emplace_back("termination");
      return finish(x);
    }
    fail_with(x, {errc::rejected, place, "it ended without success"});
  });
}

void operations::cancel(const job_ptr& x) {
  write(x, "$Cancel", [this, x] {
    did(*x, "cancel");
    finish(x);
  });
}

void operations::write(const job_ptr& x, const char* part, std::function<void()> next) {
  auto path = in_constraint(x->what.object, "CO") + part;
  device_.type_of(
    path, x->when,
    [this, x, path, next = std::move(next)](result<const mms::type_description*> type) {
      if (!type)
        return fail_with(x, std::move(type.error()));
      auto with = parameters(*x, **type);
      if (!with)
        return fail_with(x, std::move(with.error()));
      device_.write(path, std::move(*with), x->when, [this, x, next](result<void> how) {
        if (!how)
          return fail_with(x, std::move(how.error()));
        next();
      });
    });
}

/// What the structure has, by its names: peers have some of it (IEC 61850-8-1, 20.2).
result<value> operations::parameters(const job& x,
                                     const mms::type_description& type) const {
  auto* parts = type.get_if<mms::type_description::structure>();
  if (!parts)
    return fail(errc::malformed, place, "no structure");
  auto out = std::make_shared<structure>();
  auto& what = x.what;
  for (auto& part : parts->components) {
    auto part_name = part.component_name.value_or(std::string{});
    if (part_name == "ctlVal")
      out->emplace_back(part_name,
                        control_value(what.to, mms::component(type, part_name)));
    else if (part_name == "operTm")
      out->emplace_back(part_name, what.time.value_or(utc_time{}));
    else if (part_name == "origin") {
      auto origin = std::make_shared<structure>();
      origin->emplace_back("orCat", what.or_cat);
      origin->emplace_back("orIdent", bus::octet_string{what.or_ident});
      out->emplace_back(part_name, std::shared_ptr<const structure>{std::move(origin)});
    } else if (part_name == "ctlNum")
      out->emplace_back(part_name, x.outcome.ctl_num);
    else if (part_name == "T") {
      // Times of edition 1 are binary times.
      out->emplace_back(part_name, what.issued.value_or(x.now));
    } else if (part_name == "Test")
      out->emplace_back(part_name, what.test);
    else if (part_name == "Check")
      out->emplace_back(part_name,
                        bus::bit_string{std::string{what.synchro_check ? '1' : '0',
                                                    what.interlock_check ? '1' : '0'}});
    else
      return fail(errc::unsupported, place, "the command has a part " + part_name);
  }
  return value{std::shared_ptr<const structure>{std::move(out)}};
}

bool operations::received(information_report& x) {
  auto variables = variables_of(x);
  if (variables.empty())
    return false;
  auto failed = std::optional<application_error>{};
  auto object = std::string{};
  for (auto& one : variables) {
    if (one.path == "/LastApplError")
      failed = error_in(one.value);
    else if (object.empty())
      object = object_of(one.path);
  }
  if (!failed && object.empty())
    return false;
  auto is_end = !object.empty();
  auto found = jobs_.find(is_end ? object : key_of(failed->object, failed->of_cancel));
  if (found == jobs_.end() && !is_end) // peers that do not say which part
    found = jobs_.find(key_of(failed->object, !failed->of_cancel));
  if (found == jobs_.end())
    return true; // of a command that nobody waits for
  auto x_job = found->second;
  if (failed)
    x_job->cause = failed->cause;
  if (!is_end || !x_job->awaits_end)
    return true;
  x_job->ended = !failed;
  auto& steps = x_job->outcome.steps;
  if (std::ranges::find(steps, "operate") == steps.end())
    return true; // its answer is still to come
  if (failed) {
    fail_with(x_job, {errc::rejected, place, "it ended without success"});
  } else {
    steps.emplace_back("termination");
    finish(x_job);
  }
  return true;
}

void operations::tick(time_point now) {
  auto late = std::vector<job_ptr>{};
  for (auto& [object, x] : jobs_)
    if (now >= x->when.deadline)
      late.push_back(x);
  for (auto& x : late)
    fail_with(x,
              {errc::timeout, place,
               x->awaits_end ? "its end was not told in time" : "no answer in time"});
}

time_point operations::deadline() const {
  auto out = never;
  for (auto& [object, x] : jobs_)
    out = std::min(out, x->when.deadline);
  return out;
}

void operations::closed(const error& why) {
  models_.clear();
  for (auto& [object, x] : std::exchange(jobs_, {}))
    x->done(tl::make_unexpected(operation_failure{why, x->cause, x->outcome.steps}));
}

} // namespace bus::iec61850
