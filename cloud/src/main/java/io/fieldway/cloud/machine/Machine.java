package io.fieldway.cloud.machine;

import com.google.errorprone.annotations.Var;
import io.fieldway.cloud.database.SqlRegistry;
import io.fieldway.cloud.database.SqlTwins;
import io.fieldway.cloud.machine.io.Listener;
import io.fieldway.cloud.machine.session.SessionEvent;
import io.fieldway.cloud.queue.Message;
import io.fieldway.cloud.queue.Messages;
import io.fieldway.cloud.queue.Subscription;
import io.fieldway.socketio.SocketIoConfig;
import io.fieldway.socketio.io.SocketIoServer;
import io.fieldway.wire.channel.Events;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The machine server: its listener, what it hears from other servers, and the sweep that finds
/// what a lost message left behind.
public final class Machine implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Machine.class);

  private static final Duration FAREWELL_LOOK = Duration.ofMillis(5);

  private final Floor floor;
  private final SqlTwins twins;
  private final SqlRegistry registry;
  private final ExecutorService blocking;
  private final SocketIoServer server;
  private final InetSocketAddress address;
  private final Subscription subscription;
  private final Thread sweeper;
  @Var private long registryVersion;

  Machine(
      Floor floor,
      SqlTwins twins,
      SqlRegistry registry,
      Messages messages,
      ExecutorService blocking) {
    this.floor = floor;
    this.twins = twins;
    this.registry = registry;
    this.blocking = blocking;
    this.registryVersion = registry.version();
    this.server = open(floor);
    this.subscription = messages.subscribe(this::heard);
    this.server
        .of(Events.NAMESPACE)
        .onConnection(socket -> new GatewaySession(floor, socket).listen());
    this.address = start(server, floor.config());
    this.sweeper = Thread.ofVirtual().name("machine-sweep").start(this::sweep);
  }

  /// Where gateways connect.
  public InetSocketAddress address() {
    return address;
  }

  @Override
  public void close() {
    sweeper.interrupt();
    farewell();
    server.close();
    subscription.close();
    blocking.close();
  }

  /// Tells every gateway that this server ends, each with a wait of its own so that their new
  /// servers can admit them, and lets them leave.
  private void farewell() {
    int gateways = floor.registry().liveCount();
    if (gateways == 0) {
      return;
    }
    LOG.info("Machine server {} ends and tells {} gateways so", floor.instance(), gateways);
    int spreadMillis = Math.max(1, gateways * 1_000 / floor.config().authsPerSecond());
    SplittableRandom chance = new SplittableRandom();
    floor
        .registry()
        .eachLive((_, session) -> {
          session.tellEnd(Duration.ofMillis(chance.nextInt(spreadMillis)));
          floor.metrics().moved();
        });
    long end = System.nanoTime() + floor.config().farewell().toNanos();
    while (floor.registry().liveCount() > 0 && System.nanoTime() < end) {
      LockSupport.parkNanos(FAREWELL_LOOK.toNanos());
    }
  }

  private static SocketIoServer open(Floor floor) {
    MachineConfig config = floor.config();
    SocketIoConfig socketIo =
        SocketIoConfig.defaults()
            .withAddress(config.listen())
            .withMaxPayload(config.maxPayloadBytes())
            .withMaxClients(config.maxGateways());
    try {
      return Listener.of(socketIo, floor.metrics(), config.tls());
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    }
  }

  private static InetSocketAddress start(SocketIoServer server, MachineConfig config) {
    try {
      InetSocketAddress bound = server.start();
      LOG.info("Machine server listens on port {}", bound.getPort());
      return bound;
    } catch (IOException e) {
      server.close();
      String what = config.listen().getHostString() + ":" + config.listen().getPort();
      String sentence =
          e instanceof BindException || e.getCause() instanceof BindException
              ? "Port "
                  + config.listen().getPort()
                  + " on "
                  + config.listen().getHostString()
                  + " is in use by another program or not ours to have; choose another with"
                  + " --machine."
              : "The machine server cannot listen on " + what + " (" + e.getMessage() + ").";
      throw new UncheckedIOException(sentence, new IOException(sentence, e));
    }
  }

  /// On an event loop of the Redis client: hands on and returns.
  private void heard(Message message) {
    switch (message) {
      case Message.Committed m ->
          floor
              .registry()
              .find(m.gateway())
              .ifPresent(session -> session.committed(m.stream(), m.committed()));
      case Message.NotContiguous m ->
          floor
              .registry()
              .find(m.gateway())
              .ifPresent(session ->
                  session.post(
                      new SessionEvent.NotContiguous(m.stream(), m.expected(), m.entry())));
      case Message.SessionBegan m -> floor.registry().fence(m.gateway(), m.epoch());
      case Message.Revoked m -> revoked(m.gateway());
      case Message.KeyWanted m -> sendKey(m.gateway());
      case Message.CommandWaiting m -> sendCommands(m.gateway());
      case Message.TwinWaiting m -> sendTwins(m.gateway());
      case Message.RegistryChanged m ->
          floor.registry().find(m.gateway()).ifPresent(session -> reload(m.gateway(), session));
    }
  }

  private void revoked(String gateway) {
    floor
        .registry()
        .find(gateway)
        .ifPresent(session -> {
          floor.metrics().revoked();
          session.post(new SessionEvent.Revoked());
        });
  }

  private void sendKey(String gateway) {
    floor.registry().find(gateway).ifPresent(session -> later("a new key", session::sendKey));
  }

  private void sendCommands(String gateway) {
    floor
        .registry()
        .find(gateway)
        .ifPresent(session -> later("commands", () -> session.sendCommands(gateway)));
  }

  private void sendTwins(String gateway) {
    floor
        .registry()
        .find(gateway)
        .ifPresent(session -> later("twins", () -> session.sendTwins(gateway)));
  }

  private void reload(String gateway, GatewaySession session) {
    later(
        "registrations",
        () ->
            session.post(
                new SessionEvent.Registered(
                    registry.registrations(gateway), registry.everAt(gateway))));
  }

  private void later(String what, Runnable work) {
    blocking.execute(() -> {
      try {
        work.run();
      } catch (RuntimeException e) {
        LOG.warn("The machine server looks for {} again later: {}", what, e.toString());
      }
    });
  }

  private void sweep() {
    while (!Thread.currentThread().isInterrupted()) {
      try {
        TimeUnit.MILLISECONDS.sleep(floor.config().sweepEvery().toMillis());
        sweepOnce();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } catch (RuntimeException e) {
        LOG.warn("The machine server's sweep failed: {}", e.toString());
      }
    }
  }

  private void sweepOnce() {
    Instant now = floor.clock().instant();
    floor.queue().measure();
    floor.registry().eachOpen(session -> session.tick(now));
    long version = registry.version();
    if (version != registryVersion) {
      floor.registry().eachLive(this::reload);
      registryVersion = version;
    }
    floor
        .registry()
        .eachLive((_, session) -> {
          if (!session.modelTold()) {
            session.tellModelAgain();
          }
        });
    floor.gateways().revoked().forEach(this::revoked);
    floor.gateways().rotationsWanted().forEach(this::sendKey);
    floor.commands().gatewaysAwaited().forEach(this::sendCommands);
    twins.gatewaysAwaited().forEach(this::sendTwins);
  }
}
