package io.fieldway.cloud.resource;

import io.fieldway.cloud.database.JudgedBatch;
import io.fieldway.cloud.database.JudgedBatch.JudgedPoint;
import io.fieldway.wire.model.ThingModel;
import io.fieldway.wire.telemetry.Batch;
import io.fieldway.wire.telemetry.Entry;
import io.fieldway.wire.telemetry.Point;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Holds every point against its device's model. Touches nothing.
final class Judge {
  private Judge() {}

  /// @param models the model of each registered device
  static JudgedBatch judge(String gateway, Batch batch, Map<String, ThingModel> models) {
    List<JudgedPoint> judged = new ArrayList<>();
    for (Entry entry : batch.entries()) {
      for (int i = 0; i < entry.points().size(); i++) {
        Point point = entry.points().get(i);
        judged.add(new JudgedPoint(entry.seq(), i, point, refusal(point, models)));
      }
    }
    return new JudgedBatch(gateway, batch.stream(), batch.from(), batch.to(), judged, batch.gaps());
  }

  private static Optional<String> refusal(Point point, Map<String, ThingModel> models) {
    ThingModel model = models.get(point.device());
    return model == null
        ? Optional.of("no device " + point.device() + " is registered")
        : model.refusal(point);
  }
}
