#pragma once

#include "tools/asn1c/cpp_model.hpp"

namespace bus::asn1c {

struct emitted_file {
  std::string name; ///< `"mms.hpp"`
  std::string text;
};

/// The C++ of all modules, a set of files each:
///
/// - `mms.hpp`: the types, and `shape_of` for each
/// - `mms_fields.hpp`: `fields(visitor, x)` for each type, the shapes by name,
///   and `for_each_type`
/// - `mms_shapes.cpp`: how each member stands on the wire, as data
/// - `mms_ber.cpp`, `mms_xer.cpp`: the codecs of messages/asn1 for the types
///
/// What is asked for by name gets the codecs' functions beside the types that no
/// other holds; `all_types` all.
std::vector<emitted_file> emit(const repository& all, std::set<std::string> asked,
                               mistakes& wrong);

/// The names of those files for a module in `file`, for a build.
std::vector<std::string> file_names(const std::string& stem);

// One each; `in` is the module.
std::string header(const cpp_model& model, const module& in);
std::string fields_header(const cpp_model& model, const module& in);
/// Explicit instantiations of choices of many alternatives: `extern template`, and in
/// one file `template`.
std::string large_choices(const cpp_model& model, const module& in,
                          const std::string& keyword);
std::string shapes_source(const cpp_model& model, const module& in);
std::string codec_source(const cpp_model& model, const module& in,
                         const std::string& rules);

} // namespace bus::asn1c
