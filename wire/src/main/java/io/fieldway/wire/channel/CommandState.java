package io.fieldway.wire.channel;

/// Where a command stands, in the order of its way: accepted → stored → at gateway → at device →
/// executed, failed, expired or cancelled.
public enum CommandState {
  /// Checked against the model and answered with its id.
  ACCEPTED("accepted"),
  /// In the platform's database, waiting for its gateway.
  STORED("stored"),
  /// In the gateway's journal.
  AT_GATEWAY("at-gateway"),
  /// On its way to the device, or there.
  AT_DEVICE("at-device"),
  /// The device said that it did it.
  EXECUTED("executed"),
  /// The device, or the gateway for it, said that it was not done, and why.
  FAILED("failed"),
  /// Its deadline passed before anybody could act.
  EXPIRED("expired"),
  /// Withdrawn or replaced, and certainly not given to the device.
  CANCELLED("cancelled");

  private final String word;

  CommandState(String word) {
    this.word = word;
  }

  /// The state as it stands in a message.
  public String word() {
    return word;
  }

  /// Whether nothing follows.
  public boolean isFinal() {
    return switch (this) {
      case ACCEPTED, STORED, AT_GATEWAY, AT_DEVICE -> false;
      case EXECUTED, FAILED, EXPIRED, CANCELLED -> true;
    };
  }
}
