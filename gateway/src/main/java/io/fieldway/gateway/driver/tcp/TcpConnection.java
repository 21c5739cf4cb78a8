package io.fieldway.gateway.driver.tcp;

import com.google.errorprone.annotations.Var;
import io.fieldway.gateway.driver.Arrival;
import io.fieldway.gateway.driver.DeviceLink;
import io.fieldway.gateway.driver.Devices;
import io.fieldway.gateway.driver.Seat;
import io.fieldway.gateway.driver.tcp.DeviceSession.Effect;
import io.fieldway.gateway.driver.tcp.DeviceSession.Event;
import io.fieldway.gateway.driver.tcp.DeviceSession.State;
import io.fieldway.wire.Json;
import io.fieldway.wire.device.ErrorCode;
import io.fieldway.wire.device.GatewayLine;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One device's socket, with two virtual threads: one reads lines and asks [DeviceSession] what
/// they mean, the other writes. Answers come from any thread through a bounded queue.
final class TcpConnection implements DeviceLink {
  private static final Logger log = LoggerFactory.getLogger(TcpConnection.class);

  private final Socket socket;
  private final TcpConfig config;
  private final Devices devices;
  private final InstantSource clock;
  private final TcpCounters counters;

  private final BlockingQueue<Outgoing> outgoing;
  private final Semaphore unanswered;
  private final AtomicBoolean closing = new AtomicBoolean();
  private final CountDownLatch readerDone = new CountDownLatch(1);

  /// Only the reading thread.
  @Var private State state;

  @Var private volatile Optional<Seat> seat = Optional.empty();
  @Var private volatile String device = "";

  /// A line for the device.
  ///
  /// @param answersReading whether a reading waits for it no longer
  /// @param last whether the connection closes after it
  private record Outgoing(GatewayLine line, boolean answersReading, boolean last) {}

  TcpConnection(
      Socket socket, TcpConfig config, Devices devices, InstantSource clock, TcpCounters counters) {
    this.socket = socket;
    this.config = config;
    this.devices = devices;
    this.clock = clock;
    this.counters = counters;
    // One place more than can be taken, for the last line.
    this.outgoing = new ArrayBlockingQueue<>(config.maxPendingLines() + 1);
    this.unanswered = new Semaphore(config.maxUnanswered());
    this.state = new State.Greeting(clock.instant().plus(config.helloTimeout()));
  }

