-- What other programs read (docs/format-archive.md): the tables in words. Columns stay as they are, or grow.

CREATE VIEW v_sources AS
  SELECT s.id, (SELECT text FROM word WHERE kind = 'source' AND number = s.kind) AS kind, s.path, s.sha256, s.bytes, s.done, s.lines, s.damaged, s.complete,
         s.trouble
    FROM source AS s;

CREATE VIEW v_damaged AS
  SELECT s.path, d.offset, d.length, d.reason, d.beginning
    FROM damaged_line AS d LEFT JOIN source AS s ON s.id = d.source;

CREATE VIEW v_corrections AS
  SELECT lower(hex(c.key)) AS key, o.verdict, o.certainty, o.scope, o.layer, o.method, c.rule, c.set_aside
    FROM correction AS c JOIN outcome AS o ON o.id = c.outcome;

-- One row for each measurement. verdict, certainty, scope, layer and method as judged; corrected_verdict and
-- corrected_by when other measurements correct it.
CREATE VIEW v_results AS
  SELECT lower(hex(d.key)) AS key,
         datetime(r.started, 'unixepoch') AS started_at,
         (SELECT text FROM word WHERE kind = 'test' AND number = i.test) AS test,
         i.input, i.host,
         'AS' || n.asn AS probe_asn, n.as_name AS probe_as_name, n.country AS probe_cc,
         'AS' || d.resolver_asn AS resolver_asn,
         o.verdict, o.certainty, o.scope, o.layer, o.method,
         (SELECT verdict FROM outcome WHERE id = c.outcome) AS corrected_verdict, c.rule AS corrected_by,
         coalesce(c.set_aside, 0) AS set_aside,
         r.flags & 1 AS simulated, r.flags >> 1 & 1 AS line_broken, r.flags >> 2 & 1 AS reached,
         r.flags >> 3 & 1 AS ours,
         r.attempts, r.agreed,
         (SELECT group_concat(text, ' ') FROM word
           WHERE kind = 'experiment' AND (r.isolated_by >> number & 1) = 1) AS isolated_by,
         (SELECT text FROM word WHERE kind = 'place' AND number = d.place) AS place,
         (SELECT nullif(name, '') FROM fingerprint WHERE id = d.fingerprint) AS fingerprint,
         (SELECT text FROM word WHERE kind = 'state' AND number = d.layers >> 0 & 3) AS dns_state,
         (SELECT text FROM word WHERE kind = 'method' AND number = (d.layers >> 2 & 31) - 1) AS dns_method,
         (SELECT text FROM word WHERE kind = 'state' AND number = d.layers >> 7 & 3) AS tcp_state,
         (SELECT text FROM word WHERE kind = 'method' AND number = (d.layers >> 9 & 31) - 1) AS tcp_method,
         (SELECT text FROM word WHERE kind = 'state' AND number = d.layers >> 14 & 3) AS tls_state,
         (SELECT text FROM word WHERE kind = 'method' AND number = (d.layers >> 16 & 31) - 1) AS tls_method,
         (SELECT text FROM word WHERE kind = 'state' AND number = d.layers >> 21 & 3) AS http_state,
         (SELECT text FROM word WHERE kind = 'method' AND number = (d.layers >> 23 & 31) - 1) AS http_method,
         (SELECT text FROM word WHERE kind = 'state' AND number = d.layers >> 28 & 3) AS rate_state,
         (SELECT text FROM word WHERE kind = 'method' AND number = (d.layers >> 30 & 31) - 1) AS rate_method,
         (SELECT text FROM word WHERE kind = 'ooni_blocking' AND number = (d.ooni & 7)) AS ooni_blocking,
         (SELECT text FROM word WHERE kind = 'ooni_blocking' AND number = (d.ooni >> 3 & 7)) AS ooni_blocking_stored,
         d.ooni >> 6 & 1 AS ooni_anomaly, d.ooni >> 7 & 1 AS ooni_confirmed, d.ooni >> 8 & 1 AS ooni_failure,
         (SELECT text FROM word WHERE kind = 'difference' AND number = d.difference) AS difference,
         CASE length(d.address)
           WHEN 4 THEN (instr('123456789ABCDEF', substr(hex(d.address), 1, 1)) * 16 + instr('123456789ABCDEF', substr(hex(d.address), 2, 1))) || '.' ||
             (instr('123456789ABCDEF', substr(hex(d.address), 3, 1)) * 16 + instr('123456789ABCDEF', substr(hex(d.address), 4, 1))) || '.' ||
             (instr('123456789ABCDEF', substr(hex(d.address), 5, 1)) * 16 + instr('123456789ABCDEF', substr(hex(d.address), 6, 1))) || '.' ||
             (instr('123456789ABCDEF', substr(hex(d.address), 7, 1)) * 16 + instr('123456789ABCDEF', substr(hex(d.address), 8, 1)))
           WHEN 16 THEN lower(substr(hex(d.address), 1, 4) || ':' || substr(hex(d.address), 5, 4) || ':' || substr(hex(d.address), 9, 4) || ':' || substr(hex(d.address), 13, 4) || ':' || substr(hex(d.address), 17, 4) || ':' || substr(hex(d.address), 21, 4) || ':' || substr(hex(d.address), 25, 4) || ':' || substr(hex(d.address), 29, 4)) END AS address,
         'AS' || d.address_asn AS address_asn,
         d.observed & 1 AS address_of_control, d.observed >> 1 & 1 AS address_proven,
         (SELECT text FROM word WHERE kind = 'failure' AND number = (d.failures >> 0 & 255) - 1) AS dns_failure,
         (SELECT text FROM word WHERE kind = 'failure' AND number = (d.failures >> 8 & 255) - 1) AS tcp_failure,
         (SELECT text FROM word WHERE kind = 'failure' AND number = (d.failures >> 16 & 255) - 1) AS tls_failure,
         (SELECT text FROM word WHERE kind = 'failure' AND number = (d.failures >> 24 & 255) - 1) AS http_failure,
         d.observed >> 2 & 1 AS ipv6_failed, d.observed >> 3 & 1 AS control_answered,
         d.observed >> 4 & 1 AS control_reached,
         d.status, nullif(d.body_length, -1) AS body_length,
         CASE d.body_hash WHEN 0 THEN NULL ELSE printf('%016x', d.body_hash) END AS body_hash,
         CASE d.title_hash WHEN 0 THEN NULL ELSE printf('%016x', d.title_hash) END AS title_hash,
         CASE d.certificate_hash WHEN 0 THEN NULL ELSE printf('%016x', d.certificate_hash) END AS certificate_hash,
         printf('%016x', r.run) AS run,
         (SELECT name FROM software WHERE id = d.software) AS software,
         s.path AS source_path, d.offset AS source_offset, d.length AS source_length
    FROM result AS r
    JOIN detail AS d ON d.id = r.id
    JOIN input AS i ON i.id = r.input
    JOIN network AS n ON n.id = r.network
    JOIN outcome AS o ON o.id = r.outcome
    LEFT JOIN correction AS c ON c.result = r.id
    LEFT JOIN source AS s ON s.id = d.source;

