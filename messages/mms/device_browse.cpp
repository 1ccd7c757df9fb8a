#include "messages/mms/device.hpp"
#include "messages/mms/type.hpp"

#include <algorithm>

namespace bus::mms {

namespace {

constexpr auto most_names = std::size_t{1'000'000};

std::string path_to(std::string_view domain, std::string_view item) {
  return std::string{domain} + '/' + std::string{item};
}

} // namespace

/// All names of one class in one scope, as many answers as it takes.
struct device::listing {
  asn1::mms::get_name_list_request what;
  deadline_of when;
  std::vector<std::string> all;
  then<result<std::vector<std::string>>> done;
};

void device::names(object_kind kind, std::string_view domain, deadline_of when,
                   then<result<std::vector<std::string>>> done) {
  using scopes = asn1::mms::get_name_list_request_object_scope;
  auto job = std::make_shared<listing>();
  job->what.object_class =
    asn1::mms::object_class::make<asn1::mms::object_class::basic_object_class>(
      static_cast<int>(kind));
  if (!domain.empty())
    job->what.object_scope = scopes::make<scopes::domain_specific>(std::string{domain});
  job->when = when;
  job->done = std::move(done);
  names(std::move(job));
}

void device::names(std::shared_ptr<listing> job) {
  auto when = job->when;
  auto what = request::make<request::get_name_list>(job->what);
  ask(std::move(what), when, [this, job = std::move(job)](result<response> x) {
    if (!x)
      return job->done(tl::make_unexpected(std::move(x.error())));
    auto& part = x->get<response::get_name_list>();
    auto& got = part.list_of_identifier;
    auto more = part.more_follows && !got.empty()
                && (job->all.empty() || got.back() != job->all.back());
    for (auto& one : got)
      job->all.push_back(std::move(one));
    if (!more || job->all.size() > most_names)
      return job->done(std::move(job->all));
    job->what.continue_after = job->all.back();
    names(job);
  });
}

void device::browse(const std::string& path, deadline_of when, then<items> done) {
  if (path.empty())
    return browse_device(when, std::move(done));
  auto parts = split_path(path);
  if (!parts.is_item && !parts.domain.empty())
    return browse_domain(std::string{parts.domain}, when, std::move(done));
  auto domain = std::string{parts.domain};
  auto item = std::string{parts.item};
  names(object_kind::variable, domain, when,
        [domain, item, done = std::move(done)](result<std::vector<std::string>> all) {
          if (!all)
            return done(tl::make_unexpected(std::move(all.error())));
          auto out = std::vector<browse_item>{};
          for (auto& name : level_below(*all, item))
            out.push_back({path_to(domain, name), "variable"});
          if (out.empty() && std::ranges::find(*all, item) == all->end())
            return done(fail(errc::not_found, path_to(domain, item)));
          done(std::move(out));
        });
}

void device::browse_device(deadline_of when, then<items> done) {
  names(object_kind::domain, {}, when,
        [this, when, done = std::move(done)](result<std::vector<std::string>> domains) {
          if (!domains)
            return done(tl::make_unexpected(std::move(domains.error())));
          names(object_kind::variable, {}, when,
                [domains = std::move(*domains),
                 done](result<std::vector<std::string>> own) {
                  auto out = std::vector<browse_item>{};
                  for (auto& name : domains)
                    out.push_back({name, "domain"});
                  if (own) // devices without variables of their own may refuse
                    for (auto& name : level_below(*own, {}))
                      out.push_back({path_to({}, name), "variable"});
                  done(std::move(out));
                });
        });
}

void device::browse_domain(const std::string& domain, deadline_of when,
                           then<items> done) {
  struct gathering {
    std::vector<browse_item> out;
    int left = 3;
    std::optional<error> failure;
    then<items> done;
  };
  auto job = std::make_shared<gathering>();
  job->done = std::move(done);
  auto add = [job, domain](const char* kind, bool is_variable) {
    return [job, domain, kind, is_variable](result<std::vector<std::string>> x) {
      if (x)
        for (auto& name : is_variable ? level_below(*x, {}) : *x)
          job->out.push_back({path_to(domain, name), kind});
      else if (is_variable) // devices without lists or journals may refuse
        job->failure = std::move(x.error());
      if (--job->left == 0)
        job->done(job->failure ? items{tl::make_unexpected(std::move(*job->failure))}
                               : items{std::move(job->out)});
    };
  };
  names(object_kind::variable, domain, when, add("variable", true));
  names(object_kind::variable_list, domain, when, add("variable-list", false));
  names(object_kind::journal, domain, when, add("journal", false));
}

void device::describe(const std::string& path, deadline_of when,
                      then<result<value>> done) {
  if (!path.empty())
    return type_of(path, when,
                   [done = std::move(done)](result<const type_description*> x) {
                     done(x.map([](auto* type) { return mms::describe(*type); }));
                   });
  ask(request::make<request::identify>(), when,
      [this, done = std::move(done)](result<response> x) {
        if (!x)
          return done(tl::make_unexpected(std::move(x.error())));
        auto& who = x->get<response::identify>();
        auto out = std::make_shared<structure>();
        out->emplace_back("vendor", who.vendor_name);
        out->emplace_back("model", who.model_name);
        out->emplace_back("revision", who.revision);
        out->emplace_back("max_pdu_size", std::int64_t{agreed_.max_pdu_size});
        out->emplace_back("max_outstanding",
                          std::int64_t{agreed_.max_outstanding_calling});
        done(value{std::shared_ptr<const structure>{std::move(out)}});
      });
}

} // namespace bus::mms
