package io.example.csvline;

import io.fieldway.gateway.driver.Arrival;
import io.fieldway.gateway.driver.DeviceLink;
import io.fieldway.gateway.driver.Devices;
import io.fieldway.gateway.driver.Driver;
import io.fieldway.gateway.driver.DriverStatus;
import io.fieldway.gateway.driver.Seat;
import io.fieldway.wire.Json;
import io.fieldway.wire.device.DeviceLine;
import io.fieldway.wire.device.ErrorCode;
import io.fieldway.wire.device.GatewayLine;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/// A device at a serial line, behind a converter to TCP. It sends a line of values for each
/// measurement, `21.5,48`. It takes `#ID ACTION` and answers `#ID ok` or `#ID error TEXT`.
final class CsvLineDriver implements Driver {
  /// The gateway counts for the device; the run of its count lasts over restarts.
  private static final String SESSION = "csv-line";

  /// Instructions that may wait for the line; beyond, they fail at once.
  private static final int MOST_WAITING = 64;

  private final CsvLineSettings settings;
  private final InstantSource clock;
  private final CountDownLatch stopping = new CountDownLatch(1);
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final LongAdder readings = new LongAdder();
  private final LongAdder unreadable = new LongAdder();
  private volatile Optional<Line> live = Optional.empty();
  private volatile boolean started;

  CsvLineDriver(CsvLineSettings settings, InstantSource clock) {
    this.settings = settings;
    this.clock = clock;
  }

  @Override
  public void start(Devices devices) {
    started = true;
    Thread.ofVirtual().name("csv-line").start(() -> run(devices));
  }

  @Override
  public Optional<DriverStatus> report() {
    return Optional.of(
        new DriverStatus(
            "csv-line",
            live.isPresent() ? 1 : 0,
            Map.of("readings", readings.sum(), "unreadable", unreadable.sum())));
  }

  @Override
  public void close() {
    stopping.countDown();
    live.ifPresent(Line::cut);
    try {
      boolean done = !started || stopped.await(5, TimeUnit.SECONDS);
      if (!done) {
        throw new IllegalStateException("the line of " + settings.device() + " does not end");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run(Devices devices) {
    try {
      do {
        try (Socket socket = new Socket()) {
          socket.connect(settings.address(), 5_000);
          new Line(socket).serve(devices);
        } catch (IOException e) {
          // It is tried again after a pause.
        } finally {
          live = Optional.empty();
        }
      } while (!stopping.await(settings.pause().toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      stopped.countDown();
    }
  }

  /// One connection. Its own thread reads; another writes what instructions leave in the queue.
  private final class Line implements DeviceLink {
    private final Socket socket;
    private final LinkedBlockingQueue<String> outgoing = new LinkedBlockingQueue<>(MOST_WAITING);
    private volatile Optional<Seat> seat = Optional.empty();
    private long seq;

    Line(Socket socket) {
      this.socket = socket;
    }

    void serve(Devices devices) throws IOException, InterruptedException {
      switch (devices.arrive(new DeviceLine.Hello(settings.device(), SESSION), this)) {
        case Arrival.Refused refused -> throw new IOException(refused.message());
        case Arrival.Welcomed welcomed -> {
          seq = welcomed.line().resume();
          seat = Optional.of(welcomed.seat());
        }
      }
      Seat own = seat.orElseThrow();
      Thread writer = Thread.ofVirtual().name("csv-line-writer").start(this::write);
      live = Optional.of(this);
      own.ready();
      try (BufferedReader lines =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))) {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
          own.seen();
          take(line, own);
        }
      } finally {
        writer.interrupt();
        own.leave();
      }
    }

    private void take(String line, Seat own) throws InterruptedException {
      if (line.startsWith("#")) {
        answered(line, own);
        return;
      }
      Map<String, JsonNode> values = values(line);
      if (values.isEmpty()) {
        unreadable.increment();
        return;
      }
      CompletableFuture<GatewayLine> answer = new CompletableFuture<>();
      own.reading(new DeviceLine.Reading(seq + 1, clock.instant(), values), answer::complete);
      try {
        if (answer.get() instanceof GatewayLine.Ack) {
          seq++;
          readings.increment();
        }
      } catch (ExecutionException e) {
        throw new IllegalStateException(e);
      }
    }

    private Map<String, JsonNode> values(String line) {
      String[] cells = line.split(",", -1);
      Map<String, JsonNode> values = new LinkedHashMap<>();
      for (int i = 0; i < Math.min(cells.length, settings.columns().size()); i++) {
        String name = settings.columns().get(i);
        String cell = cells[i].strip();
        if (!name.isEmpty() && !cell.isEmpty()) {
          values.put(name, value(cell));
        }
      }
      return values;
    }

    private JsonNode value(String cell) {
      try {
        return JsonNodeFactory.instance.numberNode(Double.parseDouble(cell));
      } catch (NumberFormatException e) {
        return JsonNodeFactory.instance.stringNode(cell);
      }
    }

    private void answered(String line, Seat own) {
      String[] words = line.substring(1).split(" ", 3);
      boolean executed = words.length > 1 && words[1].equals("ok");
      Optional<String> reason =
          executed ? Optional.empty() : Optional.of(words.length > 2 ? words[2] : "no reason given");
      own.result(
          new DeviceLine.Result(words[0], executed, reason, Json.object()),
          wrong -> unreadable.increment());
    }

    @Override
    public void instruct(GatewayLine.Instruction instruction) {
      if (!outgoing.offer("#" + instruction.id() + " " + instruction.action() + "\n")) {
        DeviceLine.Result busy =
            new DeviceLine.Result(
                instruction.id(), false, Optional.of("the line is busy"), Json.object());
        seat.ifPresent(own -> own.result(busy, wrong -> {}));
      }
    }

    @Override
    public void close(ErrorCode code, String message) {
      cut();
    }

    void cut() {
      try {
        socket.close();
      } catch (IOException e) {
        // It is closed already.
      }
    }

    private void write() {
      try {
        while (true) {
          socket.getOutputStream().write(outgoing.take().getBytes(StandardCharsets.US_ASCII));
        }
      } catch (IOException e) {
        cut();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
