-- Each device's twin: the document, and what of it is looked for. `held` is how far the device's
-- gateway has the desired half on its own disk.

create table twin (
  device text not null primary key references device (id),
  desired_epoch bigint not null,
  desired_seq bigint not null,
  held_epoch bigint not null,
  held_seq bigint not null,
  reported_epoch bigint not null,
  reported_seq bigint not null,
  hash text not null,
  document text not null,
  changed bigint not null
);
