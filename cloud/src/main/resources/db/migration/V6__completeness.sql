-- What is missing for ever, and how complete each hour is. `missing` of a stream counts the
-- sequences up to `committed` of which nothing was stored.

alter table stream add column missing bigint not null default 0;

-- What a gateway had to drop.
create table gap (
  stream_id bigint not null references stream (id),
  from_seq bigint not null,
  to_seq bigint not null,
  missing bigint not null,
  reason text not null,
  since bigint not null,
  until bigint not null,
  platform_time bigint not null,
  primary key (stream_id, from_seq)
);

-- Readings by the hour in which their gateway stored them: milliseconds since 1970, by its clock.
create table completeness (
  stream_id bigint not null references stream (id),
  hour bigint not null,
  received bigint not null,
  missing bigint not null,
  primary key (stream_id, hour)
);
