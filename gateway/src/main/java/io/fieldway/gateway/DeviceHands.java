package io.fieldway.gateway;

import io.fieldway.gateway.adapt.Adaptation;
import io.fieldway.gateway.command.CommandHands;
import io.fieldway.gateway.model.Models;
import io.fieldway.gateway.uplink.Uplink;
import io.fieldway.wire.channel.Command;
import io.fieldway.wire.channel.CommandReport;
import io.fieldway.wire.device.GatewayLine;
import java.util.Optional;
import java.util.function.Consumer;

/// Brings commands to devices, in their words, and reports to the platform.
final class DeviceHands implements CommandHands {
  private final Models models;
  private final Seats seats;
  private final Uplink uplink;

  DeviceHands(Models models, Seats seats, Uplink uplink) {
    this.models = models;
    this.seats = seats;
    this.uplink = uplink;
  }

  @Override
  public boolean serves(String device) {
    return models.adaptationOf(device).isPresent();
  }

  @Override
  public Optional<String> give(Command command) {
    Optional<Adaptation> adaptation = models.adaptationOf(command.deviceId());
    if (adaptation.isEmpty()) {
      return Optional.of(command.deviceId() + " is not registered any more");
    }
    Optional<GatewayLine.Instruction> instruction = adaptation.get().instruction(command);
    if (instruction.isEmpty()) {
      return Optional.of(
          "the model " + adaptation.get().model().id() + " has no action " + command.action());
    }
    seats.linkOf(command.deviceId()).ifPresent(link -> link.instruct(instruction.get()));
    return Optional.empty();
  }

  @Override
  public void report(CommandReport report, Consumer<Boolean> stored) {
    uplink.report(report, stored);
  }
}
