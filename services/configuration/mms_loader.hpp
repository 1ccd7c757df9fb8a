#pragma once

#include "actors/supervisor/station.hpp"
#include "services/configuration/document.hpp"
#include "services/configuration/section.hpp"

#include <map>

namespace bus::configuration {

/// The parts of MMS connections and servers, read from a document that its schema
/// was checked against. What the schema cannot tell is checked here: types,
/// values, names that lead nowhere.
class mms_loader {
public:
  mms_loader(const document& file, mistake_list& wrong)
    : file_{file},
      wrong_{wrong} {}

  /// Of a connection: all but its name.
  mms_settings connection(const section& x);

  server_settings server(const section& x, const trail& path);

  // What other protocols above MMS have in common with it.

  /// How a server is called; connections that call the same way share it.
  std::shared_ptr<const mms::association_settings> calling(const section& x);
  static std::shared_ptr<const mms::association_settings> called(const section& x);
  static tcp_settings tcp(const section& x);

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
  std::map<std::string, std::shared_ptr<const mms::association_settings>> calling_;
};

} // namespace bus::configuration
