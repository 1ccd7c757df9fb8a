#include "messages/asn1/ber.hpp"
#include "messages/iec61850/server.hpp"
#include "tests/support/iec61850_objects.hpp"

#include <cstdlib>

using namespace bus;
using namespace bus::iec61850;

/// Requests of two clients, one behind the other, each an octet of length in front,
/// and one that says who asks and how much time passed. What they are answered and
/// told has to be sayable, and every request has one answer in the end.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const auto objects = bus::test::iec61850_objects();
  if (size == 0)
    return 0;
  auto now = moment{time_point{std::chrono::seconds{1}}, utc_time{1'000'000'000}};
  auto how = server_options{};
  how.report_buffer = 4'000;
  auto uut = *server::make(objects, how, now);
  auto agreed = mms::parameters{};
  agreed.max_pdu_size = 128u << (data[0] % 8);
  uut.joined({1, {1, 2, 3, 4}}, agreed);
  uut.joined({2, {1, 2, 3, 5}}, agreed);
  auto asked = 0, answered = 0;
  auto say = [&] {
    while (auto event = uut.next_event()) {
      if (auto* answer = std::get_if<server_answer>(&*event)) {
        ++answered;
        if (!answer->what)
          continue;
        auto said = asn1::mms::confirmed_response_pdu{1, std::move(*answer->what)};
        if (!asn1::ber::encode(
              mms::pdu::make<mms::pdu::confirmed_response_pdu>(std::move(said))))
          std::abort();
      } else if (auto* told = std::get_if<server_tells>(&*event)) {
        auto said = asn1::mms::unconfirmed_pdu{std::move(told->what)};
        if (!asn1::ber::encode(
              mms::pdu::make<mms::pdu::unconfirmed_pdu>(std::move(said))))
          std::abort();
        uut.taken(told->client, 1);
      } else if (auto& question = std::get<process_asked>(*event); question.decides) {
        if (question.what.id.back() % 2 == 0)
          std::ignore = uut.decide(
            question.what.id, {question.what.id.back() % 4 == 0, add_cause::none}, now);
      }
    }
  };
  auto in = bus::reader{{data + 1, size - 1}};
  while (in.left() > 1) {
    auto length = in.u8();
    auto who = in.u8();
    auto octets = in.view(std::min<std::size_t>(length, in.left()));
    auto passed = std::chrono::milliseconds{(who >> 1) * 100};
    now.at += passed;
    now.utc.ns += std::chrono::nanoseconds{passed}.count();
    uut.tick(now);
    if (who == 255)
      uut.left(1, now);
    auto came = asn1::ber::decode<mms::pdu>(octets);
    if (auto* request =
          came ? came->get_if<mms::pdu::confirmed_request_pdu>() : nullptr) {
      ++asked;
      uut.request(1 + (who & 1), *request, now);
    }
    say();
  }
  now.at += std::chrono::hours{1};
  uut.tick(now);
  say();
  if (asked != answered)
    std::abort();
  return 0;
}
