package io.fieldway.wire.control;

import io.fieldway.wire.Fields;
import io.fieldway.wire.Json;
import java.time.Duration;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// A dead node that this one carries on, or was told to.
///
/// @param number the number of the order
/// @param why the reason of a refusal
/// @param since how long it has been in this state
/// @param sessions the dead node's sessions
/// @param service the addresses at which its clients are served, as `mqtt://host:port`
public record Adoption(
    String node,
    long number,
    AdoptionState state,
    String why,
    Duration since,
    long sessions,
    List<String> service) {
  public Adoption(
      String node,
      long number,
      AdoptionState state,
      String why,
      Duration since,
      long sessions,
      List<String> service) {
    this.node = node;
    this.number = number;
    this.state = state;
    this.why = why;
    this.since = since;
    this.sessions = sessions;
    this.service = List.copyOf(service);
  }

  static Adoption read(Fields fields) {
    return new Adoption(
        ControlForm.name(fields, "node"),
        fields.count("number"),
        fields.word("state", AdoptionState.class, AdoptionState::word),
        ControlForm.textOrEmpty(fields, "why", ControlForm.MAX_WHY),
        Duration.ofMillis(fields.count("sinceMillis")),
        fields.count("sessions"),
        ControlForm.texts(fields, "service", Status.MAX_SERVICES, ControlForm.MAX_ADDRESS));
  }

  JsonNode json() {
    return Json.object()
        .put("node", node)
        .put("number", number)
        .put("state", state.word())
        .put("why", ControlForm.why(why))
        .put("sinceMillis", since.toMillis())
        .put("sessions", sessions)
        .set("service", ControlForm.array(service));
  }
}
