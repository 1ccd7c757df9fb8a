#pragma once

#include "services/configuration/association_loader.hpp"

namespace bus::configuration {

/// The parts of MMS connections and servers, read from a document that its schema
/// was checked against. What the schema cannot tell is checked here: types,
/// values, names that lead nowhere.
class mms_loader {
public:
  mms_loader(const document& file, mistake_list& wrong,
             association_loader& associations)
    : file_{file},
      wrong_{wrong},
      associations_{associations} {}

  /// Of a connection: all but its name.
  mms_settings connection(const section& x, const trail& path);

  server_settings server(const section& x, const trail& path);

private:
  using value_of = rapidjson::Value;

  std::shared_ptr<const mms::vmd_description> vmd(const section& x, const trail& path);
  mms::vmd_description::domain domain(const std::string& name, const section& x,
                                      const trail& path);
  std::optional<mms::type_description> type(const value_of& x, const trail& path);
  std::optional<mms::type_description> structure(const value_of& x, const trail& path);
  void tell(const value_of& at, const trail& path, std::string text);

  const document& file_;
  mistake_list& wrong_;
  association_loader& associations_;
};

} // namespace bus::configuration
