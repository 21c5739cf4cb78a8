package io.fieldway.cloud.database;

import io.fieldway.cloud.command.CommandRow;
import io.fieldway.cloud.command.CommandRow.Step;
import io.fieldway.cloud.command.Terms;
import io.fieldway.cloud.command.Withdrawal;
import io.fieldway.wire.Json;
import io.fieldway.wire.channel.CommandState;
import io.fieldway.wire.model.QueuePolicy;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Rows of commands and of their steps, to be used within a transaction.
final class SqlCommandTable {
  /// From when a command may begin: the time of its place.
  static final String DUE = "(case when not_before > created then not_before else created end)";

  static final String SELECT =
      "select id, number, device, gateway, action, input, policy, not_before, deadline, state,"
          + " changed, reason, output, created, offered, withdrawal, withdrawal_late,"
          + " command_group from command";

  private SqlCommandTable() {}

  /// The next number, and a time that does not go back.
  static CommandRow numbered(JdbcClient sql, CommandRow command) {
    return sql.sql(
            """
            update command_order set number = number + 1,
              at = case when at > ? then at else ? end
            where one = 1 returning number, at
            """)
        .params(command.created().toEpochMilli(), command.created().toEpochMilli())
        .query((row, _) -> command.numbered(row.getLong("number"), SqlTimes.read(row, "at")))
        .single();
  }

  static void insert(JdbcClient sql, CommandRow command) {
    sql.sql(
            """
            insert into command (id, number, device, gateway, action, input, policy, not_before,
              deadline, state, changed, reason, output, created, offered, withdrawal,
              withdrawal_late, command_group)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """)
        .param(command.id())
        .param(command.number())
        .param(command.device())
        .param(command.gateway())
        .param(command.action())
        .param(Json.write(command.input()))
        .param(command.terms().policy().word())
        .param(command.terms().notBefore().map(Instant::toEpochMilli).orElse(null))
        .param(command.deadline().toEpochMilli())
        .param(command.state().word())
        .param(command.changed().toEpochMilli())
        .param(command.reason().orElse(null))
        .param(Json.write(command.output()))
        .param(command.created().toEpochMilli())
        .param(command.offered().map(Instant::toEpochMilli).orElse(null))
        .param(command.withdrawal().map(Withdrawal::reason).orElse(null))
        .param(command.withdrawal().filter(Withdrawal::late).isPresent() ? 1 : 0)
        .param(command.group().orElse(null))
        .update();
    step(sql, command.id(), CommandState.ACCEPTED, command.created(), Optional.empty());
    step(sql, command.id(), command.state(), command.changed(), command.reason());
  }

  /// Stores what a command has become, and its step where its state is another.
  ///
  /// @return what was stored; empty where it is the same
  static Optional<CommandRow> update(
      JdbcClient sql, CommandRow before, Optional<CommandRow> after) {
    Optional<CommandRow> changed = after.filter(row -> !row.equals(before));
    changed.ifPresent(row -> {
      sql.sql(
              """
              update command set state = ?, changed = ?, reason = ?, output = ?, offered = ?,
                withdrawal = ?, withdrawal_late = ?
              where id = ?
              """)
          .param(row.state().word())
          .param(row.changed().toEpochMilli())
          .param(row.reason().orElse(null))
          .param(Json.write(row.output()))
          .param(row.offered().map(Instant::toEpochMilli).orElse(null))
          .param(row.withdrawal().map(Withdrawal::reason).orElse(null))
          .param(row.withdrawal().filter(Withdrawal::late).isPresent() ? 1 : 0)
          .param(row.id())
          .update();
      if (row.state() != before.state()) {
        step(sql, row.id(), row.state(), row.changed(), row.reason());
      }
    });
    return changed;
  }

  static Optional<CommandRow> find(JdbcClient sql, String id) {
    return sql.sql(SELECT + " where id = ?").param(id).query((row, _) -> row(row)).optional();
  }

  static List<Step> steps(JdbcClient sql, String id) {
    return sql.sql("select state, at, reason from command_step where command = ? order by ordinal")
        .param(id)
        .query((row, _) ->
            new Step(
                state(row.getString("state")),
                SqlTimes.read(row, "at"),
                Optional.ofNullable(row.getString("reason"))))
        .list();
  }

  static CommandRow row(ResultSet row) throws SQLException {
    return new CommandRow(
        row.getString("id"),
        row.getLong("number"),
        row.getString("device"),
        row.getString("gateway"),
        row.getString("action"),
        Json.parse("command.input", row.getString("input")),
        new Terms(
            policy(row.getString("policy")),
            SqlTimes.readOptional(row, "not_before"),
            SqlTimes.read(row, "deadline")),
        state(row.getString("state")),
        SqlTimes.read(row, "changed"),
        Optional.ofNullable(row.getString("reason")),
        Json.parse("command.output", row.getString("output")),
        SqlTimes.read(row, "created"),
        SqlTimes.readOptional(row, "offered"),
        withdrawal(row),
        Optional.ofNullable(row.getString("command_group")));
  }

  private static Optional<Withdrawal> withdrawal(ResultSet row) throws SQLException {
    String reason = row.getString("withdrawal");
    boolean late = row.getInt("withdrawal_late") == 1;
    return reason == null ? Optional.empty() : Optional.of(new Withdrawal(reason, late));
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

  private static CommandState state(String word) {
    for (CommandState each : CommandState.values()) {
      if (each.word().equals(word)) {
        return each;
      }
    }
    throw new IllegalStateException("the database holds a command state " + word);
  }

  private static QueuePolicy policy(String word) {
    for (QueuePolicy each : QueuePolicy.values()) {
      if (each.word().equals(word)) {
        return each;
      }
    }
    throw new IllegalStateException("the database holds a queue policy " + word);
  }
}
