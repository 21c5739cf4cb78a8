package io.fieldway.wire.twin;

import io.fieldway.wire.Json;
import io.fieldway.wire.model.ThingModel;
import io.fieldway.wire.model.ThingModel.PropertyAffordance;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;

/// How a property's desired and reported value stand to each other. Both sides compute it from the
/// same document and model, so nobody has to tell it.
///
/// @param reason for a person; empty where there is nothing to say
public record PropertyState(Kind kind, String reason) {
  /// The kinds of state.
  public enum Kind {
    /// Nothing is desired.
    REPORTED("reported"),
    /// The device reports what is desired.
    IN_SYNC("in-sync"),
    /// The device is to take the desired value and has not yet.
    PENDING("pending"),
    /// The device will not take the desired value.
    REJECTED("rejected"),
    /// The device has changed it since, and by the model's rule that counts.
    OVERRIDDEN("overridden");

    private final String word;

    Kind(String word) {
      this.word = word;
    }

    /// The state as it stands in a message.
    public String word() {
      return word;
    }
  }

  /// The state of one property.
  public static PropertyState of(ThingModel model, String property, Twin twin) {
    Optional<TwinEntry> desired =
        twin.desired().of(property).filter(entry -> entry.value().isPresent());
    if (desired.isEmpty()) {
      return new PropertyState(Kind.REPORTED, "");
    }
    JsonNode value = desired.get().value().orElseThrow();
    Optional<TwinEntry> reported = twin.reported().of(property);
    if (reported.flatMap(TwinEntry::value).filter(value::equals).isPresent()) {
      return new PropertyState(Kind.IN_SYNC, "");
    }
    Optional<String> unfit = model.refusalOfDesired(property, value);
    if (unfit.isPresent()) {
      return new PropertyState(Kind.REJECTED, unfit.get());
    }
    Optional<Answer> answer =
        reported
            .flatMap(TwinEntry::answer)
            .filter(each -> each.to().equals(twin.desired().stampOf(desired.get())));
    if (answer.filter(Answer::refused).isPresent()) {
      return new PropertyState(Kind.REJECTED, answer.get().reason());
    }
    boolean changedSince =
        reported
            .filter(entry -> entry.value().isPresent())
            .filter(entry -> entry.mark().isAfter(desired.get().mark()))
            .isPresent();
    PropertyAffordance affordance = model.properties().get(property);
    return changedSince && affordance != null
        ? conflict(affordance, reported.get())
        : pending(answer);
  }

  /// The state of every property of which something is known, in the order of their names.
  public static Map<String, PropertyState> all(ThingModel model, Twin twin) {
    Set<String> names = new TreeSet<>(twin.desired().entries().keySet());
    names.addAll(twin.reported().entries().keySet());
    Map<String, PropertyState> states = new LinkedHashMap<>();
    names.forEach(name -> states.put(name, of(model, name, twin)));
    return states;
  }

  private static PropertyState conflict(PropertyAffordance property, TwinEntry reported) {
    return switch (property.conflict()) {
      case CLOUD_WINS -> new PropertyState(Kind.PENDING, "");
      case DEVICE_WINS_IF_NEWER ->
          new PropertyState(Kind.OVERRIDDEN, "the device has changed it since");
      case REJECT ->
          new PropertyState(
              Kind.REJECTED,
              "the device has changed it since, to " + Json.brief(reported.value().orElseThrow()));
    };
  }

  private static PropertyState pending(Optional<Answer> answer) {
    return new PropertyState(Kind.PENDING, answer.map(Answer::reason).orElse(""));
  }
}
