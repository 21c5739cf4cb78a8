-- One dialect for SQLite and PostgreSQL. Times are milliseconds since 1970. ${identity} is a
-- number that the database gives out.

create table gateway (
  id text not null primary key,
  title text not null,
  sealed_key bytea not null,
  session_epoch bigint not null,
  state text not null,
  last_proof bigint,
  outbox_entries bigint not null,
  outbox_bytes bigint not null,
  outbox_oldest_millis bigint not null,
  created bigint not null
);

-- The document in force; every document that ever was stands in model_version.
create table model (
  id text not null primary key,
  version text not null,
  revision bigint not null,
  document text not null,
  changed bigint not null
);

create table model_version (
  model text not null references model (id),
  revision bigint not null,
  version text not null,
  document text not null,
  created bigint not null,
  primary key (model, revision)
);

create table device (
  id text not null primary key,
  title text not null,
  gateway text not null references gateway (id),
  model text not null references model (id),
  revision bigint not null,
  state text not null,
  last_seen bigint,
  created bigint not null
);

create index device_by_gateway on device (gateway);

-- Every gateway a device was ever registered at: what an outbox there still holds is its data.
create table device_at_gateway (
  gateway text not null references gateway (id),
  device text not null references device (id),
  primary key (gateway, device)
);

-- Raised whenever a gateway, device or model changes, so that what is cached can be compared.
create table registry (
  one bigint not null primary key,
  version bigint not null
);

insert into registry (one, version) values (1, 1);

-- One stream of a gateway in one epoch: what is committed without a hole, and what is to come.
create table stream (
  id ${identity},
  gateway text not null references gateway (id),
  name text not null,
  epoch bigint not null,
  committed bigint not null,
  expected bigint not null,
  points bigint not null,
  quarantined bigint not null,
  duplicates bigint not null,
  unique (gateway, name, epoch)
);

create table series (
  id ${identity},
  device text not null references device (id),
  property text not null,
  unit text not null,
  unique (device, property, unit)
);

-- A point is stored once because its place in its stream is its key.
create table point (
  stream_id bigint not null references stream (id),
  seq bigint not null,
  ordinal bigint not null,
  series_id bigint not null references series (id),
  device_time bigint not null,
  gateway_time bigint not null,
  platform_time bigint not null,
  number double precision,
  text text,
  truth bigint,
  data bytea,
  primary key (stream_id, seq, ordinal)
);

create index point_by_series on point (series_id, device_time);

create table quarantine (
  stream_id bigint not null references stream (id),
  seq bigint not null,
  ordinal bigint not null,
  device text not null,
  property text not null,
  unit text not null,
  value text not null,
  reason text not null,
  device_time bigint not null,
  gateway_time bigint not null,
  platform_time bigint not null,
  primary key (stream_id, seq, ordinal)
);

create index quarantine_by_device on quarantine (device, platform_time);

create table command (
  id text not null primary key,
  device text not null references device (id),
  gateway text not null references gateway (id),
  action text not null,
  input text not null,
  deadline bigint not null,
  state text not null,
  changed bigint not null,
  reason text,
  output text not null,
  created bigint not null
);

create index command_by_gateway on command (gateway, state);
create index command_by_device on command (device, created);
create index command_by_state on command (state, deadline);

create table command_step (
  command text not null references command (id),
  ordinal bigint not null,
  state text not null,
  at bigint not null,
  reason text,
  primary key (command, ordinal)
);

create table audit (
  id ${identity},
  at bigint not null,
  kind text not null,
  subject text not null,
  address text not null,
  detail text not null
);