-- What reports count: after correction, without broken lines, local networks and what is set aside.
CREATE VIEW v_tallies AS
  SELECT i.input, i.host, (SELECT text FROM word WHERE kind = 'test' AND number = i.test) AS test,
         'AS' || n.asn AS probe_asn, n.country AS probe_cc,
         date(r.started, 'unixepoch') AS day,
         o.verdict, o.certainty, o.scope, o.layer, o.method, r.flags & 1 AS simulated,
         count(*) AS results, count(DISTINCT r.run) AS runs,
         datetime(min(r.started), 'unixepoch') AS first_at, datetime(max(r.started), 'unixepoch') AS last_at,
         sum(r.flags >> 2 & 1) AS reached
    FROM result AS r
    LEFT JOIN correction AS c ON c.result = r.id
    JOIN input AS i ON i.id = r.input
    JOIN network AS n ON n.id = r.network
    JOIN outcome AS o ON o.id = coalesce(c.outcome, r.outcome)
   WHERE (r.flags >> 1 & 1) = 0 AND o.verdict <> 'local_network' AND coalesce(c.set_aside, 0) = 0
   GROUP BY i.test, i.input, i.host, n.asn, n.country, date(r.started, 'unixepoch'), o.id, r.flags & 1;

-- What all vantages saw of one address for one name on one day. Corrections are made of this, not applied to it.
CREATE VIEW v_name_addresses AS
  SELECT i.host, date(r.started, 'unixepoch') AS day,
         CASE length(d.address)
           WHEN 4 THEN (instr('123456789ABCDEF', substr(hex(d.address), 1, 1)) * 16 + instr('123456789ABCDEF', substr(hex(d.address), 2, 1))) || '.' ||
             (instr('123456789ABCDEF', substr(hex(d.address), 3, 1)) * 16 + instr('123456789ABCDEF', substr(hex(d.address), 4, 1))) || '.' ||
             (instr('123456789ABCDEF', substr(hex(d.address), 5, 1)) * 16 + instr('123456789ABCDEF', substr(hex(d.address), 6, 1))) || '.' ||
             (instr('123456789ABCDEF', substr(hex(d.address), 7, 1)) * 16 + instr('123456789ABCDEF', substr(hex(d.address), 8, 1)))
           WHEN 16 THEN lower(substr(hex(d.address), 1, 4) || ':' || substr(hex(d.address), 5, 4) || ':' || substr(hex(d.address), 9, 4) || ':' || substr(hex(d.address), 13, 4) || ':' || substr(hex(d.address), 17, 4) || ':' || substr(hex(d.address), 21, 4) || ':' || substr(hex(d.address), 25, 4) || ':' || substr(hex(d.address), 29, 4)) END AS address,
         'AS' || max(d.address_asn) AS address_asn, count(*) AS seen,
         count(DISTINCT nullif(n.asn, 0)) AS networks, count(DISTINCT nullif(n.country, 'ZZ')) AS countries,
         sum(d.observed & 1) AS of_control, sum(d.observed >> 1 & 1) AS proven
    FROM result AS r
    JOIN detail AS d ON d.id = r.id
    JOIN input AS i ON i.id = r.input
    JOIN network AS n ON n.id = r.network
    JOIN outcome AS o ON o.id = r.outcome
   WHERE d.address IS NOT NULL AND i.host <> '' AND (r.flags >> 1 & 1) = 0 AND o.verdict <> 'local_network'
   GROUP BY i.host, date(r.started, 'unixepoch'), d.address;
