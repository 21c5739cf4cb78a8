package io.fieldway.node.network;

import com.google.errorprone.annotations.Var;
import io.fieldway.node.kept.KeptReader;
import io.fieldway.wire.Bytes;
import io.fieldway.wire.MalformedException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The nodes of the mesh whose beacons are heard, and whom of them this one dials.
///
/// A beacon is never believed further than that there is somebody to dial: the link itself finds
/// out who that is. Of two nodes that hear each other the one with the smaller name dials, or the
/// one where nobody connects.
public final class Sightings {
  /// What a beacon was worth.
  public enum Worth {
    /// Somebody is to be dialled.
    NEW,

    /// Nothing is to be done: it is known, this node's own, of another mesh, or will dial itself.
    IDLE,

    /// Too many have come, or too many nodes are known.
    BEYOND_BOUNDS,

    /// It is no beacon.
    MALFORMED,

    /// It was not signed by whom it names.
    FORGED,

    /// Its address may not be dialled without encryption.
    EXPOSED
  }

  /// A beacon that was heard.
  ///
  /// @param node who is to be dialled, at the port, where it is new; else empty
  public record Sighting(Worth worth, String node, int port) {}

  private record Seen(String host, int port, long at) {}

  private static final long SECOND = 1_000;

  /// A node that was not heard for so many intervals is dialled no more.
  private static final int MISSED = 10;

  private final String mesh;
  private final String self;
  private final boolean listens;
  private final boolean mayGoFar;
  private final BeaconBounds bounds;
  private final Signatures signatures;
  private final Map<String, Seen> seen = new LinkedHashMap<>();
  @Var private long until;
  @Var private int inSecond;

  /// Knows nobody yet.
  ///
  /// @param listens whether others can dial this node
  /// @param mayGoFar whether it may dial beyond its own machine
  public Sightings(
      String mesh,
      String self,
      boolean listens,
      boolean mayGoFar,
      BeaconBounds bounds,
      Signatures signatures) {
    this.mesh = mesh;
    this.self = self;
    this.listens = listens;
    this.mayGoFar = mayGoFar;
    this.bounds = bounds;
    this.signatures = signatures;
  }

  /// A datagram has come.
  ///
  /// @param host the address that it came from
  /// @param isNear whether that is of this machine
  public Sighting heard(Bytes datagram, String host, boolean isNear, long now) {
    if (now >= until) {
      until = now + SECOND;
      inSecond = 0;
    }
    if (++inSecond > bounds.perSecond()) {
      return worth(Worth.BEYOND_BOUNDS);
    }
    Signed signed;
    Beacon beacon;
    try {
      KeptReader in = ControlForm.reader(datagram);
      signed = new Signed(in.binary(), in.binary());
      in.end();
      beacon = Beacon.read(signed);
    } catch (MalformedException e) {
      return worth(Worth.MALFORMED);
    }
    boolean dials = !listens || self.compareTo(beacon.node()) < 0;
    if (!beacon.mesh().equals(mesh) || beacon.node().equals(self) || !dials) {
      return worth(Worth.IDLE);
    }
    if (!isNear && !mayGoFar) {
      return worth(Worth.EXPOSED);
    }
    return judge(beacon, signed, host, now);
  }

  private Sighting judge(Beacon beacon, Signed signed, String host, long now) {
    Seen known = seen.get(beacon.node());
    if (known == null && seen.size() >= bounds.maximumNodes()) {
      return worth(Worth.BEYOND_BOUNDS);
    }
    if (!signatures.isGenuine(beacon.node(), signed.content(), signed.signature())) {
      return worth(Worth.FORGED);
    }
    seen.put(beacon.node(), new Seen(host, beacon.port(), now));
    boolean isSame = known != null && known.host.equals(host) && known.port == beacon.port();
    return isSame ? worth(Worth.IDLE) : new Sighting(Worth.NEW, beacon.node(), beacon.port());
  }

  /// Forgets who was not heard for long; they are dialled no more.
  public List<String> missed(long now) {
    List<String> missed = new ArrayList<>(0);
    seen.forEach((node, last) -> {
      if (now - last.at >= MISSED * bounds.interval().toMillis()) {
        missed.add(node);
      }
    });
    missed.forEach(seen::remove);
    return missed;
  }

  private static Sighting worth(Worth worth) {
    return new Sighting(worth, "", 0);
  }
}
