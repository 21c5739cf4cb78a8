package io.fieldway.cloud.database;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/// The database behind one writer and several readers. Every write is one transaction on the thread
/// `database-writer`, so that writers never wait for each other's locks and a blocked disk holds
/// one thread only. What [#write] has returned from is on disk.
public final class SqlDatabase implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SqlDatabase.class);

  private final SqlAddress address;
  private final HikariDataSource writer;
  private final HikariDataSource readers;
  private final ExecutorService writing;
  private final Semaphore room;
  private final AtomicInteger waiting = new AtomicInteger();

  private SqlDatabase(DatabaseConfig config, SqlAddress address) {
    this.address = address;
    this.room = new Semaphore(config.maxWaitingWrites());
    this.writing =
        Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("database-writer").factory());
    this.writer = pool(config, address.target(config.patience()), "writer", 1);
    this.readers = pool(config, address.target(config.patience()), "readers", config.readers());
  }

  /// Opens the database and brings its tables up to date.
  ///
  /// @throws UncheckedIOException where it cannot be reached; the message names the place
  public static SqlDatabase open(DatabaseConfig config) {
    SqlAddress address = SqlAddress.of(config.url());
    try {
      migrate(config, address);
      return new SqlDatabase(config, address);
    } catch (RuntimeException | IOException e) {
      String sentence =
          "The database "
              + address.shown()
              + " cannot be opened ("
              + rootMessage(e)
              + "); choose another with --database.";
      throw new UncheckedIOException(sentence, new IOException(sentence, e));
    }
  }

  /// The database's address without its password.
  public String address() {
    return address.shown();
  }

  /// Runs a transaction on the writer's thread and returns when it is on disk. Nothing of it
  /// remains where it throws.
  ///
  /// @throws DataAccessException where the database fails or is closed
  public <T> T write(SqlWork<T> work) {
    return writeBatches(sql -> work.run(JdbcClient.create(sql)));
  }

  /// As [#write], for many rows at once.
  <T> T writeBatches(SqlBatchWork<T> work) {
    waiting.incrementAndGet();
    try {
      room.acquire();
      try {
        return writing.submit(() -> transaction(work)).get();
      } finally {
        room.release();
      }
    } catch (ExecutionException e) {
      throw rethrown(e);
    } catch (RejectedExecutionException e) {
      throw new DataAccessResourceFailureException("the database is closed", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DataAccessResourceFailureException("interrupted while writing", e);
    } finally {
      waiting.decrementAndGet();
    }
  }

  /// Reads on one connection, on the caller's thread.
  ///
  /// @throws DataAccessException where the database fails or is closed
  public <T> T read(SqlWork<T> work) {
    try (Connection connection = readers.getConnection()) {
      return work.run(JdbcClient.create(template(connection)));
    } catch (SQLException e) {
      throw new DataAccessResourceFailureException("the database cannot be read", e);
    }
  }

  /// Whether the database can be read now.
  public boolean answers() {
    try {
      return read(sql -> sql.sql("select 1").query((row, _) -> row.getInt(1)).single()) == 1;
    } catch (DataAccessException e) {
      return false;
    }
  }

  /// How many writes wait or run now.
  public int waitingWrites() {
    return waiting.get();
  }

  @Override
  public void close() {
    writing.close();
    writer.close();
    readers.close();
  }

  private <T> T transaction(SqlBatchWork<T> work) {
    try (Connection connection = writer.getConnection()) {
      SqlTransaction transaction = address.begin(connection);
      try {
        T result = work.run(template(connection));
        transaction.commit();
        return result;
      } catch (RuntimeException | SQLException | Error e) {
        transaction.rollback();
        throw e;
      }
    } catch (SQLException e) {
      throw new DataAccessResourceFailureException("the database cannot be written", e);
    }
  }

  private static JdbcTemplate template(Connection connection) {
    return new JdbcTemplate(new SingleConnectionDataSource(connection, true));
  }

  private static RuntimeException rethrown(ExecutionException thrown) {
    if (thrown.getCause() instanceof Error e) {
      throw e;
    }
    return thrown.getCause() instanceof RuntimeException e ? e : new IllegalStateException(thrown);
  }

  private static HikariDataSource pool(
      DatabaseConfig config, SqlAddress.Target target, String name, int size) {
    HikariConfig pool = new HikariConfig();
    pool.setPoolName("database-" + name);
    pool.setJdbcUrl(target.url());
    target.properties().forEach(pool::addDataSourceProperty);
    pool.setMaximumPoolSize(size);
    pool.setMinimumIdle(1);
    pool.setConnectionTimeout(config.patience().toMillis());
    return new HikariDataSource(pool);
  }

  private static DataSource plain(SqlAddress.Target target) {
    Properties properties = new Properties();
    properties.putAll(target.properties());
    return new DriverManagerDataSource(target.url(), properties);
  }

  private static void migrate(DatabaseConfig config, SqlAddress address) throws IOException {
    Files.createDirectories(config.data());
    Path lock = address.migrationLock(config.data());
    Files.createDirectories(lock.resolveSibling(""));
    try (FileChannel channel =
            FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock held = channel.lock()) {
      int steps =
          Flyway.configure(SqlDatabase.class.getClassLoader())
              .dataSource(plain(address.target(config.patience())))
              .placeholders(Map.of("identity", address.identity()))
              .locations("classpath:db/migration")
              .load()
              .migrate()
              .migrationsExecuted;
      LOG.info("Database {} open, {} migrations, lock {}", address.shown(), steps, held.isValid());
    }
  }

  private static String rootMessage(Throwable thrown) {
    Throwable cause = thrown.getCause();
    return cause == null
        ? String.valueOf(thrown.getMessage()).lines().findFirst().orElse("no reason given")
        : rootMessage(cause);
  }
}
