package io.fieldway.wire.channel;

/// The names of the channel's events and of its namespace.
public final class Events {
  public static final String NAMESPACE = "/gateway";

  /// Gateway → platform, twice: [AuthRequest] answered with [AuthChallenge], then [AuthProof]
  /// answered with [AuthAccepted]; either may be answered with [Refusal].
  public static final String AUTH = "auth";

  /// Gateway → platform: [DataBatch], answered with [DataAck] or [Refusal].
  public static final String DATA = "data";

  /// Gateway → platform: [Heartbeat], answered with [Heard].
  public static final String HEARTBEAT = "heartbeat";

  /// Platform → gateway: [Command], answered with [Done] once it is journalled, or [Refusal].
  public static final String COMMAND = "command";

  /// Platform → gateway: [CommandCancel], answered with [CommandCancel.Answer] once that is
  /// journalled, or [Refusal].
  public static final String COMMAND_CANCEL = "command.cancel";

  /// Gateway → platform: [CommandReport], answered with [Done] once it is stored, or [Refusal].
  public static final String COMMAND_STATE = "command.state";

  /// Platform → gateway: [Registrations], whole, whenever they change; answered with [Done].
  public static final String MODEL = "model";

  private Events() {}
}
