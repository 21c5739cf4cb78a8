package io.fieldway.cloud.command;

import static io.fieldway.wire.channel.CommandState.ACCEPTED;
import static io.fieldway.wire.channel.CommandState.AT_DEVICE;
import static io.fieldway.wire.channel.CommandState.AT_GATEWAY;
import static io.fieldway.wire.channel.CommandState.CANCELLED;
import static io.fieldway.wire.channel.CommandState.EXECUTED;
import static io.fieldway.wire.channel.CommandState.EXPIRED;
import static io.fieldway.wire.channel.CommandState.FAILED;
import static io.fieldway.wire.channel.CommandState.STORED;
import static org.assertj.core.api.Assertions.assertThat;

import io.fieldway.wire.channel.CommandState;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CommandWayTest {
  private static final Set<CommandState> ENDS = EnumSet.of(EXECUTED, FAILED, EXPIRED, CANCELLED);

  @Test
  void everyStateIsFollowedByTheStatesOfTheTableAndNoOther() {
    Map<CommandState, Set<CommandState>> table = new EnumMap<>(CommandState.class);
    table.put(ACCEPTED, with(STORED, AT_GATEWAY, AT_DEVICE));
    table.put(STORED, with(AT_GATEWAY, AT_DEVICE));
    table.put(AT_GATEWAY, with(AT_DEVICE));
    table.put(AT_DEVICE, with());
    table.put(EXECUTED, EnumSet.noneOf(CommandState.class));
    table.put(FAILED, EnumSet.noneOf(CommandState.class));
    table.put(EXPIRED, EnumSet.of(EXECUTED, FAILED, CANCELLED));
    table.put(CANCELLED, EnumSet.noneOf(CommandState.class));
    for (CommandState now : CommandState.values()) {
      for (CommandState next : CommandState.values()) {
        assertThat(CommandWay.follows(now, next))
            .as("%s → %s", now, next)
            .isEqualTo(table.getOrDefault(now, Set.of()).contains(next));
      }
    }
  }

  private static Set<CommandState> with(CommandState... steps) {
    Set<CommandState> all = EnumSet.copyOf(ENDS);
    all.addAll(Set.of(steps));
    return all;
  }
}
