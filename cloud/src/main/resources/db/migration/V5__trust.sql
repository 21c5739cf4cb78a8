-- Who may speak: revoked gateways, keys that are being changed, one-time join codes, devices' keys.

-- Since when the gateway is refused, and the key that is to take the place of its own. While there
-- is a next key both are good. `rotation` is since when a new key is wanted.
alter table gateway add column revoked bigint;
alter table gateway add column sealed_next bytea;
alter table gateway add column rotation bigint;

-- How a device shows who it is: by its gateway's word, or by its own key.
alter table device add column auth text not null default 'gateway';
alter table device add column sealed_key bytea;

-- A code is found by a digest of its secret; what it is proved with is sealed.
create table join_code (
  name text not null primary key,
  gateway text not null references gateway (id),
  sealed_key bytea not null,
  expires bigint not null,
  used bigint
);

create index join_code_by_gateway on join_code (gateway);

create index audit_by_subject on audit (subject, id);
