package io.fieldway.cloud.database;

import io.fieldway.cloud.database.CommandRow.Step;
import io.fieldway.wire.Json;
import io.fieldway.wire.channel.CommandState;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/// Commands and every state they have been in, moved by [CommandWay] alone.
public final class SqlCommands {
  private static final String SELECT =
      "select id, device, gateway, action, input, deadline, state, changed, reason, output, created"
          + " from command";

  private final SqlDatabase database;

  public SqlCommands(SqlDatabase database) {
    this.database = database;
  }

  /// Stores a new command; it is accepted and stored from then on.
  public void create(CommandRow command) {
    database.write(sql -> {
      sql.sql(
              """
              insert into command (id, device, gateway, action, input, deadline, state,
                changed, output, created)
              values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
              """)
          .params(
              command.id(),
              command.device(),
              command.gateway(),
              command.action(),
              Json.write(command.input()),
              command.deadline().toEpochMilli(),
              command.state().word(),
              command.changed().toEpochMilli(),
              Json.write(command.output()),
              command.created().toEpochMilli())
          .update();
      step(sql, command.id(), CommandState.ACCEPTED, command.created(), Optional.empty());
      step(sql, command.id(), command.state(), command.changed(), command.reason());
      return command;
    });
  }

  public Optional<CommandRow> find(String id) {
    return database.read(sql -> find(sql, id));
  }

  public List<Step> steps(String id) {
    return database.read(sql ->
        sql.sql("select state, at, reason from command_step where command = ? order by ordinal")
            .param(id)
            .query((row, _) ->
                new Step(
                    state(row.getString("state")),
                    SqlTimes.read(row, "at"),
                    Optional.ofNullable(row.getString("reason"))))
            .list());
  }

  /// A device's commands, the newest first; at most so many.
  public List<CommandRow> ofDevice(String device, int most) {
    return database.read(sql ->
        sql.sql(SELECT + " where device = ? order by created desc, id limit ?")
            .params(device, most)
            .query((row, _) -> row(row))
            .list());
  }

  /// Commands that wait for their gateway and are not too late, the oldest first; at most so many.
  public List<CommandRow> waiting(String gateway, Instant now, int most) {
    return database.read(sql ->
        sql.sql(
                SELECT
                    + " where gateway = ? and state = ? and deadline > ?"
                    + " order by created, id limit ?")
            .params(gateway, CommandState.STORED.word(), now.toEpochMilli(), most)
            .query((row, _) -> row(row))
            .list());
  }

  /// Gateways for which commands wait that are not too late.
  public List<String> gatewaysAwaited(Instant now) {
    return database.read(sql ->
        sql.sql("select distinct gateway from command where state = ? and deadline > ?")
            .params(CommandState.STORED.word(), now.toEpochMilli())
            .query((row, _) -> row.getString(1))
            .list());
  }

  /// Moves a command where its way allows; the move and its step are stored together.
  ///
  /// @return the command as it is now; empty where nothing moved
  public Optional<CommandRow> move(
      String id, CommandState next, Instant at, Optional<String> reason, JsonNode output) {
    return database.write(sql ->
        find(sql, id)
            .filter(command -> CommandWay.follows(command.state(), next))
            .flatMap(command -> move(sql, command, next, at, reason, output)));
  }

  /// Commands of a state whose deadline is not after a time become expired; at most so many.
  public List<CommandRow> expire(
      CommandState waiting, Instant deadline, Instant now, String reason, int most) {
    return database.write(sql -> {
      List<CommandRow> late =
          sql.sql(SELECT + " where state = ? and deadline <= ? order by deadline limit ?")
              .params(waiting.word(), deadline.toEpochMilli(), most)
              .query((row, _) -> row(row))
              .list();
      List<CommandRow> expired = new ArrayList<>();
      for (CommandRow each : late) {
        move(sql, each, CommandState.EXPIRED, now, Optional.of(reason), each.output())
            .ifPresent(expired::add);
      }
      return expired;
    });
  }

  private static Optional<CommandRow> move(
      JdbcClient sql,
      CommandRow command,
      CommandState next,
      Instant at,
      Optional<String> reason,
      JsonNode output) {
    int moved =
        sql.sql(
                "update command set state = ?, changed = ?, reason = ?, output = ?"
                    + " where id = ? and state = ?")
            .param(next.word())
            .param(at.toEpochMilli())
            .param(reason.orElse(null))
            .param(Json.write(output))
            .param(command.id())
            .param(command.state().word())
            .update();
    if (moved == 0) {
      return Optional.empty();
    }
    step(sql, command.id(), next, at, reason);
    return Optional.of(command.moved(next, at, reason, output));
  }

  private static void step(
      JdbcClient sql, String id, CommandState state, Instant at, Optional<String> reason) {
    sql.sql(
            """
            insert into command_step (command, ordinal, state, at, reason)
            values (?, (select count(*) from command_step where command = ?), ?, ?, ?)
            """)
        .param(id)
        .param(id)
        .param(state.word())
        .param(at.toEpochMilli())
        .param(reason.orElse(null))
        .update();
  }

  private static Optional<CommandRow> find(JdbcClient sql, String id) {
    return sql.sql(SELECT + " where id = ?").param(id).query((row, _) -> row(row)).optional();
  }

  private static CommandRow row(ResultSet row) throws SQLException {
    return new CommandRow(
        row.getString("id"),
        row.getString("device"),
        row.getString("gateway"),
        row.getString("action"),
        Json.parse("command.input", row.getString("input")),
        SqlTimes.read(row, "deadline"),
        state(row.getString("state")),
        SqlTimes.read(row, "changed"),
        Optional.ofNullable(row.getString("reason")),
        Json.parse("command.output", row.getString("output")),
        SqlTimes.read(row, "created"));
  }

  private static CommandState state(String word) {
    for (CommandState each : CommandState.values()) {
      if (each.word().equals(word)) {
        return each;
      }
    }
    throw new IllegalStateException("the database holds a command state " + word);
  }
}
