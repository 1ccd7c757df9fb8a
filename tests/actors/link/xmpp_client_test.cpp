#include "actors/link/xmpp_client.hpp"

#include "actors/link/xml_nesting.hpp"

#include <boost/test/unit_test.hpp>

using namespace bus;

// What a server that means harm may say; the rest is in end_to_end/xmpp_test.py.

namespace {

constexpr auto stream_header = "<?xml version='1.0'?><stream:stream "
                               "xmlns:stream='http://etherx.jabber.org/streams' "
                               "xmlns='jabber:client' from='example.org' id='1' "
                               "version='1.0'>";
constexpr auto an_element = "<message from='scada@example.org/x'>"
                            "<data xmlns='urn:stationbus:xmppsp:1' from='a' seq='0'/>"
                            "</message>";

struct client_fixture {
  xmpp_client uut;
  std::string said;
  std::vector<xmpp_event> events;

  explicit client_fixture(bool tls)
    : uut{{"127.0.0.1", 5222, "scada@example.org/bus", "secret", tls}} {
    uut.start();
    take();
    feed(stream_header);
  }

  void feed(std::string_view text) {
    uut.receive({reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
    take();
  }

  void take() {
    auto out = uut.take_output();
    said.append(out.begin(), out.end());
    while (auto event = uut.next_event())
      events.push_back(std::move(*event));
  }

  /// It gave up, and neither was online nor took an element before.
  bool gave_up() const {
    return !events.empty() && std::holds_alternative<xmpp_over>(events.front());
  }
};

struct with_tls : client_fixture {
  with_tls()
    : client_fixture{true} {}
};

struct without_tls : client_fixture {
  without_tls()
    : client_fixture{false} {}
};

} // namespace

BOOST_AUTO_TEST_SUITE(xmpp_client_)

BOOST_FIXTURE_TEST_CASE(a_server_cannot_skip_tls_and_the_password, with_tls) {
  feed("<enabled xmlns='urn:xmpp:sm:3'/>");
  feed(an_element);
  BOOST_TEST(gave_up());
}

BOOST_FIXTURE_TEST_CASE(nothing_in_the_clear_is_read_behind_the_start_of_tls,
                        with_tls) {
  feed("<stream:features><starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>"
       "</stream:features>");
  BOOST_TEST(said.find("starttls") != said.npos);
  feed(std::string{"<proceed xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>"
                   "<enabled xmlns='urn:xmpp:sm:3'/>"}
       + an_element);
  BOOST_TEST(gave_up());
  BOOST_TEST(said.find("secret") == said.npos);
}

BOOST_FIXTURE_TEST_CASE(the_password_is_said_by_no_older_means, without_tls) {
  feed("<stream:features><auth xmlns='http://jabber.org/features/iq-auth'/>"
       "</stream:features>");
  BOOST_TEST(gave_up());
  BOOST_TEST(said.find("<iq") == said.npos);
}

BOOST_FIXTURE_TEST_CASE(what_is_nested_too_deeply_ends_the_stream, without_tls) {
  auto deep = std::string{"<iq from='evil@example.org/x' type='get' id='q'>"};
  for (auto i = 0; i < 100'000; ++i)
    deep += "<a>";
  feed(deep);
  BOOST_TEST(gave_up());
}

BOOST_AUTO_TEST_CASE(nesting_is_counted_through_all_that_xml_has) {
  auto depth_of = [](std::string_view text) {
    for (auto most = 0u; most < 10; ++most) {
      auto x = xml_nesting{};
      auto flat = true;
      for (auto one : text) // in the smallest pieces
        flat = flat && x.feed({&one, 1}, most);
      if (flat)
        return most;
    }
    return 10u;
  };
  BOOST_TEST(depth_of("text") == 0u);
  BOOST_TEST(depth_of("<?xml version='1.0'?><a/>") == 1u);
  BOOST_TEST(depth_of("<a><b/><c></c></a>") == 2u);
  BOOST_TEST(depth_of("<a><b x='>' y=\"/>\"/><c z='<'/></a>") == 2u);
  BOOST_TEST(depth_of("<a><b></b></a><a><b><c/></b></a>") == 3u);
  BOOST_TEST(depth_of("</a></a><a/>") == 1u);
}

BOOST_AUTO_TEST_SUITE_END()
