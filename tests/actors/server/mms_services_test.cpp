#include "actors/supervisor/running_station.hpp"
#include "messages/mms/type.hpp"
#include "tests/actors/server/mms_caller.hpp"
#include "tests/actors/server/mms_requests.hpp"

#include <boost/test/unit_test.hpp>

#include <filesystem>
#include <fstream>

using namespace bus;
using namespace bus::test;
using mms::domain_name;
using mms::response;

// Our client against our server, over TCP of loopback.

namespace {

namespace fs = std::filesystem;

constexpr auto far_too_large = std::size_t{50'000}; ///< octets, of a file

mms::vmd_description served_objects() {
  auto type = [](const char* text) { return *mms::parse_type(text); };
  auto one = mms::vmd_description::domain{"D"};
  one.variables = {
    {"i", type("int32")},
    {"f", type("float32")},
    {"fixed", type("boolean")},
    {"text", type("visible-string(-255)")},
    {"long", type("octet-string(-1000)")},
    {"array", mms::make_array(10, type("int16"))},
    {"st", mms::make_structure({{"a", type("int8")}, {"b", type("utc-time")}})}};
  one.values = {{"i", std::int64_t{42}}, {"text", std::string{"hello"}}};
  one.writable = {"i", "f", "text", "long", "array", "st"};
  one.lists = {{"two", {"i", "f"}}};
  one.journals = {{"changes", {"i"}}};
  auto out = mms::vmd_description{"vendor", "model", "1", {"first", "second"}};
  out.domains = {std::move(one), {"Other"}};
  return out;
}

/// A station with that server, and a folder for its files.
struct station {
  fs::path folder =
    fs::temp_directory_path() / ("mms_services-" + std::to_string(getpid()));
  std::unique_ptr<running_station> running;

  station() {
    fs::remove_all(folder);
    fs::create_directories(folder);
    std::ofstream{folder / "large"} << std::string(far_too_large, 'x');
    auto x = station_settings{};
    x.zmq.publish = x.zmq.request = "tcp://127.0.0.1:*";
    auto& one = x.servers.emplace_back();
    one.carrier = tcp_settings{"127.0.0.1", 0};
    one.mms().name = "s";
    one.mms().files = folder.string();
    one.mms().vmd = std::make_shared<mms::vmd_description>(served_objects());
    auto association = std::make_shared<mms::association_settings>();
    association->local.max_outstanding_calling = 100;
    one.mms().association = std::move(association);
    running = running_station::start(std::move(x), "test").value();
  }

  ~station() {
    running.reset();
    fs::remove_all(folder);
  }

  std::uint16_t port() const { return running->server_port("s"); }
};

mms::association_settings called_with(std::uint32_t pdu, std::size_t tpdu,
                                      std::uint16_t window) {
  auto out = mms::association_settings{};
  out.local.max_pdu_size = pdu;
  out.local.max_outstanding_calling = window;
  out.osi().cotp.max_tpdu_size = tpdu;
  return out;
}

/// What an answer says: the service's word, or why not.
std::string said(const result<response>& x) {
  return x ? "ok" : x.error().cause;
}

mms::data int32(std::int64_t x) {
  return mms::data::make<mms::data::integer>(x);
}

/// What came of the first variable: its value, or the error's word.
std::string first_of(const result<response>& x) {
  if (!x)
    return x.error().cause;
  if (auto* written = x->get_if<response::write>()) {
    auto* no = (*written)[0].get_if<asn1::mms::write_response_item::failure>();
    return no ? std::string{name(
             static_cast<mms::data_access_error>(no->to_int64().value_or(-1)))}
              : "written";
  }
  auto& one = x->get<response::read>().list_of_access_result[0];
  if (auto* no = one.get_if<mms::access_result::failure>())
    return std::string{
      name(static_cast<mms::data_access_error>(no->to_int64().value_or(-1)))};
  auto read = mms::to_value(one.get<mms::access_result::success>());
  auto* number = std::get_if<std::int64_t>(&read);
  return number ? std::to_string(*number) : "no number";
}

/// All of a list, however many answers it takes.
std::vector<std::string> all_names(mms_caller& x, object_class kind,
                                   const std::string& in) {
  auto out = std::vector<std::string>{};
  while (true) {
    auto after = out.empty() ? std::nullopt : std::optional{out.back()};
    auto answer = x.ask(names(kind, in, after));
    BOOST_REQUIRE_MESSAGE(answer, said(answer));
    auto& part = answer->get<response::get_name_list>();
    for (auto& one : part.list_of_identifier)
      out.push_back(one);
    if (!part.more_follows)
      return out;
  }
}

std::size_t read_whole(mms_caller& x, const std::string& path) {
  auto opened = x.ask(open_file(path));
  BOOST_REQUIRE_MESSAGE(opened, said(opened));
  auto frsm = opened->get<response::file_open>().frsm_id;
  auto out = std::size_t{0};
  for (auto more = true; more;) {
    auto part = x.ask(read_file(frsm));
    BOOST_REQUIRE_MESSAGE(part, said(part));
    out += part->get<response::file_read>().file_data.size();
    more = part->get<response::file_read>().more_follows;
  }
  BOOST_TEST(said(x.ask(close_file(frsm))) == "ok");
  return out;
}

/// Every service that fits any PDU.
void use_services(mms_caller& x) {
  BOOST_TEST(said(x.ask(status())) == "ok");
  auto who = x.ask(identify());
  BOOST_REQUIRE(who);
  BOOST_TEST(who->get<response::identify>().vendor_name == "vendor");
  BOOST_TEST((all_names(x, domains, "") == std::vector<std::string>{"D", "Other"}));
  BOOST_TEST(all_names(x, variables, "D").size() == 9u);
  BOOST_TEST(all_names(x, journals, "D").size() == 1u);
  BOOST_TEST(said(x.ask(capabilities())) == "ok");
  BOOST_TEST(said(x.ask(attributes(domain_name("D", "i")))) == "ok");

  BOOST_TEST(first_of(x.ask(write(domain_name("D", "i"), int32(7)))) == "written");
  BOOST_TEST(first_of(x.ask(read({domain_name("D", "i")}))) == "7");
  BOOST_TEST(first_of(x.ask(read_list(domain_name("D", "two")))) == "7");
  BOOST_TEST(first_of(x.ask(read(domain_name("D", "array"), element(3)))) == "0");
  BOOST_TEST(first_of(x.ask(read(domain_name("D", "st"), part("a")))) == "0");

  for (auto list : {domain_name("D", "n"), mms::association_name("n")}) {
    BOOST_TEST(said(x.ask(define(list, {domain_name("D", "i")}))) == "ok");
    BOOST_TEST(first_of(x.ask(read_list(list))) == "7");
    auto known = x.ask(members(list));
    BOOST_REQUIRE(known);
    BOOST_TEST(
      known->get<response::get_named_variable_list_attributes>().list_of_variable.size()
      == 1u);
    auto gone = x.ask(remove_list(list));
    BOOST_REQUIRE(gone);
    BOOST_TEST(gone->get<response::delete_named_variable_list>().number_deleted == 1u);
  }
}

} // namespace

BOOST_AUTO_TEST_SUITE(mms_services)

BOOST_AUTO_TEST_CASE(all_work_with_pdus_tpdus_and_windows_of_any_size) {
  auto host = station{};
  for (auto pdu : {64u, 128u, 1024u, 65'000u})
    for (auto tpdu : {128u, 256u, 512u, 1024u, 2048u, 4096u, 8192u}) {
      auto uut = mms_caller{host.port(), called_with(pdu, tpdu, 5)};
      BOOST_TEST_CONTEXT("PDUs of " << pdu << ", TPDUs of " << tpdu) {
        BOOST_TEST(uut.agreed().max_pdu_size == pdu);
        use_services(uut);
      }
      uut.conclude();
      BOOST_REQUIRE(uut.end);
      BOOST_TEST(uut.end->orderly);
    }
}

BOOST_AUTO_TEST_CASE(a_file_comes_whole_in_pdus_of_any_size) {
  auto host = station{};
  for (auto pdu : {64u, 200u, 65'000u}) {
    auto uut = mms_caller{host.port(), called_with(pdu, 1024, 5)};
    BOOST_TEST(read_whole(uut, "large") == far_too_large);
  }
}

BOOST_AUTO_TEST_CASE(answers_as_many_at_once_as_were_agreed_on) {
  auto host = station{};
  for (auto window : {1, 2, 10, 100}) {
    auto uut = mms_caller{
      host.port(), called_with(65'000, 8192, static_cast<std::uint16_t>(window))};
    BOOST_TEST(uut.agreed().max_outstanding_calling == window);
    auto asked = std::vector<mms::request>{};
    for (auto i = 0; i < 500; ++i)
      asked.push_back(write(domain_name("D", "i"), int32(i)));
    for (auto& one : uut.ask_all(std::move(asked)))
      BOOST_REQUIRE_EQUAL(first_of(one), "written");
    BOOST_TEST(first_of(uut.ask(read({domain_name("D", "i")}))) == "499");
  }
}

BOOST_AUTO_TEST_CASE(each_mistake_has_its_error) {
  auto host = station{};
  auto uut = mms_caller{host.port(), called_with(65'000, 8192, 5)};
  auto nix = domain_name("D", "nix");
  auto i = domain_name("D", "i");
  struct row {
    mms::request what;
    std::string_view why;
  };
  auto refused = std::vector<row>{};
  refused.push_back({names(variables, "nix"), "object-non-existent"});
  refused.push_back({attributes(nix), "object-non-existent"});
  refused.push_back({read_list(nix), "object-non-existent"});
  refused.push_back({define(domain_name("D", "two"), {i}), "object-exists"});
  refused.push_back({define(domain_name("nix", "n"), {i}), "object-non-existent"});
  refused.push_back({members(nix), "object-non-existent"});
  refused.push_back({capabilities("nix"), "capability-unknown"});
  refused.push_back({open_file("nix"), "file-non-existent"});
  refused.push_back({open_file("../etc/passwd"), "filename-syntax-error"});
  refused.push_back({open_file("large", 100'000), "position-invalid"});
  refused.push_back({read_file(99), "other"});
  refused.push_back({remove_file("nix"), "file-non-existent"});
  refused.push_back({rename_file("nix", "other"), "file-non-existent"});
  refused.push_back({files("nix"), "file-non-existent"});
  refused.push_back({entries(nix), "object-non-existent"});
  refused.push_back({make_empty(nix), "object-non-existent"});
  for (auto& one : refused) {
    auto service = mms::service_name(one.what.index());
    BOOST_TEST_CONTEXT(service) {
      BOOST_TEST(said(uut.ask(std::move(one.what))) == one.why);
    }
  }

  BOOST_TEST(first_of(uut.ask(read({nix}))) == "object-non-existent");
  BOOST_TEST(first_of(uut.ask(write(nix, int32(1)))) == "object-non-existent");
  BOOST_TEST(first_of(uut.ask(write(domain_name("D", "f"), int32(1))))
             == "type-inconsistent");
  BOOST_TEST(first_of(uut.ask(write(domain_name("D", "fixed"),
                                    mms::data::make<mms::data::boolean>(true))))
             == "object-access-denied");
  BOOST_TEST(first_of(uut.ask(read(domain_name("D", "array"), element(10))))
             == "object-non-existent");
  BOOST_TEST(first_of(uut.ask(read(domain_name("D", "array"), elements(8, 5))))
             == "object-non-existent");
  BOOST_TEST(first_of(uut.ask(read(domain_name("D", "st"), part("nix"))))
             == "object-non-existent");
  auto kept = uut.ask(remove_list(domain_name("D", "two")));
  BOOST_REQUIRE(kept);
  auto& deleted = kept->get<response::delete_named_variable_list>();
  BOOST_TEST(deleted.number_matched == 1u);
  BOOST_TEST(deleted.number_deleted == 0u);
}

BOOST_AUTO_TEST_CASE(rejects_what_is_no_request_of_a_client) {
  auto host = station{};
  auto uut = mms_caller{host.port(), called_with(65'000, 8192, 5)};
  using mms::pdu;
  auto answer = asn1::mms::confirmed_response_pdu{};
  answer.service = response::make<response::status>();
  BOOST_TEST(uut.provoke(pdu::make<pdu::confirmed_response_pdu>(std::move(answer)))
             == "invalid-invokeID");
  BOOST_TEST(uut.provoke(pdu::make<pdu::initiate_request_pdu>())
             == "illegal-acse-mapping");
  auto unknown = asn1::mms::confirmed_request_pdu{};
  unknown.invoke_id = 5;
  unknown.service = mms::request::make<mms::request::get_alarm_summary>();
  BOOST_TEST(!uut.ask(std::move(unknown.service)));
  BOOST_TEST(said(uut.ask(status())) == "ok");
}

BOOST_AUTO_TEST_CASE(too_large_an_answer_is_an_error_and_not_the_end) {
  auto host = station{};
  auto uut = mms_caller{host.port(), called_with(128, 128, 5)};
  BOOST_TEST(said(uut.ask(read({domain_name("D", "array"), domain_name("D", "array"),
                                domain_name("D", "st"), domain_name("D", "st"),
                                domain_name("D", "array")})))
             != "");
  auto large = mms_caller{host.port(), called_with(65'000, 8192, 5)};
  auto octets = asn1::octet_string{bytes(1000, 1)};
  BOOST_TEST(
    first_of(large.ask(write(domain_name("D", "long"),
                             mms::data::make<mms::data::octet_string>(octets))))
    == "written");
  BOOST_TEST(said(uut.ask(read({domain_name("D", "long")}))) == "pdu-size");
  BOOST_TEST(said(uut.ask(status())) == "ok");
}

BOOST_AUTO_TEST_CASE(files_are_listed_renamed_and_deleted) {
  auto host = station{};
  auto uut = mms_caller{host.port(), called_with(65'000, 8192, 5)};
  BOOST_TEST(said(uut.ask(rename_file("large", "other"))) == "ok");
  auto listed = uut.ask(files());
  BOOST_REQUIRE(listed);
  auto& entry = listed->get<response::file_directory>().list_of_directory_entry;
  BOOST_REQUIRE_EQUAL(entry.size(), 1u);
  BOOST_TEST(entry[0].file_attributes.size_of_file == far_too_large);
  BOOST_TEST(said(uut.ask(remove_file("other"))) == "ok");
  BOOST_TEST(!fs::exists(host.folder / "other"));
}

BOOST_AUTO_TEST_CASE(obtains_a_file_of_its_client) {
  auto host = station{};
  auto uut = mms_caller{host.port(), called_with(65'000, 8192, 5)};
  uut.serve = [sent = 0](const mms::pdu& x) mutable -> std::optional<mms::pdu> {
    auto* asked = x.get_if<mms::pdu::confirmed_request_pdu>();
    if (!asked)
      return std::nullopt;
    auto out = asn1::mms::confirmed_response_pdu{asked->invoke_id, {}};
    if (asked->service.is<mms::request::file_open>())
      out.service.emplace<response::file_open>(
        asn1::mms::file_open_response{1, {6, {}}});
    else if (asked->service.is<mms::request::file_read>())
      out.service.emplace<response::file_read>(asn1::mms::file_read_response{
        asn1::octet_string{bytes{'a', 'b', 'c'}}, ++sent < 2});
    else
      out.service.emplace<response::file_close>();
    return mms::pdu::make<mms::pdu::confirmed_response_pdu>(std::move(out));
  };
  BOOST_TEST(said(uut.ask(obtain("mine", "obtained"))) == "ok");
  auto text = std::string{};
  std::ifstream{host.folder / "obtained"} >> text;
  BOOST_TEST(text == "abcabc");
}

BOOST_AUTO_TEST_CASE(a_journal_has_what_was_written_until_it_is_emptied) {
  auto host = station{};
  auto uut = mms_caller{host.port(), called_with(65'000, 8192, 5)};
  auto count = [&] {
    auto answer = uut.ask(entries(domain_name("D", "changes")));
    BOOST_REQUIRE_MESSAGE(answer, said(answer));
    return answer->get<response::read_journal>().list_of_journal_entry.size();
  };
  BOOST_TEST(count() == 0u);
  for (auto i = 0; i < 3; ++i)
    BOOST_TEST(first_of(uut.ask(write(domain_name("D", "i"), int32(i)))) == "written");
  BOOST_TEST(count() == 3u);
  BOOST_TEST(said(uut.ask(make_empty(domain_name("D", "changes")))) == "ok");
  BOOST_TEST(count() == 0u);
}

BOOST_AUTO_TEST_CASE(a_cancelled_request_is_answered_one_way_or_the_other) {
  auto host = station{};
  auto uut = mms_caller{host.port(), called_with(65'000, 8192, 5)};
  auto answer = uut.cancel(status());
  BOOST_TEST((answer || answer.error().code == errc::rejected));
  BOOST_TEST(said(uut.ask(status())) == "ok");
}

BOOST_AUTO_TEST_CASE(an_abort_harms_no_other) {
  auto host = station{};
  auto other = mms_caller{host.port(), called_with(65'000, 8192, 5)};
  for (auto i = 0; i < 20; ++i)
    mms_caller{host.port(), called_with(65'000, 8192, 5)}.abort();
  BOOST_TEST(said(other.ask(status())) == "ok");
}

BOOST_AUTO_TEST_SUITE_END()
