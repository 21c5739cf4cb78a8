package io.fieldway.cloud.database;

import org.springframework.jdbc.core.simple.JdbcClient;

/// Statements that belong together. Everything happens on one connection; a write is one
/// transaction and may be run again where the database asks for it, so it does nothing else.
@FunctionalInterface
public interface SqlWork<T> {
  T run(JdbcClient sql);
}
