#include "actors/loop/hosted.hpp"

#include <boost/test/unit_test.hpp>
#include <set>

using namespace bus;
using namespace std::chrono_literals;

// These run on real threads; every wait has an event and a generous limit.

namespace {

constexpr auto limit = 20s;

struct ask_thread {};
struct ask_pong {};

struct system_config : caf::actor_system_config {
  system_config() {
    set("scheduler.policy", caf::atom("sharing"));
    set("scheduler.max-threads", std::size_t{1});
    set("logger.verbosity", caf::atom("quiet"));
  }
};

using probe =
  caf::typed_actor<caf::replies_to<ask_thread>::with<std::string>,
                   caf::replies_to<ask_pong>::with<int>, caf::reacts_to<tick>>;

struct probe_state {
  static inline const char* name = "probe";
  bus::alarm wake;
  caf::typed_response_promise<int> woken;
};

std::string this_thread() {
  return std::to_string(std::hash<std::thread::id>{}(std::this_thread::get_id()));
}

probe::behavior_type make_probe(probe::stateful_pointer<probe_state> self) {
  return {
    [](ask_thread) { return this_thread(); },
    [self](ask_pong) {
      self->state.woken = self->make_response_promise<int>();
      self->state.wake.set(self, now_of(self) + 30ms);
      self->state.wake.set(self, now_of(self) + 5ms);
      return self->state.woken;
    },
    [self](tick) {
      self->state.wake.fired();
      if (self->state.woken.pending())
        self->state.woken.deliver(1);
    },
  };
}

struct loop_fixture {
  system_config cfg;
  caf::actor_system sys{cfg};
};

template <class T>
T ask_thread_of(caf::scoped_actor& self, const T&, const probe& who) {
  auto out = T{};
  self->request(who, limit, ask_thread{})
    .receive([&](T& x) { out = x; }, [](caf::error&) { BOOST_ERROR("no answer"); });
  return out;
}

} // namespace

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(ask_thread)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(ask_pong)

BOOST_FIXTURE_TEST_SUITE(loop_, loop_fixture)

BOOST_AUTO_TEST_CASE(runs_its_actors_on_its_own_thread_only) {
  auto home = loop{sys};
  auto self = caf::scoped_actor{sys};
  auto x = spawn_on(home, make_probe);
  auto first = ask_thread_of(self, std::string{}, x);
  BOOST_TEST(first == ask_thread_of(self, std::string{}, x));
  BOOST_TEST(first != this_thread());
  self->send_exit(x, caf::exit_reason::user_shutdown);
  self->wait_for(caf::actor_cast<caf::actor>(x));
}

BOOST_AUTO_TEST_CASE(wakes_an_actor_at_the_earlier_of_two_times) {
  auto home = loop{sys};
  auto self = caf::scoped_actor{sys};
  auto x = spawn_on(home, make_probe);
  auto woken = 0;
  self->request(x, limit, ask_pong{})
    .receive([&](int y) { woken = y; }, [](caf::error&) { BOOST_ERROR("not woken"); });
  BOOST_TEST(woken == 1);
  self->send_exit(x, caf::exit_reason::user_shutdown);
  self->wait_for(caf::actor_cast<caf::actor>(x));
}

BOOST_AUTO_TEST_CASE(answers_many_actors_on_two_loops_and_ends_them_all) {
  auto one = loop{sys};
  auto two = loop{sys};
  auto self = caf::scoped_actor{sys};
  auto all = std::vector<probe>{};
  for (auto i = 0; i < 200; ++i)
    all.push_back(spawn_on(i % 2 ? one : two, make_probe));
  auto threads = std::set<std::string>{};
  for (auto& x : all)
    threads.insert(ask_thread_of(self, std::string{}, x));
  BOOST_TEST(threads.size() == 2u);
  for (auto& x : all) {
    self->send_exit(x, caf::exit_reason::user_shutdown);
    self->wait_for(caf::actor_cast<caf::actor>(x));
  }
}

BOOST_AUTO_TEST_SUITE_END()
