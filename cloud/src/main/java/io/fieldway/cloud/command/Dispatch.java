package io.fieldway.cloud.command;

import io.fieldway.wire.channel.CommandState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// What a gateway is sent next. A device's queued commands go one after the other in the order of
/// their places, the next when the gateway has the one before in its journal or has said that it is
/// cancelled; those of other devices, and those that never wait, do not wait for them. A held one
/// goes some time ahead, so that it is done on time though the link is down then; the gateway holds
/// it.
public final class Dispatch {
  private Dispatch() {}

  /// One message to the gateway.
  public sealed interface Errand {
    CommandRow row();

    /// Send it, after [CommandWay#offer] is stored.
    record Offer(CommandRow row) implements Errand {}

    /// Ask the gateway to cancel it.
    record Retract(CommandRow row) implements Errand {}
  }

  /// Bounds of what is sent.
  ///
  /// @param ahead how long before its time a held command goes
  /// @param patience how long a command that never waits may take to reach its gateway
  /// @param atOnce most messages under way to one gateway
  public record Limits(Duration ahead, Duration patience, int atOnce) {}

  /// The errands to one gateway, in order.
  ///
  /// @param open its commands without an end; more do no harm
  /// @param underWay ids of those whose answer is awaited
  public static List<Errand> next(
      Collection<CommandRow> open, Set<String> underWay, Instant now, Limits limits) {
    List<CommandRow> ordered =
        open.stream().sorted(Comparator.comparing(CommandRow::place)).toList();
    List<Errand> errands = new ArrayList<>();
    Set<String> waited = new HashSet<>();
    for (CommandRow row : ordered) {
      boolean free = !underWay.contains(row.id());
      if (row.cancelling()) {
        if (row.isQueued() && row.state() == CommandState.STORED) {
          waited.add(row.device());
        }
        if (free) {
          errands.add(new Errand.Retract(row));
        }
      } else if (mayGo(row, now, limits) && (!row.isQueued() || waited.add(row.device())) && free) {
        errands.add(new Errand.Offer(row));
      }
    }
    int room = Math.max(0, limits.atOnce - underWay.size());
    return errands.size() <= room ? errands : List.copyOf(errands.subList(0, room));
  }

  private static boolean mayGo(CommandRow row, Instant now, Limits limits) {
    return row.state() == CommandState.STORED
        && row.withdrawal().isEmpty()
        && row.deadline().isAfter(now)
        && !row.place().due().isAfter(now.plus(limits.ahead))
        && (row.isQueued() || row.created().plus(limits.patience).isAfter(now));
  }
}
