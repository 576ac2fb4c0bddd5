#include "analyzer/archive/clickhouse_client.h"

#include <curl/curl.h>

#include <charconv>
#include <exception>
#include <optional>

namespace saksi {
namespace {

constexpr long kConnectSeconds = 10;
constexpr std::size_t kMostErrorBytes = 4'096;

CURL* make_handle() {
  static const CURLcode initialised = curl_global_init(CURL_GLOBAL_DEFAULT);
  CURL* const handle = initialised == CURLE_OK ? curl_easy_init() : nullptr;
  if (handle == nullptr) throw StoreError{"libcurl cannot be used: out of memory?"};
  return handle;
}

std::string escaped(const std::string& text) {
  char* const bytes = curl_easy_escape(nullptr, text.data(), static_cast<int>(text.size()));
  std::string result = bytes != nullptr ? bytes : "";
  curl_free(bytes);
  return result;
}

/// What to do about ClickHouse's error of that number (src/Common/ErrorCodes.cpp; they do not change).
std::string advice(int code) {
  switch (code) {
    case 60:
    case 81:
      return "it holds no archive. Check the database's name, or import measurements into it first";
    case 164:
    case 497:
      return "this user may not do that. Use one that may create tables and insert (import), or select "
             "(reports)";
    case 192:
    case 193:
    case 194:
    case 516:
      return "the server refuses this user or password. Write clickhouse://user:password@host:8123/database";
    case 159:
      return "the query took longer than the server allows. Ask about one country or a shorter time, or "
             "raise "
             "max_execution_time";
    case kMemoryLimitExceeded:
      return "the server ran out of the memory that it allows a query. Ask about one country or a shorter "
             "time, "
             "or raise max_memory_usage";
    case 243:
      return "the server's disk is full. Nothing that was there is lost; free some space, then go on";
    case 252:
      return "the server cannot keep up with so many insertions. Wait a minute, then go on";
    case 242:
      return "the table is read-only now (a replica without its ZooKeeper?). Try again later";
    default:
      return "the server did not take the query. Saksi speaks to ClickHouse 18.16 and later";
  }
}

/// "Code: 81, e.displayText() = ..." in old servers, "Code: 81. DB::Exception: ..." in new ones.
int error_code(std::string_view text) {
  constexpr std::string_view kCode = "Code: ";
  const std::size_t at = text.find(kCode);
  int code = 0;
  if (at != std::string_view::npos) {
    std::from_chars(text.data() + at + kCode.size(), text.data() + text.size(), code);
  }
  return code;
}

std::string first_line(std::string_view text) {
  std::string line{text.substr(0, std::min<std::size_t>(text.find('\n'), 300))};
  for (char& c : line) {
    if (static_cast<unsigned char>(c) < 0x20) c = ' ';
  }
  return line;
}

}  // namespace

std::string sql_text(std::string_view text) {
  std::string sql = "'";
  for (const char c : text) {
    if (c == '\'' || c == '\\') sql += '\\';
    if (c == '\0') {
      sql += "\\0";
    } else {
      sql += c;
    }
  }
  return sql + "'";
}

// ---- One exchange

struct ClickhouseClient::Exchange {
  CURL* curl = nullptr;
  std::string query_in_url;  // when the body is something else
  std::string_view body;
  const ExternalTable* table = nullptr;
  bool with_database = true;
  const ReadRow* read = nullptr;

  std::string unread;  // bytes of a row that is not complete
  std::string error;   // the body of a refusal
  std::exception_ptr failure;

  void take(std::string_view bytes) {
    long status = 0;
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
    if (status != 200) {
      if (error.size() < kMostErrorBytes) error.append(bytes.substr(0, kMostErrorBytes));
      return;
    }
    if (read == nullptr) return;
    unread.append(bytes);
    read_rows();
  }

  void read_rows() {
    RowBinaryReader rows{unread};
    std::size_t left = rows.left();
    try {
      while (rows.left() > 0) {
        (*read)(rows);
        left = rows.left();
      }
    } catch (const RowBinaryReader::RowEnds&) {
    }
    unread.erase(0, unread.size() - left);
  }

