#include "messages/mms/files.hpp"

#include "messages/mms/obtaining.hpp"

#include <boost/test/unit_test.hpp>

using namespace bus;
using namespace bus::mms;

namespace {

using stored_files = std::map<std::string, bytes>;

file_name file(const std::string& path) {
  auto out = file_name{};
  out.push_back(path);
  return out;
}

file_store store_of(std::shared_ptr<stored_files> all) {
  auto entry = [all](const std::string& path) -> result<file_store::entry> {
    auto found = all->find(path);
    if (found == all->end())
      return fail(errc::not_found, path);
    return file_store::entry{path, static_cast<std::uint32_t>(found->second.size())};
  };
  auto out = file_store{};
  out.find = entry;
  out.list = [all,
              entry](const std::string&) -> result<std::vector<file_store::entry>> {
    auto listed = std::vector<file_store::entry>{};
    for (auto& [path, octets] : *all)
      listed.push_back(*entry(path));
    return listed;
  };
  out.read = [all](const std::string& path, std::uint64_t from,
                   std::size_t size) -> result<bytes> {
    auto rest = byte_view{all->at(path)}.subspan(from);
    rest = rest.first(std::min(size, rest.size()));
    return bytes(rest.begin(), rest.end());
  };
  return out;
}

std::string path(const std::string& x) {
  auto out = path_of(file(x));
  return out ? *out : name(out.error());
}

std::string said(const open_files::answer& x) {
  return x ? "ok" : name(x.error());
}

} // namespace

BOOST_AUTO_TEST_SUITE(mms_files)

BOOST_AUTO_TEST_CASE(a_path_leads_nowhere_above_the_store) {
  BOOST_TEST(path("a/b.txt") == "a/b.txt");
  BOOST_TEST(path("/a//./b") == "a/b");
  BOOST_TEST(path("\\COMTRADE\\1.cfg") == "COMTRADE/1.cfg");
  BOOST_TEST(path("") == "");
  for (auto* one : {"..", "a/../b", "/../etc/passwd", "..\\x"})
    BOOST_TEST(path(one) == "filename-syntax-error");
  BOOST_TEST(path(std::string{"a\0b", 3}) == "filename-syntax-error");
  BOOST_TEST(path(std::string(2'000, 'a')) == "filename-syntax-error");
}

BOOST_AUTO_TEST_CASE(reads_from_where_it_was_opened_to_the_end) {
  auto store = store_of(
    std::make_shared<stored_files>(stored_files{{"f", bytes{0, 1, 2, 3, 4, 5, 6}}}));
  auto uut = open_files{};
  auto opened = uut.open(store, {file("f"), 2});
  BOOST_REQUIRE(opened);
  auto frsm = opened->get<response::file_open>().frsm_id;
  auto got = bytes{};
  for (auto more = true; more;) {
    auto part = uut.read(store, frsm, 2);
    BOOST_REQUIRE(part);
    auto octets = part->get<response::file_read>().file_data.view();
    got.insert(got.end(), octets.begin(), octets.end());
    more = part->get<response::file_read>().more_follows;
  }
  BOOST_TEST((got == bytes{2, 3, 4, 5, 6}));
  BOOST_TEST(said(uut.close(frsm)) == "ok");
  BOOST_TEST(said(uut.close(frsm)) != "ok");
  BOOST_TEST(said(uut.read(store, frsm, 2)) != "ok");
  BOOST_TEST(said(uut.open(store, {file("f"), 8})) == "position-invalid");
  BOOST_TEST(said(uut.open(store, {file("nix"), 0})) == "file-non-existent");
}

BOOST_AUTO_TEST_CASE(so_many_are_open_at_once_and_no_more) {
  auto store = store_of(std::make_shared<stored_files>(stored_files{{"f", bytes{1}}}));
  auto uut = open_files{2};
  auto first = uut.open(store, {file("f"), 0});
  BOOST_REQUIRE(first);
  BOOST_TEST(said(uut.open(store, {file("f"), 0})) == "ok");
  BOOST_TEST(said(uut.open(store, {file("f"), 0})) == "file-busy");
  BOOST_TEST(said(uut.close(first->get<response::file_open>().frsm_id)) == "ok");
  BOOST_TEST(said(uut.open(store, {file("f"), 0})) == "ok");
}

BOOST_AUTO_TEST_CASE(a_directory_is_continued_after_its_last_name) {
  auto all = std::make_shared<stored_files>();
  for (auto i = 10; i < 30; ++i)
    all->emplace("file" + std::to_string(i), bytes{});
  auto store = store_of(all);
  auto what = asn1::mms::file_directory_request{};
  auto got = std::vector<std::string>{};
  for (auto more = true; more;) {
    auto part = open_files::directory(store, what, 150);
    BOOST_REQUIRE(part);
    auto& listed = part->get<response::file_directory>();
    BOOST_REQUIRE(!listed.list_of_directory_entry.empty());
    for (auto& one : listed.list_of_directory_entry)
      got.push_back(one.file_name[0]);
    what.continue_after = file(got.back());
    more = listed.more_follows;
  }
  BOOST_TEST(got.size() == 20u);
  BOOST_TEST(got.back() == "file29");
  BOOST_TEST(said(open_files::directory(store, {}, 20)) == "pdu-size");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(mms_obtaining)

BOOST_AUTO_TEST_CASE(opens_reads_and_closes) {
  auto uut = obtaining{file("theirs")};
  BOOST_TEST(uut.first().is<request::file_open>());
  auto next = uut.take(
    response::make<response::file_open>(asn1::mms::file_open_response{7, {4, {}}}));
  for (auto more : {true, false}) {
    BOOST_REQUIRE(next && next->is<request::file_read>());
    BOOST_TEST(next->get<request::file_read>() == 7);
    next = uut.take(response::make<response::file_read>(
      asn1::mms::file_read_response{asn1::octet_string{bytes{1, 2}}, more}));
  }
  BOOST_REQUIRE(next && next->is<request::file_close>());
  BOOST_TEST(!uut.take(response::make<response::file_close>()));
  auto all = std::move(uut).file();
  BOOST_REQUIRE(all);
  BOOST_TEST((*all == bytes{1, 2, 1, 2}));
}

BOOST_AUTO_TEST_CASE(a_file_without_an_end_is_bounded_and_closed) {
  auto uut = obtaining{file("theirs"), 10};
  auto next =
    uut.take(response::make<response::file_open>(asn1::mms::file_open_response{7, {}}));
  auto parts = 0;
  for (; next && next->is<request::file_read>(); ++parts) {
    BOOST_REQUIRE(parts < 10);
    next = uut.take(response::make<response::file_read>(
      asn1::mms::file_read_response{asn1::octet_string{bytes(4)}, true}));
  }
  BOOST_TEST(parts == 3);
  BOOST_REQUIRE(next);
  BOOST_TEST(next->is<request::file_close>());
  BOOST_TEST(!uut.take(response::make<response::file_close>()));
  BOOST_TEST(!std::move(uut).file());
}

BOOST_AUTO_TEST_CASE(tells_why_it_could_not_be_opened) {
  auto uut = obtaining{file("theirs")};
  BOOST_TEST(!uut.take(fail(errc::not_found, "mms.file", "file-non-existent")));
  auto all = std::move(uut).file();
  BOOST_REQUIRE(!all);
  BOOST_TEST(all.error().cause == "file-non-existent");
}

BOOST_AUTO_TEST_SUITE_END()
