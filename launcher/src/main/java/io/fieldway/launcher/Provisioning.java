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

  /// Registers the simulated devices that speak TCP, and their models, or brings them up to date.
  public static void devices(PlatformClient platform, String gateway) throws IOException {
    register(platform, gateway, Field.registrations());
  }

  /// Registers the simulated devices that speak MQTT in the same way.
  public static void mqttDevices(PlatformClient platform, String gateway) throws IOException {
    register(platform, gateway, Field.mqttRegistrations());
  }

  private static void register(
      PlatformClient platform, String gateway, FieldRegistrations registrations)
      throws IOException {
    for (ThingModel model : registrations.models()) {
      platform.put("/api/models/" + model.id(), model.document());
    }
    for (FieldRegistrations.Device device : registrations.devices()) {
      platform.put(
          "/api/devices/" + device.id(),
          Json.object()
              .put("title", device.title())
              .put("gateway", gateway)
              .put("model", device.model()));
    }
  }
}
