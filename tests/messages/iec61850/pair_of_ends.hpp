#pragma once

#include "messages/iec61850/operation.hpp"
#include "messages/iec61850/report.hpp"
#include "messages/iec61850/server.hpp"
#include "messages/mms/device.hpp"
#include "tests/support/iec61850_objects.hpp"

#include <boost/test/unit_test.hpp>

namespace bus::test {

using namespace iec61850;
using namespace std::chrono_literals;

/// A server, and clients of it: without an association, PDU by PDU.
struct pair_of_ends {
  struct client {
    mms::device device;
    operations commands{device};
    std::vector<report> reports = {};
    std::vector<std::string> written = {}; ///< what it wrote, in order
  };

  duration at = 1s;
  server uut = server::make(iec61850_objects(), {}, now()).value();
  std::vector<std::unique_ptr<client>> clients;
  std::vector<process_asked> asked;
  std::function<void(const process_asked&)> decide = [](auto&) {};

  moment now() const {
    return {time_point{at}, utc_time{(at + 1'790'000'000s).count()}};
  }
  mms::device::deadline_of when() const {
    return {time_point{at}, time_point{at + 5s}};
  }

  client& add() {
    auto& x = *clients.emplace_back(std::make_unique<client>());
    auto agreed = mms::all_parameters();
    x.device.on_information([&x](asn1::mms::information_report& told) {
      if (!is_report(told))
        return x.commands.received(told);
      x.reports.push_back(decode_report(told).value());
      return true;
    });
    x.device.established(agreed);
    uut.joined({clients.size(), {10, 0, 0, static_cast<std::uint8_t>(clients.size())}},
               agreed);
    return x;
  }

  static std::string variable_of(const asn1::mms::write_request& x) {
    using specification = asn1::mms::variable_access_specification;
    using variable = asn1::mms::variable_specification;
    auto& list = x.variable_access_specification.get<specification::list_of_variable>();
    return list.front()
      .variable_specification.get<variable::name>()
      .get<mms::object_name::domain_specific>()
      .item_id;
  }

  void take_events() {
    while (auto event = uut.next_event()) {
      if (auto* answer = std::get_if<server_answer>(&*event)) {
        auto said = mms::pdu{};
        if (answer->what)
          said = mms::pdu::make<mms::pdu::confirmed_response_pdu>(
            asn1::mms::confirmed_response_pdu{answer->invoke_id,
                                              std::move(*answer->what)});
        else
          said = mms::pdu::make<mms::pdu::confirmed_error_pdu>(
            asn1::mms::confirmed_error_pdu{
              answer->invoke_id, {}, std::move(answer->what.error())});
        clients[answer->client - 1]->device.receive(said);
      } else if (auto* told = std::get_if<server_tells>(&*event)) {
        auto said = mms::pdu::make<mms::pdu::unconfirmed_pdu>(
          asn1::mms::unconfirmed_pdu{std::move(told->what)});
        clients[told->client - 1]->device.receive(said);
      } else {
        asked.push_back(std::get<process_asked>(*event));
        if (asked.back().decides)
          decide(asked.back());
      }
    }
  }

  /// Until nobody has anything to say.
  void run() {
    for (auto quiet = false; !quiet;) {
      quiet = true;
      take_events();
      for (auto i = std::size_t{0}; i < clients.size(); ++i)
        for (auto& out : clients[i]->device.take_output()) {
          quiet = false;
          auto& request = out.get<mms::pdu::confirmed_request_pdu>();
          if (auto* written = request.service.get_if<mms::request::write>())
            clients[i]->written.push_back(variable_of(*written));
          uut.request(i + 1, request, now());
          take_events();
        }
    }
  }

  void pass(duration x) {
    at += x;
    uut.tick(now());
    for (auto& one : clients) {
      one->device.tick(time_point{at});
      one->commands.tick(time_point{at});
    }
    run();
  }

  void set(const std::string& item, bool to) {
    auto where = uut.find("LD/" + item).value();
    auto how = uut.set({{where, mms::data::make<mms::data::boolean>(to)}}, now());
    BOOST_REQUIRE_MESSAGE(how.at(0).has_value(), to_string(how[0].error()));
    run();
  }

  void accept_all() {
    decide = [this](const process_asked& x) {
      std::ignore = uut.decide(x.what.id, {}, now());
    };
  }

  operation_result operate(client& by, const std::string& object, bool to = true,
                           control_action what = control_action::operate) {
    auto out = std::optional<operation_result>{};
    auto command = operation_request{what, "LD/G$" + object, to};
    by.commands.perform(command, when(), now().utc,
                        [&](operation_result x) { out = std::move(x); });
    run();
    if (!out)
      pass(20s); // nobody answers
    return out.value();
  }
};

} // namespace bus::test
