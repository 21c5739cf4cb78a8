package io.fieldway.wire.model;

/// Who wins where a desired value meets one that the device has changed without knowing it; a
/// property's `fw:twin` declares it: `{"conflict": "deviceWinsIfNewer"}`.
public enum ConflictRule {
  /// The desired value is given to the device, again whenever it reports another; the default.
  CLOUD_WINS("cloudWins"),
  /// What the device reports after the state that the author of the desired value knew counts more.
  DEVICE_WINS_IF_NEWER("deviceWinsIfNewer"),
  /// Then neither does: the desired value is rejected, for its author to look again.
  REJECT("reject");

  private final String word;

  ConflictRule(String word) {
    this.word = word;
  }

  /// The rule as it stands in a model.
  public String word() {
    return word;
  }
}
