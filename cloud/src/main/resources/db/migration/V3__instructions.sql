-- How commands wait, what is withdrawn, and what was ordered together.

alter table command add column number bigint not null default 0;
alter table command add column policy text not null default 'fifo';
alter table command add column not_before bigint;
alter table command add column offered bigint;
alter table command add column withdrawal text;
alter table command add column withdrawal_late bigint not null default 0;
alter table command add column command_group text;

-- What was stored before may have been sent.
update command set offered = changed where state = 'stored';

create index command_by_group on command (command_group, number);

-- Commands are numbered as they are stored; their times never go back.
create table command_order (
  one bigint not null primary key,
  number bigint not null,
  at bigint not null
);

insert into command_order (one, number, at) values (1, 0, 0);

-- Devices that were refused stand in the group as they were answered.
create table command_group (
  id text not null primary key,
  action text not null,
  refused text not null,
  created bigint not null
);
