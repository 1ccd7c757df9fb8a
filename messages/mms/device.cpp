#include "messages/mms/device.hpp"

#include "messages/mms/type.hpp"

#include <algorithm>

namespace bus::mms {

namespace {

using asn1::mms::variable_access_specification;
using asn1::mms::variable_specification;

constexpr auto most_at_once = std::size_t{100}; ///< variables of one read
constexpr auto most_types = std::size_t{100'000};
constexpr auto most_known_types = std::size_t{1'000};

using specified = asn1::mms::variable_access_specification_list_of_variable_item;

specified variable(object_name x) {
  auto out = specified{};
  out.variable_specification =
    variable_specification::make<variable_specification::name>(std::move(x));
  return out;
}

bool needs_type(const data& x) {
  return x.is<data::structure>() || x.is<data::array>();
}

data_access_error failure_in(const access_result& x) {
  auto code = x.get<access_result::failure>().to_int64().value_or(0);
  return static_cast<data_access_error>(std::clamp<std::int64_t>(code, 0, 255));
}

bool is_too_large(const error& x) {
  return (x.where == "mms.service" && x.cause.starts_with("pdu-size"))
         || x.where == "mms.pdu";
}

} // namespace

error to_error(data_access_error x, std::string where) {
  using kinds = data_access_error;
  auto code = x == kinds::object_non_existent || x == kinds::object_undefined
                ? errc::not_found
              : x == kinds::object_access_denied ? errc::access_denied
              : x == kinds::type_inconsistent    ? errc::type_mismatch
              : x == kinds::object_value_invalid ? errc::invalid_value
                                                 : errc::rejected;
  return {code, std::move(where), std::string{name(x)}};
}

// ---- asking -----------------------------------------------------------------

void device::ask(request what, deadline_of when, then<result<response>> done) {
  asked_.emplace(++last_id_, std::move(done));
  client_.submit({last_id_, std::move(what), when.deadline}, when.now);
}

std::vector<pdu> device::take_output() {
  while (auto event = client_.next_event()) {
    if (auto* done = std::get_if<completion>(&*event)) {
      if (auto asker = asked_.extract(done->id))
        asker.mapped()(std::move(done->answer));
    } else {
      auto& told = std::get<indication>(*event).what;
      auto* values_told = told.get_if<unconfirmed::information_report>();
      if (values_told && !(information_ && information_(*values_told)))
        take_report(*values_told);
    }
  }
  return client_.take_output();
}

void device::established(const parameters& agreed) {
  agreed_ = agreed;
  types_.clear(); // it may be another device, or have another model
  lists_.clear();
  client_.established(agreed);
}

void device::closed(const error& why) {
  client_.closed(why);
}

bool device::receive(pdu& x) {
  return client_.receive(x);
}

void device::unsent(std::uint32_t invoke_id, const error& why) {
  client_.unsent(invoke_id, why);
}

void device::tick(time_point now) {
  client_.tick(now);
}

// ---- read and write ---------------------------------------------------------

struct device::reading {
  std::vector<std::string> paths;
  deadline_of when;
  std::vector<result<data>> got;
  std::size_t left = 0;
  then<values> done;
};

void device::read(const std::vector<std::string>& paths, deadline_of when,
                  then<values> done) {
  auto job = std::make_shared<reading>();
  job->paths = paths;
  job->when = when;
  job->done = std::move(done);
  job->got.resize(paths.size());
  auto parts = std::vector<std::vector<std::size_t>>(1);
  for (auto i = std::size_t{0}; i < paths.size(); ++i) {
    if (auto name = name_of(paths[i]); !name) {
      job->got[i] = tl::make_unexpected(std::move(name.error()));
      continue;
    }
    if (parts.back().size() == most_at_once)
      parts.emplace_back();
    parts.back().push_back(i);
  }
  job->left = parts.size();
  for (auto& part : parts)
    read_part(job, std::move(part));
}

void device::read_part(std::shared_ptr<reading> job, std::vector<std::size_t> places) {
  if (places.empty()) {
    if (--job->left == 0)
      finish(std::move(job));
    return;
  }
  auto what = asn1::mms::read_request{};
  auto& list = what.variable_access_specification
                 .emplace<variable_access_specification::list_of_variable>();
  for (auto place : places)
    list.push_back(variable(*name_of(job->paths[place])));
  auto when = job->when;
  ask(request::make<request::read>(std::move(what)), when,
      [this, job = std::move(job), places = std::move(places)](result<response> x) {
        if (!x && is_too_large(x.error()) && places.size() > 1) {
          auto middle = places.begin() + static_cast<std::ptrdiff_t>(places.size() / 2);
          ++job->left;
          read_part(job, {places.begin(), middle});
          read_part(job, {middle, places.end()});
          return;
        }
        if (!x)
          for (auto place : places)
            job->got[place] = tl::make_unexpected(x.error());
        else
          take_part(*job, places, x->get<response::read>());
        if (--job->left == 0)
          finish(job);
      });
}

void device::take_part(reading& job, const std::vector<std::size_t>& places,
                       asn1::mms::read_response& x) {
  auto& results = x.list_of_access_result;
  for (auto i = std::size_t{0}; i < places.size(); ++i) {
    auto& to = job.got[places[i]];
    if (results.size() != places.size())
      to = fail(errc::malformed, "mms.read", "not as many results as variables");
    else if (auto* value = results[i].get_if<access_result::success>())
      to = std::move(*value);
    else
      to = tl::make_unexpected(to_error(failure_in(results[i]), "mms.read"));
  }
}

/// Asks for the types that the values' members are named by.
void device::finish(std::shared_ptr<reading> job) {
  auto tell = [job](auto type) {
    auto out = values{};
    for (auto i = std::size_t{0}; i < job->paths.size(); ++i)
      out.push_back(job->got[i].map(
        [&](const data& x) { return to_value(x, type(job->paths[i])); }));
    job->done(std::move(out));
  };
  auto known = [this](const std::string& path) -> const type_description* {
    auto found = types_.find(path);
    return found == types_.end() ? nullptr : found->second.get();
  };
  job->left = 1;
  auto one_less = [job, tell, known] {
    if (--job->left == 0)
      tell(known);
  };
  for (auto i = std::size_t{0}; i < job->paths.size(); ++i) {
    if (!job->got[i] || !needs_type(*job->got[i]) || known(job->paths[i]))
      continue;
    ++job->left;
    // Without an answer the members are numbered.
    type_of(job->paths[i], job->when,
            [one_less](result<const type_description*>) { one_less(); });
  }
  one_less();
}

void device::type_of(const std::string& path, deadline_of when,
                     then<result<const type_description*>> done) {
  if (auto found = types_.find(path); found != types_.end())
    return done(found->second.get());
  shared_type_of(path, when,
                 [this, path, done = std::move(done)](result<shared_type> x) {
                   if (!x)
                     return done(tl::make_unexpected(std::move(x.error())));
                   if (types_.size() >= most_types)
                     types_.clear();
                   auto* type = x->get();
                   types_[path] = std::move(*x);
                   done(type);
                 });
}

void device::shared_type_of(const std::string& path, deadline_of when,
                            then<result<shared_type>> done) {
  auto name = name_of(path);
  if (!name)
    return done(tl::make_unexpected(std::move(name.error())));
  using kinds = asn1::mms::get_variable_access_attributes_request;
  ask(request::make<request::get_variable_access_attributes>(
        kinds::make<kinds::name>(std::move(*name))),
      when, [this, done = std::move(done)](result<response> x) {
        if (!x)
          return done(tl::make_unexpected(std::move(x.error())));
        done(shared(std::move(
          x->get<response::get_variable_access_attributes>().type_description)));
      });
}

/// Devices have few different types, and many variables of each.
device::shared_type device::shared(type_description x) {
  std::erase_if(known_types_, [](auto& one) { return one.expired(); });
  for (auto& one : known_types_)
    if (auto known = one.lock(); known && *known == x)
      return known;
  auto out = std::make_shared<const type_description>(std::move(x));
  if (known_types_.size() < most_known_types)
    known_types_.emplace_back(out);
  return out;
}

void device::write(const std::string& path, value to, deadline_of when,
                   then<result<void>> done) {
  type_of(path, when,
          [this, path, when, to = std::move(to),
           done = std::move(done)](result<const type_description*> type) {
            if (!type)
              return done(tl::make_unexpected(std::move(type.error())));
            auto converted = to_data(to, **type);
            if (!converted)
              return done(tl::make_unexpected(std::move(converted.error())));
            auto what = asn1::mms::write_request{};
            what.variable_access_specification
              .emplace<variable_access_specification::list_of_variable>()
              .push_back(variable(*name_of(path)));
            what.list_of_data.push_back(std::move(*converted));
            ask(request::make<request::write>(std::move(what)), when,
                [done](result<response> x) {
                  if (!x)
                    return done(tl::make_unexpected(std::move(x.error())));
                  auto& results = x->get<response::write>();
                  using kinds = asn1::mms::write_response_item;
                  if (results.size() != 1)
                    return done(
                      fail(errc::malformed, "mms.write", "one result expected"));
                  auto* no = results.front().get_if<kinds::failure>();
                  if (!no)
                    return done({});
                  auto code = no->to_int64().value_or(0);
                  done(tl::make_unexpected(
                    to_error(static_cast<data_access_error>(code), "mms.write")));
                });
          });
}

/// A list's members are asked for when it is first told of.
std::vector<std::string>
device::members(const asn1::mms::variable_access_specification& x) {
  auto out = std::vector<std::string>{};
  if (auto* list = x.get_if<variable_access_specification::list_of_variable>()) {
    for (auto& one : *list) {
      auto* name = one.variable_specification.get_if<variable_specification::name>();
      out.push_back(name ? path_of(*name) : std::string{});
    }
    return out;
  }
  auto& list = x.get<variable_access_specification::variable_list_name>();
  auto [known, fresh] = lists_.try_emplace(path_of(list));
  if (fresh)
    ask_members(list);
  return known->second;
}

void device::ask_members(const object_name& list) {
  ask(request::make<request::get_named_variable_list_attributes>(list), {{}, never},
      [this, path = path_of(list)](result<response> x) {
        if (!x)
          return;
        auto& to = lists_[path];
        auto& answer = x->get<response::get_named_variable_list_attributes>();
        for (auto& one : answer.list_of_variable) {
          auto* name =
            one.variable_specification.get_if<variable_specification::name>();
          to.push_back(name ? path_of(*name) : std::string{});
        }
      });
}

void device::list_members(const std::string& path, deadline_of when,
                          then<result<std::vector<std::string>>> done) {
  auto name = path.starts_with('@')
                ? result<object_name>{association_name(path.substr(1))}
                : name_of(path);
  if (!name)
    return done(tl::make_unexpected(std::move(name.error())));
  ask(request::make<request::get_named_variable_list_attributes>(std::move(*name)),
      when, [done = std::move(done)](result<response> x) {
        if (!x)
          return done(tl::make_unexpected(std::move(x.error())));
        auto out = std::vector<std::string>{};
        for (auto& one :
             x->get<response::get_named_variable_list_attributes>().list_of_variable) {
          auto* of = one.variable_specification.get_if<variable_specification::name>();
          out.push_back(of ? path_of(*of) : std::string{});
        }
        done(std::move(out));
      });
}

void device::take_report(asn1::mms::information_report& x) {
  auto paths = members(x.variable_access_specification);
  auto out = report{};
  for (auto i = std::size_t{0};
       i < std::min(paths.size(), x.list_of_access_result.size()); ++i) {
    auto& one = x.list_of_access_result[i];
    auto type = types_.find(paths[i]);
    if (auto* value = one.get_if<access_result::success>())
      out.emplace_back(
        paths[i],
        to_value(*value, type == types_.end() ? nullptr : type->second.get()));
    else
      out.emplace_back(paths[i],
                       tl::make_unexpected(to_error(failure_in(one), "mms.report")));
  }
  if (report_ && !out.empty())
    report_(out);
}

} // namespace bus::mms
