package io.fieldway.devices;

import io.fieldway.wire.model.ThingModel;
import java.util.List;

/// What a platform must know to serve the simulated field.
///
/// @param models each model once
/// @param devices in a fixed order; each follows one of the models
public record FieldRegistrations(List<ThingModel> models, List<Device> devices) {
  public FieldRegistrations(List<ThingModel> models, List<Device> devices) {
    this.models = List.copyOf(models);
    this.devices = List.copyOf(devices);
  }

  /// A device to register.
  ///
  /// @param model the id of its model
  public record Device(String id, String title, String model) {}
}
