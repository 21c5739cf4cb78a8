package io.fieldway.cloud.database;

import io.fieldway.cloud.command.CommandGroup;
import io.fieldway.cloud.command.CommandRow;
import io.fieldway.cloud.command.CommandRow.Step;
import io.fieldway.cloud.command.CommandWay;
import io.fieldway.cloud.command.Patience;
import io.fieldway.wire.Json;
import io.fieldway.wire.model.QueuePolicy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Commands and every state they have been in, changed by [CommandWay] alone, each change and its
/// step in one transaction.
public final class SqlCommands {
  private final SqlDatabase database;

  public SqlCommands(SqlDatabase database) {
    this.database = database;
  }

  /// What a new order has made.
  ///
  /// @param made the commands as they are stored
  /// @param displaced earlier ones that they replace
  public record Placed(List<CommandRow> made, List<CommandRow> displaced) {
    public Placed(List<CommandRow> made, List<CommandRow> displaced) {
      this.made = List.copyOf(made);
      this.displaced = List.copyOf(displaced);
    }
  }

  /// Stores a new command.
  public Placed create(CommandRow command) {
    return create(List.of(command), Optional.empty());
  }

  /// Stores new commands in their order, all or none; they are accepted from then on.
  public Placed create(List<CommandRow> commands, Optional<CommandGroup> group) {
    return database.write(sql -> {
      group.ifPresent(each -> insert(sql, each));
      List<CommandRow> made = new ArrayList<>();
      List<CommandRow> displaced = new ArrayList<>();
      for (CommandRow each : commands) {
        CommandRow row = SqlCommandTable.numbered(sql, each);
        SqlCommandTable.insert(sql, row);
        made.add(row);
        displaced.addAll(displace(sql, row));
      }
      return new Placed(made, displaced);
    });
  }

  public Optional<CommandRow> find(String id) {
    return database.read(sql -> SqlCommandTable.find(sql, id));
  }

  public List<Step> steps(String id) {
    return database.read(sql -> SqlCommandTable.steps(sql, id));
  }

  /// A device's commands, the newest first; at most so many.
  public List<CommandRow> ofDevice(String device, int most) {
    return database.read(sql ->
        sql.sql(
                SqlCommandTable.SELECT
                    + " where device = ? order by created desc, number desc, id limit ?")
            .params(device, most)
            .query((row, _) -> SqlCommandTable.row(row))
            .list());
  }

  public Optional<CommandGroup> group(String id) {
    return database.read(sql ->
        sql.sql("select id, action, refused, created from command_group where id = ?")
            .param(id)
            .query((row, _) ->
                new CommandGroup(
                    row.getString("id"),
                    row.getString("action"),
                    Json.parse("command_group.refused", row.getString("refused")),
                    SqlTimes.read(row, "created")))
            .optional());
  }

  /// The commands of a group, in their order.
  public List<CommandRow> ofGroup(String group) {
    return database.read(sql ->
        sql.sql(SqlCommandTable.SELECT + " where command_group = ? order by number")
            .param(group)
            .query((row, _) -> SqlCommandTable.row(row))
            .list());
  }

  /// What may be sent to a gateway: of each device the first that waits, and what is to be
  /// cancelled; the first so many in their order.
  ///
  /// @param until held ones whose time is later stay
  public List<CommandRow> sendable(String gateway, Instant now, Instant until, int most) {
    return database.read(sql ->
        sql.sql(
                SqlCommandTable.SELECT
                    + """
                     where id in (select id from (
                      select id, withdrawal, policy, row_number() over (
                        partition by device, policy = 'nowOnly', withdrawal is null
                        order by %s, number) as turn
                      from command
                      where gateway = ? and ((state = 'stored' and withdrawal is null
                          and deadline > ? and %s <= ?)
                        or (state in ('stored', 'at-gateway') and withdrawal is not null
                          and withdrawal_late = 0))) as line
                      where turn = 1 or policy = 'nowOnly' or withdrawal is not null)
                     order by %s, number limit ?
                    """
                        .formatted(SqlCommandTable.DUE, SqlCommandTable.DUE, SqlCommandTable.DUE))
            .params(gateway, now.toEpochMilli(), until.toEpochMilli(), most)
            .query((row, _) -> SqlCommandTable.row(row))
            .list());
  }

