#include "services/stationbus/asn1.hpp"

#include "services/configuration/wording.hpp"
#include "tools/asn1_interpreter/encoder.hpp"
#include "tools/asn1_interpreter/hex.hpp"
#include "tools/asn1_interpreter/json.hpp"
#include "tools/asn1_interpreter/own_modules.hpp"
#include "tools/cli/text.hpp"

#include <algorithm>
#include <fstream>
#include <iostream>
#include <iterator>

namespace bus {

namespace {

using namespace asn1_interpreter;
using cli::give_up;
using sources = std::vector<asn1c::source>;
using words = std::vector<std::string>;

/// Told so many names of types; more would hide the rest.
constexpr auto most_names = std::size_t{20};

std::string counted(std::size_t x, const char* what) {
  return std::to_string(x) + ' ' + what + (x == 1 ? "" : "s");
}

cli::outcome<sources> read_files(const words& files) {
  auto out = sources{};
  for (auto& file : files) {
    auto from = std::ifstream{file, std::ios::binary};
    auto text = std::string{std::istreambuf_iterator<char>{from}, {}};
    if (!from.is_open() || from.bad())
      return give_up(cli::misused, file + ": cannot be read");
    out.push_back({file, std::move(text)});
  }
  return out;
}

cli::outcome<asn1c::repository> resolved(const sources& from) {
  auto made = asn1c::compile(from);
  for (auto& mistake : made.wrong)
    std::cerr << cli::printable(to_string(mistake)) << '\n';
  if (!made.wrong.empty())
    return give_up(cli::misused,
                   counted(made.wrong.size(), "mistake") + " in the modules");
  return std::move(made.modules);
}

/// Those of the files: one is built in, and instances have no name of their own.
cli::exit_code tell_modules(const asn1c::repository& x) {
  for (auto& module : x.modules) {
    auto named = [](const asn1c::definition& one) { return !one.instance; };
    auto types = std::count_if(module.types.begin(), module.types.end(), named);
    if (module.name != asn1c::builtin_module)
      std::cout << module.file << ": " << module.name << ": ok, "
                << counted(static_cast<std::size_t>(types), "type") << '\n';
  }
  return cli::done;
}

std::string joined(const words& x) {
  auto out = std::string{};
  for (auto i = std::size_t{0}; i < std::min(x.size(), most_names); ++i)
    out += (i == 0 ? "" : ", ") + x[i];
  auto more = x.size() - std::min(x.size(), most_names);
  return more == 0 ? out : out + " and " + std::to_string(more) + " more";
}

auto unknown(const std::string& name, const std::string& known_as, const words& known) {
  return give_up(cli::misused, known_as + " is called " + cli::printable(name)
                                 + configuration::did_you_mean(name, known)
                                 + "; there are: " + joined(known));
}

/// Where a module's name ends; a type's has no point.
struct type_name {
  explicit type_name(const std::string& x)
    : module{x.substr(0, std::min(x.find('.'), x.size()))},
      type{x.substr(std::min(module.size() + 1, x.size()))} {}

  std::string module, type;
};

cli::outcome<void> check_name(const asn1c::repository& in, const type_name& x) {
  auto modules = words{};
  for (auto& one : in.modules)
    if (one.name != asn1c::builtin_module)
      modules.push_back(one.name);
  auto module = in.find(x.module);
  if (!module)
    return unknown(x.module, "no module", modules);
  auto types = words{};
  for (auto& one : module->types)
    types.push_back(one.name);
  if (!in.find(x.module, x.type))
    return unknown(x.type, "no type of " + x.module, types);
  return {};
}

using modules_ptr = std::shared_ptr<const asn1c::repository>;

/// Those of the files, or the project's own; the type is in them.
cli::outcome<modules_ptr> modules_with(const type_name& of, const words& files) {
  auto from = files.empty() ? cli::outcome<sources>{own_modules()} : read_files(files);
  auto made = from.and_then(resolved);
  if (!made)
    return tl::make_unexpected(made.error());
  return check_name(*made, of).map(
    [&] { return std::make_shared<const asn1c::repository>(std::move(*made)); });
}

rules rules_of(const std::string& form) {
  return form == "xer" ? rules::xer : rules::ber;
}

result<value> read(const modules_ptr& modules, const type_name& of,
                   const std::string& form, const std::string& input) {
  if (form == "json")
    return from_json(*modules, of.module, of.type, input);
  auto octets =
    form == "hex" ? parse_hex(input) : std::optional{bytes{input.begin(), input.end()}};
  if (!octets)
    return fail(errc::malformed, of.type,
                "the input is no row of hexadecimal digits, two for an octet");
  auto from = rules_of(form);
  return encoder{modules, from}.decode(of.module, of.type, {from, *octets});
}

result<std::string> written(const modules_ptr& modules, const type_name& of,
                            const std::string& form, const value& x) {
  auto as_text = [&](const entity& made) {
    if (form == "hex")
      return to_hex(made.octets) + '\n';
    auto text = std::string{made.octets.begin(), made.octets.end()};
    return form == "xer" ? text + '\n' : text;
  };
  if (form == "json")
    return to_json(*modules, of.module, of.type, x).map([](auto text) {
      return text + '\n';
    });
  return encoder{modules, rules_of(form)}.encode(of.module, of.type, x).map(as_text);
}

cli::trouble trouble_of(const error& x) {
  return {cli::failed, cli::printable(x.where + ": " + x.cause)};
}

} // namespace

cli::outcome<cli::exit_code> asn1_check(const words& files) {
  return read_files(files).and_then(resolved).map(tell_modules);
}

cli::outcome<cli::exit_code> asn1_convert(const asn1_conversion& x) {
  auto of = type_name{x.type};
  auto modules = modules_with(of, x.modules);
  if (!modules)
    return tl::make_unexpected(modules.error());
  auto input = std::string{std::istreambuf_iterator<char>{std::cin}, {}};
  auto out = read(*modules, of, x.from, input).and_then([&](const value& got) {
    return written(*modules, of, x.to, got);
  });
  if (!out)
    return tl::make_unexpected(trouble_of(out.error()));
  std::cout << *out;
  return cli::done;
}

} // namespace bus
