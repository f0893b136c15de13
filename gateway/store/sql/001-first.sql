-- Moments are milliseconds since 1970, in UTC.

CREATE TABLE org (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  created INTEGER NOT NULL,
  -- Grows with every change of an agent's state.
  revision INTEGER NOT NULL DEFAULT 0,
  killed_all INTEGER NOT NULL DEFAULT 0,
  signing_keys TEXT NOT NULL
) STRICT;

CREATE TABLE agent (
  number INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  org INTEGER NOT NULL REFERENCES org (id),
  name TEXT NOT NULL,
  hmac TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('active', 'suspended', 'killed')),
  reason TEXT,
  created INTEGER NOT NULL,
  seen INTEGER
) STRICT;
CREATE INDEX agent_org ON agent (org, name);

CREATE TABLE api_key (
  id TEXT PRIMARY KEY,
  org INTEGER NOT NULL REFERENCES org (id),
  name TEXT NOT NULL,
  prefix TEXT NOT NULL,
  sha256 TEXT NOT NULL UNIQUE,
  permissions TEXT NOT NULL,
  agent TEXT REFERENCES agent (id),
  created INTEGER NOT NULL,
  used INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX api_key_prefix ON api_key (prefix);
CREATE INDEX api_key_org ON api_key (org);

CREATE TABLE policy (
  org INTEGER NOT NULL REFERENCES org (id),
  version INTEGER NOT NULL,
  policy TEXT NOT NULL,
  packs TEXT NOT NULL,
  changed INTEGER NOT NULL,
  by TEXT NOT NULL,
  reason TEXT NOT NULL,
  PRIMARY KEY (org, version)
) STRICT, WITHOUT ROWID;

CREATE TABLE bundle (
  org INTEGER PRIMARY KEY REFERENCES org (id),
  version INTEGER NOT NULL,
  etag TEXT NOT NULL,
  issued INTEGER NOT NULL,
  policy_version INTEGER NOT NULL,
  revision INTEGER NOT NULL,
  bytes BLOB NOT NULL
) STRICT;

-- The id holds the moment, so that every index is in the order of time: see store/sqlite/event-id.ts.
CREATE TABLE event (
  id INTEGER PRIMARY KEY,
  org INTEGER NOT NULL,
  agent INTEGER NOT NULL,
  gateway INTEGER NOT NULL,
  event_id TEXT NOT NULL,
  received INTEGER NOT NULL,
  record TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX event_once ON event (agent, gateway, event_id);

-- `facets` holds a word each for organisation, agent, rule, verdict, kind and source, so that any combination of them, with or
-- without words of the text, is one query in the order of time.
CREATE VIRTUAL TABLE event_search USING fts5 (
  text, facets,
  content = '', contentless_delete = 1,
  tokenize = "unicode61 remove_diacritics 0"
);

CREATE TABLE change (
  id INTEGER PRIMARY KEY,
  org INTEGER NOT NULL REFERENCES org (id),
  time INTEGER NOT NULL,
  key TEXT NOT NULL,
  name TEXT NOT NULL,
  action TEXT NOT NULL,
  target TEXT NOT NULL,
  reason TEXT NOT NULL,
  request_id TEXT NOT NULL,
  -- SHA-256 over the hash of the organisation's change before, and this one's fields.
  hash TEXT NOT NULL
) STRICT;
CREATE INDEX change_org ON change (org, id);
CREATE TRIGGER change_stays BEFORE UPDATE ON change BEGIN SELECT raise(ABORT, 'changes are never changed'); END;
CREATE TRIGGER change_remains BEFORE DELETE ON change BEGIN SELECT raise(ABORT, 'changes are never removed'); END;
