package io.fieldway.gateway;

import io.fieldway.gateway.blob.BlobCounts;
import io.fieldway.gateway.blob.BlobDesk;
import io.fieldway.gateway.blob.BlobShelf;
import io.fieldway.gateway.command.CommandCounts;
import io.fieldway.gateway.command.CommandDesk;
import io.fieldway.gateway.driver.Devices;
import io.fieldway.gateway.loop.Loop;
import io.fieldway.gateway.model.Models;
import io.fieldway.gateway.model.Presence;
import io.fieldway.gateway.outbox.Outbox;
import io.fieldway.gateway.twin.TwinConfig;
import io.fieldway.gateway.twin.TwinCounts;
import io.fieldway.gateway.twin.TwinDesk;
import io.fieldway.gateway.uplink.GatewayKeys;
import io.fieldway.gateway.uplink.Link;
import io.fieldway.gateway.uplink.Uplink;
import io.fieldway.gateway.uplink.UplinkCounts;
import io.fieldway.wire.twin.Twin;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.InstantSource;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// The gateway's layers between its drivers and the link, joined: models and adaptation, the
/// outbox, commands, twins, blobs, the uplink. Threads, clocks, chance, disk and connections are
/// given to them; [Gateway] gives real ones, a simulation its own.
public final class Layers {
  private final Outbox outbox;
  private final Presence presence = new Presence();
  private final Seats seats = new Seats();
  private final Models models;
  private final Uplink uplink;
  private final CommandDesk desk;
  private final TwinDesk twins;
  private final BlobDesk blobs;
  private final Southbound south;
  private final InstantSource clock;

  /// Takes up what disk and outbox hold, blobs in the directory of the data among them.
  public Layers(
      GatewayConfig config,
      Outbox outbox,
      Loop loop,
      Link.Maker links,
      InstantSource clock,
      InstantSource steady,
      RandomGenerator chance) {
    this(config, outbox, shelf(config), loop, links, clock, steady, chance);
  }

  /// Takes up what disk and outbox hold.
  ///
  /// @param clock tells the time of what is stored and shown, and may jump
  /// @param steady goes on evenly
  /// @param chance spreads what many gateways do at once
  public Layers(
      GatewayConfig config,
      Outbox outbox,
      BlobShelf shelf,
      Loop loop,
      Link.Maker links,
      InstantSource clock,
      InstantSource steady,
      RandomGenerator chance) {
    this.outbox = outbox;
    this.clock = clock;
    this.models = Models.open(config.data().resolve("registrations.json"));
    this.uplink =
        new Uplink(
            config.id(),
            GatewayKeys.open(config.data().resolve("keys.json"), config.id(), config.key()),
            links,
            config.uplink(),
            outbox,
            loop,
            steady,
            chance);
    this.desk =
        new CommandDesk(
            config.commands(),
            outbox.journal(),
            loop,
            new DeviceHands(models, seats, uplink),
            steady);
    this.twins =
        new TwinDesk(
            TwinConfig.DEFAULTS,
            outbox.state().stream().epoch(),
            outbox.twins(),
            loop,
            new SettingHands(models, seats, uplink),
            clock);
    this.blobs = new BlobDesk(config.blobs(), shelf, loop, new PictureHands(uplink), steady);
    this.south =
        new Southbound(
            config.heartbeat(),
            seats,
            models,
            presence,
            outbox,
            desk,
            twins,
            shelf,
            blobs,
            uplink,
            clock);
  }

  /// Commands, twins and blobs begin; drivers may be started.
  public void start() {
    desk.start();
    twins.start();
    blobs.start();
  }

  /// Begins to look for the platform.
  public void link() {
    uplink.start(new Northbound(models, presence, seats, outbox, desk, twins, blobs, clock));
  }

  /// Leaves the platform.
  public void unlink() {
    uplink.close();
  }

  /// What drivers meet.
  public Devices devices() {
    return south;
  }

  /// The twin of a device.
  public Optional<Twin> twin(String device) {
    return twins.twin(device);
  }

  int registered() {
    return models.devices().size();
  }

  int online() {
    return presence.online();
  }

  long received() {
    return south.receivedCount();
  }

  long quarantined() {
    return south.quarantinedCount();
  }

  UplinkCounts uplinkCounts() {
    return uplink.counts();
  }

  CommandCounts commandCounts() {
    return desk.counts();
  }

  TwinCounts twinCounts() {
    return twins.counts();
  }

  BlobCounts blobCounts() {
    return blobs.counts();
  }

  private static BlobShelf shelf(GatewayConfig config) {
    try {
      return BlobShelf.open(config.data().resolve("blobs"), config.blobs());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
