package io.fieldway.cloud.resource;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fieldway.cloud.command.CommandRow;
import io.fieldway.cloud.database.DeviceRow;
import io.fieldway.cloud.database.GatewayRow;
import io.fieldway.cloud.database.ModelRow;
import io.fieldway.cloud.database.SqlTelemetry;
import io.fieldway.cloud.database.StreamRow;
import io.fieldway.wire.Json;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// What the resources look like in JSON.
final class Views {
  private Views() {}

  /// Everything at a glance.
  record Overview(Totals totals, List<Gateway> gateways, List<DeviceBrief> devices) {
    Overview(Totals totals, List<Gateway> gateways, List<DeviceBrief> devices) {
      this.totals = totals;
      this.gateways = List.copyOf(gateways);
      this.devices = List.copyOf(devices);
    }
  }

  /// Sums over all streams; received and expected count sequences, the others points.
  record Totals(
      Instant at,
      long stored,
      long quarantined,
      double pointsPerSecond,
      long received,
      long expected,
      long duplicatesDropped) {
    static Totals of(SqlTelemetry.Totals totals, double perSecond, Instant at) {
      return new Totals(
          at,
          totals.stored(),
          totals.quarantined(),
          perSecond,
          totals.received(),
          totals.expected(),
          totals.duplicates());
    }
  }

  /// What waits on a gateway's disk.
  record Outbox(long entries, long bytes, long oldestMillis) {}

  /// How complete a stream is.
  record Stream(String stream, long epoch, long received, long expected) {}

  @JsonInclude(JsonInclude.Include.NON_ABSENT)
  record Gateway(
      String id,
      String title,
      String state,
      Optional<Instant> lastProof,
      Outbox outbox,
      List<Stream> streams) {
    Gateway(
        String id,
        String title,
        String state,
        Optional<Instant> lastProof,
        Outbox outbox,
        List<Stream> streams) {
      this.id = id;
      this.title = title;
      this.state = state;
      this.lastProof = lastProof;
      this.outbox = outbox;
      this.streams = List.copyOf(streams);
    }

    static Gateway of(GatewayRow row, List<StreamRow> streams) {
      return new Gateway(
          row.id(),
          row.title(),
          row.state().word(),
          row.lastProof(),
          new Outbox(
              row.outbox().entries(), row.outbox().bytes(), row.outbox().oldest().toMillis()),
          streams.stream()
              .map(each ->
                  new Stream(
                      each.stream().name(),
                      each.stream().epoch(),
                      each.committed(),
                      each.expected()))
              .toList());
    }
  }

  /// A gateway just registered.
  ///
  /// @param userKey its key in hexadecimal; shown this once
  record NewGateway(String id, String title, String userKey) {
    @Override
    public String toString() {
      return "gateway " + id;
    }
  }

  @JsonInclude(JsonInclude.Include.NON_ABSENT)
  record DeviceBrief(
      String id,
      String title,
      String gateway,
      String model,
      String state,
      Optional<Instant> lastSeen) {
    static DeviceBrief of(DeviceRow row) {
      return new DeviceBrief(
          row.id(), row.title(), row.gateway(), row.model(), row.state().word(), row.lastSeen());
    }
  }

  /// The newest value of a property.
  record LastValue(
      String property,
      String title,
      String unit,
      @Schema(implementation = Object.class) JsonNode value,
      Instant at,
      Instant receivedAt) {}

  /// A device with its last values; `model` is its model's id.
  @JsonInclude(JsonInclude.Include.NON_ABSENT)
  record DeviceListed(
      String id,
      String title,
      String gateway,
      String model,
      String state,
      Optional<Instant> lastSeen,
      List<LastValue> values) {
    DeviceListed(
        String id,
        String title,
        String gateway,
        String model,
        String state,
        Optional<Instant> lastSeen,
        List<LastValue> values) {
      this.id = id;
      this.title = title;
      this.gateway = gateway;
      this.model = model;
      this.state = state;
      this.lastSeen = lastSeen;
      this.values = List.copyOf(values);
    }
  }

