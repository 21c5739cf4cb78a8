-- Tokens are kept as SHA-256, in hexadecimal: who reads the database cannot sign in with it.

create table sign_in_link (
  token_hash text not null primary key,
  expires bigint not null
);

create table user_session (
  token_hash text not null primary key,
  role text not null,
  created bigint not null,
  expires bigint not null
);
