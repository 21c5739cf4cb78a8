package io.fieldway.trials.bench.channel;

import com.google.errorprone.annotations.Var;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Where a platform keeps its points. Opened anew for every run.
///
/// @param title its name in the report
/// @param url what the platform is told; empty where it keeps SQLite in its data directory
/// @param server the process, where it was started for the run
record Database(String title, Optional<String> url, Optional<PostgresProcess> server)
    implements AutoCloseable {
  static final String SQLITE = "sqlite";
  static final String POSTGRESQL = "postgresql";

  /// Opens what an option names: `sqlite`, `postgresql` (a server of its own for the run) or a
  /// `jdbc:postgresql:` url.
  static Database open(String name, Path directory) throws IOException {
    if (name.equals(SQLITE)) {
      return new Database(name, Optional.empty(), Optional.empty());
    }
    if (name.equals(POSTGRESQL)) {
      PostgresProcess server = PostgresProcess.start(directory.resolve("postgres"));
      return new Database(name, Optional.of(server.url()), Optional.of(server));
    }
    return new Database(titleOf(name), Optional.of(name), Optional.empty());
  }

  /// How a report calls what an option names; without a password.
  ///
  /// @throws IllegalArgumentException where it cannot be a database
  static String titleOf(String name) {
    if (name.equals(SQLITE) || name.equals(POSTGRESQL)) {
      return name;
    }
    if (name.startsWith("jdbc:postgresql:")) {
      return name.replaceAll("\\?.*", "").replaceAll("//[^@/]*@", "//");
    }
    throw new IllegalArgumentException(
        "expected sqlite, postgresql or jdbc:postgresql://HOST/NAME?user=U&password=P, got "
            + name);
  }

  /// Where the points can be read beside the platform.
  String readUrl(Path data) {
    return url.orElse("jdbc:sqlite:" + data.resolve("fieldway.db"));
  }

  /// Processor time of a server that was started for the run.
  Duration cpu() {
    @Var Duration sum = Duration.ZERO;
    @Nullable PostgresProcess known = server.orElse(null);
    if (known != null) {
      sum = known.cpu();
    }
    return sum;
  }

  @Override
  public void close() throws IOException {
    if (server.isPresent()) {
      server.get().close();
    }
  }
}
