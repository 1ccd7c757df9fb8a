#pragma once

#include "messages/mms/browse.hpp"
#include "messages/mms/client.hpp"

#include <functional>
#include <memory>
#include <unordered_map>

namespace bus::mms {

/// Classes of objects whose names a server lists (ISO 9506-2, 7.5.8).
enum class object_kind : std::uint8_t {
  variable = 0,
  variable_list = 2,
  journal = 8,
  domain = 9,
};

/// An MMS server as the bus sees it: by paths and the bus's values. It keeps the
/// types of the variables it met, asks for as many at once as a PDU takes, and
/// calls back once with each answer, at once where nothing is to be asked.
class device {
public:
  template <class T>
  using then = std::function<void(T)>;
  using values = std::vector<result<value>>;
  using items = result<std::vector<browse_item>>;

  struct deadline_of {
    time_point now;
    time_point deadline;
  };

  /// Values in the order asked.
  void read(const std::vector<std::string>& paths, deadline_of when, then<values> done);
  void write(const std::string& path, value to, deadline_of when,
             then<result<void>> done);

  /// One level below a path, as references without the connection's name.
  void browse(const std::string& path, deadline_of when, then<items> done);

  /// A variable's type as a tree; of an empty path, what the device says it is.
  void describe(const std::string& path, deadline_of when, then<result<value>> done);

  /// A variable's type as one object for all variables that have the same; it is asked
  /// for each time.
  using shared_type = std::shared_ptr<const type_description>;
  void shared_type_of(const std::string& path, deadline_of when,
                      then<result<shared_type>> done);

  /// A variable's type, from the server where it is not known yet.
  void type_of(const std::string& path, deadline_of when,
               then<result<const type_description*>> done);

  /// All names of an object class (ISO 9506-2, 7.5.8) in a domain; of an empty one,
  /// the device's own.
  void names(object_kind kind, std::string_view domain, deadline_of when,
             then<result<std::vector<std::string>>> done);

  /// A list's members as paths. Of an association's own list, `@name`.
  void list_members(const std::string& path, deadline_of when,
                    then<result<std::vector<std::string>>> done);

  /// Any request.
  void ask(request what, deadline_of when, then<result<response>> done);

  /// Values by path, as a report told them: of variables whose types are known, or
  /// need not be.
  using report = std::vector<std::pair<std::string, result<value>>>;
  void on_report(std::function<void(const report&)> take) { report_ = std::move(take); }

  /// The same as it came, before on_report(): true where that is all.
  void on_information(std::function<bool(asn1::mms::information_report&)> take) {
    information_ = std::move(take);
  }

  void established(const parameters& agreed);
  void closed(const error& why);
  /// False for what is for a server.
  bool receive(pdu& x);
  void unsent(std::uint32_t invoke_id, const error& why);
  void tick(time_point now);
  time_point deadline() const { return client_.deadline(); }

  /// Answers are called back here; then there may be more to send.
  std::vector<pdu> take_output();

  const parameters& agreed() const { return agreed_; }

private:
  struct reading;
  struct listing;

  void read_part(std::shared_ptr<reading> job, std::vector<std::size_t> places);
  void take_part(reading& job, const std::vector<std::size_t>& places,
                 asn1::mms::read_response& x);
  void finish(std::shared_ptr<reading> job);
  void names(std::shared_ptr<listing> job);
  void browse_device(deadline_of when, then<items> done);
  void browse_domain(const std::string& domain, deadline_of when, then<items> done);
  void take_report(asn1::mms::information_report& x);
  std::vector<std::string> members(const asn1::mms::variable_access_specification& x);
  void ask_members(const object_name& list);

  client client_;
  parameters agreed_;
  std::uint64_t last_id_ = 0;
  std::unordered_map<std::uint64_t, then<result<response>>> asked_;
  shared_type shared(type_description x);
  std::unordered_map<std::string, shared_type> types_;              ///< by path
  std::vector<std::weak_ptr<const type_description>> known_types_;  ///< different ones
  std::unordered_map<std::string, std::vector<std::string>> lists_; ///< members' paths
  std::function<void(const report&)> report_;
  std::function<bool(asn1::mms::information_report&)> information_;
};

/// What a failed access is to a caller; the cause is the standard's word.
error to_error(data_access_error x, std::string where);

} // namespace bus::mms