  /// A device whole; `model` is its model's document.
  @JsonInclude(JsonInclude.Include.NON_ABSENT)
  record Device(
      String id,
      String title,
      String gateway,
      @Schema(implementation = Object.class) JsonNode model,
      String state,
      Optional<Instant> lastSeen,
      List<LastValue> values) {
    Device(
        String id,
        String title,
        String gateway,
        JsonNode model,
        String state,
        Optional<Instant> lastSeen,
        List<LastValue> values) {
      this.id = id;
      this.title = title;
      this.gateway = gateway;
      this.model = model;
      this.state = state;
      this.lastSeen = lastSeen;
      this.values = List.copyOf(values);
    }
  }

  /// A model and where it stands.
  record Model(
      String id,
      String title,
      String version,
      long revision,
      Instant changed,
      @Schema(implementation = Object.class) JsonNode document) {
    static Model of(ModelRow row) {
      JsonNode document = Json.parse("model", row.document());
      return new Model(
          row.id(),
          document.path("title").asString(""),
          row.version(),
          row.revision(),
          row.changed(),
          document);
    }
  }

  /// A property over time.
  ///
  /// @param bucketMillis how long a time each point averages; absent where each is as measured
  /// @param points `[millis, value]`, the oldest first
  @JsonInclude(JsonInclude.Include.NON_ABSENT)
  record History(
      String property,
      String unit,
      Optional<Long> bucketMillis,
      @Schema(implementation = Object[][].class) JsonNode points) {}

  /// A point that its model refused.
  record Quarantined(
      String property,
      @Schema(implementation = Object.class) JsonNode value,
      String unit,
      String reason,
      Instant at,
      Instant receivedAt,
      String device) {}

  /// One state of a command.
  @JsonInclude(JsonInclude.Include.NON_ABSENT)
  record Step(String state, Instant at, Optional<String> reason) {
    static Step of(CommandRow.Step step) {
      return new Step(step.state().word(), step.at(), step.reason());
    }
  }

  /// A command and every state it has been in.
  ///
  /// @param cancelling whether its gateway is being asked to cancel it
  @JsonInclude(JsonInclude.Include.NON_ABSENT)
  record Command(
      String id,
      String device,
      String gateway,
      String action,
      @Schema(implementation = Object.class) JsonNode input,
      String policy,
      Optional<Instant> notBefore,
      Instant deadline,
      String state,
      Instant at,
      Optional<String> reason,
      @Schema(implementation = Object.class) JsonNode output,
      Instant created,
      boolean cancelling,
      Optional<String> group,
      List<Step> steps) {
    Command(
        String id,
        String device,
        String gateway,
        String action,
        JsonNode input,
        String policy,
        Optional<Instant> notBefore,
        Instant deadline,
        String state,
        Instant at,
        Optional<String> reason,
        JsonNode output,
        Instant created,
        boolean cancelling,
        Optional<String> group,
        List<Step> steps) {
      this.id = id;
      this.device = device;
      this.gateway = gateway;
      this.action = action;
      this.input = input;
      this.policy = policy;
      this.notBefore = notBefore;
      this.deadline = deadline;
      this.state = state;
      this.at = at;
      this.reason = reason;
      this.output = output;
      this.created = created;
      this.cancelling = cancelling;
      this.group = group;
      this.steps = List.copyOf(steps);
    }

    static Command of(CommandRow row, List<CommandRow.Step> steps) {
      return new Command(
          row.id(),
          row.device(),
          row.gateway(),
          row.action(),
          row.input(),
          row.terms().policy().word(),
          row.terms().notBefore(),
          row.deadline(),
          row.state().word(),
          row.changed(),
          row.reason(),
          row.output(),
          row.created(),
          row.cancelling(),
          row.group(),
          steps.stream().map(Step::of).toList());
    }
  }
}
