#include "tools/asn1c/emitter.hpp"

#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>

using namespace bus::asn1c;

namespace {

constexpr auto failed = 1;
constexpr auto misused = 2;

constexpr auto usage =
  "asn1c: makes C++ of ASN.1 modules, one module a file\n"
  "\n"
  "  asn1c FILES...             checks them and tells their types\n"
  "  asn1c --out DIR FILES...   writes DIR/NAME.hpp, NAME_fields.hpp, "
  "NAME_shapes.cpp,\n"
  "                             NAME_ber.cpp and NAME_xer.cpp for each, and builtin_*\n"
  "  --codecs TYPE              functions to encode and decode this type by itself, "
  "not\n"
  "                             only those that no other holds; may be repeated;\n"
  "                             all: of every type\n"
  "\n"
  "Exit codes: 0 done, 1 a file cannot be read or written, 2 wrong usage or modules\n";

struct options {
  std::string out;
  std::set<std::string> asked;
  std::vector<std::string> files;
};

bool parse_options(int count, char** words, options& x) {
  for (auto i = 1; i < count; ++i) {
    auto word = std::string_view{words[i]};
    if (word == "--out" && i + 1 < count)
      x.out = words[++i];
    else if (word == "--codecs" && i + 1 < count)
      x.asked.insert(words[++i]);
    else if (word.starts_with("-"))
      return false;
    else
      x.files.emplace_back(word);
  }
  return !x.files.empty();
}

bool read(const std::string& file, std::string& to) {
  auto from = std::ifstream{file, std::ios::binary};
  to.assign(std::istreambuf_iterator<char>{from}, {});
  return from.good() || from.eof();
}

/// Leaves a file alone that holds the same already: nothing is built anew then.
bool write(const std::filesystem::path& file, const std::string& text) {
  auto before = std::string{};
  if (std::filesystem::exists(file) && read(file.string(), before) && before == text)
    return true;
  auto to = std::ofstream{file, std::ios::binary};
  to << text;
  return to.flush().good();
}

int tell(const mistakes& wrong) {
  for (auto& x : wrong)
    std::cerr << to_string(x) << '\n';
  return misused;
}

void list(const repository& all) {
  for (auto& x : all.modules)
    if (x.name != builtin_module)
      std::cout << x.file << ": " << x.name << ", " << x.types.size() << " types, "
                << x.values.size() << " values\n";
}

int write_all(const std::string& folder, const std::vector<emitted_file>& files) {
  auto why = std::error_code{};
  std::filesystem::create_directories(folder, why);
  for (auto& x : files)
    if (!write(std::filesystem::path{folder} / x.name, x.text)) {
      std::cerr << "asn1c: cannot write " << folder << '/' << x.name << '\n';
      return failed;
    }
  return 0;
}

} // namespace

int main(int count, char** words) {
  auto with = options{};
  if (count == 2 && std::string_view{words[1]} == "--help") {
    std::cout << usage;
    return 0;
  }
  if (!parse_options(count, words, with)) {
    std::cerr << usage;
    return misused;
  }
  auto sources = std::vector<source>{};
  for (auto& file : with.files) {
    auto& next = sources.emplace_back(source{file, ""});
    if (!read(file, next.text)) {
      std::cerr << "asn1c: cannot read " << file << '\n';
      return failed;
    }
  }
  auto compiled = compile(sources);
  if (!compiled.wrong.empty())
    return tell(compiled.wrong);
  if (with.out.empty()) {
    list(compiled.modules);
    return 0;
  }
  auto wrong = mistakes{};
  auto files = emit(compiled.modules, with.asked, wrong);
  return wrong.empty() ? write_all(with.out, files) : tell(wrong);
}
