#include "core/geo.h"

#include <maxminddb.h>
#include <sys/socket.h>

#include <chrono>
#include <initializer_list>

#include "core/clock.h"
#include "core/utf8.h"

namespace saksi {
namespace {

/// An open file. Never copied: libmaxminddb keeps the mapping inside MMDB_s.
class Database {
 public:
  explicit Database(MMDB_s opened) : mmdb_(opened) {}
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;
  ~Database() { MMDB_close(&mmdb_); }

  [[nodiscard]] const MMDB_s* get() const { return &mmdb_; }

 private:
  MMDB_s mmdb_;
};

using Path = std::initializer_list<const char*>;

/// The value at a path of keys, if it is there and of one of the types we read.
std::optional<MMDB_entry_data_s> value_at(MMDB_entry_s entry, Path path) {
  std::vector<const char*> keys(path);
  keys.push_back(nullptr);
  MMDB_entry_data_s value{};
  if (MMDB_aget_value(&entry, &value, keys.data()) != MMDB_SUCCESS || !value.has_data) return std::nullopt;
  return value;
}

std::string text_at(const MMDB_entry_s& entry, std::initializer_list<Path> paths) {
  constexpr std::size_t kLongestName = 200;
  for (const Path path : paths) {
    const auto value = value_at(entry, path);
    if (!value || value->type != MMDB_DATA_TYPE_UTF8_STRING || value->data_size > kLongestName) continue;
    std::string text(value->utf8_string, value->data_size);
    if (is_utf8(text)) return text;
  }
  return {};
}

// Of the many fields of a City database only the country is ever asked for: a city is a step towards a
// person.
constexpr auto read_country = [](const MMDB_entry_s& entry) {
  return CountryCode::parse(text_at(entry, {{"country", "iso_code"}, {"country_code"}, {"country"}}))
      .value_or(CountryCode{});
};

/// GeoLite2, DB-IP and OONI write a number; tables made from iptoasn or ipinfo write "AS4788".
Asn read_asn(const MMDB_entry_s& entry) {
  for (const Path path : {Path{"autonomous_system_number"}, Path{"asn"}, Path{"as_number"}}) {
    const auto value = value_at(entry, path);
    if (!value) continue;
    if (value->type == MMDB_DATA_TYPE_UINT32) return Asn{value->uint32};
    if (value->type == MMDB_DATA_TYPE_UINT16) return Asn{value->uint16};
  }
  return Asn::parse(text_at(entry, {{"asn"}, {"as_number"}, {"autonomous_system_number"}})).value_or(Asn{});
}

Vantage read_record(const MMDB_entry_s& entry) {
  Vantage found;
  found.asn = read_asn(entry);
  found.as_name =
      text_at(entry, {{"autonomous_system_organization"}, {"as_name"}, {"as_organization"}, {"name"}});
  found.country = read_country(entry);
  return found;
}

bool knows_something(const Vantage& found) {
  return found.asn.known() || found.country.known();
}

/// Whether any of the first records has a field that we read: a file of another kind is told at once, not by
/// reports full of AS0.
bool has_known_layout(const MMDB_s& mmdb) {
  constexpr int kMostRecords = 500;
  std::vector<std::uint32_t> open{0};
  for (int seen = 0; !open.empty() && seen < kMostRecords;) {
    MMDB_search_node_s node{};
    const std::uint32_t number = open.back();
    open.pop_back();
    if (MMDB_read_node(&mmdb, number, &node) != MMDB_SUCCESS) return false;
    const bool left_is_data = node.left_record_type == MMDB_RECORD_TYPE_DATA;
    const bool right_is_data = node.right_record_type == MMDB_RECORD_TYPE_DATA;
    if (left_is_data && knows_something(read_record(node.left_record_entry))) return true;
    if (right_is_data && knows_something(read_record(node.right_record_entry))) return true;
    seen += (left_is_data ? 1 : 0) + (right_is_data ? 1 : 0);
    // A child always comes after its parent in a sound file; one that points back would never end.
    const auto child = [&](std::uint8_t type, std::uint64_t record) {
      if (type == MMDB_RECORD_TYPE_SEARCH_NODE && record > number)
        open.push_back(static_cast<std::uint32_t>(record));
    };
    child(node.left_record_type, node.left_record);
    child(node.right_record_type, node.right_record);
  }
  return false;
}

std::string describe(const MMDB_s& mmdb) {
  const SystemTime built{std::chrono::seconds(mmdb.metadata.build_epoch)};
  const std::string type = mmdb.metadata.database_type == nullptr ? "" : mmdb.metadata.database_type;
  return type + " " + to_text(built).substr(0, 10);
}

}  // namespace

struct Geo::Files {
  std::vector<std::unique_ptr<Database>> databases;
};

Geo::Geo() : files_(std::make_unique<Files>()) {}
Geo::~Geo() = default;
Geo::Geo(Geo&&) noexcept = default;
Geo& Geo::operator=(Geo&&) noexcept = default;

Result<Geo> Geo::open(const std::vector<std::filesystem::path>& files) {
  Geo geo;
  for (const std::filesystem::path& file : files) {
    MMDB_s mmdb{};
    const int status = MMDB_open(file.c_str(), MMDB_MODE_MMAP, &mmdb);
    if (status != MMDB_SUCCESS) {
      return fail("geo: " + file.string() + ": " + MMDB_strerror(status) +
                  ". Give a whole, unpacked .mmdb file (GeoLite2, DB-IP lite or OONI's), or leave it out.");
    }
    geo.files_->databases.push_back(std::make_unique<Database>(mmdb));
    if (!has_known_layout(mmdb)) {
      return fail("geo: " + file.string() +
                  ": holds neither AS numbers nor countries under a name that is known"
                  " here. Use a GeoLite2, DB-IP lite or OONI file.");
    }
  }
  return geo;
}

bool Geo::empty() const {
  return files_->databases.empty();
}

Vantage Geo::lookup(const IpAddress& address) const {
  sockaddr_storage storage{};
  Endpoint{address, 0}.to_sockaddr(storage);
  Vantage all;
  for (const auto& database : files_->databases) {
    int status = MMDB_SUCCESS;
    const auto* socket_address = reinterpret_cast<const sockaddr*>(&storage);
    const MMDB_lookup_result_s result = MMDB_lookup_sockaddr(database->get(), socket_address, &status);
    if (status != MMDB_SUCCESS || !result.found_entry) continue;
    const Vantage found = read_record(result.entry);
    if (!all.asn.known() && found.asn.known()) {
      all.asn = found.asn;
      all.as_name = found.as_name;
    }
    if (!all.country.known()) all.country = found.country;
  }
  return all;
}

std::string Geo::description() const {
  std::string text;
  for (const auto& database : files_->databases) {
    if (!text.empty()) text += ", ";
    text += describe(*database->get());
  }
  return text;
}

}  // namespace saksi
