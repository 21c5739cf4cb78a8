package io.fieldway.wire.control;

import io.fieldway.wire.Fields;
import io.fieldway.wire.Json;
import tools.jackson.databind.JsonNode;

/// An order that a node did not obey.
///
/// @param order its [Order#type] and [Order#number], such as `adopt 17`
public record RefusedOrder(String order, String why) {
  /// The words that name an order.
  public static RefusedOrder of(Order order, String why) {
    return new RefusedOrder(order.type() + " " + order.number(), why);
  }

  static RefusedOrder read(Fields fields) {
    return new RefusedOrder(
        fields.text("order", ControlForm.MAX_NAME), fields.text("why", ControlForm.MAX_WHY));
  }

  JsonNode json() {
    return Json.object().put("order", order).put("why", ControlForm.why(why));
  }
}
