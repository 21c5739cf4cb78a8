package io.fieldway.launcher;

import io.fieldway.devices.Field;
import io.fieldway.devices.FieldRegistrations;
import io.fieldway.wire.Bytes;
import io.fieldway.wire.Json;
import io.fieldway.wire.model.ThingModel;
import java.io.IOException;

/// Makes a gateway and the simulated field known to a platform, through REST as anybody would.
public final class Provisioning {
  private Provisioning() {}

  /// Registers a gateway.
  ///
  /// @return its key, which the platform shows only now
  public static Bytes gateway(PlatformClient platform, String id) throws IOException {
    return platform.registerGateway(id, "Gateway " + id);
  }

  /// Registers the simulated devices and their models, or brings them up to date.
  public static void devices(PlatformClient platform, String gateway) throws IOException {
    for (ThingModel model : Field.registrations().models()) {
      platform.put("/api/models/" + model.id(), model.document());
    }
    for (FieldRegistrations.Device device : Field.registrations().devices()) {
      platform.put(
          "/api/devices/" + device.id(),
          Json.object()
              .put("title", device.title())
              .put("gateway", gateway)
              .put("model", device.model()));
    }
  }
}
