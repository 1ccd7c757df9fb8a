#pragma once

#include "messages/bus/point.hpp"
#include "messages/iec61850/server.hpp"

#include <map>

namespace bus {

/// A server's objects as the image of a device's: one model, two mappings. It knows
/// what is to be read from the device, and what is to be written to the server when
/// the device has told something; the server is told only what it does not show yet.
///
/// An object is what stands below `LN$FC$`; references are whole, with the names of
/// the server and of the connection.
class mirror {
public:
  /// Logical devices of the server and the device's that they show.
  using devices = std::map<std::string, std::string>;

  /// Fails with not_found for a logical device that the server has not. Without
  /// `which` all of the server's show those of the same names.
  static result<mirror> make(const iec61850::server_description& of, std::string server,
                             std::string client, devices which);

  struct ref_value {
    std::string ref;
    value to;
  };
  using ref_values = std::vector<ref_value>;

  std::size_t size() const { return objects_.size(); }

  /// Whether an object is of the process, ST or MX: it changes by itself.
  bool is_of_process(std::size_t object) const { return objects_[object].is_process; }

  // What the server shows.

  /// Everything that is known, for a server that has just started.
  ref_values all() const;

  /// The device is lost: qualities are invalid and old, values stay.
  ref_values lost();

  /// It is there again, and is read anew.
  void connected();

  // Reading.

  struct place {
    std::uint32_t object;
    std::uint32_t leaf;
  };

  /// The attributes of an object that are to be read, once it is connected also those
  /// that the device had not. What is told meanwhile is newer than what is read.
  std::vector<place> begin_read(std::size_t object);
  std::string reference(place x) const; ///< at the device

  struct read_outcome {
    ref_values writes = {};
    std::vector<std::string> missing = {}; ///< at the device, told once
    std::optional<error> failed = {};      ///< to be read again later
  };
  /// What was read of one object, in the order of `begin_read`.
  read_outcome take_read(const std::vector<place>& places,
                         std::vector<result<sample>> got);

  // What the device tells by itself.

  /// A part of an object, or all of it: `part` is a name below the object.
  struct target {
    std::uint32_t object;
    std::string part;        ///< `"phsA$cVal"`, empty for all
    std::string member = {}; ///< of the value, where it is a whole logical node
  };
  /// What a reference of the device means here; nothing where the server has no such.
  std::vector<target> targets_of(std::string_view ref) const;

  /// What a report brought, or a poll where `report` is null. A sample that the device
  /// did not say, as those of a lost connection, is nothing.
  ref_values take(const std::vector<target>& to, const sample& x, reasons why,
                  const report_head* report);

  /// Objects that are to be read, since what was told of them is not all: parts
  /// without their quality and time, or older than what was known.
  std::vector<std::size_t> take_doubtful() {
    for (auto one : doubtful_)
      objects_[one].is_doubtful = false;
    return std::exchange(doubtful_, {});
  }

  // What clients of the server write.

  struct client_write {
    std::size_t object;
    ref_values writes; ///< to the device; none where it is the server's own matter
  };
  /// Nothing where it does not concern the device. Until written(), what is read of
  /// the object does not count.
  std::optional<client_write> begin_write(std::string_view ref, const value& x);

  /// The object is to be read then: the server may show what the device has not.
  void written(std::size_t object);

  /// What the device had, for a server whose client wrote in vain.
  ref_values restore(std::size_t object) const;

  // Commands.

  struct command_target {
    std::string object;              ///< `ied1:LD/LN.DO`
    std::vector<std::size_t> status; ///< objects that show what became of it
    duration oper_timeout = {};      ///< the server's for it, where it has one
  };
  /// Nothing where the server's object shows none of the device.
  std::optional<command_target> command_of(std::string_view ref) const;

private:
  enum class kind : std::uint8_t { value, quality, time };

  static constexpr auto none = ~std::uint32_t{0};

  struct leaf {
    std::string name; ///< below the object, `mag$f`
    std::string ref;  ///< of the server
    kind what = kind::value;
    std::uint32_t quality = none; ///< beside it
    std::uint32_t time = none;
    value shown = {};         ///< nothing where it is not known
    bool is_missing = false;  ///< at the device
    bool is_told = false;     ///< that it is missing
    bool is_constant = false; ///< the server's, whatever the device says
  };

  struct image {
    std::string path;   ///< the server's, `LD/LN$FC$DO`
    std::string device; ///< the device's logical device
    std::vector<leaf> leaves;
    unsigned writes = 0; ///< of clients, under way
    bool is_process = false;
    bool is_doubtful = false;
    bool is_uncertain = false; ///< the server may show something else
    bool has_news = false;     ///< told since it was begun to be read
    bool is_read = false;      ///< since the device is there
  };

  using part_values = std::vector<std::pair<std::uint32_t, value>>; ///< leaves

  void add(const mms::vmd& of, std::uint32_t scope, const std::string& device);
  static std::uint32_t leaf_named(const image& x, std::string_view name);
  void collect(const image& x, const std::string& part, const value& from,
               part_values& to) const;
  void commit(std::uint32_t at, const part_values& what, bool force,
              const std::optional<utc_time>& told, ref_values& out);
  void doubt(std::uint32_t at);
  value shown_quality(const value& x) const;

  std::string server_, client_;
  devices devices_;
  std::vector<image> objects_;
  std::unordered_map<std::string, std::vector<std::uint32_t>> by_device_; ///< paths
  std::unordered_map<std::string, std::uint32_t> by_server_;
  std::unordered_map<std::string, duration> oper_timeouts_; ///< `LD/LN.DO`
  std::vector<std::size_t> doubtful_;
  bool is_lost_ = true; ///< until it is connected
};

} // namespace bus
