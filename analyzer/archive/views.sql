-- What other programs read. Dropped and made again whenever the file is opened for writing by another version.

CREATE VIEW v_sources AS
  SELECT s.id, w.text AS kind, s.path, s.sha256, s.bytes, s.done, s.lines, s.damaged, s.complete, s.trouble
    FROM source AS s LEFT JOIN word AS w ON w.kind = 'source' AND w.number = s.kind;

CREATE VIEW v_damaged AS
  SELECT s.path, d.offset, d.length, d.reason, d.beginning
    FROM damaged_line AS d LEFT JOIN source AS s ON s.id = d.source;

CREATE VIEW v_corrections AS
  SELECT lower(hex(c.key)) AS key, o.verdict, o.certainty, o.scope, o.layer, o.method, c.rule, c.set_aside
    FROM correction AS c LEFT JOIN outcome AS o ON o.id = c.outcome;

-- One row for each measurement. verdict ... method as judged; corrected_verdict and rule when others correct it.
CREATE VIEW v_results AS
  SELECT lower(hex(d.key)) AS key,
         datetime(r.started, 'unixepoch') AS started_at,
         (SELECT text FROM word WHERE kind = 'test' AND number = i.test) AS test,
         i.input, i.host,
         'AS' || n.asn AS probe_asn, n.as_name AS probe_as_name, n.country AS probe_cc,
         'AS' || d.resolver_asn AS resolver_asn,
         o.verdict, o.certainty, o.scope, o.layer, o.method,
         r.attempts, r.agreed,
         (SELECT group_concat(text, ' ') FROM word
           WHERE kind = 'experiment' AND (r.isolated_by >> number) & 1) AS isolated_by,
         (SELECT text FROM word WHERE kind = 'place' AND number = d.place) AS place,
         f.name AS fingerprint,
         (SELECT text FROM word WHERE kind = 'state' AND number = d.layers & 3) AS dns_state,
         (SELECT text FROM word WHERE kind = 'method' AND number = (d.layers >> 2 & 31) - 1) AS dns_method,
         (SELECT text FROM word WHERE kind = 'state' AND number = d.layers >> 7 & 3) AS tcp_state,
         (SELECT text FROM word WHERE kind = 'method' AND number = (d.layers >> 9 & 31) - 1) AS tcp_method,
         (SELECT text FROM word WHERE kind = 'state' AND number = d.layers >> 14 & 3) AS tls_state,
         (SELECT text FROM word WHERE kind = 'method' AND number = (d.layers >> 16 & 31) - 1) AS tls_method,
         (SELECT text FROM word WHERE kind = 'state' AND number = d.layers >> 21 & 3) AS http_state,
         (SELECT text FROM word WHERE kind = 'method' AND number = (d.layers >> 23 & 31) - 1) AS http_method,
         (SELECT text FROM word WHERE kind = 'state' AND number = d.layers >> 28 & 3) AS rate_state,
         (SELECT text FROM word WHERE kind = 'method' AND number = (d.layers >> 30 & 31) - 1) AS rate_method,
         c.rule AS corrected_by,
         (SELECT verdict FROM outcome WHERE id = c.outcome) AS corrected_verdict,
         coalesce(c.set_aside, 0) AS set_aside,
         r.flags & 1 AS simulated, r.flags >> 1 & 1 AS line_broken, r.flags >> 2 & 1 AS reached,
         r.flags >> 3 & 1 AS ours,
         (SELECT text FROM word WHERE kind = 'ooni_blocking' AND number = d.ooni & 7) AS ooni_blocking,
         (SELECT text FROM word WHERE kind = 'ooni_blocking' AND number = d.ooni >> 3 & 7) AS ooni_blocking_stored,
         d.ooni >> 6 & 1 AS ooni_anomaly, d.ooni >> 7 & 1 AS ooni_confirmed, d.ooni >> 8 & 1 AS ooni_failure,
         (SELECT text FROM word WHERE kind = 'difference' AND number = d.difference) AS difference,
         CASE length(d.address)
           WHEN 4 THEN printf('%d.%d.%d.%d', (a.n >> 24) & 255, (a.n >> 16) & 255, (a.n >> 8) & 255, a.n & 255)
           ELSE lower(hex(d.address)) END AS address,
         'AS' || d.address_asn AS address_asn,
         d.observed & 1 AS address_of_control, d.observed >> 1 & 1 AS address_proven,
         (SELECT text FROM word WHERE kind = 'failure' AND number = (d.failures & 255) - 1) AS dns_failure,
         (SELECT text FROM word WHERE kind = 'failure' AND number = (d.failures >> 8 & 255) - 1) AS tcp_failure,
         (SELECT text FROM word WHERE kind = 'failure' AND number = (d.failures >> 16 & 255) - 1) AS tls_failure,
         (SELECT text FROM word WHERE kind = 'failure' AND number = (d.failures >> 24 & 255) - 1) AS http_failure,
         d.observed >> 2 & 1 AS ipv6_failed, d.observed >> 3 & 1 AS control_answered,
         d.observed >> 4 & 1 AS control_reached,
         d.status, nullif(d.body_length, -1) AS body_length,
         printf('%016x', nullif(d.body_hash, 0)) AS body_hash
    FROM result AS r
    JOIN detail AS d ON d.id = r.id
    LEFT JOIN input AS i ON i.id = r.input;
