#pragma once

#include "actors/supervisor/station.hpp"
#include "services/configuration/document.hpp"
#include "services/configuration/environment.hpp"
#include "services/configuration/section.hpp"

#include <map>

namespace bus::configuration {

/// What connections and servers of MMS, and of what is above it, have in common: what
/// carries their associations, and the layers from there up to MMS.
class association_loader {
public:
  struct association {
    carrier_settings carrier;
    std::shared_ptr<const mms::association_settings> settings;
  };

  /// `no_xmpp` tells why there is none; empty where there is.
  association_loader(const document& file, mistake_list& wrong, const environment& from,
                     std::string no_xmpp)
    : file_{file},
      wrong_{wrong},
      from_{from},
      no_xmpp_{std::move(no_xmpp)} {}

  /// How a connection calls its peer; those that call the same way share it.
  association calling(const section& x, const trail& path);

  /// How a server is called.
  association called(const section& x, const trail& path);

private:
  struct known_account {
    xmpp_account account;
    int line;
  };

  carrier_settings carrier(const section& x, const trail& path);
  xmpp_account account(const section& x, const trail& path);
  void check_sections(const section& x, const trail& path);
  void check_layers(const section& x, const trail& path, bool over_xmpp);
  void check_authorities(const section& x, const trail& path);
  void check_account(const section& x, const trail& path, const xmpp_account& account);
  void check_server(const section& x, const trail& path, const xmpp_account& account);
  void tell(const rapidjson::Value& at, const trail& path, std::string text);

  const document& file_;
  mistake_list& wrong_;
  const environment& from_;
  std::string no_xmpp_;
  std::map<std::string, std::shared_ptr<const mms::association_settings>> calling_;
  std::map<std::string, known_account> accounts_;
  std::map<std::string, int> servers_; ///< lines, by JID
};

} // namespace bus::configuration
