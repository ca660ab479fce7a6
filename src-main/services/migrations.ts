/**
 * The steps that lead any older database to this app's: step i takes a file from version i to i + 1. A released step is never changed;
 * a change of the tables is a new step at the end. What the tables hold: docs/persistence.md.
 */
export const migrations: readonly string[] = [
  `
  CREATE TABLE hosts (
    id TEXT PRIMARY KEY,
    pid INTEGER NOT NULL,
    heartbeat INTEGER NOT NULL
  ) STRICT;

  CREATE TABLE experiments (
    key INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    title TEXT NOT NULL,
    dataset TEXT NOT NULL,
    json TEXT NOT NULL,
    created_at TEXT NOT NULL
  ) STRICT;

  CREATE TABLE runs (
    key INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    experiment TEXT NOT NULL REFERENCES experiments (id) ON DELETE CASCADE,
    contender TEXT NOT NULL,
    seed INTEGER NOT NULL,
    status TEXT NOT NULL,
    reason TEXT,
    backend TEXT,
    environment TEXT,
    steps INTEGER NOT NULL,
    steps_planned INTEGER NOT NULL,
    initial_weights_hash TEXT,
    batch_order_hash TEXT,
    created_at TEXT NOT NULL,
    started_at TEXT,
    ended_at TEXT,
    host TEXT NOT NULL,
    deleted_at TEXT,
    deleted_by TEXT
  ) STRICT;
  CREATE INDEX runs_of_experiment ON runs (experiment);
  CREATE INDEX runs_of_host ON runs (host, status);

  CREATE TABLE step_values (
    run INTEGER NOT NULL REFERENCES runs (key) ON DELETE CASCADE,
    series TEXT NOT NULL,
    from_step INTEGER NOT NULL,
    points BLOB NOT NULL,
    PRIMARY KEY (run, series, from_step)
  ) STRICT;

  CREATE TABLE epochs (
    run INTEGER NOT NULL REFERENCES runs (key) ON DELETE CASCADE,
    epoch INTEGER NOT NULL,
    step INTEGER NOT NULL,
    loss REAL,
    val_loss REAL,
    metrics TEXT NOT NULL,
    val_metrics TEXT NOT NULL,
    seconds REAL NOT NULL,
    PRIMARY KEY (run, epoch)
  ) STRICT;

  CREATE TABLE weights (
    run INTEGER NOT NULL REFERENCES runs (key) ON DELETE CASCADE,
    kind TEXT NOT NULL,
    file TEXT NOT NULL,
    bytes INTEGER NOT NULL,
    sha256 TEXT NOT NULL,
    PRIMARY KEY (run, kind)
  ) STRICT;
  `,
  `
  CREATE TABLE checkpoints (
    run INTEGER NOT NULL REFERENCES runs (key) ON DELETE CASCADE,
    number INTEGER NOT NULL,
    step INTEGER NOT NULL,
    epoch INTEGER NOT NULL,
    file TEXT NOT NULL,
    bytes INTEGER NOT NULL,
    sha256 TEXT NOT NULL,
    PRIMARY KEY (run, number)
  ) STRICT;
  `,
  `
  ALTER TABLE runs ADD COLUMN mask_hash TEXT;
  ALTER TABLE epochs ADD COLUMN train_loss REAL;
  ALTER TABLE epochs ADD COLUMN train_metrics TEXT;
  ALTER TABLE epochs ADD COLUMN samples_per_second REAL;
  `,
  `
  CREATE TABLE run_events (
    run INTEGER NOT NULL REFERENCES runs (key) ON DELETE CASCADE,
    step INTEGER NOT NULL,
    kind TEXT NOT NULL,
    detail TEXT NOT NULL,
    PRIMARY KEY (run, step, kind)
  ) STRICT;
  `,
];
