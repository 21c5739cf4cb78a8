package io.fieldway.cloud.database;

import io.fieldway.cloud.stage.Postgres;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PostgresStoreTest extends StoreContract {
  private @Nullable Postgres server;
  private @Nullable SqlDatabase database;

  @BeforeAll
  void open(@TempDir Path data) throws Exception {
    Assumptions.assumeTrue(
        Postgres.installed().isPresent(), "needs PostgreSQL: a server in /usr/lib/postgresql");
    server = Postgres.start(Postgres.installed().orElseThrow());
    database = SqlDatabase.open(DatabaseConfig.of(data, server.url()));
  }

  @AfterAll
  void close() throws Exception {
    if (database != null) {
      database.close();
    }
    if (server != null) {
      server.close();
    }
  }

  @Override
  SqlDatabase database() {
    return java.util.Objects.requireNonNull(database);
  }
}
