-- The store: what one SQLite file of Saksi holds. Written by saksi-probe (one row of `measurement` for each
-- finished URL) and by saksi-analyzer (which gathers several such files). docs/format-store.md explains how to
-- read it from other programs: use the views (v_...), whose columns stay; the tables may change with
-- PRAGMA user_version.
--
-- Times are UTC, "2026-11-21 16:51:05". AS numbers are "AS4788", "AS0" when not known. Countries are ISO 3166-1
-- alpha-2, "ZZ" when not known. No address of the volunteer stands anywhere in this file: what is stored went
-- through core/scrub.

-- One run of the probe over a plan of URLs.
CREATE TABLE run (
  id                 TEXT NOT NULL PRIMARY KEY CHECK (length(id) = 32),  -- random, hex
  started_at         TEXT NOT NULL,
  ended_at           TEXT,              -- null while it runs, or when it was killed
  state              TEXT NOT NULL CHECK (state IN ('running', 'done', 'interrupted')),
  software_version   TEXT NOT NULL,
  country            TEXT NOT NULL,     -- of the list that was asked for, '' if none
  list_name          TEXT NOT NULL,     -- 'my', 'urls', ...
  list_hash          TEXT NOT NULL,     -- first 16 hex digits of the list's SHA-256
  probe_asn          TEXT NOT NULL,     -- the network measured from
  probe_as_name      TEXT NOT NULL,
  probe_cc           TEXT NOT NULL,
  line_state         TEXT NOT NULL CHECK (line_state IN ('unknown', 'online', 'captive_portal', 'offline')),
  always_open_tested INTEGER NOT NULL,  -- sites that open everywhere, touched before the list
  always_open_failed INTEGER NOT NULL,  -- and how many of them did not open
  simulated          INTEGER NOT NULL CHECK (simulated IN (0, 1)),  -- 1: made in the lab, no real network
  geo_description    TEXT NOT NULL,     -- the geolocation database that named the networks, '' if none
  controls           TEXT NOT NULL      -- base URLs of the control vantage points, a blank between
) STRICT;

-- The plan of a run: what is to be measured, in order. What has no measurement yet is what remains.
CREATE TABLE run_url (
  run_id   TEXT NOT NULL REFERENCES run (id),
  position INTEGER NOT NULL,  -- 0, 1, ...
  url      TEXT NOT NULL,     -- normal form: ASCII host, no fragment
  category TEXT NOT NULL,     -- Citizen Lab code, '' for a URL given by hand
  PRIMARY KEY (run_id, url)
) STRICT, WITHOUT ROWID;

-- One finished measurement of one URL, complete in one row: if the row is there, all of it is.
CREATE TABLE measurement (
  seq                  INTEGER PRIMARY KEY,  -- order of arrival in this file
  id                   TEXT NOT NULL UNIQUE CHECK (length(id) = 32),  -- random, hex
  run_id               TEXT NOT NULL REFERENCES run (id),
  url                  TEXT NOT NULL,     -- as in run_url
  host                 TEXT NOT NULL,     -- ASCII, lower case
  category             TEXT NOT NULL,
  started_at           TEXT NOT NULL,
  runtime_ms           INTEGER NOT NULL,
  probe_asn            TEXT NOT NULL,
  probe_as_name        TEXT NOT NULL,
  probe_cc             TEXT NOT NULL,
  simulated            INTEGER NOT NULL CHECK (simulated IN (0, 1)),
  -- The verdict: the words of docs/verdicts.md.
  verdict              TEXT NOT NULL CHECK (verdict IN ('accessible', 'blocked', 'site_down',
                                                        'refused_by_server', 'local_network', 'inconclusive')),
  layer                TEXT,              -- the layer that carried a 'blocked': dns, tcp, tls, http, rate
  method               TEXT,              -- and by which method
  certainty            TEXT NOT NULL CHECK (certainty IN ('confirmed', 'strong', 'possible', 'not_concluded',
                                                          'no_sign', 'not_tested')),
  scope                TEXT NOT NULL CHECK (scope IN ('national', 'isp', 'product', 'institution', 'vbw', 'fp',
                                                      'unknown')),
  -- The finding of each layer: ok, interfered, fails_for_all, unknown; the method when interfered.
  dns_state            TEXT NOT NULL,
  dns_method           TEXT,
  tcp_state            TEXT NOT NULL,
  tcp_method           TEXT,
  tls_state            TEXT NOT NULL,
  tls_method           TEXT,
  http_state           TEXT NOT NULL,
  http_method          TEXT,
  rate_state           TEXT NOT NULL,
  rate_method          TEXT,
  rules_version        TEXT NOT NULL,     -- of the rules that said so
  fingerprints_version TEXT NOT NULL,     -- of the fingerprints that were asked
  verdict_json         TEXT NOT NULL,     -- the verdict whole, with its reasons
  evidence             TEXT NOT NULL,     -- docs/format-evidence.md; last, because it is large
  UNIQUE (run_id, url)                    -- nothing is measured twice in a run
) STRICT;

CREATE INDEX measurement_by_time ON measurement (started_at, seq);
CREATE INDEX measurement_by_network ON measurement (probe_asn, url);

-- ---- Views: what other programs read.

-- One row for each measurement, without its evidence. `attempts` looks were taken that count, `agreed` of them
-- say what the verdict says; `location_place` is home_router, isp, beyond or unknown, null when it was not
-- located.
CREATE VIEW v_verdicts AS
  SELECT m.id, m.run_id, m.url, m.host, m.category, m.started_at, m.runtime_ms, m.probe_asn, m.probe_as_name,
         m.probe_cc, m.simulated, m.verdict, m.layer, m.method, m.certainty, m.scope, m.rules_version,
         m.fingerprints_version, r.list_name, r.line_state,
         coalesce(json_extract(m.verdict_json, '$.attempts'), 1) AS attempts,
         coalesce(json_extract(m.verdict_json, '$.agreed'), 1) AS agreed,
         json_extract(m.verdict_json, '$.location.place') AS location_place
    FROM measurement AS m JOIN run AS r ON r.id = m.run_id
   ORDER BY m.started_at, m.seq;

-- One row for each measurement and layer.
CREATE VIEW v_findings AS
  SELECT id AS measurement_id, 'dns' AS layer, dns_state AS state, dns_method AS method FROM measurement
  UNION ALL SELECT id, 'tcp', tcp_state, tcp_method FROM measurement
  UNION ALL SELECT id, 'tls', tls_state, tls_method FROM measurement
  UNION ALL SELECT id, 'http', http_state, http_method FROM measurement
  UNION ALL SELECT id, 'rate', rate_state, rate_method FROM measurement;

-- One row for each run, with how far it came.
CREATE VIEW v_runs AS
  SELECT r.id, r.started_at, r.ended_at, r.state, r.software_version, r.country, r.list_name, r.probe_asn,
         r.probe_as_name, r.probe_cc, r.line_state, r.simulated,
         (SELECT count(*) FROM run_url AS u WHERE u.run_id = r.id) AS planned,
         (SELECT count(*) FROM measurement AS m WHERE m.run_id = r.id) AS measured
    FROM run AS r
   ORDER BY r.started_at;
