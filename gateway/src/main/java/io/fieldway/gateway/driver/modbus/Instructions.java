package io.fieldway.gateway.driver.modbus;

import com.google.errorprone.annotations.Var;
import io.fieldway.gateway.driver.modbus.Forms.Write;
import io.fieldway.wire.Bytes;
import io.fieldway.wire.Json;
import io.fieldway.wire.MalformedException;
import io.fieldway.wire.device.DeviceLine;
import io.fieldway.wire.device.GatewayLine;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import tools.jackson.databind.JsonNode;

/// Carries out instructions, and sets what is desired, by writing; and remembers what became of the
/// last ones: the gateway may give one again, and nobody acts twice. Only its device's thread.
final class Instructions {
  private final ModbusCounters counters;
  private final Map<String, DeviceLine.Result> results;
  @Var private Map<String, List<Write>> writes = Map.of();
  @Var private volatile Map<String, Write> settings = Map.of();

  /// What became of an instruction.
  ///
  /// @param broken why the connection is of no more use; empty where it is
  record Done(DeviceLine.Result result, Optional<IOException> broken) {}

  Instructions(int kept, ModbusCounters counters) {
    this.counters = counters;
    this.results =
        new LinkedHashMap<>() {
          private static final long serialVersionUID = 1L;

          @Override
          protected boolean removeEldestEntry(Map.Entry<String, DeviceLine.Result> eldest) {
            return size() > kept;
          }
        };
  }

  /// What became of desired values.
  ///
  /// @param reported empty where the connection broke before all were written
  record Settled(Optional<DeviceLine.Reported> reported, Optional<IOException> broken) {}

  void learn(Forms forms) {
    writes = forms.writes();
    settings = forms.settings();
  }

  /// Any thread.
  boolean canSet() {
    return !settings.isEmpty();
  }

  /// Writes desired values, each by itself: one that the device refuses does not hinder the others.
  Settled set(GatewayLine.Desired desired, ModbusSocket socket) {
    Map<String, JsonNode> values = new LinkedHashMap<>();
    Map<String, String> refused = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> each : desired.values().entrySet()) {
      Write write = settings.get(each.getKey());
      if (write == null) {
        refused.put(each.getKey(), "its model has no Modbus form that writes it");
        continue;
      }
      try {
        Bytes data = write.place().encode(each.getValue());
        counters.requests.increment();
        socket.write(write.function(), write.place(), data);
        values.put(each.getKey(), each.getValue());
        counters.settings.increment();
      } catch (MalformedException e) {
        refused.put(each.getKey(), String.valueOf(e.getMessage()));
      } catch (RefusedException e) {
        counters.exceptions.increment();
        refused.put(each.getKey(), String.valueOf(e.getMessage()));
      } catch (IOException e) {
        return new Settled(Optional.empty(), Optional.of(e));
      }
    }
    DeviceLine.Reported reported =
        new DeviceLine.Reported(OptionalLong.of(desired.version()), values, refused);
    return new Settled(Optional.of(reported), Optional.empty());
  }

  Done carryOut(GatewayLine.Instruction instruction, ModbusSocket socket) {
    DeviceLine.Result before = results.get(instruction.id());
    if (before != null) {
      return new Done(before, Optional.empty());
    }
    Done done = written(instruction, socket);
    results.put(instruction.id(), done.result());
    (done.result().executed() ? counters.executed : counters.failed).increment();
    return done;
  }

  static DeviceLine.Result failed(GatewayLine.Instruction instruction, String why) {
    String reason =
        why.length() <= DeviceLine.Result.MAX_REASON
            ? why
            : why.substring(0, DeviceLine.Result.MAX_REASON - 1) + "…";
    return new DeviceLine.Result(instruction.id(), false, Optional.of(reason), Json.object());
  }

  /// Every value is put into registers before the first is written, so that one which does not fit
  /// leaves the device as it was.
  private Done written(GatewayLine.Instruction instruction, ModbusSocket socket) {
    List<Write> all = writes.getOrDefault(instruction.action(), List.of());
    if (all.isEmpty()) {
      return failure(instruction, "its model has no Modbus form for " + instruction.action());
    }
    List<Bytes> data = new ArrayList<>();
    try {
      all.forEach(each -> data.add(each.place().encode(value(each, instruction.input()))));
    } catch (MalformedException e) {
      return failure(instruction, String.valueOf(e.getMessage()));
    }
    for (int i = 0; i < all.size(); i++) {
      Place place = all.get(i).place();
      String where = place.entity().word() + " " + place.address();
      String done = i == 0 ? "" : "; " + i + " of " + all.size() + " were written";
      try {
        counters.requests.increment();
        socket.write(all.get(i).function(), place, data.get(i));
      } catch (RefusedException e) {
        counters.exceptions.increment();
        return failure(instruction, where + ": " + e.getMessage() + done);
      } catch (IOException e) {
        String why = where + ": " + e.getMessage() + "; it may have been written" + done;
        return new Done(failed(instruction, why), Optional.of(e));
      }
    }
    DeviceLine.Result executed =
        new DeviceLine.Result(instruction.id(), true, Optional.empty(), Json.object());
    return new Done(executed, Optional.empty());
  }

  private static Done failure(GatewayLine.Instruction instruction, String why) {
    return new Done(failed(instruction, why), Optional.empty());
  }

  private static JsonNode value(Write write, JsonNode input) {
    if (write.constant().isPresent()) {
      return write.constant().get();
    }
    if (write.member().isPresent()) {
      return input.path(write.member().get());
    }
    if (input.isObject() && input.size() == 1) {
      return input.iterator().next();
    }
    if (input.isObject()) {
      throw new MalformedException(
          "input", "one value, or fw:input in the form", Json.brief(input));
    }
    return input;
  }
}
