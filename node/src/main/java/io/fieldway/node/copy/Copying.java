package io.fieldway.node.copy;

import com.google.errorprone.annotations.Var;
import io.fieldway.node.link.Guest;
import io.fieldway.node.link.LinkOutbound;
import io.fieldway.node.link.Self;
import io.fieldway.node.packet.Connack;
import io.fieldway.node.packet.Disconnect;
import io.fieldway.node.packet.Packet;
import io.fieldway.node.packet.Pingreq;
import io.fieldway.node.packet.Pingresp;
import io.fieldway.node.packet.Properties;
import io.fieldway.node.packet.Puback;
import io.fieldway.node.packet.ReasonCode;
import io.fieldway.wire.Bytes;
import io.fieldway.wire.control.CopyState;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A node that is copied to its substitute: dials it, gives it everything, and knows how long its
/// last word holds. What is told to publishers waits for it, where that is wanted, as long as there
/// is a whole copy or patience that there will be one again.
public final class Copying implements Guest {
  private final SubstitutionConfig config;
  private final Self self;
  private final List<String> services;
  private final Tap tap;

  @Var private String substitute = "";
  @Var private long number;
  @Var private CopyState state = CopyState.NONE;
  @Var private String why = "";

  // Of the connection.
  @Var private @Nullable LinkOutbound out;
  @Var private @Nullable Giver giver;
  @Var private long answered;
  @Var private long pinged;
  @Var private boolean pinging;

  // Of the node.
  @Var private boolean isProtected;
  @Var private boolean isCopied;
  @Var private boolean isGiven;
  @Var private long patienceUntil;
  @Var private long leaseUntil;
  @Var private long bytes;
  @Var private long restarts;
  @Var private long behind;
  @Var private long patienceRanOut;

  /// The journal that is copied, and what people are told.
  public interface Tap {
    /// Begins a copy of the journal; the one before ends.
    Supply begin();

    /// Wants no copy now.
    void end();

    /// The copy is durable up to a position.
    void copied(long position);

    /// Whether what is committed waits for the copy.
    void hold(boolean wanted);

    /// How much was put into the journal.
    long position();

    /// The word that a substitute may speak for this node; empty where nobody needs one.
    Bytes word(String substitute);

    /// The copy is whole at the substitute that is named.
    void whole(String substitute);

    /// The substitute has noted that the node is its own.
    void given();

    /// The state has changed.
    void changed(CopyState state, String substitute, String why);

    /// Acknowledgements follow the own disk alone, or wait for the substitute again.
    void protects(boolean wanted, String why);
  }

  /// Nothing is copied yet.
  ///
  /// @param services where clients find the node
  public Copying(SubstitutionConfig config, Self self, List<String> services, Tap tap) {
    this.config = config;
    this.self = self;
    this.services = List.copyOf(services);
    this.tap = tap;
  }

  /// Is copied to a substitute from now on, once the connection is there.
  public void begin(String name, long order, long now) {
    drop();
    if (!name.equals(substitute)) {
      isCopied = false;
      leaseUntil = 0;
    }
    if (state == CopyState.WHOLE) {
      patienceUntil = now + config.patience().toMillis();
    }
    substitute = name;
    number = order;
    isGiven = false;
    change(CopyState.CONNECTING, "");
    if (config.durability() == CopyDurability.SUBSTITUTE && !isProtected) {
      tap.protects(false, "the copy at " + substitute + " is not whole yet");
    }
  }

  /// Goes on as a later order says, which names the same substitute.
  public void renumber(long order) {
    number = order;
  }

  /// Is copied to nobody from now on.
  public void stop(String reason) {
    drop();
    substitute = "";
    isCopied = false;
    leaseUntil = 0;
    change(CopyState.NONE, reason);
    unprotect(reason);
  }

  /// The connection is there.
  public void opened(LinkOutbound connection, long now) {
    out = connection;
    answered = now;
    pinged = now;
    pinging = false;
    connection.send(CopyWords.connect(self, number, services, tap.word(substitute)));
  }

  /// The connection could not be had.
  ///
  /// @param isGone whether the substitute's host says that its process is gone: it then carries
  ///   nobody on, and one that takes its place has to find this node gone first
  public void unreached(String reason, boolean isGone) {
    if (isGone) {
      isCopied = false;
      leaseUntil = 0;
    }
    change(CopyState.CONNECTING, reason);
  }

  @Override
  public void received(Packet packet, long now) {
    switch (packet) {
      case Connack connack when giver == null -> answeredConnect(connack, now);
      case Puback puback when giver != null -> {
        answered = now;
        Optional<String> fault = giver.acknowledged(puback, now);
        fault.ifPresent(each -> fail(each, now));
        if (fault.isEmpty()) {
          confirmed(giver);
        }
      }
      case Pingresp _ when pinging -> {
        answered = now;
        pinging = false;
        heard(pinged);
      }
      case Disconnect disconnect -> {
        String said = CopyWords.reason(disconnect.properties(), disconnect.reason());
        drop();
        lost(
            disconnect.reason() == ReasonCode.SERVER_SHUTTING_DOWN
                ? CopyState.CONNECTING
                : CopyState.REFUSED,
            said,
            now);
      }
      default -> fail("the substitute sent what nobody expected", now);
    }
  }

