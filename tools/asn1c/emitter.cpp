#include "tools/asn1c/emitter.hpp"

namespace bus::asn1c {

std::vector<std::string> file_names(const std::string& stem) {
  return {stem + ".hpp", stem + "_fields.hpp", stem + "_shapes.cpp", stem + "_ber.cpp",
          stem + "_xer.cpp"};
}

std::vector<emitted_file> emit(const repository& all, std::set<std::string> asked,
                               mistakes& wrong) {
  auto model = cpp_model{all, std::move(asked), wrong};
  auto out = std::vector<emitted_file>{};
  if (!wrong.empty())
    return out;
  for (auto& x : all.modules) {
    auto names = file_names(model.stem(x.name));
    out.push_back({names[0], header(model, x)});
    out.push_back({names[1], fields_header(model, x)});
    out.push_back({names[2], shapes_source(model, x)});
    out.push_back({names[3], codec_source(model, x, "ber")});
    out.push_back({names[4], codec_source(model, x, "xer")});
  }
  return out;
}

} // namespace bus::asn1c