  static std::size_t on_bytes(char* bytes, std::size_t size, std::size_t count, void* exchange) {
    auto& self = *static_cast<Exchange*>(exchange);
    try {
      self.take({bytes, size * count});
      return size * count;
    } catch (...) {  // must not pass through libcurl
      self.failure = std::current_exception();
      return 0;
    }
  }
};

// ---- ClickhouseClient

ClickhouseClient::ClickhouseClient(ClickhousePlace place) : place_(std::move(place)), curl_(make_handle()) {}

ClickhouseClient::~ClickhouseClient() {
  curl_easy_cleanup(curl_);
}

void ClickhouseClient::run(const std::string& sql, bool database) {
  Exchange exchange;
  exchange.body = sql;
  exchange.with_database = database;
  perform(exchange);
}

void ClickhouseClient::insert(const std::string& table, const std::string& columns, std::string_view rows) {
  Exchange exchange;
  exchange.query_in_url = "INSERT INTO " + table + " (" + columns + ") FORMAT RowBinary";
  exchange.body = rows;
  perform(exchange);
}

void ClickhouseClient::each_row(const std::string& sql, const ReadRow& read, const ExternalTable* table) {
  const std::string query = sql + " FORMAT RowBinary";
  Exchange exchange;
  exchange.read = &read;
  exchange.table = table;
  if (table != nullptr) {
    exchange.query_in_url = query;
  } else {
    exchange.body = query;
  }
  perform(exchange);
  if (!exchange.unread.empty()) throw StoreError{place_.text() + ": the answer ends within a row. Try again"};
}

std::uint64_t ClickhouseClient::number(const std::string& sql) {
  std::uint64_t value = 0;
  each_row(sql, [&](RowBinaryReader& row) { value = row.number<std::uint64_t>(); });
  return value;
}

namespace {

struct Headers {
  curl_slist* list = nullptr;
  ~Headers() { curl_slist_free_all(list); }
  void add(const std::string& line) { list = curl_slist_append(list, line.c_str()); }
};

struct Form {
  curl_mime* mime = nullptr;
  ~Form() { curl_mime_free(mime); }
  void put(CURL* curl, const ExternalTable& table) {
    mime = curl_mime_init(curl);
    curl_mimepart* const part = curl_mime_addpart(mime);
    curl_mime_name(part, table.name.c_str());
    curl_mime_filename(part, table.name.c_str());
    curl_mime_data(part, table.rows.data(), table.rows.size());
    curl_easy_setopt(curl, CURLOPT_MIMEPOST, mime);
  }
};

/// The whole answer is made before its first byte is sent: a failure in the midst of it is a status, and not
/// an end that looks like all of it.
constexpr const char* kSettings = "wait_end_of_query=1&buffer_size=4194304&max_query_size=16777216";

std::string url_of(const ClickhousePlace& place, const std::string& query, const ExternalTable* table,
                   bool with_database) {
  std::string url =
      (place.tls ? "https://" : "http://") + place.host + ":" + std::to_string(place.port) + "/?";
  url += kSettings;
  if (with_database) url += "&database=" + escaped(place.database);
  if (!query.empty()) url += "&query=" + escaped(query);
  if (table != nullptr) {
    url += "&" + table->name + "_format=RowBinary&" + table->name + "_structure=" + escaped(table->structure);
  }
  return url;
}

}  // namespace

void ClickhouseClient::perform(Exchange& exchange) {
  CURL* const curl = curl_;
  exchange.curl = curl;
  curl_easy_reset(curl);
  Headers headers;
  headers.add("Expect:");
  if (!place_.user.empty()) headers.add("X-ClickHouse-User: " + place_.user);
  if (!place_.password.empty()) headers.add("X-ClickHouse-Key: " + place_.password);
  const std::string url = url_of(place_, exchange.query_in_url, exchange.table, exchange.with_database);
  curl_easy_setopt(curl, CURLOPT_URL, url.c_str());
  curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers.list);
  curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, kConnectSeconds);
  curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(curl, CURLOPT_TCP_KEEPALIVE, 1L);
  curl_easy_setopt(curl, CURLOPT_BUFFERSIZE, 262'144L);
  curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, &Exchange::on_bytes);
  curl_easy_setopt(curl, CURLOPT_WRITEDATA, &exchange);
  Form form;
  if (exchange.table != nullptr) {
    form.put(curl, *exchange.table);
  } else {
    curl_easy_setopt(curl, CURLOPT_POST, 1L);
    curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(exchange.body.size()));
    curl_easy_setopt(curl, CURLOPT_POSTFIELDS, exchange.body.data());
  }
  const CURLcode code = curl_easy_perform(curl);
  if (exchange.failure) std::rethrow_exception(exchange.failure);
  if (code != CURLE_OK) {
    throw StoreError{place_.text() + ": no answer from a ClickHouse server (" + curl_easy_strerror(code) +
                     "). Check that it runs, its host, and its HTTP port (8123 unless changed)"};
  }
  long status = 0;
  curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
  if (status != 200) refuse(exchange, status);
}

void ClickhouseClient::refuse(const Exchange& exchange, long status) const {
  const int code = error_code(exchange.error);
  if (code == 0) {
    throw StoreError{place_.text() + ": what answers there is no ClickHouse server (HTTP status " +
                     std::to_string(status) + "). Check host and port"};
  }
  throw ClickhouseRefusal{
      place_.text() + ": " + advice(code) + ". (ClickHouse: " + first_line(exchange.error) + ")", code};
}

}  // namespace saksi
