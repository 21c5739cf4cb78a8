package io.fieldway.node.io;

import com.google.errorprone.annotations.Var;
import io.fieldway.node.access.Access;
import io.fieldway.node.access.Credentials;
import io.fieldway.node.access.Verdict;
import io.fieldway.node.broker.Broker;
import io.fieldway.node.broker.BrokerConfig;
import io.fieldway.node.link.LinkConfig;
import io.fieldway.node.link.Links;
import io.fieldway.node.packet.ReasonCode;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import java.util.function.LongFunction;
import java.util.function.LongPredicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The one event loop that the broker and all its connections run on, and what they share: nothing
/// on it needs a lock, and nothing may block it. Handshakes of TLS, judgements of passwords and
/// files of certificates are for virtual threads. What is public may be called from any thread, the
/// rest from the loop.
public final class BrokerLoop implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(BrokerLoop.class);
  private static final int RECEIVE_BUFFER = 64 << 10;
  private static final long TICK_MILLIS = 100;

  /// Buffers come in chunks of 8 KiB << 7, which is 1 MiB.
  private static final int PAGE = 8 << 10;

  private static final int CHUNK_ORDER = 7;

  private final NetworkConfig config;
  private final BrokerConfig bounds;
  private final EventLoopGroup group;
  private final EventLoop loop;
  private final ExecutorService blocking = Executors.newVirtualThreadPerTaskExecutor();
  private final ByteBufAllocator allocator =
      new PooledByteBufAllocator(true, 1, 1, PAGE, CHUNK_ORDER, 64, 32, true);
  private final SharedReceiveBuffer receiveBuffer;
  private final byte[] scratch = new byte[RECEIVE_BUFFER];
  private final PacketWriter packets = new PacketWriter();
  private final Turn turn;
  private final Unsent unsent = new Unsent();
  private final Admission admission;
  private final Deadlines<Connection> connects;
  private final Deadlines<PacketConnection> lingering;
  private final Set<PacketConnection> connections = new HashSet<>();
  private final LinkTraffic linkTraffic = new LinkTraffic();
  private final Company company = new Company();
  private final CompletableFuture<Void> emptied = new CompletableFuture<>();
  private final EpochClock clock = EpochClock.started();
  private final AtomicLong durable = new AtomicLong();
  private final AtomicBoolean announced = new AtomicBoolean();

  @Var private @Nullable Broker broker;
  @Var private @Nullable Access access;
  @Var private @Nullable Links links;
  @Var private LongPredicate mayServe = now -> true;
  @Var private boolean stopping;
  @Var private volatile boolean abandoned;
  @Var private long lastTick;
  @Var private long lagNanos;
  @Var private long failures;

  /// A loop with its thread, and no broker yet.
  public BrokerLoop(NetworkConfig config, BrokerConfig bounds) {
    this.config = config;
    this.bounds = bounds;
    this.group =
        new MultiThreadIoEventLoopGroup(
            1, new DefaultThreadFactory("broker"), NioIoHandler.newFactory());
    this.loop = group.next();
    this.receiveBuffer = new SharedReceiveBuffer(RECEIVE_BUFFER, config.readBurst());
    this.turn = new Turn(loop, packets, config.gatheredBytes(), this::settle);
    this.admission =
        new Admission(config.maximumConnections(), config.connectsPerSecond(), System.nanoTime());
    this.connects = new Deadlines<>(bounds.connectTimeout().toMillis());
    this.lingering = new Deadlines<>(config.lingerTimeout().toMillis());
  }

  /// Makes the broker on the loop, at the time it is given, and lets time pass for it.
  public void start(Access judge, LongFunction<Broker> make) {
    call(() -> begin(judge, make)).join();
  }

  private boolean begin(Access judge, LongFunction<Broker> make) {
    access = judge;
    broker = make.apply(now());
    lastTick = System.nanoTime();
    var _ = loop.scheduleAtFixedRate(this::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
    return true;
  }

  /// From now on there are links, which end here, and of which this is told when time passes and
  /// what is durable.
  public void attach(Links ends) {
    if (loop.inEventLoop()) {
      links = ends;
    } else {
      call(() -> links = ends).join();
    }
  }

  /// From now on this is asked before anything is acknowledged that waited for the disk, and about
  /// ten times a second; once it says no, nobody is told anything any more.
  public void heed(LongPredicate guardian) {
    mayServe = guardian;
  }

  /// Looks after files from time to time, on a virtual thread.
  public void watch(Runnable look) {
    Executor later =
        CompletableFuture.delayedExecutor(
            config.fileCheck().toMillis(), TimeUnit.MILLISECONDS, blocking);
    var _ =
        CompletableFuture.runAsync(look, later)
            .whenComplete((done, failure) -> {
              if (failure != null) {
                LOG.error("an error while looking after files", failure);
              }
              watch(look);
            });
  }

  /// Runs a task on the loop.
  public <T> CompletableFuture<T> call(Supplier<T> task) {
    return CompletableFuture.supplyAsync(task, loop);
  }

  /// What the loop knows, asked by any thread.
  public <T> T ask(Supplier<T> question) {
    return loop.inEventLoop() ? question.get() : call(question).join();
  }

  /// Runs a task on the loop, at the time it is given, and waits for it.
  public void run(LongConsumer task) {
    call(
            () -> {
              task.accept(now());
              return true;
            })
        .join();
  }

  /// What was written up to this position is on disk. Many calls become one where the loop is busy.
  public void committed(long position) {
    durable.set(position);
    if (!announced.getAndSet(true)) {
      try {
        loop.execute(this::passCommitted);
      } catch (RejectedExecutionException e) {
        LOG.debug("the loop has ended, and with it everybody who would want to know");
      }
    }
  }

  private void passCommitted() {
    announced.set(false);
    if (!mayServe.test(now())) {
      return;
    }
    guard(() -> broker().committed(durable.get(), now()));
    Links told = links;
    if (told != null) {
      guard(() -> told.committed(durable.get(), now()));
    }
  }

  private void tick() {
    long nanos = System.nanoTime();
    lagNanos = Math.max(0, nanos - lastTick - TimeUnit.MILLISECONDS.toNanos(TICK_MILLIS));
    lastTick = nanos;
    long now = now();
    if (!mayServe.test(now)) {
      return;
    }
    connects.pass(now, Connection::connectDue);
    lingering.pass(now, PacketConnection::cut);
    unsent.count();
    guard(() -> broker().tick(now));
    company.ticking().forEach(each -> guard(() -> each.accept(now)));
    Links told = links;
    if (told != null) {
      guard(() -> told.tick(now));
    }
  }

  /// Something was read: where there are links, that is settled at the end of the turn.
  void stirred() {
    if (links != null) {
      turn.stir();
    }
  }

  private void settle() {
    Links told = links;
    if (told != null) {
      guard(() -> told.settle(now()));
    }
  }

  /// An error of ours ends what it came in, and not the loop.
  private void guard(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException e) {
      failures++;
      LOG.error("an error in the broker", e);
    }
  }

  /// Asks on a virtual thread, and tells the connection.
  void judge(Credentials credentials, Connection connection) {
    Access judge = access;
    if (judge == null) {
      throw new IllegalStateException("the loop was not started");
    }
    var _ =
        CompletableFuture.supplyAsync(() -> judge.authenticate(credentials), blocking)
            .exceptionally(this::unjudged)
            .thenAcceptAsync(verdict -> connection.guard(() -> connection.judged(verdict)), loop);
  }

  private Verdict unjudged(Throwable failure) {
    LOG.error("an error in a judgement", failure);
    return new Verdict.Refused(ReasonCode.UNSPECIFIED_ERROR, "the judgement failed");
  }

  /// Whether one more connection is let in, which then is awaited to say CONNECT.
  Admission.Answer admit() {
    return stopping ? Admission.Answer.TOO_MANY : admission.ask(System.nanoTime());
  }

  void entered(Connection connection) {
    connections.add(connection);
    connects.add(connection, now());
  }

  void left(Connection connection) {
    admission.left();
    forget(connection);
  }

  boolean isStopping() {
    return stopping;
  }

  /// Whether one more connection may become a link.
  boolean hasRoomForLink(LinkConfig bound) {
    return !stopping && linkTraffic.connections.open < bound.maximumLinks();
  }

  void joined(LinkConnection connection) {
    linkTraffic.connections.open++;
    connections.add(connection);
  }

  void parted(LinkConnection connection) {
    linkTraffic.connections.open--;
    forget(connection);
  }

  void entered(AttachConnection connection) {
    connections.add(connection);
  }

  void gone(AttachConnection connection) {
    forget(connection);
  }

  void entered(CopyConnection connection) {
    connections.add(connection);
  }

  void gone(CopyConnection connection) {
    forget(connection);
  }

  private void forget(PacketConnection connection) {
    connections.remove(connection);
    if (stopping && connections.isEmpty()) {
      emptied.complete(null);
    }
  }

  void lingers(PacketConnection connection) {
    lingering.add(connection, now());
  }

  /// The broker cannot go on: nothing is said to anyone any more, and everybody is cut off.
  public CompletableFuture<Void> abandon() {
    return call(() -> {
      abandoned = true;
      stopping = true;
      List.copyOf(connections).forEach(PacketConnection::abandon);
      return null;
    });
  }

  /// Lets nobody in any more, has the broker take its leave of all clients, and waits for them, but
  /// no longer than they may linger.
  public void stop() {
    long bound = config.lingerTimeout().toMillis() + 10 * TICK_MILLIS;
    CompletableFuture<Void> told = call(this::takeLeave);
    try {
      told.thenCompose(done -> emptied).orTimeout(bound, TimeUnit.MILLISECONDS).join();
    } catch (CompletionException e) {
      LOG.info("not every client has closed its connection in time");
    }
  }

  private @Nullable Void takeLeave() {
    stopping = true;
    guard(() -> broker().stop(now()));
    List.copyOf(connections).forEach(PacketConnection::leave);
    if (connections.isEmpty()) {
      emptied.complete(null);
    }
    return null;
  }

  /// Serves nobody any more, neither clients nor other nodes: clients are sent to where their
  /// sessions go on, links end. What is left are controllers and the copy.
  ///
  /// @param reference where clients find their sessions, as `host:port`
  public CompletableFuture<Void> move(String reference) {
    return call(() -> {
      stopping = true;
      guard(() -> broker().move(reference, now()));
      for (PacketConnection each : List.copyOf(connections)) {
        if (!each.outlastsService()) {
          each.leave();
        }
      }
      return null;
    });
  }

  /// Ends the loop's thread, after [#stop] or [#abandon].
  @Override
  public void close() {
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    blocking.shutdownNow();
    receiveBuffer.release();
  }

  /// Whether what runs beside the loop was interrupted, as the node ends. By any thread.
  boolean isClosed() {
    return blocking.isShutdown();
  }

  NetworkConfig config() {
    return config;
  }

  int maximumPacketSize() {
    return bounds.maximumPacketSize();
  }

  /// The largest WebSocket frame: a client may put a whole packet in one.
  int maximumFrame() {
    return Math.max(bounds.maximumPacketSize(), RECEIVE_BUFFER);
  }

  /// Of a connection that was behind, so many pending bytes mean that it is not any more.
  int drainedBytes() {
    return (int) Math.min(bounds.maximumPendingBytes() / 2, Integer.MAX_VALUE);
  }

  /// Runs a task on the loop once what runs now is done.
  public void later(Runnable task) {
    loop.execute(task);
  }

  /// Runs a task on the loop after so many milliseconds.
  void later(Runnable task, long millis) {
    var _ = loop.schedule(task, millis, TimeUnit.MILLISECONDS);
  }

  EventLoopGroup group() {
    return group;
  }

  ByteBufAllocator allocator() {
    return allocator;
  }

  RecvByteBufAllocator receiveBuffer() {
    return receiveBuffer;
  }

  Executor handshakes() {
    return blocking;
  }

  byte[] scratch() {
    return scratch;
  }

  PacketWriter packets() {
    return packets;
  }

  Turn turn() {
    return turn;
  }

  Unsent unsent() {
    return unsent;
  }

  long now() {
    return clock.now();
  }

  Broker broker() {
    Broker started = broker;
    if (started == null) {
      throw new IllegalStateException("the loop was not started");
    }
    return started;
  }

  /// Whether links can end here yet.
  boolean hasLinks() {
    return links != null;
  }

  /// Where links end.
  Links links() {
    Links attached = links;
    if (attached == null) {
      throw new IllegalStateException("there is a link, and nobody to whom it leads");
    }
    return attached;
  }

  /// Who else has to do with the node; to be spoken with on the loop.
  public Company company() {
    return company;
  }

  LinkTraffic linkTraffic() {
    return linkTraffic;
  }

  /// What has come and gone on all links; to be asked on the loop.
  public LinkCounts linkCounts() {
    List<LinkConnection> open =
        connections.stream()
            .filter(LinkConnection.class::isInstance)
            .map(LinkConnection.class::cast)
            .toList();
    return linkTraffic.counts(
        open.stream().filter(LinkConnection::isUp).count(),
        open.stream().mapToLong(LinkConnection::helloMisses).sum());
  }

  LoopView view(List<Listener> listeners) {
    return new LoopView(
        broker().counts(),
        listeners.stream().map(Listener::counts).toList(),
        company.attachments().stream().map(AttachDialer::view).toList(),
        unsent.bytes() + turn.bytes(),
        lagNanos,
        failures);
  }

  /// Whether the broker could not go on.
  boolean isAbandoned() {
    return abandoned;
  }
}
