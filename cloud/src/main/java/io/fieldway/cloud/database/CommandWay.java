package io.fieldway.cloud.database;

import io.fieldway.wire.channel.CommandState;

/// Which state of a command may follow which: forward only, skipping where a report was lost, and
/// never out of a state the device itself has spoken in. What the platform or the gateway gave up
/// (expired, cancelled) gives way to a late word of the device, since that is what happened.
public final class CommandWay {
  private CommandWay() {}

  /// Whether a command in the first state may move to the second.
  public static boolean follows(CommandState now, CommandState next) {
    return switch (now) {
      case ACCEPTED, STORED, AT_GATEWAY, AT_DEVICE -> next.isFinal() || next.compareTo(now) > 0;
      case EXPIRED, CANCELLED -> next == CommandState.EXECUTED || next == CommandState.FAILED;
      case EXECUTED, FAILED -> false;
    };
  }
}
