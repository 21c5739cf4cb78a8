package io.fieldway.devices.client;

import io.fieldway.wire.Json;
import io.fieldway.wire.device.DeviceLine.Result;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// Results of instructions.
public final class Results {
  private Results() {}

  /// The instruction was carried out.
  public static Result executed(String instruction, JsonNode output) {
    return new Result(instruction, true, Optional.empty(), output);
  }

  /// The instruction was not carried out.
  ///
  /// @param why at most [Result#MAX_REASON] characters count
  public static Result refused(String instruction, String why) {
    String reason = why.length() <= Result.MAX_REASON ? why : why.substring(0, Result.MAX_REASON);
    return new Result(instruction, false, Optional.of(reason), Json.object());
  }
}
