#include "tests/actors/server/mms_caller.hpp"

#include <netinet/in.h>
#include <poll.h>
#include <stdexcept>
#include <sys/socket.h>
#include <unistd.h>

namespace bus::test {

namespace {

constexpr auto limit_ms = 20'000;

int connected_to(std::uint16_t port) {
  auto at = sockaddr_in{};
  at.sin_family = AF_INET;
  at.sin_port = htons(port);
  at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  auto out = socket(AF_INET, SOCK_STREAM, 0);
  if (::connect(out, reinterpret_cast<sockaddr*>(&at), sizeof at) != 0)
    throw std::runtime_error{"no connection"};
  return out;
}

time_point now() {
  return std::chrono::steady_clock::now();
}

} // namespace

mms_caller::mms_caller(std::uint16_t port, mms::association_settings settings)
  : settings_{std::move(settings)},
    association_{mms::role::initiator, settings_},
    socket_{connected_to(port)} {
  if (auto asked = association_.connect(now()); !asked)
    throw std::runtime_error{to_string(asked.error())};
  turn_until([&] { return association_.is_open() || end; });
  if (end) {
    close(socket_);
    throw std::runtime_error{to_string(end->why)};
  }
}

mms_caller::~mms_caller() {
  close(socket_);
}

void mms_caller::turn() {
  for (auto& one : client_.take_output())
    if (auto sent = association_.send(one); !sent)
      if (auto* asked = one.get_if<mms::pdu::confirmed_request_pdu>())
        client_.unsent(asked->invoke_id, sent.error());
  auto out = association_.take_output();
  for (auto rest = byte_view{out}; !rest.empty();) {
    auto put = send(socket_, rest.data(), rest.size(), MSG_NOSIGNAL);
    if (put <= 0)
      break;
    rest = rest.subspan(static_cast<std::size_t>(put));
  }
  while (auto done = client_.next_event())
    if (auto* one = std::get_if<mms::completion>(&*done))
      answers_.emplace(one->id, std::move(one->answer));
}

void mms_caller::turn_until(const std::function<bool()>& done) {
  for (turn(); !done(); turn()) {
    auto wait = pollfd{socket_, POLLIN, 0};
    if (poll(&wait, 1, limit_ms) != 1)
      throw std::runtime_error{"the server does not answer"};
    std::uint8_t octets[4096];
    auto got = recv(socket_, octets, sizeof octets, 0);
    if (got <= 0) {
      end = mms::closed{error{errc::not_connected, "tcp", "closed"}};
      client_.closed(end->why);
      continue;
    }
    association_.receive({octets, static_cast<std::size_t>(got)}, now());
    while (auto event = association_.next_event()) {
      if (auto* agreed = std::get_if<mms::established>(&*event))
        client_.established(agreed->agreed);
      else if (auto* over = std::get_if<mms::closed>(&*event))
        end = std::move(*over);
      else if (auto* came = std::get_if<mms::pdu_received>(&*event)) {
        if (auto* no = came->what.get_if<mms::pdu::reject_pdu>())
          reject_ = mms::name(no->reject_reason);
        if (auto answer = serve ? serve(came->what) : std::nullopt)
          std::ignore = association_.send(*answer);
        else
          client_.receive(came->what);
      }
    }
    if (end)
      client_.closed(end->why);
  }
}

result<mms::response> mms_caller::ask(mms::request x) {
  auto all = std::vector<mms::request>{};
  all.push_back(std::move(x));
  return std::move(ask_all(std::move(all)).front());
}

std::vector<result<mms::response>> mms_caller::ask_all(std::vector<mms::request> x) {
  auto first = last_id_ + 1;
  for (auto& one : x)
    client_.submit({++last_id_, std::move(one), never}, now());
  turn_until([&] { return answers_.size() == x.size(); });
  auto out = std::vector<result<mms::response>>{};
  for (auto id = first; id <= last_id_; ++id)
    out.push_back(std::move(answers_.at(id)));
  answers_.clear();
  return out;
}

result<mms::response> mms_caller::cancel(mms::request x) {
  client_.submit({++last_id_, std::move(x), never}, now());
  client_.cancel(last_id_);
  turn_until([&] { return answers_.size() == 1; });
  return std::move(answers_.extract(last_id_).mapped());
}

std::string mms_caller::provoke(const mms::pdu& x) {
  reject_.reset();
  if (auto sent = association_.send(x); !sent)
    return to_string(sent.error());
  turn_until([&] { return reject_ || end; });
  return end ? to_string(end->why) : *reject_;
}

void mms_caller::conclude() {
  if (association_.conclude(now()))
    turn_until([&] { return end.has_value(); });
}

void mms_caller::abort() {
  association_.abort();
  turn();
}

} // namespace bus::test
