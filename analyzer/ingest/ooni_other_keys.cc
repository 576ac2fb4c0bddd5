#include "analyzer/ingest/ooni_other_keys.h"

namespace saksi {
namespace {

constexpr std::size_t kMaxScalars = 256;
constexpr std::size_t kMaxTextBytes = 1024;

/// Objects whose scalars are asked for.
bool is_told(std::string_view key) {
  return key == "tampering" || key == "transport_status" || key == "simple" || key == "receiver_data";
}

std::size_t count_items(JsonValue& value) {
  std::size_t count = 0;
  each_item(value, [&](JsonValue&) { ++count; });
  return count;
}

}  // namespace

void OtherKeysReader::read(std::string_view key, JsonValue& value) {
  if (key == "targets") {
    read_targets(value);
  } else if (key == "sent") {
    read_texts(value, into_.sent);
  } else if (key == "received") {
    read_texts(value, into_.received);
  } else if (key == "lookups") {
    read_lookups(value);
  } else if (key == "inconsistent") {
    into_.inconsistent = count_items(value);
  } else if (is_told(key) && token_of(value).starts_with('{')) {
    read_object(key, value);
  } else if (const std::string_view token = token_of(value);
             token.starts_with('{') || token.starts_with('[')) {
    skip_json(value);
  } else {
    read_scalar(std::string{key}, value);
  }
}

void OtherKeysReader::read_scalar(std::string name, JsonValue& value) {
  if (into_.scalars.size() >= kMaxScalars) return;
  OoniScalar scalar;
  scalar.name = std::move(name);
  if (is_json_text(value)) {
    scalar.kind = OoniScalar::Kind::text;
    scalar.text = json_text(value, room_).substr(0, kMaxTextBytes);
  } else if (const auto truth = json_boolean(value)) {
    scalar.kind = OoniScalar::Kind::boolean;
    scalar.truth = *truth;
  } else if (const auto number = json_number(value)) {
    scalar.kind = OoniScalar::Kind::number;
    scalar.number = *number;
  }
  into_.scalars.push_back(std::move(scalar));
}

void OtherKeysReader::read_object(std::string_view key, JsonValue& value) {
  each_field(value, [&](std::string_view name, JsonValue& part) {
    read_scalar(std::string{key} + "." + std::string{name}, part);
  });
}

void OtherKeysReader::read_lookups(JsonValue& value) {
  each_field(value, [&](std::string_view, JsonValue& lookup) {
    each_field(lookup, [&](std::string_view key, JsonValue& part) {
      if (key == "failure" && is_json_null(part)) ++into_.lookups_worked;
    });
  });
}

void OtherKeysReader::read_targets(JsonValue& value) {
  into_.has_targets = true;
  into_.targets.clear();
  each_field(value,
             [&](std::string_view, JsonValue& target) { into_.targets.push_back(read_target(target)); });
}

TorTarget OtherKeysReader::read_target(JsonValue& value) {
  TorTarget target;
  bool has_failure = false, has_events = false;
  each_field(value, [&](std::string_view key, JsonValue& part) {
    if (key == "target_protocol") target.protocol = json_text(part, room_);
    if (key == "network_events") has_events = true;
    if (key != "failure") return;
    has_failure = true;
    if (is_json_text(part)) {
      target.failure = json_text(part, room_);
      target.end = TorTarget::End::failed;
    } else if (json_boolean(part) == false) {
      target.end = TorTarget::End::not_run;
    }
  });
  target.complete = has_failure && has_events;
  return target;
}

void OtherKeysReader::read_texts(JsonValue& value, std::vector<std::string>& texts) {
  texts.clear();
  each_item(value, [&](JsonValue& item) { texts.push_back(json_bytes(item, room_)); });
}

}  // namespace saksi
