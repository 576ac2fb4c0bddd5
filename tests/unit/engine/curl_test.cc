#include "probe/engine/curl.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "tests/support/loopback_server.h"

namespace saksi {
namespace {

using namespace loopback;
using namespace std::chrono_literals;

struct FreeEasy {
  void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
};
using Easy = std::unique_ptr<CURL, FreeEasy>;

size_t append(const char* bytes, size_t, size_t count, void* text) {
  static_cast<std::string*>(text)->append(bytes, count);
  return count;
}

Easy get(const Endpoint& endpoint, std::string& body) {
  Easy easy(curl_easy_init());
  const std::string url = "http://" + endpoint.to_string() + "/";
  curl_easy_setopt(easy.get(), CURLOPT_URL, url.c_str());
  curl_easy_setopt(easy.get(), CURLOPT_PROXY, "");
  curl_easy_setopt(easy.get(), CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(easy.get(), CURLOPT_WRITEFUNCTION, &append);
  curl_easy_setopt(easy.get(), CURLOPT_WRITEDATA, &body);
  return easy;
}

Task<void> transfer(CurlMulti& multi, CURL* easy, Deadline deadline, CURLcode& code) {
  code = co_await multi.perform(easy, deadline);
}

Task<void> interrupt_after(Loop& loop, std::chrono::milliseconds pause) {
  co_await loop.sleep(Deadline::after(pause));
  loop.interrupt();
}

void serve_many(Descriptor socket) {
  while (!receive_some(socket.get()).empty()) {
    send_text(socket.get(), "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
  }
}

void serve_one(Descriptor socket) {
  receive_some(socket.get());
  send_text(socket.get(), "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok");
}

TEST(CurlMulti, CarriesOutATransfer) {
  const TcpServer server(serve_one);
  Loop loop;
  CurlMulti multi(loop);
  std::string body;
  const Easy easy = get(server.endpoint(), body);
  CURLcode code = CURLE_FAILED_INIT;
  loop.run(transfer(multi, easy.get(), Deadline::after(5s), code));
  EXPECT_EQ(code, CURLE_OK);
  EXPECT_EQ(body, "ok");
}

TEST(CurlMulti, TransfersRunSideBySide) {
  const TcpServer server(serve_one);
  Loop loop;
  CurlMulti multi(loop);
  std::vector<std::string> bodies(40);
  std::vector<Easy> handles;
  std::vector<CURLcode> codes(bodies.size(), CURLE_FAILED_INIT);
  std::vector<Task<void>> tasks;
  for (std::size_t i = 0; i < bodies.size(); ++i) {
    handles.push_back(get(server.endpoint(), bodies[i]));
    tasks.push_back(transfer(multi, handles[i].get(), Deadline::after(10s), codes[i]));
  }
  loop.run(all_of(std::move(tasks)));
  for (const std::string& body : bodies) EXPECT_EQ(body, "ok");
}

TEST(CurlMulti, KeepsConnectionsForHandlesThatAllowIt) {
  const TcpServer server(serve_many);
  Loop loop;
  CurlMulti multi(loop);
  for (int i = 0; i < 3; ++i) {
    std::string body;
    const Easy easy = get(server.endpoint(), body);
    CURLcode code = CURLE_FAILED_INIT;
    loop.run(transfer(multi, easy.get(), Deadline::after(5s), code));
    EXPECT_EQ(code, CURLE_OK);
  }
  EXPECT_EQ(server.connections(), 1);
}

TEST(CurlMulti, ADeadlineEndsATransferAndTheHandleMayBeUsedAgain) {
  const TcpServer silent([](Descriptor socket) { stay_silent_until_peer_leaves(socket.get()); });
  const TcpServer server(serve_one);
  Loop loop;
  CurlMulti multi(loop);
  std::string body;
  const Easy easy = get(silent.endpoint(), body);
  CURLcode code = CURLE_OK;
  loop.run(transfer(multi, easy.get(), Deadline::after(10ms), code));
  EXPECT_EQ(code, CURLE_OPERATION_TIMEDOUT);
  const std::string other = "http://" + server.endpoint().to_string() + "/";
  curl_easy_setopt(easy.get(), CURLOPT_URL, other.c_str());
  loop.run(transfer(multi, easy.get(), Deadline::after(5s), code));
  EXPECT_EQ(code, CURLE_OK);
}

TEST(CurlMulti, InterruptionEndsATransferAsAborted) {
  const TcpServer silent([](Descriptor socket) { stay_silent_until_peer_leaves(socket.get()); });
  Loop loop;
  CurlMulti multi(loop);
  std::string body;
  const Easy easy = get(silent.endpoint(), body);
  CURLcode code = CURLE_OK;
  std::vector<Task<void>> tasks;
  tasks.push_back(transfer(multi, easy.get(), Deadline::never(), code));
  tasks.push_back(interrupt_after(loop, 10ms));
  loop.run(all_of(std::move(tasks)));
  EXPECT_EQ(code, CURLE_ABORTED_BY_CALLBACK);
}

TEST(CurlMulti, AHandleThatIsUnderWayCannotBeStartedTwice) {
  const TcpServer silent([](Descriptor socket) { stay_silent_until_peer_leaves(socket.get()); });
  Loop loop;
  CurlMulti multi(loop);
  std::string body;
  const Easy easy = get(silent.endpoint(), body);
  CURLcode code = CURLE_OK;
  std::vector<Task<void>> tasks;
  tasks.push_back(transfer(multi, easy.get(), Deadline::after(20ms), code));
  tasks.push_back(transfer(multi, easy.get(), Deadline::after(20ms), code));
  EXPECT_THROW(loop.run(all_of(std::move(tasks))), std::logic_error);
}

}  // namespace
}  // namespace saksi
