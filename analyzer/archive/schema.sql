-- The archive: what saksi-analyzer keeps of millions of measurements, beside the probe's tables (core/schema.sql)
-- in one SQLite file. docs/format-archive.md explains how to read it from other programs: use the views (v_...,
-- views.sql), whose columns stay; the tables may change with the property 'archive_version'.
--
-- Words are numbers here (table `word`), names are numbers of dictionaries, so that ten million rows are scanned
-- in seconds. Times are seconds since 1970-01-01 UTC. There are no foreign keys: each would cost a look-up a row,
-- and only the analyzer writes here, in transactions that hold all that belongs together.

CREATE TABLE archive_property (  -- facts of the archive as a whole: archive_version, rules_version...
  name  TEXT NOT NULL PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE word (  -- the spelling of each enumerator, so that plain SQL can read the numbers
  kind   TEXT NOT NULL,  -- test, layer, state, method, failure, place, ooni_blocking, difference, ...
  number INTEGER NOT NULL,
  text   TEXT NOT NULL,
  PRIMARY KEY (kind, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE source (  -- a file that measurements came from
  id       INTEGER PRIMARY KEY,
  kind     INTEGER NOT NULL,      -- word 'source'
  path     TEXT NOT NULL,         -- where it was seen last
  sha256   TEXT NOT NULL UNIQUE,  -- of its bytes on disk
  bytes    INTEGER NOT NULL,      -- on disk
  done     INTEGER NOT NULL,      -- unpacked bytes that are in here
  lines    INTEGER NOT NULL,
  damaged  INTEGER NOT NULL,
  complete INTEGER NOT NULL,
  trouble  TEXT NOT NULL          -- why it ends early, '' if it does not
) STRICT;

CREATE TABLE damaged_line (  -- a line that is no measurement
  source    INTEGER NOT NULL,
  offset    INTEGER NOT NULL,
  length    INTEGER NOT NULL,
  reason    TEXT NOT NULL,
  beginning TEXT NOT NULL,
  PRIMARY KEY (source, offset)
) STRICT, WITHOUT ROWID;

CREATE TABLE input (  -- what was measured
  id    INTEGER PRIMARY KEY,
  input TEXT NOT NULL,     -- a URL, or what the test takes; may be empty
  host  TEXT NOT NULL,     -- of the URL, '' where there is none
  test  INTEGER NOT NULL,  -- word 'test'
  UNIQUE (input, host, test)
) STRICT;

CREATE TABLE network (  -- where it was measured from
  id      INTEGER PRIMARY KEY,
  asn     INTEGER NOT NULL,  -- 0: not known
  country TEXT NOT NULL,     -- ZZ: not known
  as_name TEXT NOT NULL,     -- as the measurement calls it
  UNIQUE (asn, country, as_name)
) STRICT;

CREATE TABLE software (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
CREATE TABLE fingerprint (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;

CREATE TABLE outcome (  -- each combination of words that occurs
  id        INTEGER PRIMARY KEY,
  code      INTEGER NOT NULL UNIQUE,
  verdict   TEXT NOT NULL,
  certainty TEXT NOT NULL,
  scope     TEXT NOT NULL,
  layer     TEXT,  -- of a 'blocked'
  method    TEXT
) STRICT;

-- One row for each measurement: only what counting reads, so that it is scanned fast.
CREATE TABLE result (
  id          INTEGER PRIMARY KEY,  -- order of arrival in this file
  started     INTEGER NOT NULL,
  input       INTEGER NOT NULL,
  network     INTEGER NOT NULL,
  outcome     INTEGER NOT NULL,     -- as judged; corrections stand apart
  flags       INTEGER NOT NULL,     -- 1 simulated, 2 the line was broken, 4 some page came, 8 ours
  attempts    INTEGER NOT NULL,
  agreed      INTEGER NOT NULL,
  isolated_by INTEGER NOT NULL,     -- bit 1 << experiment
  run         INTEGER NOT NULL      -- 64-bit hash of the run's or report's id, as signed number
) STRICT;

-- The rest of the same measurement, by the same id.
CREATE TABLE detail (
  id            INTEGER PRIMARY KEY,
  key           BLOB NOT NULL,     -- 16 bytes that tell it from every other
  source        INTEGER NOT NULL,  -- the evidence: in this file ...
  offset        INTEGER NOT NULL,  -- ... so many (unpacked) bytes from its start ...
  length        INTEGER NOT NULL,  -- ... and so long
  resolver_asn  INTEGER NOT NULL,
  software      INTEGER NOT NULL,
  fingerprint   INTEGER NOT NULL,
  layers        INTEGER NOT NULL,  -- 7 bits for each of dns, tcp, tls, http, rate (lowest first): state + 4 * (method + 1)
  place         INTEGER NOT NULL,
  ooni          INTEGER NOT NULL,  -- bits 0-2 `blocking` by OONI's present rules, 3-5 as stored, 6 anomaly, 7 confirmed, 8 failure
  difference    INTEGER NOT NULL,
  address       BLOB,              -- 4 or 16 bytes, null: none
  address_asn   INTEGER NOT NULL,
  observed      INTEGER NOT NULL,  -- 1 address of control, 2 address proven, 4 IPv6 failed, 8 control answered, 16 control reached
  failures      INTEGER NOT NULL,  -- a byte for each of dns, tcp, tls, http (lowest first): 0 none, else failure + 1
  status        INTEGER NOT NULL,
  body_length   INTEGER NOT NULL,  -- -1: not known
  body_hash     INTEGER NOT NULL,  -- 64-bit hashes as signed numbers, 0: none
  title_hash    INTEGER NOT NULL,
  certificate_hash INTEGER NOT NULL
) STRICT;

-- What makes a measurement unique. By time first: an import comes in the order of time, so that its insertions
-- stay close together, where an index by key alone would write a page for each row.
CREATE TABLE result_key (
  started INTEGER NOT NULL,
  key     BLOB NOT NULL,
  result  INTEGER NOT NULL,
  PRIMARY KEY (started, key)
) STRICT, WITHOUT ROWID;

-- Changes to single results that other measurements demand.
CREATE TABLE correction (
  key       BLOB NOT NULL PRIMARY KEY,
  result    INTEGER,           -- null: that measurement is not here (yet)
  outcome   INTEGER NOT NULL,  -- what questions see
  rule      TEXT NOT NULL,     -- why
  set_aside INTEGER NOT NULL   -- 1: counts for nothing
) STRICT, WITHOUT ROWID;
CREATE INDEX correction_by_result ON correction (result);
