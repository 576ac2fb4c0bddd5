// The test keys of other tests than Web Connectivity: scalars by name, and the few lists that their scores
// ask for.
#pragma once

#include "analyzer/ingest/ooni_document.h"
#include "analyzer/ingest/ooni_json.h"

namespace saksi {

class OtherKeysReader {
 public:
  OtherKeysReader(TextRoom& room, OtherTestKeys& into) : room_(room), into_(into) {}

  void read(std::string_view key, JsonValue& value);

 private:
  void read_scalar(std::string name, JsonValue& value);
  void read_object(std::string_view key, JsonValue& value);
  void read_lookups(JsonValue& value);
  void read_targets(JsonValue& value);
  [[nodiscard]] TorTarget read_target(JsonValue& value);
  void read_texts(JsonValue& value, std::vector<std::string>& texts);

  TextRoom& room_;
  OtherTestKeys& into_;
};

}  // namespace saksi
