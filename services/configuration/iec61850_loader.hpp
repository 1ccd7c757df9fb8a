#pragma once

#include "services/configuration/association_loader.hpp"

namespace bus::configuration {

/// The parts of IEC 61850 connections and servers, read from a document that its
/// schema was checked against.
class iec61850_loader {
public:
  /// `state` is a folder for what outlives the program.
  iec61850_loader(const document& file, mistake_list& wrong,
                  association_loader& associations, const environment& from)
    : file_{file},
      wrong_{wrong},
      associations_{associations},
      from_{from} {}

  iec61850_settings connection(const section& x, const trail& path,
                               const std::string& station, const std::string& state);

  server_settings server(const section& x, const trail& path, const std::string& state);

  /// The translations of a gateway to a server with these objects. `path` is the
  /// gateway's.
  std::vector<translation> translations(const rapidjson::Value& list, const trail& path,
                                        const iec61850::server_description& of);

private:
  using description = iec61850::server_description;

  void tell(const rapidjson::Value& at, const trail& path, std::string text);
  iec61850::subscription_settings report(const section& x, const trail& path);
  std::shared_ptr<description> objects(const section& x, const trail& path);
  std::shared_ptr<description> from_scl(const section& x, const trail& path);
  std::shared_ptr<description> from_seed(const section& x, const trail& path);

  const document& file_;
  mistake_list& wrong_;
  association_loader& associations_;
  const environment& from_;
};

/// References of the quality and of the time that stand beside an attribute, or beside
/// what it is a part of; empty where there are none.
std::pair<std::string, std::string> quality_and_time(const mms::vmd& objects,
                                                     const std::string& domain,
                                                     const std::string& item);

} // namespace bus::configuration