  /// Serves the device until its connection ends. Runs on the reading thread.
  void serve() {
    Thread.ofVirtual().name("device-writer").start(this::write);
    try {
      read();
    } catch (IOException e) {
      log.debug("connection of {} ended: {}", name(), e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      log.error("the connection of {} failed", name(), e);
    } finally {
      readerDone.countDown();
      seat.ifPresent(Seat::leave);
      if (!closing.get()) {
        abort();
      }
    }
  }

  @Override
  public void instruct(GatewayLine.Instruction instruction) {
    send(instruction);
  }

  @Override
  public boolean takesDesired() {
    return true;
  }

  @Override
  public void desire(GatewayLine.Desired desired) {
    send(desired);
  }

  @Override
  public void close(ErrorCode code, String message) {
    if (closing.compareAndSet(false, true)) {
      log.info("{} closed: {} ({})", name(), code.word(), message);
      counters.refused(code);
      if (!outgoing.offer(
          new Outgoing(new GatewayLine.Failure(code, message, true), false, true))) {
        abort();
      }
    }
  }

  /// Ends the connection now, without a word.
  void abort() {
    closing.set(true);
    try {
      socket.close();
    } catch (IOException e) {
      log.debug("closing {}: {}", name(), e.getMessage());
    }
    // Both threads may wait; neither finds a socket when it wakes.
    unanswered.release();
    outgoing.clear();
    boolean _ = outgoing.offer(new Outgoing(new GatewayLine.Heartbeat(), false, true));
  }

  private void read() throws IOException, InterruptedException {
    LineReader lines = new LineReader(socket);
    while (!closing.get()) {
      switch (lines.next(state.deadline(), clock)) {
        case LineReader.Input.Line(String text) -> on(new Event.Line(text));
        case LineReader.Input.NotText() -> on(new Event.NotText());
        case LineReader.Input.TooLong() -> on(new Event.TooLong());
        case LineReader.Input.Silence() -> on(new Event.Tick());
        case LineReader.Input.End() -> {
          return;
        }
      }
    }
    lines.drain();
  }

  private void on(Event event) throws InterruptedException {
    if (closing.get()) {
      return;
    }
    DeviceSession.Step step = DeviceSession.on(state, event, clock.instant());
    state = step.next();
    for (Effect effect : step.effects()) {
      carryOut(effect);
    }
  }

  private void carryOut(Effect effect) throws InterruptedException {
    switch (effect) {
      case Effect.Arrive(var hello) -> {
        device = hello.device();
        switch (devices.arrive(hello, this)) {
          case Arrival.Welcomed(GatewayLine.Welcome line, Seat given) -> {
            seat = Optional.of(given);
            send(line);
            given.ready();
            on(new Event.Welcomed(line.heartbeat()));
          }
          case Arrival.Refused(ErrorCode code, String message) ->
              on(new Event.Refused(code, message));
        }
      }
      case Effect.Take(var reading) -> {
        if (unanswered.tryAcquire(config.stallTimeout().toMillis(), TimeUnit.MILLISECONDS)) {
          if (!closing.get()) {
            seat().reading(reading, this::answerReading);
          }
        } else {
          cutOff();
        }
      }
      case Effect.Settle(var result) -> seat().result(result, this::send);
      case Effect.Report(var reported) -> seat().reported(reported);
      case Effect.Announce(var blob) -> seat().blob(blob, this::answerBlob);
      case Effect.Carry(var chunk) -> seat().chunk(chunk, this::answerBlob);
      case Effect.Seen() -> seat().seen();
      case Effect.Answer(GatewayLine line) -> {
        if (line instanceof GatewayLine.Failure failure) {
          counters.refused(failure.code());
        }
        send(line);
      }
      case Effect.Close(ErrorCode code, String message) -> close(code, message);
    }
  }

  private Seat seat() {
    return seat.orElseThrow(() -> new IllegalStateException("no seat before the welcome"));
  }

  private void answerReading(GatewayLine line) {
    if (line instanceof GatewayLine.Failure failure) {
      counters.refused(failure.code());
      if (failure.closed()) {
        close(failure.code(), failure.message());
        return;
      }
    }
    offer(new Outgoing(line, true, false));
  }

  private void answerBlob(GatewayLine line) {
    switch (line) {
      case GatewayLine.Failure(ErrorCode code, String message, boolean closed) when closed ->
          close(code, message);
      case GatewayLine.BlobRefused refused -> {
        counters.refused(refused.code());
        send(refused);
      }
      default -> send(line);
    }
  }

  private void send(GatewayLine line) {
    offer(new Outgoing(line, false, false));
  }

  private void offer(Outgoing line) {
    if (closing.get()) {
      return;
    }
    if (outgoing.remainingCapacity() <= 1 || !outgoing.offer(line)) {
      cutOff();
    }
  }

  private void cutOff() {
    log.info("{} cut off: it does not read its answers", name());
    counters.cutOff();
    abort();
  }

  private void write() {
    try {
      OutputStream out = new BufferedOutputStream(socket.getOutputStream(), 8 * 1024);
      @Var boolean last = false;
      while (!last) {
        Outgoing next = outgoing.take();
        out.write(Json.write(next.line().json()).getBytes(StandardCharsets.UTF_8));
        out.write('\n');
        if (outgoing.isEmpty()) {
          out.flush();
        }
        if (next.answersReading()) {
          unanswered.release();
        }
        last = next.last();
      }
      out.flush();
      socket.shutdownOutput();
      boolean _ = readerDone.await(config.linger().toMillis(), TimeUnit.MILLISECONDS);
    } catch (IOException e) {
      log.debug("writing to {}: {}", name(), e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      abort();
    }
  }

  private String name() {
    return device.isEmpty() ? "a device at " + socket.getRemoteSocketAddress() : device;
  }
}
