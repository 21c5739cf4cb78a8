package io.fieldway.cloud.resource;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fieldway.cloud.command.CommandGroup;
import io.fieldway.cloud.command.CommandRow;
import io.fieldway.cloud.database.DeviceRow;
import io.fieldway.cloud.database.GapRow;
import io.fieldway.cloud.database.GatewayRow;
import io.fieldway.cloud.database.HourRow;
import io.fieldway.cloud.database.ModelRow;
import io.fieldway.cloud.database.SqlTelemetry;
import io.fieldway.cloud.database.StreamRow;
import io.fieldway.cloud.queue.Sessions;
import io.fieldway.wire.Json;
import io.fieldway.wire.model.ConflictRule;
import io.fieldway.wire.model.ThingModel;
import io.fieldway.wire.twin.Half;
import io.fieldway.wire.twin.PropertyState;
import io.fieldway.wire.twin.TwinEntry;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
  record Stream(String stream, long epoch, long received, long missing, long expected) {}

  @JsonInclude(JsonInclude.Include.NON_ABSENT)
  record Gateway(
      String id,
      String title,
      String state,
      Optional<Instant> lastProof,
      Optional<Instant> revoked,
      Optional<Instant> rotation,
      Outbox outbox,
      List<Stream> streams,
      Optional<Session> session) {
    Gateway(
        String id,
        String title,
        String state,
        Optional<Instant> lastProof,
        Optional<Instant> revoked,
        Optional<Instant> rotation,
        Outbox outbox,
        List<Stream> streams,
        Optional<Session> session) {
      this.id = id;
      this.title = title;
      this.state = state;
      this.lastProof = lastProof;
      this.revoked = revoked;
      this.rotation = rotation;
      this.outbox = outbox;
      this.streams = List.copyOf(streams);
      this.session = session;
    }

    /// Where a gateway's session is.
    ///
    /// @param server the machine server that holds it
    record Session(String server, long epoch) {
      static Session of(Sessions.Place place) {
        return new Session(place.instance(), place.epoch());
      }
    }

    Gateway with(Optional<Session> found) {
      return new Gateway(id, title, state, lastProof, revoked, rotation, outbox, streams, found);
    }

    static Gateway of(GatewayRow row, List<StreamRow> streams) {
      return new Gateway(
          row.id(),
          row.title(),
          row.state().word(),
          row.lastProof(),
          row.revoked(),
          row.rotation(),
          new Outbox(
              row.outbox().entries(), row.outbox().bytes(), row.outbox().oldest().toMillis()),
          streams.stream()
              .map(each ->
                  new Stream(
                      each.stream().name(),
                      each.stream().epoch(),
                      each.committed() - each.missing(),
                      each.missing(),
                      each.expected()))
              .toList(),
          Optional.empty());
    }
  }

  record NewJoinCode(String gateway, String code, String platform, Instant expires) {
    @Override
    public String toString() {
      return "a join code for " + gateway;
    }
  }

  record AuditEntry(
      long id, Instant at, String kind, String subject, String address, String detail) {}

  /// How complete a gateway's streams are, and what is missing; both the newest first.
  record Completeness(List<Hour> hours, List<Missing> gaps) {
    Completeness(List<Hour> hours, List<Missing> gaps) {
      this.hours = List.copyOf(hours);
      this.gaps = List.copyOf(gaps);
    }
  }

  /// One hour of a stream, by its gateway's clock.
  record Hour(String stream, long epoch, Instant hour, long received, long expected) {
    static Hour of(HourRow row) {
      return new Hour(
          row.stream().name(), row.stream().epoch(), row.hour(), row.received(), row.expected());
    }
  }

  /// Readings that a gateway had to drop.
  record Missing(
      String stream,
      long epoch,
      long from,
      long to,
      long missing,
      String reason,
      Instant since,
      Instant until) {
    static Missing of(GapRow row) {
      return new Missing(
          row.stream().name(),
          row.stream().epoch(),
          row.gap().from(),
          row.gap().to(),
          row.missing(),
          row.gap().reason().word(),
          row.gap().since(),
          row.gap().until());
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

  /// A device's twin.
  ///
  /// @param version its ETag without quotes
  /// @param meta of every property that can be set, or of which something is known
  @Schema(name = "Twin")
  record Twin(
      String device,
      String version,
      String model,
      String modelVersion,
      Map<String, JsonNode> desired,
      Map<String, JsonNode> reported,
      Map<String, TwinProperty> meta) {
    Twin(
        String device,
        String version,
        String model,
        String modelVersion,
        Map<String, JsonNode> desired,
        Map<String, JsonNode> reported,
        Map<String, TwinProperty> meta) {
      this.device = device;
      this.version = version;
      this.model = model;
      this.modelVersion = modelVersion;
      this.desired = Collections.unmodifiableMap(new LinkedHashMap<>(desired));
      this.reported = Collections.unmodifiableMap(new LinkedHashMap<>(reported));
      this.meta = Collections.unmodifiableMap(new LinkedHashMap<>(meta));
    }

    static Twin of(ThingModel model, io.fieldway.wire.twin.Twin twin) {
      Set<String> names = new LinkedHashSet<>();
      model.properties().values().stream()
          .filter(ThingModel.PropertyAffordance::isOfTwin)
          .forEach(each -> names.add(each.name()));
      names.addAll(twin.desired().entries().keySet());
      names.addAll(twin.reported().entries().keySet());
      Map<String, TwinProperty> meta = new LinkedHashMap<>();
      names.forEach(name -> meta.put(name, TwinProperty.of(model, name, twin)));
      return new Twin(
          twin.device(),
          twin.hash(),
          model.id(),
          model.version(),
          values(twin.desired()),
          values(twin.reported()),
          meta);
    }

    private static Map<String, JsonNode> values(Half half) {
      Map<String, JsonNode> values = new LinkedHashMap<>();
      half.entries()
          .forEach((name, entry) -> entry.value().ifPresent(value -> values.put(name, value)));
      return values;
    }
  }

  /// How one property of a twin stands.
  ///
  /// @param reason empty where there is nothing to say
  @JsonInclude(JsonInclude.Include.NON_ABSENT)
  record TwinProperty(
      String state,
      String reason,
      String conflict,
      Optional<Written> desired,
      Optional<Written> reported) {
    static TwinProperty of(ThingModel model, String name, io.fieldway.wire.twin.Twin twin) {
      PropertyState state = PropertyState.of(model, name, twin);
      ThingModel.PropertyAffordance property = model.properties().get(name);
      return new TwinProperty(
          state.kind().word(),
          state.reason(),
          (property == null ? ConflictRule.CLOUD_WINS : property.conflict()).word(),
          twin.desired().of(name).map(Written::of),
          twin.reported().of(name).filter(each -> each.value().isPresent()).map(Written::of));
    }
  }

  /// When and by what a value of a twin was written.
  ///
  /// @param version rises with every change of the half it belongs to
  record Written(long version, Instant at, String source) {
    static Written of(TwinEntry entry) {
      return new Written(entry.seq(), entry.at(), entry.source());
    }
  }

  /// One order to many devices.
  ///
  /// @param states how many of its commands are in each state
  record Group(
      String id,
      String action,
      Instant created,
      int accepted,
      int refused,
      Map<String, Integer> states,
      List<GroupMember> results) {
    Group(
        String id,
        String action,
        Instant created,
        int accepted,
        int refused,
        Map<String, Integer> states,
        List<GroupMember> results) {
      this.id = id;
      this.action = action;
      this.created = created;
      this.accepted = accepted;
      this.refused = refused;
      this.states = Collections.unmodifiableMap(new LinkedHashMap<>(states));
      this.results = List.copyOf(results);
    }

    static Group of(CommandGroup group, List<CommandRow> rows) {
      Map<String, Integer> states = new LinkedHashMap<>();
      List<GroupMember> results = new ArrayList<>();
      for (CommandRow row : rows) {
        states.merge(row.state().word(), 1, Integer::sum);
        results.add(GroupMember.of(row));
      }
      for (JsonNode each : group.refused()) {
        results.add(GroupMember.refused(each));
      }
      return new Group(
          group.id(),
          group.action(),
          group.created(),
          rows.size(),
          group.refused().size(),
          states,
          results);
    }
  }

  /// What became of one device of a group: its command, or why there is none.
  @JsonInclude(JsonInclude.Include.NON_ABSENT)
  record GroupMember(
      String device,
      Optional<String> command,
      Optional<String> state,
      Optional<Instant> at,
      Optional<String> reason,
      @Schema(implementation = Object.class) Optional<JsonNode> problem) {
    static GroupMember of(CommandRow row) {
      return new GroupMember(
          row.device(),
          Optional.of(row.id()),
          Optional.of(row.state().word()),
          Optional.of(row.changed()),
          row.reason(),
          Optional.empty());
    }

    static GroupMember refused(JsonNode each) {
      return new GroupMember(
          each.path("device").asString(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.of(each.path("problem")));
    }
  }
}
