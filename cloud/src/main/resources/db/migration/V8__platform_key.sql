-- By which every process finds that it has the key that gateways' keys are sealed with.

create table platform_key (
  one bigint not null primary key,
  mark text not null
);
