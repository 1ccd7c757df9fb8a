#include "services/configuration/schema_store.hpp"

#include <rapidjson/pointer.h>

#include <cassert>

namespace bus::configuration {

namespace {

constexpr int most_hops = 16;

std::string id_of(const document& x) {
  auto id = std::string{x.root()["id"].GetString()};
  return id.substr(0, id.find('#'));
}

} // namespace

schema_store::schema_store(const std::vector<embedded_schema>& from) {
  for (auto& x : from) {
    auto wrong = mistake_list{std::string{x.file}};
    auto read = read_document(std::string{x.text}, nullptr, wrong);
    assert(read && wrong.empty() && read->root().HasMember("id"));
    auto id = id_of(*read);
    schemas_.emplace(std::move(id), std::move(*read));
  }
}

std::vector<std::string> schema_store::ids() const {
  auto out = std::vector<std::string>{};
  for (auto& [id, schema] : schemas_)
    out.push_back(id + "#");
  return out;
}

const rapidjson::Value* schema_store::find(std::string_view reference) const {
  auto hash = std::min(reference.find('#'), reference.size());
  auto found = schemas_.find(reference.substr(0, hash));
  if (found == schemas_.end())
    return nullptr;
  auto inside = reference.substr(std::min(hash + 1, reference.size()));
  auto pointer = rapidjson::Pointer{inside.data(), inside.size()};
  return pointer.IsValid() ? pointer.Get(found->second.root()) : nullptr;
}

const rapidjson::Value* schema_store::resolve(const rapidjson::Value& schema) const {
  auto at = &schema;
  for (auto hop = 0; at && hop < most_hops; ++hop) {
    auto reference = at->FindMember("$ref");
    if (reference == at->MemberEnd())
      return at;
    at = find({reference->value.GetString(), reference->value.GetStringLength()});
  }
  return nullptr;
}

const schema_store& schemas() {
  static const auto store = schema_store{embedded_schemas()};
  return store;
}

} // namespace bus::configuration
