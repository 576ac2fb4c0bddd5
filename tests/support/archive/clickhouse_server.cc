#include "tests/support/archive/clickhouse_server.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <fstream>
#include <stdexcept>
#include <string_view>
#include <thread>

namespace saksi {
namespace {

constexpr std::array kPrograms{"/usr/bin/clickhouse-server", "/usr/sbin/clickhouse-server",
                               "/usr/local/bin/clickhouse-server"};
constexpr std::chrono::seconds kPatience{120};  // a machine that does much else, under sanitizers

const char* installed_program() {
  for (const char* program : kPrograms) {
    if (access(program, X_OK) == 0) return program;
  }
  return nullptr;
}

sockaddr_in loopback(int port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

int free_port() {
  const int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address = loopback(0);
  socklen_t size = sizeof address;
  bind(listener, reinterpret_cast<sockaddr*>(&address), size);
  getsockname(listener, reinterpret_cast<sockaddr*>(&address), &size);
  close(listener);
  return ntohs(address.sin_port);
}

void write_file(const std::filesystem::path& file, const std::string& text) {
  std::ofstream{file} << text;
}

std::string config(const std::string& folder, int port) {
  return "<?xml version=\"1.0\"?><yandex><logger><level>warning</level><log>" + folder +
         "/log</log><errorlog>" + folder + "/errors</errorlog></logger><http_port>" + std::to_string(port) +
         "</http_port><listen_host>127.0.0.1</listen_host><path>" + folder + "/data/</path><tmp_path>" +
         folder + "/tmp/</tmp_path><users_config>" + folder +
         "/users.xml</users_config><default_profile>default</default_profile>"
         "<default_database>default</default_database><mark_cache_size>1073741824</mark_cache_size>"
         "<timezone>UTC</timezone></yandex>";
}

constexpr const char* kUsers =
    "<?xml "
    "version=\"1.0\"?><yandex><profiles><default><max_memory_usage>8000000000</max_memory_usage></default>"
    "<narrow><max_memory_usage>40000000</max_memory_usage><max_threads>1</max_threads>"
    "<max_block_size>8192</max_block_size></narrow></profiles><users>"
    "<default><password></password><networks><ip>127.0.0.1</ip></networks><profile>default</profile>"
    "<quota>default</quota></default>"
    "<researcher><password>open sesame</password><networks><ip>127.0.0.1</ip></networks>"
    "<profile>default</profile><quota>default</quota></researcher>"
    "<narrow><password></password><networks><ip>127.0.0.1</ip></networks><profile>narrow</profile>"
    "<quota>default</quota></narrow></users>"
    "<quotas><default></default></quotas></yandex>";

}  // namespace

std::unique_ptr<ClickhouseServer> ClickhouseServer::start() {
  if (installed_program() == nullptr) return nullptr;
  std::unique_ptr<ClickhouseServer> server{new ClickhouseServer};
  for (int attempt = 0; attempt < 5; ++attempt) {  // somebody may take the port in between
    if (server->launch()) return server;
  }
  throw std::runtime_error{"clickhouse-server is installed but does not start"};
}

ClickhouseServer::ClickhouseServer() {
  for (const char* name : {"data", "tmp"}) std::filesystem::create_directory(folder_ / name);
  write_file(folder_ / "users.xml", kUsers);
}

ClickhouseServer::~ClickhouseServer() {
  stop();
}

void ClickhouseServer::stop() {
  if (pid_ <= 0) return;
  kill(pid_, SIGKILL);
  waitpid(pid_, nullptr, 0);
  pid_ = -1;
}

bool ClickhouseServer::launch() {
  port_ = free_port();
  const std::string file = (folder_ / "config.xml").string();
  write_file(file, config(folder_.path().string(), port_));
  const std::string option = "--config-file=" + file;
  const pid_t parent = getpid();
  pid_ = fork();
  if (pid_ == 0) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    const int nothing = open("/dev/null", O_RDWR);
    for (const int descriptor : {0, 1, 2}) dup2(nothing, descriptor);
    if (getppid() == parent) execl(installed_program(), "clickhouse-server", option.c_str(), nullptr);
    _exit(127);
  }
  if (wait_until_it_answers()) return true;
  stop();
  return false;
}

bool ClickhouseServer::wait_until_it_answers() {
  const auto end = std::chrono::steady_clock::now() + kPatience;
  while (std::chrono::steady_clock::now() < end) {
    if (answers()) return true;
    if (waitpid(pid_, nullptr, WNOHANG) == pid_) {
      pid_ = -1;
      return false;
    }
    std::this_thread::sleep_for(std::chrono::milliseconds{50});
  }
  return false;
}

bool ClickhouseServer::answers() const {
  const int descriptor = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const sockaddr_in address = loopback(port_);
  std::array<char, 512> bytes{};
  ssize_t size = 0;
  if (connect(descriptor, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0) {
    constexpr std::string_view kPing = "GET /ping HTTP/1.0\r\n\r\n";
    if (send(descriptor, kPing.data(), kPing.size(), MSG_NOSIGNAL) > 0) {
      size = recv(descriptor, bytes.data(), bytes.size(), 0);
    }
  }
  close(descriptor);
  return std::string_view{bytes.data(), static_cast<std::size_t>(std::max<ssize_t>(size, 0))}.find(
             "200 OK") != std::string_view::npos;
}

std::string ClickhouseServer::place(const std::string& database) const {
  return "clickhouse://127.0.0.1:" + std::to_string(port_) + "/" + database;
}

}  // namespace saksi