  /// Gateways for which something may be sent.
  ///
  /// @param until as for [#sendable]
  public List<String> gatewaysAwaited(Instant now, Instant until) {
    return database.read(sql ->
        sql.sql(
                """
                select distinct gateway from command
                where (state = 'stored' and withdrawal is null and deadline > ? and %s <= ?)
                  or (state in ('stored', 'at-gateway') and withdrawal is not null
                    and withdrawal_late = 0)
                """
                    .formatted(SqlCommandTable.DUE))
            .params(now.toEpochMilli(), until.toEpochMilli())
            .query((row, _) -> row.getString(1))
            .list());
  }

  /// Changes a command as it is in this moment.
  ///
  /// @param step what it becomes; empty where it stays
  /// @return the command as it is now; empty where nothing changed or there is none
  public Optional<CommandRow> change(String id, Function<CommandRow, Optional<CommandRow>> step) {
    return change(List.of(id), step).stream().findFirst();
  }

  /// As [#change] for many, in one transaction.
  public List<CommandRow> change(
      List<String> ids, Function<CommandRow, Optional<CommandRow>> step) {
    return database.write(sql -> {
      List<CommandRow> changed = new ArrayList<>();
      for (String each : ids) {
        SqlCommandTable.find(sql, each)
            .flatMap(before -> SqlCommandTable.update(sql, before, step.apply(before)))
            .ifPresent(changed::add);
      }
      return changed;
    });
  }

  /// Marks what is about to be sent.
  ///
  /// @return those that may be sent
  public List<CommandRow> offer(List<String> ids, Instant now) {
    return database.write(sql -> {
      List<CommandRow> offered = new ArrayList<>();
      for (String each : ids) {
        Optional<CommandRow> before = SqlCommandTable.find(sql, each);
        Optional<CommandRow> after = before.flatMap(row -> CommandWay.offer(row, now));
        before.ifPresent(row -> SqlCommandTable.update(sql, row, after));
        after.ifPresent(offered::add);
      }
      return offered;
    });
  }

  /// What becomes of commands because time passes; at most so many.
  public List<CommandRow> late(Instant now, Patience patience, int most) {
    return database.write(sql -> {
      List<CommandRow> late =
          sql.sql(
                  SqlCommandTable.SELECT
                      + """
                       where (state = 'stored' and deadline <= ? and offered is null)
                        or (state in ('stored', 'at-gateway', 'at-device') and deadline <= ?)
                        or (state = 'stored' and policy = ? and withdrawal is null
                          and created <= ?)
                       order by deadline limit ?
                      """)
              .params(
                  now.toEpochMilli(),
                  now.minus(patience.grace()).toEpochMilli(),
                  QueuePolicy.NOW_ONLY.word(),
                  now.minus(patience.now()).toEpochMilli(),
                  most)
              .query((row, _) -> SqlCommandTable.row(row))
              .list();
      List<CommandRow> changed = new ArrayList<>();
      for (CommandRow each : late) {
        SqlCommandTable.update(sql, each, CommandWay.late(each, now, patience))
            .ifPresent(changed::add);
      }
      return changed;
    });
  }

  private static void insert(JdbcClient sql, CommandGroup group) {
    sql.sql("insert into command_group (id, action, refused, created) values (?, ?, ?, ?)")
        .params(
            group.id(), group.action(), Json.write(group.refused()), group.created().toEpochMilli())
        .update();
  }

  private static List<CommandRow> displace(JdbcClient sql, CommandRow newer) {
    if (newer.terms().policy() != QueuePolicy.REPLACE) {
      return List.of();
    }
    List<CommandRow> displaced = new ArrayList<>();
    sql.sql(
            SqlCommandTable.SELECT
                + """
                 where device = ? and action = ? and number < ?
                  and state in ('accepted', 'stored', 'at-gateway')
                """)
        .params(newer.device(), newer.action(), newer.number())
        .query((row, _) -> SqlCommandTable.row(row))
        .list()
        .forEach(each ->
            SqlCommandTable.update(sql, each, CommandWay.replaced(each, newer, newer.created()))
                .ifPresent(displaced::add));
    return displaced;
  }
}
