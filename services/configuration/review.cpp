#include "services/configuration/review.hpp"

#include "services/configuration/secrets.hpp"
#include "services/configuration/validator.hpp"

namespace bus::configuration {

std::optional<document> review(const std::string& text, const environment& from,
                               std::string_view schema_id, mistake_list& wrong) {
  auto out = read_document(text, &from, wrong);
  if (!out)
    return {};
  read_secrets(*out, schema_id, schemas(), from, wrong);
  validate(*out, schema_id, schemas(), wrong);
  return out;
}

} // namespace bus::configuration
