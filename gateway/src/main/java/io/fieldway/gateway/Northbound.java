package io.fieldway.gateway;

import io.fieldway.gateway.blob.BlobDesk;
import io.fieldway.gateway.command.CommandDesk;
import io.fieldway.gateway.model.Models;
import io.fieldway.gateway.model.Presence;
import io.fieldway.gateway.outbox.Outbox;
import io.fieldway.gateway.outbox.OutboxState;
import io.fieldway.gateway.twin.TwinDesk;
import io.fieldway.gateway.uplink.UplinkHost;
import io.fieldway.wire.channel.Command;
import io.fieldway.wire.channel.CommandCancel;
import io.fieldway.wire.channel.Heartbeat;
import io.fieldway.wire.channel.Registrations;
import io.fieldway.wire.channel.TwinPatches;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;

/// What the uplink meets: registrations, commands and the gateway's state.
final class Northbound implements UplinkHost {
  private final Models models;
  private final Presence presence;
  private final Seats seats;
  private final Outbox outbox;
  private final CommandDesk desk;
  private final TwinDesk twins;
  private final BlobDesk blobs;
  private final InstantSource clock;

  Northbound(
      Models models,
      Presence presence,
      Seats seats,
      Outbox outbox,
      CommandDesk desk,
      TwinDesk twins,
      BlobDesk blobs,
      InstantSource clock) {
    this.models = models;
    this.presence = presence;
    this.seats = seats;
    this.outbox = outbox;
    this.desk = desk;
    this.twins = twins;
    this.blobs = blobs;
    this.clock = clock;
  }

  @Override
  public void registrations(Registrations registrations) {
    models.adopt(registrations);
    seats.keepOnly(models.devices());
    twins.registered();
  }

  @Override
  public void linked() {
    desk.linked();
    twins.linked();
    blobs.linked();
  }

  @Override
  public void unlinked() {
    twins.unlinked();
    blobs.unlinked();
  }

  @Override
  public void desired(TwinPatches patches, Consumer<JsonNode> answer) {
    twins.desired(patches, answer);
  }

  @Override
  public void drifted(List<String> devices) {
    twins.drifted(devices);
  }

  @Override
  public void command(Command command, Consumer<JsonNode> answer) {
    desk.arrive(command, answer);
  }

  @Override
  public void cancel(CommandCancel cancel, Consumer<JsonNode> answer) {
    desk.cancel(cancel, answer);
  }

  @Override
  public void time(Optional<Instant> platform, Duration roundTrip) {
    desk.heard(platform, roundTrip);
  }

  @Override
  public Heartbeat heartbeat() {
    Instant now = clock.instant();
    OutboxState state = outbox.state();
    return new Heartbeat(
        now,
        presence.of(models.devices()),
        new Heartbeat.Outbox(state.entries(), state.bytes(), age(outbox, now)),
        state.streams().stream()
            .map(each -> new Heartbeat.StreamEnd(each.stream(), each.last()))
            .toList(),
        twins.positions());
  }

  /// How long the oldest reading has waited; zero where the clock went back.
  static Duration age(Outbox outbox, Instant now) {
    return outbox
        .oldest()
        .filter(oldest -> oldest.isBefore(now))
        .map(oldest -> Duration.between(oldest, now))
        .orElse(Duration.ZERO);
  }
}
