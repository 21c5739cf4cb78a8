package io.fieldway.trials.bench.channel;

import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;

/// The points of a platform's database, read beside the platform.
///
/// @param url of the database
record SqlPoints(String url) {
  /// What is stored of a stream: how many points, each of another place in it, and its last
  /// sequence.
  record Stored(long points, long last) {}

  /// What is stored of every stream of each gateway; the key is `gateway/stream/epoch`. A point's
  /// place, its sequence and its ordinal, is its key in the database, so that as many points as
  /// places is each of them once.
  Map<String, Stored> streams() throws IOException {
    Map<String, Stored> all = new HashMap<>();
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                """
                select s.gateway, s.name, s.epoch, p.points, p.last from stream s join
                  (select stream_id, count(*) as points, max(seq) as last from point
                    group by stream_id) p on p.stream_id = s.id
                """)) {
      while (rows.next()) {
        all.put(
            rows.getString(1) + "/" + rows.getString(2) + "/" + rows.getLong(3),
            new Stored(rows.getLong(4), rows.getLong(5)));
      }
    } catch (SQLException e) {
      throw new IOException("the database cannot be read: " + e.getMessage(), e);
    }
    return all;
  }
}
