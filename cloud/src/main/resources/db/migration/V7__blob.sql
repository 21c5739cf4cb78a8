-- Pictures and other blobs: what is known of each; the bytes are files named by the number. A name
-- is a device and an id, and stands for one content. `state` is arriving, stored or gone.

create table blob (
  number ${identity},
  device text not null references device (id),
  id text not null,
  gateway text not null references gateway (id),
  type text not null,
  size bigint not null,
  sha256 text not null,
  taken bigint not null,
  state text not null,
  changed bigint not null,
  unique (device, id)
);

create index blob_by_device on blob (device, state, taken);
create index blob_by_state on blob (state, number);
