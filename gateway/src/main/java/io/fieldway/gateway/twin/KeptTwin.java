package io.fieldway.gateway.twin;

import com.google.errorprone.annotations.Var;
import io.fieldway.wire.model.ThingModel;
import io.fieldway.wire.twin.GatewayTwin;
import io.fieldway.wire.twin.PropertyState;
import io.fieldway.wire.twin.Stamp;
import io.fieldway.wire.twin.Twin;
import io.fieldway.wire.twin.TwinEntry;
import io.fieldway.wire.twin.TwinPosition;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/// One device's twin in memory and as it is on disk, and its connection as far as twins care.
final class KeptTwin {
  /// How a device's connection treats desired values.
  enum Line {
    NONE,
    /// Its driver has no way to bring desired values to it.
    DEAF,
    OPEN
  }

  /// What was given, and how the device stood then.
  record Given(Stamp desired, Stamp shown) {}

  @Var GatewayTwin now;
  @Var Twin durable;
  @Var ThingModel model;
  @Var Line line = Line.NONE;
  @Var boolean failed;

  /// Valid for the connection.
  final Map<String, Given> given = new HashMap<>();

  @Var long givenVersion;
  @Var private Optional<TwinPosition> position = Optional.empty();

  KeptTwin(Twin durable, ThingModel model) {
    this.now = GatewayTwin.of(durable);
    this.durable = durable;
    this.model = model;
  }

  void durable(Twin twin) {
    durable = twin;
    position = Optional.empty();
  }

  /// Where the document on disk stands.
  TwinPosition position() {
    TwinPosition known = position.orElseGet(durable::position);
    position = Optional.of(known);
    return known;
  }

  /// Desired values that the device is to be given now: pending ones that it was not given as they
  /// and it stand.
  Map<String, JsonNode> due() {
    Map<String, JsonNode> values = new TreeMap<>();
    durable
        .desired()
        .entries()
        .forEach((name, entry) -> {
          if (isPending(name) && !givenFor(name, entry).equals(given.get(name))) {
            entry.value().ifPresent(value -> values.put(name, value));
          }
        });
    return values;
  }

  Given givenFor(String name, TwinEntry desired) {
    return new Given(
        durable.desired().stampOf(desired),
        now.twin().reported().of(name).map(TwinEntry::mark).orElse(Stamp.NONE));
  }

  private boolean isPending(String name) {
    Twin seen = new Twin(durable.device(), durable.desired(), now.twin().reported());
    return PropertyState.of(model, name, seen).kind() == PropertyState.Kind.PENDING;
  }
}
