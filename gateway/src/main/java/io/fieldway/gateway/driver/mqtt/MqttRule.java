package io.fieldway.gateway.driver.mqtt;

import io.fieldway.wire.config.Checked;
import io.fieldway.wire.config.Key;
import io.fieldway.wire.config.Problem;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// How the devices of one kind use topics and payloads.
public record MqttRule(
    @Key(
            value =
                "Where devices publish readings: {device} is the device's id, {property} a value's"
                    + " name, + any level.",
            required = true)
        TopicPattern telemetry,
    @Key("What a reading looks like: json for an object of values, value for a bare one.")
        PayloadForm payload,
    @Key("The name of a bare value where the topic has no {property}.") Optional<String> property,
    @Key("The member of a JSON object that counts readings; with it each is stored exactly once.")
        String sequence,
    @Key("The member that names the run of the sequence; new whenever it begins at 1 again.")
        String session,
    @Key(
            "The member with the time of measurement: RFC 3339, or seconds or milliseconds since"
                + " 1970.")
        String time,
    @Key("Where a device, or its will, publishes online or offline.") Optional<TopicPattern> status,
    @Key("How long a device is present after a message, where it has not said online.")
        Duration silentAfter,
    @Key("Where the gateway publishes instructions; without it the devices take none.")
        Optional<TopicPattern> instructions,
    @Key("Where devices publish what became of instructions; the response topic.")
        Optional<TopicPattern> results,
    @Key("Where the gateway publishes desired values; without it the devices are told none.")
        Optional<TopicPattern> desired,
    @Key(
            "What desired values look like: line for the line desired with its version, values for"
                + " an object of them.")
        DesiredForm desiredAs,
    @Key("Where devices publish what is set; not needed where readings say it.")
        Optional<TopicPattern> reported)
    implements Checked {

  /// A rule for readings alone.
  public static MqttRule defaults() {
    return new MqttRule(
        TopicPattern.parse("field/{device}/telemetry"),
        PayloadForm.JSON,
        Optional.empty(),
        "seq",
        "session",
        "at",
        Optional.empty(),
        Duration.ofSeconds(90),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        DesiredForm.LINE,
        Optional.empty());
  }

  /// The rule that holds where none is configured.
  public static MqttRule standard() {
    MqttRule bare = defaults();
    return new MqttRule(
        bare.telemetry,
        bare.payload,
        bare.property,
        bare.sequence,
        bare.session,
        bare.time,
        Optional.of(TopicPattern.parse("field/{device}/status")),
        bare.silentAfter,
        Optional.of(TopicPattern.parse("field/{device}/instructions")),
        Optional.of(TopicPattern.parse("field/{device}/results")),
        Optional.of(TopicPattern.parse("field/{device}/desired")),
        DesiredForm.LINE,
        Optional.of(TopicPattern.parse("field/{device}/reported")));
  }

  /// A rule for readings alone.
  public static MqttRule reading(String telemetry, PayloadForm payload) {
    MqttRule bare = defaults();
    return new MqttRule(
        TopicPattern.parse(telemetry),
        payload,
        bare.property,
        bare.sequence,
        bare.session,
        bare.time,
        bare.status,
        bare.silentAfter,
        bare.instructions,
        bare.results,
        bare.desired,
        bare.desiredAs,
        bare.reported);
  }

  public MqttRule withProperty(String name) {
    return new MqttRule(
        telemetry,
        payload,
        Optional.of(name),
        sequence,
        session,
        time,
        status,
        silentAfter,
        instructions,
        results,
        desired,
        desiredAs,
        reported);
  }

  public MqttRule withSilentAfter(Duration silence) {
    return new MqttRule(
        telemetry,
        payload,
        property,
        sequence,
        session,
        time,
        status,
        silence,
        instructions,
        results,
        desired,
        desiredAs,
        reported);
  }

  /// The same with a topic for desired values, which readings report.
  public MqttRule withDesired(String topic, DesiredForm form) {
    return new MqttRule(
        telemetry,
        payload,
        property,
        sequence,
        session,
        time,
        status,
        silentAfter,
        instructions,
        results,
        Optional.of(TopicPattern.parse(topic)),
        form,
        reported);
  }

  /// What the gateway subscribes to for this rule.
  List<TopicPattern> subscriptions() {
    List<TopicPattern> all = new ArrayList<>();
    all.add(telemetry);
    status.ifPresent(all::add);
    results.ifPresent(all::add);
    reported.ifPresent(all::add);
    return all;
  }

  @Override
  public List<Problem> problems() {
    List<Problem> found = new ArrayList<>();
    boolean named = telemetry.namesAProperty();
    if (payload == PayloadForm.VALUE && named == property.isPresent()) {
      found.add(
          new Problem(
              "property",
              "expected a name here or a level {property} in telemetry, got "
                  + (named ? "both" : "neither")));
    }
    if (payload == PayloadForm.JSON && (named || property.isPresent())) {
      found.add(
          new Problem(
              named ? "telemetry" : "property",
              "expected payload value beside " + (named ? "{property}" : "it") + ", got json"));
    }
    if (!silentAfter.isPositive()) {
      found.add(new Problem("silent-after", "expected longer than nothing, got " + silentAfter));
    }
    status
        .filter(TopicPattern::namesAProperty)
        .ifPresent(
            each -> found.add(new Problem("status", "expected no level {property}, got " + each)));
    oneTopic("instructions", instructions, found);
    oneTopic("results", results, found);
    oneTopic("desired", desired, found);
    oneTopic("reported", reported, found);
    if (instructions.isPresent() && results.isEmpty()) {
      found.add(new Problem("results", "expected a topic: a device that acts has to say so"));
    }
    return found;
  }

  private static void oneTopic(String key, Optional<TopicPattern> pattern, List<Problem> found) {
    pattern
        .filter(each -> !each.isOneTopicADevice())
        .ifPresent(each ->
            found.add(new Problem(key, "expected no level but {device} to be open, got " + each)));
  }
}
