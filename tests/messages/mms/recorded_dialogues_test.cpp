#include "messages/mms/server.hpp"
#include "tests/messages/mms/face_to_face.hpp"
#include "tests/support/captures.hpp"
#include "tests/support/pcap.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <filesystem>
#include <map>

using namespace bus;
using namespace bus::mms;

namespace {

/// Malformed on purpose: the dialogue of what a server rejects.
constexpr auto hostile = "19_";

struct dialogue {
  std::string file;
  std::vector<test::tcp_piece> pieces;
};

std::vector<dialogue> recorded() {
  auto shared = test::shared_folder();
  if (!shared) {
    BOOST_TEST_MESSAGE("skipped: the recordings are not there");
    return {};
  }
  auto out = std::vector<dialogue>{};
  for (auto& file : std::filesystem::directory_iterator{*shared / "captures" / "mms"}) {
    if (file.path().extension() != ".pcap")
      continue;
    auto by_connection = std::map<unsigned, std::vector<test::tcp_piece>>{};
    for (auto& piece : test::tcp_pieces(file.path()))
      by_connection[piece.connection].push_back(std::move(piece));
    for (auto& [connection, pieces] : by_connection)
      out.push_back({file.path().stem(), std::move(pieces)});
  }
  std::ranges::sort(out, {}, &dialogue::file);
  return out;
}

std::size_t requests_in(const std::vector<pdu>& x) {
  return static_cast<std::size_t>(std::ranges::count_if(
    x, [](auto& one) { return one.template is<pdu::confirmed_request_pdu>(); }));
}

} // namespace

BOOST_AUTO_TEST_SUITE(mms_recorded_dialogues)

/// What a foreign client said, said to our server: each request is understood and
/// answered under its invoke id.
BOOST_AUTO_TEST_CASE(a_server_understands_every_recorded_client) {
  auto all = std::size_t{0};
  for (auto& one : recorded()) {
    BOOST_TEST_CONTEXT(one.file) {
      auto settings = association_settings{};
      auto end = association{role::responder, settings};
      end.listen({});
      auto session = server{};
      auto got = std::vector<pdu>{};
      auto over = std::optional<closed>{};
      for (auto& piece : one.pieces) {
        if (!piece.from_client)
          continue;
        end.receive(piece.octets, {});
        while (auto event = end.next_event()) {
          if (std::holds_alternative<associate_indication>(*event)) {
            BOOST_REQUIRE(end.accept());
            session.established(end.agreed());
          } else if (auto* came = std::get_if<pdu_received>(&*event)) {
            got.push_back(came->what);
            if (auto asked = session.receive(came->what))
              session.respond(asked->invoke_id, response::make<response::identify>());
            for (auto& answer : session.take_output())
              BOOST_TEST(end.send(answer).has_value());
          } else {
            over = std::get<closed>(*event);
          }
        }
      }
      all += requests_in(got);
      BOOST_TEST(session.outstanding() == 0u);
      // Each ended in order, by an abort or by closing the connection.
      if (over && !one.file.starts_with(hostile))
        BOOST_TEST((over->why.code == errc::not_connected),
                   over->why.where << " " << over->why.cause);
    }
  }
  BOOST_TEST_MESSAGE(all << " requests understood");
}

/// What a foreign server said, said to our client.
BOOST_AUTO_TEST_CASE(a_client_understands_every_recorded_server) {
  for (auto& one : recorded()) {
    BOOST_TEST_CONTEXT(one.file) {
      auto settings = association_settings{};
      settings.acse.passwords = {"secret"};
      auto end = association{role::initiator, settings};
      BOOST_REQUIRE(end.connect({}));
      auto over = std::optional<closed>{};
      auto answers = std::size_t{0};
      for (auto& piece : one.pieces) {
        if (piece.from_client || piece.octets.empty())
          continue;
        // The conclude response is expected after our own conclude only.
        auto concluded =
          std::ranges::search(piece.octets, bytes{0xa0, 0x02, 0x8c, 0x00});
        if (!concluded.empty())
          std::ignore = end.conclude({});
        end.receive(piece.octets, {});
        while (auto event = end.next_event()) {
          if (auto* ended = std::get_if<closed>(&*event))
            over = *ended;
          answers += std::holds_alternative<pdu_received>(*event);
        }
      }
      if (over && !one.file.starts_with(hostile))
        BOOST_TEST((over->orderly || over->why.code != errc::malformed),
                   over->why.where << " " << over->why.cause);
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
