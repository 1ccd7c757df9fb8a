# Writes OUT, a C++ file with all schemas below FOLDER but those of the bus
# protocol, which the configuration has no use for.

file(GLOB_RECURSE files RELATIVE ${FOLDER} ${FOLDER}/*.yaml)
list(FILTER files EXCLUDE REGEX "^bus/")
list(SORT files)

set(code "#include \"services/configuration/schema_store.hpp\"\n\n")
string(APPEND code "namespace bus::configuration {\n\n")
string(APPEND code "const std::vector<embedded_schema>& embedded_schemas() {\n")
string(APPEND code "  static const auto all = std::vector<embedded_schema>{\n")
foreach(name IN LISTS files)
  file(READ ${FOLDER}/${name} text)
  string(APPEND code "    {\"${name}\", R\"_yaml_(${text})_yaml_\"},\n")
endforeach()
string(APPEND code "  };\n  return all;\n}\n\n} // namespace bus::configuration\n")

file(WRITE ${OUT} "${code}")
