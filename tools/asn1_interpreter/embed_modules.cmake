# Writes OUT, a C++ file with all ASN.1 modules in FOLDER.

file(GLOB files RELATIVE ${FOLDER} ${FOLDER}/*.asn)
list(SORT files)

set(code "#include \"tools/asn1_interpreter/own_modules.hpp\"\n\n")
string(APPEND code "namespace bus::asn1_interpreter {\n\n")
string(APPEND code "const std::vector<asn1c::source>& own_modules() {\n")
string(APPEND code "  static const auto all = std::vector<asn1c::source>{\n")
foreach(name IN LISTS files)
  file(READ ${FOLDER}/${name} text)
  string(APPEND code "    {\"schemas/asn1/${name}\", R\"_asn1_(${text})_asn1_\"},\n")
endforeach()
string(APPEND code "  };\n  return all;\n}\n\n} // namespace bus::asn1_interpreter\n")

file(WRITE ${OUT} "${code}")