  private void answeredConnect(Connack connack, long now) {
    LinkOutbound connection = out;
    if (connack.reason() != ReasonCode.SUCCESS || connection == null) {
      String said = CopyWords.reason(connack.properties(), connack.reason());
      drop();
      lost(CopyState.REFUSED, said, now);
      return;
    }
    String name = CopyWords.user(connack.properties(), CopyWords.NODE).orElse("");
    String mesh = CopyWords.user(connack.properties(), CopyWords.MESH).orElse("");
    boolean isCertified = connection.certified().map(each -> each.isNode(name)).orElse(true);
    if (!name.equals(substitute) || !mesh.equals(self.mesh()) || !isCertified) {
      drop();
      lost(CopyState.REFUSED, "expected " + substitute + " at its address, got another", now);
      return;
    }
    answered = now;
    giver = new Giver(connection, tap.begin(), CopyWords.WINDOW, config.pendingBytes());
    change(CopyState.SCANNING, "");
    pump(now);
  }

  /// There is more to give.
  public void more(long now) {
    pump(now);
  }

  private void pump(long now) {
    Giver giving = giver;
    if (giving == null) {
      return;
    }
    giving.pump(now);
    if (giving.isBehind()) {
      behind++;
      fail("what is written came faster than it was taken", now);
    }
  }

  private void confirmed(Giver giving) {
    if (!giving.isWhole()) {
      return;
    }
    boolean first = state != CopyState.WHOLE;
    isCopied = true;
    heard(giving.answeredAt());
    tap.copied(giving.confirmed());
    if (first) {
      change(CopyState.WHOLE, "");
      tap.whole(substitute);
      if (config.durability() == CopyDurability.SUBSTITUTE && !isProtected) {
        isProtected = true;
        tap.hold(true);
        tap.protects(true, "the copy at " + substitute + " is whole");
      }
    }
    if (giving.isYoursTaken() && !isGiven) {
      isGiven = true;
      tap.given();
    }
  }

  private void heard(long at) {
    if (isCopied) {
      leaseUntil = Math.max(leaseUntil, at + config.lease().toMillis());
    }
  }

  /// Lets time pass.
  public void tick(long now) {
    LinkOutbound connection = out;
    long lease = config.lease().toMillis();
    if (connection != null && now - answered >= lease) {
      fail("nothing was heard of it for " + lease + " ms", now);
    } else if (connection != null && giver != null && !pinging && now - pinged >= lease / 3) {
      pinging = true;
      pinged = now;
      connection.send(new Pingreq());
    }
    if (isProtected && state != CopyState.WHOLE && now >= patienceUntil) {
      patienceRanOut++;
      unprotect("there was no whole copy for " + config.patience().toMillis() + " ms");
    }
    pump(now);
  }

  private void unprotect(String reason) {
    if (isProtected) {
      isProtected = false;
      tap.hold(false);
      tap.protects(false, reason);
    }
  }

  /// Gives the node away: everything put so far, and then the word that it is the substitute's.
  public void finish(long now) {
    Giver giving = giver;
    if (giving != null) {
      giving.finish(tap.position());
      giving.pump(now);
    }
  }

  /// Whether the substitute has taken the node, which must not be served here any more.
  public boolean isGiven() {
    return isGiven;
  }

  /// Whether a connection is wanted and not there.
  public boolean wantsConnection() {
    return out == null && !substitute.isEmpty() && !isGiven;
  }

  @Override
  public void violated(ReasonCode reason, String what, long now) {
    fail(what, now);
  }

  @Override
  public void drained(long now) {
    pump(now);
  }

  @Override
  public void lost(long now) {
    forget();
    lost(CopyState.CONNECTING, "the connection was lost", now);
  }

  @Override
  public void leave(long now) {
    LinkOutbound connection = out;
    if (connection != null) {
      connection.send(new Disconnect(ReasonCode.SUCCESS, Properties.NONE));
    }
    drop();
  }

  private void fail(String reason, long now) {
    drop();
    lost(CopyState.CONNECTING, reason, now);
  }

  private void lost(CopyState then, String reason, long now) {
    if (state == CopyState.WHOLE) {
      patienceUntil = now + config.patience().toMillis();
    }
    if (state == CopyState.WHOLE || state == CopyState.SCANNING) {
      restarts++;
    }
    change(then, reason);
  }

  private void drop() {
    LinkOutbound connection = out;
    if (connection != null) {
      connection.close();
    }
    forget();
  }

  private void forget() {
    Giver giving = giver;
    if (giving != null) {
      bytes += giving.givenBytes();
      tap.end();
    }
    out = null;
    giver = null;
  }

  private void change(CopyState then, String reason) {
    boolean news = then != state || !reason.equals(why);
    state = then;
    why = reason;
    if (news) {
      tap.changed(then, substitute, reason);
    }
  }

  /// The time up to which the substitute's last word holds; 0 where no whole copy is there that it
  /// could carry the node on from.
  public long leaseUntil() {
    return leaseUntil;
  }

  /// How it stands.
  public CopyView view() {
    Giver giving = giver;
    return new CopyView(
        substitute,
        number,
        state,
        why,
        giving == null ? 0 : giving.lagBytes(),
        giving == null ? 0 : giving.groups(),
        leaseUntil,
        isProtected);
  }

  /// What came of it.
  public CopyCounts counts() {
    Giver giving = giver;
    return new CopyCounts(
        bytes + (giving == null ? 0 : giving.givenBytes()),
        restarts,
        behind,
        patienceRanOut,
        0,
        giving == null ? 0 : giving.lagBytes(),
        config.durability() == CopyDurability.SUBSTITUTE && !isProtected ? 1 : 0,
        0,
        0,
        0);
  }
}
