// The machine's own limit for an import of OONI's JSON: libisal unpacks, simdjson (On-Demand) reads the
// fields that the import reads, bodies included, and nothing is done with them. One thread per core, a file
// each. Usage: import_limit FILE.gz...   Prints measurements, bytes of JSON, and a sum over all that was
// read.
#include <isa-l/igzip_lib.h>
#include <simdjson.h>

#include <atomic>
#include <cstdio>
#include <cstring>
#include <memory>
#include <string_view>
#include <thread>
#include <unordered_set>
#include <vector>

namespace {

using namespace simdjson;

constexpr std::size_t kOut = 1 << 20;

struct Sums {
  std::uint64_t measurements = 0, bytes = 0, values = 0, checksum = 0;
};

/// What the import reads, by name; everything else is passed over without being looked at.
const std::unordered_set<std::string_view>& wanted() {
  static const std::unordered_set<std::string_view> names{"id",
                                                          "input",
                                                          "report_id",
                                                          "probe_asn",
                                                          "probe_cc",
                                                          "probe_network_name",
                                                          "resolver_asn",
                                                          "resolver_ip",
                                                          "software_name",
                                                          "software_version",
                                                          "measurement_start_time",
                                                          "test_start_time",
                                                          "test_name",
                                                          "test_version",
                                                          "data_format_version",
                                                          "annotations",
                                                          "engine_version",
                                                          "test_keys",
                                                          "accessible",
                                                          "blocking",
                                                          "body_length_match",
                                                          "body_proportion",
                                                          "control_failure",
                                                          "dns_consistency",
                                                          "dns_experiment_failure",
                                                          "headers_match",
                                                          "http_experiment_failure",
                                                          "status_code_match",
                                                          "title_match",
                                                          "x_blocking_flags",
                                                          "x_dns_flags",
                                                          "x_null_null_flags",
                                                          "queries",
                                                          "hostname",
                                                          "query_type",
                                                          "engine",
                                                          "resolver_address",
                                                          "failure",
                                                          "answers",
                                                          "answer_type",
                                                          "ipv4",
                                                          "ipv6",
                                                          "asn",
                                                          "t0",
                                                          "t",
                                                          "transaction_id",
                                                          "tags",
                                                          "tcp_connect",
                                                          "ip",
                                                          "port",
                                                          "status",
                                                          "success",
                                                          "blocked",
                                                          "tls_handshakes",
                                                          "network_events",
                                                          "address",
                                                          "server_name",
                                                          "peer_certificates",
                                                          "data",
                                                          "no_tls_verify",
                                                          "requests",
                                                          "request",
                                                          "response",
                                                          "url",
                                                          "method",
                                                          "body",
                                                          "code",
                                                          "headers",
                                                          "headers_list",
                                                          "format",
                                                          "control",
                                                          "http_request",
                                                          "body_length",
                                                          "status_code",
                                                          "title",
                                                          "dns",
                                                          "addrs",
                                                          "tls_handshake"};
  return names;
}

class Reader {
 public:
  explicit Reader(Sums& sums) : sums_(sums) {}

  void read(ondemand::value value) {
    switch (value.type().value()) {
      case ondemand::json_type::object:
        for (ondemand::field field : value.get_object()) {
          const std::string_view name = key_of(field);
          // Under these stand names that are data: headers, addresses.
          if (all_below_ || wanted().contains(name)) read_below(name, field.value());
        }
        return;
      case ondemand::json_type::array:
        for (auto item : value.get_array()) read(item.value());
        return;
      case ondemand::json_type::string:
        take(value.get_string().value().size());
        return;
      case ondemand::json_type::number:
        take(static_cast<std::uint64_t>(value.get_double().value()));
        return;
      case ondemand::json_type::boolean:
        take(value.get_bool().value() ? 1 : 0);
        return;
      case ondemand::json_type::null:
        return;
    }
  }

