#include "services/configuration/schema_store.hpp"
#include "services/configuration/validator.hpp"

#include <boost/test/unit_test.hpp>

#include <set>

namespace bus::configuration {

namespace {

using rapidjson::Value;

const std::set<std::string> annotations = {
  "$schema", "id",     "title",    "description",
  "default", "format", "expected", "definitions",
};

/// Calls `look(schema, where)` for a schema and all schemas in it.
template <class Look>
void each_schema(const Value& x, const std::string& where, Look look) {
  look(x, where);
  for (auto word : {"properties", "patternProperties", "definitions"})
    if (x.HasMember(word))
      for (auto& one : x[word].GetObject())
        each_schema(one.value, where + "/" + one.name.GetString(), look);
  for (auto word : {"allOf", "anyOf", "oneOf"})
    if (x.HasMember(word))
      for (auto& one : x[word].GetArray())
        each_schema(one, where + "/" + word, look);
  if (x.HasMember("items"))
    each_schema(x["items"], where + "/items", look);
}

template <class Look>
void each_schema(Look look) {
  for (auto& id : schemas().ids())
    each_schema(*schemas().find(id), id, look);
}

bool is_seeds(const std::string& id) {
  return id.starts_with("hat://drivers/") || id == "hat://logging.yaml#"
         || id == "hat://modbus61850.yaml#";
}

} // namespace

BOOST_AUTO_TEST_SUITE(configuration_schemas)

BOOST_AUTO_TEST_CASE(are_found_by_the_id_that_their_file_name_tells) {
  BOOST_TEST(schemas().ids().size() == embedded_schemas().size());
  for (auto& x : embedded_schemas())
    BOOST_TEST(schemas().find("hat://" + std::string{x.file} + "#"), x.file);
  BOOST_TEST(!schemas().find("hat://nothing.yaml#"));
  BOOST_TEST(!schemas().find("hat://logging.yaml#/properties/nothing"));
}

BOOST_AUTO_TEST_CASE(use_only_keywords_that_are_heeded) {
  each_schema([](const Value& x, const std::string& where) {
    for (auto& one : x.GetObject())
      BOOST_TEST((is_keyword(one.name.GetString())
                  || annotations.contains(one.name.GetString())),
                 where << ": " << one.name.GetString());
  });
}

BOOST_AUTO_TEST_CASE(refer_to_schemas_that_exist) {
  each_schema([](const Value& x, const std::string& where) {
    BOOST_TEST(schemas().resolve(x), where);
    if (x.HasMember("discriminator"))
      for (auto& one : x["discriminator"]["schemas"].GetObject())
        BOOST_TEST(schemas().find(one.value.GetString()), where);
  });
}

BOOST_AUTO_TEST_CASE(describe_every_property) {
  each_schema([](const Value& x, const std::string& where) {
    if (!x.HasMember("properties"))
      return;
    for (auto& one : x["properties"].GetObject()) {
      auto& schema = *schemas().resolve(one.value);
      BOOST_TEST((schema.HasMember("description") || schema.HasMember("oneOf")
                  || schema.HasMember("anyOf")),
                 where << ": " << one.name.GetString());
    }
  });
}

BOOST_AUTO_TEST_CASE(of_ours_know_all_their_keys) {
  for (auto& id : schemas().ids())
    if (!is_seeds(id))
      each_schema(
        *schemas().find(id), id, [](const Value& x, const std::string& where) {
          auto open = x.HasMember("discriminator") || x.HasMember("patternProperties")
                      || x.HasMember("$ref");
          if (x.HasMember("type") && x["type"] == "object" && !open)
            BOOST_TEST(x.HasMember("additionalProperties"), where);
        });
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace bus::configuration
