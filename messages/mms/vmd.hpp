#pragma once

#include "messages/mms/files.hpp"
#include "messages/mms/journal.hpp"
#include "messages/mms/server.hpp"
#include "messages/mms/variable_table.hpp"

#include <map>
#include <unordered_map>

namespace bus::mms {

/// What a list of variables consists of: names, with or without an alternate
/// access.
struct list_member {
  object_name name;
  std::optional<alternate_access> access = {};
};

struct variable_list {
  std::vector<list_member> members;
  bool deletable = false;
  unsigned users = 0; ///< while there are any, it is not deleted
};

/// What is there before the first peer comes.
struct vmd_description {
  struct variable {
    std::string name;
    type_description type;
  };

  /// An empty name stands for the VMD's own variables.
  struct domain {
    std::string name;
    std::vector<variable> variables = {};
    std::vector<std::pair<std::string, bus::value>> values = {}; ///< else zero
    std::vector<std::string> writable = {};                      ///< patterns of names
    /// By name; members in this domain, or `<domain>/<item>`.
    std::vector<std::pair<std::string, std::vector<std::string>>> lists = {};
    /// Journals by name, with the patterns of what they record.
    std::vector<std::pair<std::string, std::vector<std::string>>> journals = {};
  };

  std::string vendor, model, revision;
  std::vector<std::string> capabilities = {};
  std::vector<domain> domains = {};
};

/// A virtual manufacturing device (ISO 9506-1, 7): the objects that an MMS server
/// shows, and what its services do with them. It neither knows associations nor
/// the wire: each peer is a number, and its requests are answered at once.
class vmd {
public:
  /// Fails with the first thing in the description that does not fit.
  static result<vmd> make(const vmd_description& x);

  /// Files are served from now on.
  void serve_files(file_store x) { files_ = std::move(x); }

  using peer = std::uint64_t;
  void joined(peer who, const parameters& agreed);
  void left(peer who);

  /// `now` is what journals note.
  answer_result serve(peer who, const request& x, const utc_time& now);

  // The owner's side.

  struct place {
    std::uint32_t scope; ///< a domain's number; 0 is the VMD itself
    std::uint32_t node;
  };
  const variable_table& variables(std::uint32_t scope) const {
    return scopes_[scope].variables;
  }
  std::string_view scope_name(std::uint32_t x) const { return scopes_[x].name; }
  std::size_t scope_count() const { return scopes_.size(); }
  std::vector<std::string> list_names(std::uint32_t scope) const;
  std::vector<std::string> journal_names(std::uint32_t scope) const;

  std::optional<place> find(std::string_view domain, std::string_view item) const;
  std::optional<place> find(const object_name& x) const;

  const data& value(place x) const;

  /// Of the owner: whether peers may write does not matter. Fails where the type
  /// is another one.
  result<void> set(place x, data to, const utc_time& now);

  /// The same of what is no change to anybody: what an owner shows of its own state.
  void show(place x, data to);

  /// A peer's write, as serve() does each of them.
  std::optional<data_access_error> write(const list_member& x, const data& to,
                                         const utc_time& now) {
    return write_one(x, to, now);
  }

  /// The variables that a specification names; fails with the error of the answer.
  using named_result = tl::expected<std::vector<list_member>, service_error>;
  named_result members(peer who,
                       const asn1::mms::variable_access_specification& x) const;

  /// A list by its name; null where there is none. Of an association's own, `who`'s.
  const variable_list* find_list(peer who, const object_name& x) const;

  /// Somebody of ours uses the list, or does no longer.
  void hold_list(const object_name& x, bool on);

  /// A journal of the domain, made where there is none; for owners that write it.
  mms::journal* journal(std::string_view domain, const std::string& name);

  /// What was written, in order, since the last call: by peers or the owner.
  std::vector<place> take_changes() { return std::exchange(changes_, {}); }

  /// The current values of a list, as a report tells them; empty where there is none.
  std::optional<asn1::mms::information_report> report(const object_name& list) const;

private:
  struct recording {
    mms::journal entries;
    std::vector<std::string> patterns;
  };

  struct objects {
    std::string name;
    variable_table variables;
    std::map<std::string, variable_list, std::less<>> lists;
    std::map<std::string, recording, std::less<>> journals;
  };

  struct client {
    std::size_t max_pdu_size;
    std::map<std::string, variable_list, std::less<>> lists;
    open_files files;
  };

  using lists = std::map<std::string, variable_list, std::less<>>;
  using no = tl::unexpected<service_error>;
  /// A list of names that the peer can ask for, or why not.
  using names_result = tl::expected<std::vector<std::string_view>, service_error>;

  result<void> add(const vmd_description::domain& x);
  result<list_member> member_of(const vmd_description::domain& in,
                                const std::string& text) const;

  answer_result identify() const;
  answer_result names(const client& who,
                      const asn1::mms::get_name_list_request& x) const;
  names_result names_of(const client& who,
                        const asn1::mms::get_name_list_request& x) const;
  answer_result capabilities(const client& who,
                             const asn1::mms::get_capability_list_request& x) const;
  answer_result attributes(const object_name& x) const;
  answer_result read(const client& who, const asn1::mms::read_request& x) const;
  answer_result write(client& who, const asn1::mms::write_request& x,
                      const utc_time& now);
  answer_result define_list(client& who,
                            const asn1::mms::define_named_variable_list_request& x);
  answer_result list_attributes(const client& who, const object_name& x) const;
  answer_result delete_lists(client& who,
                             const asn1::mms::delete_named_variable_list_request& x);
  answer_result read_journal(const client& who,
                             const asn1::mms::read_journal_request& x) const;
  answer_result initialize_journal(const asn1::mms::initialize_journal_request& x);

  named_result named(const client* who,
                     const asn1::mms::variable_access_specification& x) const;
  access_result read_one(const list_member& x) const;
  std::optional<data_access_error> write_one(const list_member& x, const data& to,
                                             const utc_time& now);
  void changed(place x, const utc_time& now);

  const objects* domain_named(std::string_view x) const;
  lists* lists_of(client& who, const object_name& x);
  const variable_list* list_named(const client* who, const object_name& x) const;
  const recording* journal_named(const object_name& x) const;

  vmd_description identity_;    ///< without the domains
  std::vector<objects> scopes_; ///< the first is the VMD itself, without a name
  std::unordered_map<std::string, std::uint32_t> by_name_;
  std::map<peer, client> clients_;
  std::optional<file_store> files_;
  std::vector<place> changes_;
};

/// The identifier in a name, whatever its scope.
std::string_view item_of(const object_name& x);

/// What MMS calls an object's place: `domain/item`, `/item` for the VMD's own,
/// `@item` for the association's.
std::string to_text(const object_name& x);

} // namespace bus::mms