 private:
  static std::string_view key_of(ondemand::field& field) {
    const char* raw = field.key().raw();
    const void* end = std::strchr(raw, '"');
    return {raw, static_cast<std::size_t>(static_cast<const char*>(end) - raw)};
  }

  void read_below(std::string_view name, ondemand::value value) {
    const bool before = all_below_;
    all_below_ = before || name == "control" || name == "headers" || name == "annotations";
    read(value);
    all_below_ = before;
  }

  void take(std::uint64_t what) {
    ++sums_.values;
    sums_.checksum += what;
  }

  Sums& sums_;
  bool all_below_ = false;
};

/// Cuts what was unpacked into lines and reads each.
class Lines {
 public:
  explicit Lines(Sums& sums) : sums_(sums), reader_(sums), bytes_(2 * kOut) {}

  char* room(std::size_t needed) {
    if (bytes_.size() < filled_ + needed + SIMDJSON_PADDING) bytes_.resize(2 * (filled_ + needed));
    return bytes_.data() + filled_;
  }

  void came(std::size_t count) {
    filled_ += count;
    std::size_t begin = 0;
    while (const void* end = std::memchr(bytes_.data() + begin, '\n', filled_ - begin)) {
      const std::size_t length =
          static_cast<std::size_t>(static_cast<const char*>(end) - bytes_.data()) - begin;
      read(begin, length);
      begin += length + 1;
    }
    std::memmove(bytes_.data(), bytes_.data() + begin, filled_ - begin);
    filled_ -= begin;
  }

 private:
  void read(std::size_t begin, std::size_t length) {
    ++sums_.measurements;
    sums_.bytes += length + 1;
    ondemand::document document;
    const auto error = parser_.iterate(bytes_.data() + begin, length, bytes_.size() - begin).get(document);
    if (error == SUCCESS) reader_.read(document.get_value().value());
  }

  Sums& sums_;
  Reader reader_;
  ondemand::parser parser_;
  std::vector<char> bytes_;
  std::size_t filled_ = 0;
};

void read_file(const char* path, Sums& sums) {
  std::FILE* file = std::fopen(path, "rb");
  if (file == nullptr) return;
  std::vector<std::uint8_t> packed(128 * 1024);
  auto state = std::make_unique<inflate_state>();
  isal_inflate_init(state.get());
  state->crc_flag = ISAL_GZIP;
  Lines lines(sums);
  while (const std::size_t count = std::fread(packed.data(), 1, packed.size(), file)) {
    state->next_in = packed.data();
    state->avail_in = static_cast<std::uint32_t>(count);
    do {
      state->next_out = reinterpret_cast<std::uint8_t*>(lines.room(kOut));
      state->avail_out = kOut;
      if (isal_inflate(state.get()) != ISAL_DECOMP_OK) break;
      lines.came(kOut - state->avail_out);
    } while (state->avail_out == 0);
  }
  std::fclose(file);
}

}  // namespace

int main(int argc, char** argv) {
  const unsigned cores = std::max(1U, std::thread::hardware_concurrency());
  std::vector<Sums> sums(cores);
  std::atomic<int> next{1};
  std::vector<std::thread> threads;
  for (unsigned core = 0; core < cores; ++core) {
    threads.emplace_back([&, core] {
      for (int file = next++; file < argc; file = next++) read_file(argv[file], sums[core]);
    });
  }
  Sums all;
  for (unsigned core = 0; core < cores; ++core) {
    threads[core].join();
    all.measurements += sums[core].measurements;
    all.bytes += sums[core].bytes;
    all.values += sums[core].values;
    all.checksum += sums[core].checksum;
  }
  std::printf("%llu measurements, %llu bytes, %llu values, sum %llu\n",
              static_cast<unsigned long long>(all.measurements), static_cast<unsigned long long>(all.bytes),
              static_cast<unsigned long long>(all.values), static_cast<unsigned long long>(all.checksum));
  return all.measurements == 0 ? 1 : 0;
}
