package io.fieldway.wire.channel;

/// The names of the channel's events and of its namespace.
public final class Events {
  public static final String NAMESPACE = "/gateway";

  /// Gateway → platform, twice: [AuthRequest] answered with [AuthChallenge], then [AuthProof]
  /// answered with [AuthAccepted]; either may be answered with [Refusal].
  public static final String AUTH = "auth";

  /// Gateway → platform, twice, in place of `auth`: [JoinRequest] answered with [AuthChallenge],
  /// then [JoinProof] answered with [JoinAccepted]; either may be answered with [Refusal]. Then the
  /// socket closes.
  public static final String JOIN = "join";

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

  /// Gateway → platform: [TwinSync], answered with [TwinSynced] or [Refusal].
  public static final String TWIN_SYNC = "twin.sync";

  /// Gateway → platform: [TwinPatches] of reported halves, answered with [TwinStands] once they are
  /// stored, or [Refusal].
  public static final String TWIN_REPORTED = "twin.reported";

  /// Platform → gateway: [TwinPatches] of desired halves, answered with [TwinStands] once they are
  /// on the gateway's disk, or [Refusal].
  public static final String TWIN_DESIRED = "twin.desired";

  /// Gateway → platform: [BlobBegin], answered with [BlobOffset] or [Refusal].
  public static final String BLOB_BEGIN = "blob.begin";

  /// Gateway → platform: [BlobChunk], answered with [BlobOffset] or [Refusal].
  public static final String BLOB_CHUNK = "blob.chunk";

  /// Gateway → platform: [BlobEnd], answered with [Done] once the blob is stored, or [Refusal].
  public static final String BLOB_END = "blob.end";

  /// Platform → gateway: [ServerEnd]; nothing is answered.
  public static final String SERVER_END = "server.end";

  /// Platform → gateway: [KeyRotate], answered with [KeyRotate.Ready] once the next key is on the
  /// gateway's disk, or [Refusal].
  public static final String KEY_ROTATE = "key.rotate";

  /// Platform → gateway: [KeyConfirm], answered with [Done] once the next key is the gateway's own,
  /// or [Refusal].
  public static final String KEY_CONFIRM = "key.confirm";

  private Events() {}
}
