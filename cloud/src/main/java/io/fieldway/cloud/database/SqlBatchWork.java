package io.fieldway.cloud.database;

import org.springframework.jdbc.core.JdbcTemplate;

/// A transaction with statements that run many times.
@FunctionalInterface
interface SqlBatchWork<T> {
  T run(JdbcTemplate sql);
}
