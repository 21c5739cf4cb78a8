package io.fieldway.cloud.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SqliteStoreTest extends StoreContract {
  private Path data;
  private SqlDatabase database;

  @BeforeAll
  void open(@TempDir Path directory) {
    data = directory;
    database = SqlDatabase.open(DatabaseConfig.of(data));
  }

  @AfterAll
  void close() {
    database.close();
  }

  @Override
  SqlDatabase database() {
    return database;
  }

  @Test
  void opensAgainWithWhatItHolds() {
    try (SqlDatabase again = SqlDatabase.open(DatabaseConfig.of(data))) {
      assertThat(new SqlGateways(again).all()).isEqualTo(new SqlGateways(database).all());
      assertThat(new SqlAudit(again).keep(1_000)).as("two processes write in turn").isZero();
      assertThat(new SqlAudit(database).keep(1_000)).isZero();
    }
  }

  @Test
  void saysWhichFileCannotBeOpened() throws Exception {
    Path directory = data.resolve("taken");
    assertThat(Files.createDirectories(directory.resolve("fieldway.db"))).isDirectory();
    assertThatThrownBy(() -> SqlDatabase.open(DatabaseConfig.of(directory)))
        .hasMessageContaining("taken/fieldway.db")
        .hasMessageContaining("--database");
  }
}
