package io.fieldway.cloud.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class SqlAddressTest {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  @Test
  void takesUserAndPasswordFromBeforeTheHost() {
    SqlAddress address = SqlAddress.of("jdbc:postgresql://me:s%40fe@db.example:5433/fieldway");
    assertThat(address.shown()).isEqualTo("jdbc:postgresql://db.example:5433/fieldway");
    assertThat(address.target(PATIENCE).properties())
        .containsEntry("user", "me")
        .containsEntry("password", "s@fe");
  }

  @Test
  void takesUserAndPasswordFromTheQueryAndKeepsTheRest() {
    SqlAddress address =
        SqlAddress.of("jdbc:postgresql://db/fieldway?user=me&sslmode=require&password=a%26b");
    assertThat(address.shown()).isEqualTo("jdbc:postgresql://db/fieldway?sslmode=require");
    assertThat(address.target(PATIENCE).properties())
        .containsEntry("user", "me")
        .containsEntry("password", "a&b");
  }

  @Test
  void processesThatShareAnSqliteFileShareTheLockOfItsMigrations() {
    Path mine = Path.of("/mine");
    for (String url : List.of("/d/f.db", "file:/d/f.db", "/d/f.db?cache_size=9")) {
      assertThat(SqlAddress.of("jdbc:sqlite:" + url).migrationLock(mine))
          .as(url)
          .isEqualTo(Path.of("/d/f.db.migration.lock"));
    }
    assertThat(SqlAddress.of("jdbc:postgresql://db/fieldway").migrationLock(mine))
        .isEqualTo(mine.resolve("migration.lock"));
  }

  @Test
  void commitsToSqliteAreOnDiskBeforeTheyReturn() {
    assertThat(SqlAddress.of("jdbc:sqlite:/tmp/x.db").target(PATIENCE).properties())
        .containsEntry("synchronous", "FULL")
        .containsEntry("journal_mode", "WAL");
  }

  @Test
  void refusesOtherDatabasesWithoutShowingThePassword() {
    assertThatThrownBy(() -> SqlAddress.of("jdbc:mysql://me:secret@db/x?password=secret"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("jdbc:mysql://db/x")
        .hasMessageNotContaining("secret");
  }
}
