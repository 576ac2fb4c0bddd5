#include "core/cause_words.h"

namespace saksi {

std::string_view in_words(Experiment experiment) {
  switch (experiment) {
    case Experiment::dns_transport:
      return "the same DNS question over UDP, TCP and HTTPS";
    case Experiment::dns_no_server:
      return "the DNS question sent to an address where no DNS server runs";
    case Experiment::dns_identity:
      return "asking a public DNS resolver who it is";
    case Experiment::sni_swap:
      return "the TLS handshake with another name, and with the site's name to another server";
    case Experiment::host_swap:
      return "the request with another name, and with the site's name to another server";
    case Experiment::hop_walk:
      return "walking the way to the server hop by hop";
    case Experiment::ttl_shield:
      return "the same exchange, deaf to packets from nearer than the server";
    case Experiment::rate:
      return "the speed beside that of another name from the same server";
  }
  return "";
}

std::string_view in_words(PathReply reply) {
  switch (reply) {
    case PathReply::silence:
      return "no answer";
    case PathReply::expired:
      return "used up on the way, as a router said";
    case PathReply::reset:
      return "the connection was reset";
    case PathReply::closed:
      return "the connection was closed";
    case PathReply::answer:
      return "an answer";
    case PathReply::no_connect:
      return "not sent: no connection came about";
  }
  return "";
}

std::string_view in_words(Place place) {
  switch (place) {
    case Place::home_router:
      return "the home router";
    case Place::isp:
      return "in the provider's network";
    case Place::beyond:
      return "beyond the provider's network";
    case Place::unknown:
      return "";
  }
  return "";
}

std::string in_words(const Location& location) {
  std::string text = "hop ";
  if (location.hop > 1) text += std::to_string(location.hop - 1) + " or ";
  text += std::to_string(location.hop) + " on the way";
  const std::string_view place = in_words(location.place);
  if (!place.empty()) text += ", " + std::string(place);
  if (location.asn.known()) text += " (" + location.asn.to_string() + ")";
  if (location.router) text += ", near " + location.router->to_string();
  return text;
}

std::string attempts_in_words(const Verdict& verdict) {
  if (verdict.attempts <= 1)
    return std::to_string(verdict.attempts) + (verdict.attempts == 1 ? " attempt" : " attempts");
  const bool all = verdict.agreed == verdict.attempts;
  return std::to_string(verdict.attempts) + " attempts, " +
         (all ? "all agree" : std::to_string(verdict.agreed) + " agree");
}

std::string isolation_in_words(const Verdict& verdict) {
  std::string text;
  for (const Experiment experiment : verdict.isolated_by) {
    text += (text.empty() ? "" : "; ") + std::string(in_words(experiment));
  }
  return text;
}

}  // namespace saksi
