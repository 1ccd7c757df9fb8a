#include "messages/iec61850/ds_manager.hpp"

namespace bus::iec61850 {

namespace {

using mms::object_name;
using mms::request;
using mms::response;

result<object_name> name_of_set(const std::string& x) {
  if (x.starts_with('@'))
    return mms::association_name(x.substr(1));
  return mms::name_of(x);
}

} // namespace

void ds_manager::create_data_set(const std::string& data_set,
                                 const std::vector<std::string>& members,
                                 deadline_of when, then done) {
  auto name = name_of_set(data_set);
  if (!name)
    return done(tl::make_unexpected(std::move(name.error())));
  if (members.empty())
    return done(fail(errc::invalid_value, data_set, "a data set has members"));
  auto what = asn1::mms::define_named_variable_list_request{};
  what.variable_list_name = std::move(*name);
  for (auto& one : members) {
    auto of = mms::name_of(one);
    if (!of)
      return done(tl::make_unexpected(std::move(of.error())));
    using specification = asn1::mms::variable_specification;
    what.list_of_variable.emplace_back().variable_specification =
      specification::make<specification::name>(std::move(*of));
  }
  device_.ask(request::make<request::define_named_variable_list>(std::move(what)), when,
              [done = std::move(done)](result<response> x) {
                if (!x)
                  return done(tl::make_unexpected(std::move(x.error())));
                done({});
              });
}

void ds_manager::delete_data_set(const std::string& data_set, deadline_of when,
                                 then done) {
  auto name = name_of_set(data_set);
  if (!name)
    return done(tl::make_unexpected(std::move(name.error())));
  auto what = asn1::mms::delete_named_variable_list_request{};
  what.scope_of_delete = 0; // specific
  what.list_of_variable_list_name.emplace().push_back(std::move(*name));
  device_.ask(request::make<request::delete_named_variable_list>(std::move(what)), when,
              [data_set, done = std::move(done)](result<response> x) {
                if (!x)
                  return done(tl::make_unexpected(std::move(x.error())));
                auto& how = x->get<response::delete_named_variable_list>();
                if (how.number_matched == 0)
                  return done(fail(errc::not_found, data_set));
                if (how.number_deleted == 0)
                  return done(fail(errc::access_denied, data_set,
                                   "the server keeps it: it is its own, or in use"));
                done({});
              });
}

} // namespace bus::iec61850
