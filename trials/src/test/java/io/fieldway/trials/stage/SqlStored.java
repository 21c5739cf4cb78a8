package io.fieldway.trials.stage;

import static org.assertj.core.api.Assertions.assertThat;

import io.fieldway.launcher.Promises;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;

/// What the platform's database holds, read beside the platform.
public final class SqlStored {
  private final String url;

  private SqlStored(String url) {
    this.url = url;
  }

  public static SqlStored sqlite(Path file) {
    return new SqlStored("jdbc:sqlite:" + file);
  }

  public static SqlStored at(String jdbcUrl) {
    return new SqlStored(jdbcUrl);
  }

  /// `NothingAckedIsLost` and `StoredOnce`: every reading that a device got an acknowledgement for
  /// is in the database exactly once.
  public void assertKept(Promises promises) throws SQLException {
    assertThat(promises.size()).as("readings promised").isPositive();
    Map<String, Map<Long, Integer>> readings = readings();
    for (String device : promises.devices()) {
      Promises.Kept kept = promises.compare(device, readings.getOrDefault(device, Map.of()));
      assertThat(kept.missing()).as("NothingAckedIsLost").isEmpty();
      assertThat(kept.doubled()).as("StoredOnce").isEmpty();
    }
  }

  /// How often each reading stands in the database: device → the reading's own number → times.
  private Map<String, Map<Long, Integer>> readings() throws SQLException {
    Map<String, Map<Long, Integer>> times = new HashMap<>();
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                """
                select s.device, p.number, count(*)
                from point p join series s on s.id = p.series_id
                where s.property = 'count' group by s.device, p.number
                """)) {
      while (rows.next()) {
        times
            .computeIfAbsent(rows.getString(1), device -> new HashMap<>())
            .put(Math.round(rows.getDouble(2)), rows.getInt(3));
      }
    }
    return times;
  }
}
